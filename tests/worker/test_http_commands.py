"""Commands to a running download: pause, resume, limits, move, recheck."""

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from chalicelib.downloads.models.job_options import JobOptions
from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.http_downloads import (
    download,
    downloaded_file,
    make_task,
    start_download,
    wait_for_bytes,
    wait_for_end,
)
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Limits, Phase
from worker.downloader.http import HttpEngine
from worker.downloader.http.partial_file import METADATA_NAME, PART_NAME

MIB = 1024 * 1024
BODY = noise(4 * MIB)
#: Of two seconds' worth of bytes. tests/unit/test_http_limits.py has the exact rate.
LIMITED_S = 1.5


@pytest.fixture
def engine():
    engine = HttpEngine(LOOPBACK, min_split_bytes=2 * MIB)
    yield engine
    engine.close(5)


def test_a_pause_closes_the_connections_and_resuming_requests_the_rest(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=200_000)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 300_000)
    engine.pause(task.job_id)
    wait_until(lambda: not web.active["/f.mkv"])
    wait_until(lambda: engine.report(task.job_id).download_bytes_per_s == 0)
    paused = wait_stable(lambda: engine.report(task.job_id))
    asked = len(web.requests)
    page.bytes_per_s = None
    engine.resume(task.job_id)
    report = wait_for_end(engine, task)

    assert paused.phase is Phase.RUNNING
    assert 300_000 <= paused.bytes_done < len(BODY)
    assert all("range" in headers for headers in web.headers_of("/f.mkv")[asked:])
    assert downloaded_file(report).read_bytes() == BODY


def test_a_pause_keeps_a_connection_that_cannot_resume(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, supports_ranges=False, bytes_per_s=200_000)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 100_000)
    engine.pause(task.job_id)
    paused = wait_stable(lambda: engine.report(task.job_id).bytes_done)
    page.bytes_per_s = None
    engine.resume(task.job_id)

    assert paused < len(BODY)
    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY
    assert len(web.requests) == 1


def test_a_download_paused_at_once_resumes_and_completes(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    engine.pause(task.job_id)
    wait_stable(lambda: engine.report(task.job_id))
    engine.resume(task.job_id)

    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY


def test_rapid_pausing_and_resuming_does_no_harm(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=MIB)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    for _ in range(50):
        engine.pause(task.job_id)
        engine.resume(task.job_id)

    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY


def took_s(engine: HttpEngine, *task) -> float:
    began_s = time.monotonic()
    for each in task:
        engine.add(each)
    for each in task:
        assert downloaded_file(wait_for_end(engine, each)).read_bytes() == BODY
    return time.monotonic() - began_s


def test_a_download_limit_holds_over_all_its_connections(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, announces_ranges=True)
    task = make_task(tmp_path, web.url("/f.mkv"), downloadLimit=2 * MIB)

    assert took_s(engine, task) > LIMITED_S


def test_the_global_limit_is_shared(engine, web, tmp_path):
    engine.set_rate_limits(Limits(download=4 * MIB))
    web.pages["/f.mkv"] = Page(BODY, announces_ranges=True)
    tasks = [make_task(tmp_path, web.url("/f.mkv")) for _ in range(2)]

    assert took_s(engine, *tasks) > LIMITED_S


@pytest.mark.parametrize("of_everything", [True, False])
def test_a_removed_limit_takes_effect_at_once(engine, web, tmp_path, of_everything):
    """At the first limit the download would take an hour."""
    web.pages["/f.mkv"] = Page(BODY, announces_ranges=True)
    options = {} if of_everything else {"downloadLimit": 1024}
    engine.set_rate_limits(Limits(download=1024 if of_everything else None))
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv"), **options), 1)
    slow = engine.report(task.job_id).bytes_done
    engine.set_rate_limits(Limits())
    engine.configure(task.job_id, JobOptions())

    assert slow < 100_000
    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY


def test_a_download_dropped_while_limited_ends(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv"), downloadLimit=1024), 1)
    engine.drop(task.job_id, remove_files=True)

    wait_until(lambda: not task.folder.exists())
    wait_until(lambda: not web.active["/f.mkv"])


@pytest.fixture(params=["same disk", "folder there", "another disk"])
def target(request, tmp_path, monkeypatch):
    """The target folder. Another disk: the system refuses links to it."""
    to = tmp_path / "new" / "job"
    if request.param != "same disk":
        to.mkdir(parents=True)
        (to / "other.txt").write_text("mine")
    if request.param == "another disk":

        def refuse(*_args: object, **_kwargs: object) -> None:
            raise OSError(18, "Invalid cross-device link")

        monkeypatch.setattr(os, "link", refuse)
    return to


def test_case_31_a_running_download_continues_in_another_folder(engine, web, tmp_path, target):
    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=200_000)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 200_000)
    engine.move(task.job_id, target)
    wait_until(lambda: engine.report(task.job_id).folder == target)
    page.bytes_per_s = None
    report = wait_for_end(engine, task)

    assert downloaded_file(report).parent == target
    assert downloaded_file(report).read_bytes() == BODY
    assert not task.folder.exists()
    assert report.move_error is None
    assert web.bytes_sent["/f.mkv"] < 2 * len(BODY)
    others = {path.name for path in target.iterdir()} - {"f.mkv", METADATA_NAME}
    assert others <= {"other.txt"}


def test_case_31_a_complete_file_is_moved_and_stays_readable(engine, web, tmp_path, target):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wait_for_end(engine, task)
    reader = engine.open_in_progress(task.job_id, 0)
    engine.move(task.job_id, target)
    report = wait_until(lambda: (report := engine.report(task.job_id)).folder == target and report)

    assert wait_until(lambda: engine.report(task.job_id).phase is Phase.FINISHED)
    assert downloaded_file(report) == target / "f.mkv"
    assert downloaded_file(report).read_bytes() == BODY
    assert reader.read(5, 10) == BODY[5:15]
    assert not task.folder.exists()


def test_case_31_a_failed_copy_leaves_the_files_where_they_were(
    engine, web, tmp_path, target, monkeypatch
):
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=200_000)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 200_000)
    (target / "in the way").mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr("worker.downloader.http.maintenance._copy_span", refuse)
    engine.move(task.job_id, target)
    error = wait_until(lambda: engine.report(task.job_id).move_error)
    page.bytes_per_s = None
    report = wait_for_end(engine, task)

    assert error == "No space left on device"
    assert downloaded_file(report).parent == task.folder
    assert downloaded_file(report).read_bytes() == BODY
    assert not (target / PART_NAME).exists()


def test_case_31_a_killed_move_is_repeated(engine, web, tmp_path):
    """The bytes are in the new folder already, and a new worker started over in the old one."""
    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, truncate_after=1_000_000)
    task = make_task(tmp_path, web.url("/f.mkv"), isSequential=True)
    download(engine, task)
    new = tmp_path / "new"
    task.folder.rename(new)
    page.truncate_after, page.bytes_per_s = None, 100_000
    engine.add(task)
    wait_for_bytes(engine, task, 1)
    engine.move(task.job_id, new)
    wait_until(lambda: engine.report(task.job_id).folder == new)
    page.bytes_per_s = None
    report = wait_for_end(engine, task)

    assert downloaded_file(report).read_bytes() == BODY
    assert downloaded_file(report).parent == new
    assert int(web.ranges_of("/f.mkv")[-1][6:].split("-")[0]) >= 1_000_000


def test_case_32_bytes_are_synced_before_the_rename_and_the_folder_after_it(
    engine, web, tmp_path, monkeypatch
):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    calls: list[str] = []

    def watch(name: str) -> None:
        real = getattr(os, name)

        def watched(*args: object, **kwargs: object) -> object:
            what = args[0]
            path = Path(f"/proc/self/fd/{what}").readlink() if isinstance(what, int) else what
            calls.append(f"{name} {Path(str(path)).name}")
            return real(*args, **kwargs)

        monkeypatch.setattr(os, name, watched)

    for name in ("fsync", "rename", "pwrite"):
        watch(name)
    path = downloaded_file(download(engine, task))

    named = calls.index(f"rename {PART_NAME}")
    assert path.read_bytes() == BODY
    assert max(at for at, call in enumerate(calls) if call == f"pwrite {PART_NAME}") < calls.index(
        f"fsync {PART_NAME}"
    )
    assert calls.index(f"fsync {PART_NAME}") < named
    assert f"fsync {task.folder.name}" in calls[named:]


def test_a_recheck_fetches_changed_bytes_again(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=200_000)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 800_000)
    engine.pause(task.job_id)
    before = wait_stable(lambda: engine.report(task.job_id).bytes_done)
    with (task.folder / PART_NAME).open("r+b") as part:
        part.write(bytes(MIB))  # all of the first span
    page.bytes_per_s = None
    engine.recheck(task.job_id)
    after = wait_until(lambda: 0 < engine.report(task.job_id).bytes_done < before)
    engine.resume(task.job_id)

    assert after
    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY


def test_a_recheck_does_not_fetch_unchanged_bytes_again(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=200_000)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 800_000)
    engine.recheck(task.job_id)
    page.bytes_per_s = None
    report = wait_for_end(engine, task)

    assert downloaded_file(report).read_bytes() == BODY
    assert web.ranges_of("/f.mkv").count(None) == 1


def test_a_complete_file_is_rechecked_by_its_checksum(engine, web, tmp_path):
    digest = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"), checksum=digest)
    engine.add(task)
    path = downloaded_file(wait_for_end(engine, task))
    asked = len(web.requests)
    engine.recheck(task.job_id)
    assert wait_stable(lambda: engine.report(task.job_id)).phase is Phase.FINISHED
    assert len(web.requests) == asked
    with path.open("r+b") as file:
        file.write(b"x")
    engine.recheck(task.job_id)
    wait_until(lambda: len(web.requests) > asked)

    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY


def test_a_complete_file_without_a_checksum_is_compared_with_the_server(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wait_for_end(engine, task)
    engine.recheck(task.job_id)
    wait_until(lambda: web.methods[-1] == "HEAD")
    same = wait_stable(lambda: engine.report(task.job_id))
    page.body, page.etag = noise(MIB, seed=3), '"two"'
    engine.recheck(task.job_id)
    report = wait_until(
        lambda: (
            (report := engine.report(task.job_id)).bytes_total == MIB
            and report.phase is Phase.FINISHED
            and report
        )
    )

    assert downloaded_file(same).name == "f.mkv"
    assert downloaded_file(report).read_bytes() == page.body


def test_a_recheck_against_an_unreachable_server_keeps_the_file(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wait_for_end(engine, task)
    web.close()
    engine.recheck(task.job_id)

    assert downloaded_file(wait_stable(lambda: engine.report(task.job_id))).read_bytes() == BODY


def test_a_download_dropped_before_its_file_is_opened_leaves_nothing(
    engine, web, tmp_path, monkeypatch
):
    """Its folder was moved away by then, and nothing would remove a new one."""
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    threads = []

    def drop_first(_folder):
        engine.drop(task.job_id, remove_files=False)
        threads.append(threading.current_thread())

    monkeypatch.setattr("worker.downloader.http.download.find_complete_file", drop_first)
    engine.add(task)
    wait_until(lambda: threads)
    threads[0].join()

    assert not task.folder.exists()
