"""Resuming a download, also against servers that misbehave (cases 2, 25 and 27)."""

import json

import pytest

from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.http_downloads import download, downloaded_file, make_task, start_download
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Phase
from worker.downloader.http import HttpEngine
from worker.downloader.http.partial_file import (
    METADATA_NAME,
    PART_NAME,
    ResumeMetadata,
    load_metadata,
)

BODY = noise(1_000_000)


def test_case_25_a_truncated_response_is_resumed_where_it_ended(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, truncate_after=300_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    tries = [download(http_engine, task) for _ in range(4)]

    assert [report.fault and report.fault.may_retry for report in tries] == [True, True, True, None]
    assert downloaded_file(tries[-1]).read_bytes() == BODY
    ranges = [headers.get("range") for headers in web.headers_of("/f.mkv")]
    assert ranges == [None, "bytes=300000-", "bytes=600000-", "bytes=900000-"]
    assert {headers.get("if-range") for headers in web.headers_of("/f.mkv")[1:]} == {'"one"'}


def test_case_25_a_changed_file_starts_over(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, truncate_after=300_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)
    changed = noise(900_000, seed=2)
    page.body, page.etag, page.truncate_after = changed, '"two"', None

    assert downloaded_file(download(http_engine, task)).read_bytes() == changed


@pytest.mark.parametrize("etag", ['"one"', 'W/"one"', None])
def test_case_25_a_server_without_ranges_is_read_from_the_front(http_engine, web, tmp_path, etag):
    """What has arrived is compared, so that the progress does not fall."""
    page = web.pages["/f.mkv"] = Page(
        BODY, truncate_after=300_000, supports_ranges=False, etag=etag
    )
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)
    page.truncate_after = None
    page.bytes_per_s = 2_000_000
    http_engine.add(task)
    wait_until(lambda: http_engine.report(task.job_id).phase is not Phase.PREPARING)
    least = 10**9
    over = (Phase.FINISHED, Phase.BROKEN)
    while (report := http_engine.report(task.job_id)).phase not in over:
        least = min(least, report.bytes_done)

    assert downloaded_file(report).read_bytes() == BODY
    assert least >= 300_000


def test_case_25_a_full_response_replaces_bytes_that_differ(http_engine, web, tmp_path):
    """No validator, no ranges: the second response is the new file itself."""
    page = web.pages["/f.mkv"] = Page(
        BODY, truncate_after=300_000, supports_ranges=False, etag=None
    )
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)
    page.body, page.truncate_after = BODY[:150_000] + noise(850_000, seed=5), None

    assert downloaded_file(download(http_engine, task)).read_bytes() == page.body
    assert len(web.requests) == 2


def test_case_25_without_a_validator_an_overlap_is_compared(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, truncate_after=300_000, etag=None)
    task, other = (make_task(tmp_path, web.url("/f.mkv")) for _ in range(2))
    download(http_engine, task)
    download(http_engine, other)
    page.truncate_after = None
    same = download(http_engine, task)
    page.body = noise(1_000_000, seed=3)
    different = download(http_engine, other)

    assert downloaded_file(same).read_bytes() == BODY
    assert downloaded_file(different).read_bytes() == page.body
    asked = [headers.get("range") for headers in web.headers_of("/f.mkv")]
    assert asked == [None, None, "bytes=234464-", "bytes=234464-", None]


def test_case_25_a_response_shorter_than_announced_is_a_mismatch(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, supports_ranges=False)
    page.claimed_length = 1_500_000
    report = download(http_engine, make_task(tmp_path, web.url("/f.mkv")))

    assert report.phase is Phase.BROKEN
    assert (report.fault.reason, report.fault.may_retry) == ("size_mismatch", True)
    assert report.fault.payload == {"received": 1_000_000, "announced": 1_500_000}


def test_case_25_a_range_of_another_length_starts_over(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, truncate_after=300_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)
    page.body, page.truncate_after = noise(700_000, seed=4), None  # with the same validator

    assert downloaded_file(download(http_engine, task)).read_bytes() == page.body


def test_case_25_bytes_beyond_the_announced_length_are_ignored(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, claimed_length=400_000)

    assert (
        downloaded_file(download(http_engine, make_task(tmp_path, web.url("/f.mkv")))).read_bytes()
        == BODY[:400_000]
    )


def test_case_25_a_file_of_unknown_length_is_downloaded(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, announces_length=False)

    assert (
        downloaded_file(download(http_engine, make_task(tmp_path, web.url("/f.mkv")))).read_bytes()
        == BODY
    )


def test_case_25_an_empty_file_is_a_file(http_engine, web, tmp_path):
    web.pages["/empty.srt"] = Page(b"")

    assert (
        downloaded_file(
            download(http_engine, make_task(tmp_path, web.url("/empty.srt")))
        ).read_bytes()
        == b""
    )


def test_metadata_lets_a_new_process_resume(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, bytes_per_s=100_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    http_engine.add(task)
    wait_until(lambda: http_engine.report(task.job_id).bytes_done > 50_000)
    http_engine.drop(task.job_id, remove_files=False)
    wait_until(lambda: not web.active["/f.mkv"])
    page.bytes_per_s = None
    second = HttpEngine(LOOPBACK)
    size = wait_stable(lambda: (task.folder / PART_NAME).stat().st_size)

    assert downloaded_file(download(second, task)).read_bytes() == BODY
    assert web.headers_of("/f.mkv")[1]["range"] == f"bytes={size}-"
    second.close(5)


def test_case_2_a_complete_file_is_not_fetched_again(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    first = download(http_engine, task)
    second = download(http_engine, task)

    assert second.files == first.files
    assert len(web.requests) == 1


def test_case_2_killed_between_metadata_and_rename(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    path = downloaded_file(download(http_engine, task))
    path.rename(task.folder / PART_NAME)

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY
    assert len(web.requests) == 1


def test_after_a_power_cut_only_checkpointed_bytes_are_kept(http_engine, web, tmp_path):
    """Bytes written after the last checkpoint may be anything."""
    page = web.pages["/f.mkv"] = Page(BODY, truncate_after=600_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)
    note = json.loads((task.folder / METADATA_NAME).read_text())
    (task.folder / METADATA_NAME).write_text(json.dumps({**note, "here": [[0, 100_000]]}))
    with (task.folder / PART_NAME).open("r+b") as part:
        part.seek(100_000)
        part.write(bytes(500_000))
    page.truncate_after = None

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY
    assert web.ranges_of("/f.mkv")[1] == "bytes=100000-"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "{",
        "[]",
        '{"name": 5}',
        '{"total": "x"}',
        '{"name": "../x"}',
        "null",
        '{"here": [[-1, 5]]}',
        '{"here": [[5]]}',
        '{"synced": "x"}',
    ],
)
def test_invalid_metadata_is_ignored(tmp_path, note):
    (tmp_path / METADATA_NAME).write_text(note)

    assert load_metadata(tmp_path) == ResumeMetadata()


def test_a_part_without_metadata_is_discarded(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    task.folder.mkdir(parents=True)
    (task.folder / PART_NAME).write_bytes(b"something else")

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY


def test_case_25_a_file_that_became_shorter_starts_over(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, truncate_after=300_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)
    page.body, page.truncate_after = BODY[:200_000], None

    assert downloaded_file(download(http_engine, task)).read_bytes() == page.body
    assert web.ranges_of("/f.mkv") == [None, "bytes=300000-", None]


def test_case_25_a_complete_part_is_not_fetched_again(http_engine, web, tmp_path):
    """Killed after the last checkpoint: one byte is requested, to validate the file."""
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    path = downloaded_file(download(http_engine, task))
    note = json.loads((task.folder / METADATA_NAME).read_text())
    (task.folder / METADATA_NAME).write_text(json.dumps({**note, "is_whole": False}))
    path.rename(task.folder / PART_NAME)

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY
    assert web.ranges_of("/f.mkv") == [None, "bytes=999999-"]


@pytest.mark.parametrize("truncate_after", [None, 400_000])
def test_case_25_a_chunked_response_is_read_to_its_end(http_engine, web, tmp_path, truncate_after):
    page = web.pages["/f.mkv"] = Page(BODY, is_chunked=True, truncate_after=truncate_after)
    task = make_task(tmp_path, web.url("/f.mkv"))
    report = download(http_engine, task)
    if truncate_after:
        assert (report.fault.reason, report.fault.may_retry) == ("size_mismatch", True)
        page.truncate_after = None
        report = download(http_engine, task)

    assert downloaded_file(report).read_bytes() == BODY


def test_case_25_short_ranges_are_requested_until_the_file_is_complete(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = page = Page(BODY, truncate_after=100_000, announces_ranges=True)
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)

    def short_range(headers: dict[str, str]) -> Page:
        first = int(headers["range"].removeprefix("bytes=").split("-")[0])
        last = min(first + 99_999, len(BODY) - 1)
        sent = {"Content-Range": f"bytes {first}-{last}/{len(BODY)}"}
        return Page(BODY[first : last + 1], status=206, headers=sent, keep_alive=True)

    page.override = short_range

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY
    assert len(web.requests) == 10


def test_case_27_a_very_slow_server_is_kept_and_its_bytes_too(http_engine, web, tmp_path):
    """The monitor decides what is too slow; the engine keeps every byte."""
    page = web.pages["/f.mkv"] = Page(BODY, bytes_per_s=20)
    task = start_download(http_engine, make_task(tmp_path, web.url("/f.mkv")), 3)
    report = http_engine.report(task.job_id)
    http_engine.drop(task.job_id, remove_files=False)
    page.bytes_per_s = None

    assert report.phase is Phase.RUNNING
    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY
    first = int(web.ranges_of("/f.mkv")[1].removeprefix("bytes=").removesuffix("-"))
    assert 3 <= first < 100


def test_metadata_of_an_earlier_release_is_read(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    task.folder.mkdir(parents=True)
    (task.folder / PART_NAME).write_bytes(BODY[:400_000])
    note = {"name": "f.mkv", "total": len(BODY), "validator": '"one"', "synced": 400_000}
    (task.folder / METADATA_NAME).write_text(
        json.dumps({**note, "boot_id": "x", "is_whole": False})
    )

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY
    assert web.ranges_of("/f.mkv") == ["bytes=400000-"]


def test_a_part_shorter_than_its_metadata_is_resumed_at_its_end(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, truncate_after=600_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)
    with (task.folder / PART_NAME).open("r+b") as part:
        part.truncate(250_000)
    page.truncate_after = None

    assert downloaded_file(download(http_engine, task)).read_bytes() == BODY
    assert web.ranges_of("/f.mkv")[1] == "bytes=250000-"
