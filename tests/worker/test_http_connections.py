"""One file over several connections: splitting, refusals, checkpoints, readers."""

import json
import threading

import pytest

from chalicelib.downloads.models.job_options import JobOptions
from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.http_downloads import download, downloaded_file, make_task, start_download, wait_for_end
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Phase
from worker.downloader.http import HttpEngine
from worker.downloader.http.partial_file import METADATA_NAME
from worker.downloader.http.segments import Ranges

MIB = 1024 * 1024
BODY = noise(12 * MIB)
SLOW = MIB // 8  # per connection: not complete before a busy machine has checked it


@pytest.fixture
def engine():
    engine = HttpEngine(LOOPBACK, min_split_bytes=4 * MIB)
    yield engine
    engine.close(5)


def shared(**changes) -> Page:
    """A page for several connections, slow until a test has seen what it waits for."""
    return Page(**({"body": BODY, "announces_ranges": True, "bytes_per_s": SLOW} | changes))


def test_a_large_file_uses_four_connections(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = shared()
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wait_until(lambda: web.active["/f.mkv"] == 4)
    rows = engine.details(task.job_id).trackers
    page.bytes_per_s = None
    report = wait_for_end(engine, task)

    assert downloaded_file(report).read_bytes() == BODY
    assert [row.tier for row in rows] == [0, 1, 2, 3]
    assert {row.url for row in rows} == {f"http://127.0.0.1:{web.port}"}
    first, *others = web.headers_of("/f.mkv")
    assert "range" not in first
    assert {headers["if-range"] for headers in others} == {'"one"'}


def test_a_small_file_uses_one_connection(web, tmp_path):
    web.pages["/f.mkv"] = shared(bytes_per_s=None)
    engine = HttpEngine(LOOPBACK)

    assert (
        downloaded_file(download(engine, make_task(tmp_path, web.url("/f.mkv")))).read_bytes()
        == BODY
    )
    assert web.ranges_of("/f.mkv") == [None]
    engine.close(5)


@pytest.mark.parametrize(
    "changes",
    [
        {"announces_ranges": False},
        {"etag": None},
        {"etag": 'W/"weak"'},
        {"announces_length": False},
    ],
)
def test_without_ranges_length_or_validator_one_connection_is_used(engine, web, tmp_path, changes):
    web.pages["/f.mkv"] = shared(bytes_per_s=None, **changes)

    assert (
        downloaded_file(download(engine, make_task(tmp_path, web.url("/f.mkv")))).read_bytes()
        == BODY
    )
    assert web.ranges_of("/f.mkv") == [None]


def test_an_old_modification_date_is_a_validator(engine, web, tmp_path):
    old = {"Last-Modified": "Wed, 21 Oct 2015 07:28:00 GMT"}
    page = web.pages["/f.mkv"] = shared(etag=None, headers=old)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wait_until(lambda: len(web.requests) > 1)
    page.bytes_per_s = None

    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY
    assert web.headers_of("/f.mkv")[1]["if-range"] == old["Last-Modified"]


@pytest.mark.parametrize(
    "refusal",
    [
        Page(status=429),
        Page(status=503),
        Page(status=403),
        shared(bytes_per_s=None, supports_ranges=False),
        shared(bytes_per_s=None, etag='"another node"'),
        Page(noise(11 * MIB, seed=9)),
        Page(BODY, status=206, headers={"Content-Range": f"bytes 5-{12 * MIB - 1}/{12 * MIB}"}),
        Page(BODY, truncate_after=0),
    ],
    ids=["429", "503", "403", "whole", "changed", "shorter", "elsewhere", "hangs up"],
)
def test_a_server_that_refuses_ranges_gets_one_connection(engine, web, tmp_path, refusal):
    refused: list[dict[str, str]] = []

    def refuse_ranges(headers: dict[str, str]) -> Page | None:
        if "range" not in headers:
            return None
        refused.append(headers)
        return refusal

    page = web.pages["/f.mkv"] = shared(override=refuse_ranges)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wait_until(lambda: refused)
    page.bytes_per_s = None

    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY
    assert web.ranges_of("/f.mkv").count(None) == 1
    assert len(web.requests) <= 6


def test_a_server_that_accepts_two_connections_gets_two(engine, web, tmp_path):
    """The fourth connection may be refused as well, or never be tried after the third was."""
    refused: list[dict[str, str]] = []

    def refuse_a_third(headers: dict[str, str]) -> Page | None:
        if web.active["/f.mkv"] <= 2:
            return None
        refused.append(headers)
        return Page(status=503)

    page = web.pages["/f.mkv"] = shared(override=refuse_a_third)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wait_until(lambda: refused)
    wait_until(lambda: len(engine.details(task.job_id).trackers) == 2)
    assert wait_stable(lambda: web.active["/f.mkv"]) == 2
    refusals = len(refused)
    page.bytes_per_s = None

    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY
    assert 1 <= refusals <= 2


def test_downloads_from_one_server_share_its_connections_evenly(engine, web, tmp_path):
    """Three jobs of four connections each would be twelve; the limit is eight per host."""
    jobs = {}
    for path in ("/a.mkv", "/b.mkv", "/c.mkv"):
        web.pages[path] = shared(bytes_per_s=MIB // 16)
        jobs[path] = make_task(tmp_path / path[1:], web.url(path))

    def connections() -> tuple[int, ...]:
        return tuple(sorted(web.active[path] for path in jobs))

    engine.add(jobs["/a.mkv"])
    wait_until(lambda: web.active["/a.mkv"] == 4)
    engine.add(jobs["/b.mkv"])
    wait_until(lambda: connections() == (0, 4, 4))
    engine.add(jobs["/c.mkv"])
    wait_until(lambda: connections() == (2, 3, 3))
    assert wait_stable(connections) == (2, 3, 3)
    engine.drop(jobs["/a.mkv"].job_id, remove_files=True)
    wait_until(lambda: connections() == (0, 4, 4))
    for path in ("/b.mkv", "/c.mkv"):
        web.pages[path].bytes_per_s = None
        report = wait_for_end(engine, jobs[path])
        assert downloaded_file(report).read_bytes() == BODY


def test_a_free_connection_splits_the_slowest_segment(engine, web, tmp_path):
    """The first quarter alone would take half a minute."""
    web.pages["/f.mkv"] = shared(rate_at=lambda first: 100_000 if first == 0 else 8 * MIB)

    assert (
        downloaded_file(download(engine, make_task(tmp_path, web.url("/f.mkv")))).read_bytes()
        == BODY
    )
    assert any(0 < int(asked[6:].split("-")[0]) < 3 * MIB for asked in web.ranges_of("/f.mkv")[1:])


def test_a_broken_connection_is_reopened_and_its_bytes_are_kept(engine, web, tmp_path):
    web.pages["/f.mkv"] = shared(bytes_per_s=None, truncate_after=2 * MIB)

    assert (
        downloaded_file(download(engine, make_task(tmp_path, web.url("/f.mkv")))).read_bytes()
        == BODY
    )
    assert web.bytes_sent["/f.mkv"] < 1.5 * len(BODY)


def test_a_connection_is_reused(engine, web, tmp_path):
    web.pages["/f.mkv"] = shared(
        keep_alive=True, rate_at=lambda first: 200_000 if not first else None
    )

    assert (
        downloaded_file(download(engine, make_task(tmp_path, web.url("/f.mkv")))).read_bytes()
        == BODY
    )
    assert web.connections < len(web.requests)


def test_case_1_after_a_kill_only_bytes_without_a_checkpoint_are_fetched_again(
    engine, web, tmp_path
):
    """A copy of the files of a running download stands for what a killed worker leaves."""
    page = web.pages["/f.mkv"] = shared()
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    note = task.folder / METADATA_NAME
    wait_until(lambda: note.exists() and len(json.loads(note.read_text())["here"]) >= 4)
    left = tmp_path / "left"
    left.mkdir()
    saved = json.loads(note.read_text())
    for name in (METADATA_NAME, "download.part"):  # the metadata lists less than the part has
        (left / name).write_bytes((task.folder / name).read_bytes())
    engine.drop(task.job_id, remove_files=False)
    wait_stable(lambda: web.active["/f.mkv"])
    page.bytes_per_s = None
    web.requests.clear()
    again = make_task(tmp_path, web.url("/f.mkv"))
    left.rename(again.folder)

    assert downloaded_file(download(engine, again)).read_bytes() == BODY
    here = Ranges(saved["here"])
    for asked in web.ranges_of("/f.mkv"):
        first, last = asked.removeprefix("bytes=").split("-")
        assert not here.count_within(int(first), int(last or len(BODY) - 1) + 1)


def test_the_metadata_never_lists_bytes_that_have_not_arrived(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = shared()
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    seen = 0
    while engine.report(task.job_id).phase is not Phase.FINISHED:
        try:
            here = json.loads((task.folder / METADATA_NAME).read_text())["here"]
            part = (task.folder / "download.part").read_bytes()
        except FileNotFoundError:
            continue
        for start, end in here:
            assert part[start:end] == BODY[start:end]
            seen += 1
        if seen > 20:
            page.bytes_per_s = None

    assert seen > 20


def test_sequential_mode_uses_one_connection_and_can_be_switched(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = shared()
    task = make_task(tmp_path, web.url("/f.mkv"), isSequential=True)
    start_download(engine, task, SLOW // 4)
    alone = len(web.requests)
    engine.configure(task.job_id, JobOptions())
    wait_until(lambda: web.active["/f.mkv"] == 4)
    engine.configure(task.job_id, JobOptions(is_sequential=True))
    wait_until(lambda: web.active["/f.mkv"] == 1)
    page.bytes_per_s = None

    assert alone == 1
    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY


def test_a_readers_offset_is_fetched_first(engine, web, tmp_path):
    """In order, the last byte of each segment would arrive after a minute and a half."""
    web.pages["/f.mkv"] = shared(bytes_per_s=32_000)
    for options in ({}, {"isSequential": True}):
        task = make_task(tmp_path, web.url("/f.mkv"), **options)
        engine.add(task)
        reader = wait_until(lambda task=task: engine.open_in_progress(task.job_id, 0))
        for place in (11 * MIB + 5, 7 * MIB, 3 * MIB - 9, len(BODY) - 10):
            assert reader.read(place, 1000, timeout_s=60) == BODY[place : place + 1000]
        assert engine.report(task.job_id).phase is Phase.RUNNING
        reader.close()
        engine.drop(task.job_id, remove_files=True)


def test_readers_get_correct_bytes_while_segments_change(engine, web, tmp_path):
    web.pages["/f.mkv"] = shared(bytes_per_s=2 * MIB)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    wrong: list[int] = []

    def read(first: int) -> None:
        reader = wait_until(lambda: engine.open_in_progress(task.job_id, 0))
        places = range(first, len(BODY), 3 * MIB)
        wrong.extend(
            place
            for place in places
            if reader.read(place, 50_000, timeout_s=60) != BODY[place : place + 50_000]
        )
        reader.close()

    threads = [threading.Thread(target=read, args=(first,)) for first in (9 * MIB, 5 * MIB, 0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert not wrong
    assert downloaded_file(wait_for_end(engine, task)).read_bytes() == BODY


def test_details_have_the_percentage_of_each_piece(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = shared()
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), MIB // 2)
    details = engine.details(task.job_id)
    page.bytes_per_s = None
    wait_for_end(engine, task)
    at_the_end = engine.details(task.job_id)

    assert len(details.pieces) == 200
    assert 0 < sum(details.pieces) < 20_000
    assert set(at_the_end.pieces) == {100}
    assert at_the_end.file_bytes == (len(BODY),)
