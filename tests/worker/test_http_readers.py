"""Reading a file while it is downloaded."""

import threading

import pytest

from tests.downloads.data import noise
from tests.file_server import Page
from tests.http_downloads import download, downloaded_file, make_task, wait_for_end
from tests.waiting import wait_until
from worker.downloader.engine import Phase
from worker.downloader.in_progress_file import NotArriving

BODY = noise(1_000_000)
SLOW = 50_000  # bytes per second: twenty seconds for the file


def test_bytes_are_read_as_they_arrive(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, bytes_per_s=SLOW)
    task = make_task(tmp_path, web.url("/f.mkv"))
    http_engine.add(task)
    reader = wait_until(lambda: http_engine.open_in_progress(task.job_id, 0))

    assert reader.read(10_000, 1000) == BODY[10_000:11_000]
    assert http_engine.report(task.job_id).phase is Phase.RUNNING
    with pytest.raises(NotArriving):
        reader.read(990_000, 1000, timeout_s=0.05)


def test_a_waiting_reader_is_told_when_the_download_fails(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, bytes_per_s=SLOW, truncate_after=300_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    http_engine.add(task)
    reader = wait_until(lambda: http_engine.open_in_progress(task.job_id, 0))
    outcome: list[str] = []

    def wait() -> None:
        try:
            reader.read(900_000, 10, timeout_s=60)
        except NotArriving:
            outcome.append("told")

    thread = threading.Thread(target=wait)
    thread.start()
    page.bytes_per_s = None
    thread.join(60)

    assert outcome == ["told"]


def test_a_file_completed_by_an_earlier_process_can_be_read(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f.mkv"))
    download(http_engine, task)
    http_engine.add(task)
    wait_for_end(http_engine, task)
    reader = http_engine.open_in_progress(task.job_id, 0)

    assert reader.read(500_000, 100) == BODY[500_000:500_100]
    assert reader.read(len(BODY), 100) == b""


def test_without_ranges_a_reader_waits_for_its_offset(http_engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, supports_ranges=False, bytes_per_s=SLOW)
    task = make_task(tmp_path, web.url("/f.mkv"))
    http_engine.add(task)
    reader = wait_until(lambda: http_engine.open_in_progress(task.job_id, 0))

    with pytest.raises(NotArriving):
        reader.read(990_000, 1000, timeout_s=0.05)
    page.bytes_per_s = None
    assert reader.read(990_000, 1000) == BODY[990_000:991_000]
    assert downloaded_file(wait_for_end(http_engine, task)).read_bytes() == BODY
    assert len(web.requests) == 1
