"""Full disks and disk errors (cases 15 to 17 and 19)."""

import errno
import json
from pathlib import Path

import pytest

from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.http_downloads import download, downloaded_file, make_task, start_download, wait_for_end
from tests.waiting import wait_stable, wait_until
from worker.downloader import disk_space
from worker.downloader.engine import Phase
from worker.downloader.http import HttpEngine, partial_file
from worker.downloader.http.partial_file import METADATA_NAME, PART_NAME, PartialFile

BODY = noise(1_000_000)
PLENTY = 10**12


class FreeSpace:
    """Bytes free on the disk, set by a test."""

    def __init__(self, free: int = PLENTY) -> None:
        self.free = free

    def __call__(self, _folder: Path) -> int:
        return self.free


def test_case_16_a_file_that_does_not_fit_waits_for_space(web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    space = FreeSpace(500_000)
    engine = HttpEngine(LOOPBACK, free_bytes=space)
    task = make_task(tmp_path, web.url("/f.mkv"))
    engine.add(task)
    broken = wait_for_end(engine, task)
    size = (task.folder / PART_NAME).stat().st_size
    space.free = PLENTY
    engine.resume(task.job_id)
    report = wait_for_end(engine, task)
    engine.close(5)

    assert (broken.fault.reason, broken.fault.may_retry) == ("disk_full", True)
    assert broken.fault.payload == {"needed": 1_000_000, "free": 500_000}
    assert (broken.title, broken.bytes_total, size) == ("f.mkv", 1_000_000, 0)
    assert downloaded_file(report).read_bytes() == BODY


def test_case_15_a_disk_that_fills_up_stops_the_download_and_keeps_its_bytes(web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, bytes_per_s=100_000)
    space = FreeSpace()
    engine = HttpEngine(LOOPBACK, free_bytes=space)
    task = start_download(engine, make_task(tmp_path, web.url("/f.mkv")), 50_000)
    space.free = 1000
    broken = wait_for_end(engine, task)
    still = wait_stable(lambda: engine.report(task.job_id).bytes_done)
    space.free, page.bytes_per_s = PLENTY, None
    engine.resume(task.job_id)
    report = wait_for_end(engine, task)
    engine.close(5)

    assert (broken.fault.reason, broken.fault.may_retry) == ("disk_full", True)
    assert broken.fault.payload["free"] == 1000
    assert 50_000 <= still < len(BODY)
    assert downloaded_file(report).read_bytes() == BODY
    assert web.ranges_of("/f.mkv")[1] == f"bytes={still}-"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_case_15_a_write_without_space_is_a_full_disk(
    http_engine, web, tmp_path, monkeypatch, code
):
    def full(_self: PartialFile, _data: memoryview, _offset: int) -> None:
        raise OSError(code, "no space")

    web.pages["/f"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f"))
    with monkeypatch.context() as patch:
        patch.setattr(PartialFile, "write_at", full)
        http_engine.add(task)
        fault = wait_for_end(http_engine, task).fault
    http_engine.resume(task.job_id)

    assert (fault.reason, fault.may_retry) == ("disk_full", True)
    assert fault.payload["needed"] == len(BODY)
    assert downloaded_file(wait_for_end(http_engine, task)).read_bytes() == BODY


def test_case_17_metadata_that_cannot_be_written_leaves_the_previous(
    http_engine, web, tmp_path, monkeypatch
):
    page = web.pages["/f.mkv"] = Page(BODY, bytes_per_s=50_000)
    task = start_download(http_engine, make_task(tmp_path, web.url("/f.mkv")), 1)
    wait_until(lambda: json.loads((task.folder / METADATA_NAME).read_text())["here"])
    before = (task.folder / METADATA_NAME).read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(partial_file.os, "fsync", full)
        fault = wait_for_end(http_engine, task).fault
    page.bytes_per_s = None
    left = {path.name for path in task.folder.iterdir()}
    http_engine.resume(task.job_id)
    report = wait_for_end(http_engine, task)

    assert fault.reason == "disk_full"
    assert left == {METADATA_NAME, PART_NAME}
    assert json.loads(before)["here"]
    assert downloaded_file(report).read_bytes() == BODY
    assert len(web.requests) == 2


def test_without_a_known_free_space_nothing_is_written(web, tmp_path):
    def unknown(_folder: Path) -> int:
        raise OSError(errno.EIO, "input/output error")

    web.pages["/f"] = Page(BODY)
    engine = HttpEngine(LOOPBACK, free_bytes=unknown)
    task = make_task(tmp_path, web.url("/f"))
    fault = download(engine, task).fault
    engine.close(5)

    assert fault.reason == "disk_error"
    assert (task.folder / PART_NAME).stat().st_size == 0


def test_a_symlink_named_like_the_part_is_not_followed(http_engine, web, tmp_path):
    web.pages["/f"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f"))
    task.folder.mkdir(parents=True)
    (tmp_path / "elsewhere").write_text("untouched")
    (task.folder / PART_NAME).symlink_to(tmp_path / "elsewhere")

    assert download(http_engine, task).fault.reason == "disk_error"
    assert (tmp_path / "elsewhere").read_text() == "untouched"


def test_case_19_a_folder_named_like_the_part_is_a_fault(http_engine, web, tmp_path):
    web.pages["/f"] = Page(BODY)
    task = make_task(tmp_path, web.url("/f"))
    (task.folder / PART_NAME).mkdir(parents=True)
    fault = download(http_engine, task).fault

    assert (fault.reason, fault.may_retry) == ("disk_error", False)
    assert fault.message == "Something else is where download.part should be."


def test_a_running_download_removed_with_its_files_stays_removed(http_engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, announces_ranges=True, bytes_per_s=100_000)
    task = make_task(tmp_path, web.url("/f.mkv"))
    http_engine.add(task)
    wait_until(lambda: http_engine.report(task.job_id).phase is Phase.RUNNING)
    http_engine.drop(task.job_id, remove_files=True)

    wait_until(lambda: not web.active["/f.mkv"])
    assert not wait_stable(task.folder.exists)


def test_the_reserve_is_a_bounded_share_of_the_disk(tmp_path):
    assert 0 < disk_space.reserve_bytes(tmp_path) <= disk_space.MAX_RESERVE_BYTES


def test_a_folder_is_removed_only_from_its_root(tmp_path):
    root = tmp_path / "root"
    for path in (root / "job" / "deep", tmp_path / "other"):
        path.mkdir(parents=True)
    (root / "link").symlink_to(tmp_path / "other")
    for folder in (root / "job", root / "link", tmp_path / "other", root, root / "job" / "deep"):
        disk_space.remove_folder(folder, root)

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["link", "other", "root"]
