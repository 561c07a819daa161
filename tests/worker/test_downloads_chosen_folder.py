"""New downloads go to the folder that was chosen; those that have one keep it."""

import threading

import pytest

from chalicelib.download_settings.models.folders import MARKER
from tests.downloads.data import noise
from tests.file_server import Page


def make_folder(path):
    path.mkdir()
    (path / MARKER).touch()
    return path


def test_downloads_that_have_begun_keep_their_folder(harness, user, web, tmp_path):
    chosen, go_on = make_folder(tmp_path / "disk"), threading.Event()

    def wait(_headers):
        go_on.wait()

    web.pages["/one.mkv"] = Page(noise(1000), override=wait)
    web.pages["/two.mkv"] = Page(noise(2000))
    harness.worker()
    first = harness.add_job(user, "http", web.url("/one.mkv"))
    harness.wait_for_status(user, first, "preparing")

    harness.chosen_folders.append(str(chosen))
    second = harness.add_job(user, "http", web.url("/two.mkv"))
    there = harness.file_of(harness.wait_for_status(user, second, "completed"))
    go_on.set()
    here = harness.file_of(harness.wait_for_status(user, first, "completed"))

    assert there == chosen / str(second.id) / "two.mkv"
    assert here == harness.folder / "downloads" / str(first.id) / "one.mkv"


@pytest.mark.parametrize("has_mount_point", [True, False])
def test_a_disk_that_is_away_is_not_written_to(harness, user, web, tmp_path, has_mount_point):
    away = tmp_path / "away"
    if has_mount_point:
        away.mkdir()
    harness.chosen_folders.append(str(away))
    web.pages["/film.mkv"] = Page(noise(1000))
    harness.worker()

    job = harness.add_job(user, "http", web.url("/film.mkv"))
    file = harness.file_of(harness.wait_for_status(user, job, "completed"))

    assert file.is_relative_to(harness.folder / "downloads")
    assert list(away.glob("*")) == []


def test_a_download_of_a_folder_chosen_earlier_can_be_deleted(
    harness, user, web, tmp_path, monkeypatch
):
    monkeypatch.setattr("chalicelib.leases.store.trash.UNDO_S", 0)
    earlier, chosen = make_folder(tmp_path / "earlier"), make_folder(tmp_path / "disk")
    harness.chosen_folders.append(str(earlier))
    web.pages["/film.mkv"] = Page(noise(1000))
    harness.worker()
    job = harness.add_job(user, "http", web.url("/film.mkv"))
    file = harness.file_of(harness.wait_for_status(user, job, "completed"))
    harness.chosen_folders.insert(0, str(chosen))

    harness.control.remove(user, job.id, with_files=True)
    harness.wait_until(lambda: not file.exists())

    assert len(list(earlier.rglob("film.mkv"))) == 1  # in the trash of its disk
