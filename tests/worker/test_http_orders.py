"""What a download does when it is told: pause, resume, limits, moving, checking again."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from chalicelib.downloads.models.options import JobOptions
from tests.downloads import LOOPBACK, Page, noise, wait_stable, wait_until
from tests.http_downloads import arrived, bring, ends, has_brought, task, under_way
from worker.downloader.engine import Limits, Phase
from worker.downloader.http import HttpEngine
from worker.downloader.http.partial_file import METADATA_NAME, PART_NAME

MIB = 1024 * 1024
BODY = noise(4 * MIB)


@pytest.fixture
def engine():
    engine = HttpEngine(LOOPBACK, min_split_bytes=2 * MIB)
    yield engine
    engine.close(5)


def test_a_pause_closes_the_connections_and_the_rest_is_asked_for_later(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, says_ranges=True, bytes_per_s=400_000)
    wanted = under_way(engine, task(tmp_path, web.url("/f.mkv")), 300_000)
    engine.pause(wanted.job_id)
    wait_until(lambda: not web.open["/f.mkv"])
    paused = wait_stable(lambda: engine.report(wanted.job_id))
    asked = len(web.requests)
    page.bytes_per_s = None
    engine.resume(wanted.job_id)
    report = ends(engine, wanted)

    assert paused.phase is Phase.RUNNING
    assert 300_000 <= paused.bytes_done < len(BODY)
    assert paused.download_bytes_per_s == 0
    assert all("range" in headers for headers in web.asked("/f.mkv")[asked:])
    assert arrived(report).read_bytes() == BODY


def test_a_pause_keeps_a_connection_that_could_not_be_made_again(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, takes_ranges=False, bytes_per_s=2_000_000)
    wanted = under_way(engine, task(tmp_path, web.url("/f.mkv")), 300_000)
    engine.pause(wanted.job_id)
    paused = wait_stable(lambda: engine.report(wanted.job_id).bytes_done)
    engine.resume(wanted.job_id)

    assert paused < len(BODY)
    assert arrived(ends(engine, wanted)).read_bytes() == BODY
    assert len(web.requests) == 1


def test_what_is_paused_before_it_begins_asks_nothing(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"))
    engine.add(wanted)
    engine.pause(wanted.job_id)
    wait_stable(lambda: engine.report(wanted.job_id))
    engine.resume(wanted.job_id)

    assert arrived(ends(engine, wanted)).read_bytes() == BODY


def test_pausing_and_resuming_wildly_does_no_harm(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, says_ranges=True, bytes_per_s=MIB)
    wanted = task(tmp_path, web.url("/f.mkv"))
    engine.add(wanted)
    for _ in range(50):
        engine.pause(wanted.job_id)
        engine.resume(wanted.job_id)

    assert arrived(ends(engine, wanted)).read_bytes() == BODY


def took_s(engine: HttpEngine, *wanted) -> float:
    began_s = time.monotonic()
    for each in wanted:
        engine.add(each)
    for each in wanted:
        assert arrived(ends(engine, each)).read_bytes() == BODY
    return time.monotonic() - began_s


def test_a_limit_of_its_own_holds_over_all_its_connections(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, says_ranges=True)
    wanted = task(tmp_path, web.url("/f.mkv"), downloadLimit=2 * MIB)

    assert 1.5 < took_s(engine, wanted) < 4


def test_a_limit_of_everything_is_shared(engine, web, tmp_path):
    engine.set_rate_limits(Limits(download=4 * MIB))
    web.pages["/f.mkv"] = Page(BODY, says_ranges=True)
    wanted = [task(tmp_path, web.url("/f.mkv")) for _ in range(2)]

    assert 1.5 < took_s(engine, *wanted) < 4


@pytest.mark.parametrize("of_everything", [True, False])
def test_a_limit_that_is_lifted_is_felt_at_once(engine, web, tmp_path, of_everything):
    """At the first limit it would take an hour."""
    web.pages["/f.mkv"] = Page(BODY, says_ranges=True)
    options = {} if of_everything else {"downloadLimit": 1024}
    engine.set_rate_limits(Limits(download=1024 if of_everything else None))
    wanted = under_way(engine, task(tmp_path, web.url("/f.mkv"), **options), 1)
    slow = engine.report(wanted.job_id).bytes_done
    engine.set_rate_limits(Limits())
    engine.configure(wanted.job_id, JobOptions())

    assert slow < 100_000
    assert arrived(ends(engine, wanted)).read_bytes() == BODY


def test_what_was_dropped_while_it_waits_for_its_limit_ends(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    wanted = under_way(engine, task(tmp_path, web.url("/f.mkv"), downloadLimit=1024), 1)
    engine.drop(wanted.job_id, remove_files=True)

    wait_until(lambda: not wanted.folder.exists())
    wait_until(lambda: not web.open["/f.mkv"])


# --- moving ----------------------------------------------------------------------------------


@pytest.fixture(params=["same disk", "folder there", "another disk"])
def target(request, tmp_path, monkeypatch):
    """Where to move to. Another disk: the system refuses to rename or link there."""
    to = tmp_path / "new" / "job"
    if request.param != "same disk":
        to.mkdir(parents=True)
        (to / "somebody's.txt").write_text("mine")
    if request.param == "another disk":

        def refuse(*_args: object, **_kwargs: object) -> None:
            raise OSError(18, "Invalid cross-device link")

        monkeypatch.setattr(os, "link", refuse)
    return to


def test_case_31_a_download_goes_on_in_another_folder(engine, web, tmp_path, target):
    page = web.pages["/f.mkv"] = Page(BODY, says_ranges=True, bytes_per_s=400_000)
    wanted = under_way(engine, task(tmp_path, web.url("/f.mkv")), 500_000)
    page.bytes_per_s = None
    engine.move(wanted.job_id, target)
    wait_until(lambda: engine.report(wanted.job_id).folder == target)
    report = ends(engine, wanted)

    assert arrived(report).parent == target
    assert arrived(report).read_bytes() == BODY
    assert not wanted.folder.exists()
    assert report.move_error is None
    assert web.sent["/f.mkv"] < 2 * len(BODY)
    others = {path.name for path in target.iterdir()} - {"f.mkv", METADATA_NAME}
    assert others <= {"somebody's.txt"}


def test_case_31_a_finished_file_goes_and_can_be_read_meanwhile(engine, web, tmp_path, target):
    web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"))
    engine.add(wanted)
    ends(engine, wanted)
    reader = engine.open_in_progress(wanted.job_id, 0)
    engine.move(wanted.job_id, target)
    report = wait_until(
        lambda: (report := engine.report(wanted.job_id)).folder == target and report
    )

    assert wait_until(lambda: engine.report(wanted.job_id).phase is Phase.FINISHED)
    assert arrived(report) == target / "f.mkv"
    assert arrived(report).read_bytes() == BODY
    assert reader.read(5, 10) == BODY[5:15]
    assert not wanted.folder.exists()


def test_case_31_a_copy_that_fails_leaves_everything_where_it_was(
    engine, web, tmp_path, target, monkeypatch
):
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    page = web.pages["/f.mkv"] = Page(BODY, says_ranges=True, bytes_per_s=400_000)
    wanted = under_way(engine, task(tmp_path, web.url("/f.mkv")), 500_000)
    (target / "in the way").mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr("worker.downloader.http.maintenance._copy_span", refuse)
    page.bytes_per_s = None
    engine.move(wanted.job_id, target)
    error = wait_until(lambda: engine.report(wanted.job_id).move_error)
    report = ends(engine, wanted)

    assert error == "No space left on device"
    assert arrived(report).parent == wanted.folder
    assert arrived(report).read_bytes() == BODY
    assert not (target / PART_NAME).exists()


def test_case_31_a_move_that_was_killed_is_done_again(engine, web, tmp_path):
    """The bytes are at the new place already, and a new worker began anew at the old one."""
    page = web.pages["/f.mkv"] = Page(BODY, says_ranges=True, cut_after=1_000_000)
    wanted = task(tmp_path, web.url("/f.mkv"), isSequential=True)
    bring(engine, wanted)
    new = tmp_path / "new"
    wanted.folder.rename(new)
    page.cut_after, page.bytes_per_s = None, 100_000
    engine.add(wanted)
    has_brought(engine, wanted, 1)
    page.bytes_per_s = None
    engine.move(wanted.job_id, new)
    wait_until(lambda: engine.report(wanted.job_id).folder == new)
    report = ends(engine, wanted)

    assert arrived(report).read_bytes() == BODY
    assert arrived(report).parent == new
    assert int(web.ranges("/f.mkv")[-1][6:].split("-")[0]) >= 1_000_000


def test_case_32_bytes_are_synced_before_the_name_and_the_name_after_it(
    engine, web, tmp_path, monkeypatch
):
    web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"))
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
    path = arrived(bring(engine, wanted))

    named = calls.index(f"rename {PART_NAME}")
    assert path.read_bytes() == BODY
    assert max(at for at, call in enumerate(calls) if call == f"pwrite {PART_NAME}") < calls.index(
        f"fsync {PART_NAME}"
    )
    assert calls.index(f"fsync {PART_NAME}") < named
    assert f"fsync {wanted.folder.name}" in calls[named:]


# --- checking again --------------------------------------------------------------------------


def test_what_was_changed_behind_our_back_is_brought_again(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, says_ranges=True, bytes_per_s=400_000)
    wanted = under_way(engine, task(tmp_path, web.url("/f.mkv")), 800_000)
    engine.pause(wanted.job_id)
    before = wait_stable(lambda: engine.report(wanted.job_id).bytes_done)
    with (wanted.folder / PART_NAME).open("r+b") as part:
        part.write(bytes(MIB))  # the whole of the first stretch
    page.bytes_per_s = None
    engine.recheck(wanted.job_id)
    after = wait_until(lambda: 0 < engine.report(wanted.job_id).bytes_done < before)
    engine.resume(wanted.job_id)

    assert after
    assert arrived(ends(engine, wanted)).read_bytes() == BODY


def test_what_is_as_it_should_be_is_not_brought_again(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, says_ranges=True, bytes_per_s=400_000)
    wanted = under_way(engine, task(tmp_path, web.url("/f.mkv")), 800_000)
    page.bytes_per_s = None
    engine.recheck(wanted.job_id)
    report = ends(engine, wanted)

    assert arrived(report).read_bytes() == BODY
    assert web.ranges("/f.mkv").count(None) == 1


def test_a_finished_file_is_checked_by_its_checksum(engine, web, tmp_path):
    digest = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"), checksum=digest)
    engine.add(wanted)
    path = arrived(ends(engine, wanted))
    asked = len(web.requests)
    engine.recheck(wanted.job_id)
    assert wait_stable(lambda: engine.report(wanted.job_id)).phase is Phase.FINISHED
    assert len(web.requests) == asked
    with path.open("r+b") as file:
        file.write(b"x")
    engine.recheck(wanted.job_id)
    wait_until(lambda: len(web.requests) > asked)

    assert arrived(ends(engine, wanted)).read_bytes() == BODY


def test_a_finished_file_without_a_checksum_is_compared_with_what_the_server_says(
    engine, web, tmp_path
):
    page = web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"))
    engine.add(wanted)
    ends(engine, wanted)
    engine.recheck(wanted.job_id)
    wait_until(lambda: web.methods[-1] == "HEAD")
    same = wait_stable(lambda: engine.report(wanted.job_id))
    page.body, page.etag = noise(MIB, seed=3), '"two"'
    engine.recheck(wanted.job_id)
    report = wait_until(
        lambda: (
            (report := engine.report(wanted.job_id)).bytes_total == MIB
            and report.phase is Phase.FINISHED
            and report
        )
    )

    assert arrived(same).name == "f.mkv"
    assert arrived(report).read_bytes() == page.body


def test_of_a_server_that_is_not_there_nothing_is_learned(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"))
    engine.add(wanted)
    ends(engine, wanted)
    web.close()
    engine.recheck(wanted.job_id)

    assert arrived(wait_stable(lambda: engine.report(wanted.job_id))).read_bytes() == BODY
