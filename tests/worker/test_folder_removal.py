"""What is left on the disk of the downloads of a deleted account."""

from pathlib import Path

import pytest

from chalicelib.accounts.service.account_deletion import remove_account
from tests.downloads.accounts import make_user
from tests.downloads.data import url
from tests.downloads.scripted_engine import every_source_with
from worker.deleted_account_files import FolderBusy, FolderRemover


@pytest.fixture
def remover(harness) -> FolderRemover:
    return FolderRemover(harness.trash, [harness.folder / "downloads"])


def start_job(harness, engine, user, number: int):
    job = harness.add_job(user, "http", url(number))
    harness.wait_until(lambda: job.id in engine.tasks)
    return job


def half_fetched(harness, engine, user, number: int) -> Path:
    folder: Path = engine.tasks[start_job(harness, engine, user, number).id].folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "film.mkv").write_bytes(b"the first ha")
    return folder


def delete_account(db, user) -> list[str]:
    """The folders the worker is told to remove."""
    with db.transaction() as conn:
        remove_account(conn, user.id)
    with db.read() as conn:
        found = conn.execute(
            "SELECT args ->> 'folder' FROM procrastinate_jobs WHERE task_name = 'remove_folder'"
        ).fetchall()
    return [folder for (folder,) in found]


def test_unfinished_downloads_of_a_deleted_account_are_removed_and_finished_ones_stay(
    harness, engine, user, db, remover
):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user, 1)
    engine.deliver_file(job.id, b"film")
    finished = harness.file_of(harness.wait_for_status(user, job, "completed"))
    folder = half_fetched(harness, engine, user, 2)
    told = delete_account(db, user)
    with pytest.raises(FolderBusy):  # until the worker finds out
        remover.remove(str(folder))

    def is_removed() -> bool:
        try:
            return remover.remove(str(folder))
        except FolderBusy:
            return False

    harness.wait_until(is_removed)

    assert told == [str(folder)]
    assert not folder.exists()
    assert finished.read_bytes() == b"film"
    assert remover.remove(str(folder)) is False


def test_a_folder_that_another_download_needs_stays(harness, engine, user, db, remover):
    worker = harness.stepped_worker(every_source_with(engine))
    folder = half_fetched(harness, engine, user, 1)
    other = start_job(harness, engine, make_user(db), 2)
    with db.read() as conn:
        conn.execute(
            "UPDATE download_jobs SET save_path = %s WHERE id = %s", [str(folder), other.id]
        )
    told = delete_account(db, user)
    worker.close()

    assert told == [str(folder)]
    assert remover.remove(str(folder)) is False
    assert (folder / "film.mkv").exists()


def test_nothing_outside_the_folders_of_downloads_is_removed(remover, harness, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    inside = harness.folder / "downloads"
    inside.mkdir(parents=True, exist_ok=True)
    (inside / "link").symlink_to(mine)

    for folder in (mine, inside, inside / ".." / "mine", inside / "link"):
        assert remover.remove(str(folder)) is False
    assert mine.is_dir()
    assert inside.is_dir()
