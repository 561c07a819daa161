"""Trash and restore never affect the files of another download."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.download_settings.errors import UnknownFolder
from chalicelib.download_settings.models.categories import CategoryCreate
from chalicelib.downloads.models import DownloadCreate
from chalicelib.downloads.models.control_requests import MoveTo
from tests.downloads.accounts import as_admin
from tests.downloads.data import url
from tests.downloads.harness import WorkerHarness
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from tests.waiting import wait_until
from worker.downloader.engine import Phase
from worker.downloader.trash import trash_folder_of

UNDO_SETTING = "chalicelib.leases.store.trash.UNDO_S"


def complete_job(
    harness: WorkerHarness, engine: ScriptedEngine, user, number: int = 1, title: str = "Film"
):
    job = harness.add_job(user, "http", url(number), title=title)
    harness.wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, title=title)
    engine.deliver_file(job.id, f"film {number}".encode())
    return harness.wait_for_status(user, job, "completed")


def folder_of(harness: WorkerHarness, job) -> Path:
    return harness.file_of(job).parent


def move_job(harness: WorkerHarness, user, job, root: Path) -> Path:
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(root)))
    return harness.wait_until(
        lambda: next(iter(p for p in [folder_of(harness, job)] if root in p.parents), None)
    )


def days_later(db, days: int = 8) -> None:
    """Shift the clock of the trash, once it holds something."""

    def shift() -> int:
        with db.read() as conn:
            return conn.execute(
                "UPDATE download_jobs SET recycled_at = recycled_at - %s"
                " WHERE recycled_at IS NOT NULL",
                [timedelta(days=days)],
            ).rowcount

    wait_until(shift)


def trash_with_taken_name(harness: WorkerHarness, engine: ScriptedEngine, user, own: bytes):
    """A trashed job, a folder of another owner under its old name, and the collector's `work`."""
    worker = harness.stepped_worker(every_source_with(engine))
    job = complete_job(harness, engine, user)
    folder = move_job(harness, user, job, harness.folder / "films")
    harness.control.remove(user, job.id, with_files=True)
    sweep = worker.component.trash.work
    harness.wait_until(lambda: sweep() or not folder.exists())
    folder.mkdir()
    (folder / "own.mkv").write_bytes(own)
    return job, folder, sweep


def test_a_folder_is_not_moved_into_itself(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = complete_job(harness, engine, user)
    file = harness.file_of(job)
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(file.parent)))
    harness.wait_until(
        lambda: any("stays where it is" in each.message for each in harness.events(user, job))
    )
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(file.parent / "deeper")))
    harness.wait_until(
        lambda: sum("stays where" in each.message for each in harness.events(user, job)) == 2
    )

    assert harness.file_of(job) == file
    assert file.read_bytes() == b"film 1"


@pytest.mark.parametrize("folder", [".recycle", ".locks"])
def test_nothing_is_moved_into_reserved_folders(harness, engine, user, folder):
    harness.stepped_worker(every_source_with(engine))
    job = complete_job(harness, engine, user)

    with pytest.raises(UnknownFolder):
        harness.control.move(
            as_admin(user), job.id, MoveTo(root=str(harness.folder / "downloads" / folder / "x"))
        )


def test_a_folder_that_took_the_name_meanwhile_is_not_deleted_instead(
    harness, engine, user, db, monkeypatch
):
    """A folder below the library is named after its title, and others may use the name."""
    monkeypatch.setattr(UNDO_SETTING, 0)
    own = b"from a disc of my own"
    _, folder, sweep = trash_with_taken_name(harness, engine, user, own)
    days_later(db)
    harness.wait_until(lambda: sweep() or not [*harness.folder.glob("**/.recycle/**/film.mkv")])

    assert (folder / "own.mkv").read_bytes() == own


def test_restored_files_get_another_folder_when_their_name_is_taken(
    harness, engine, user, db, monkeypatch
):
    monkeypatch.setattr(UNDO_SETTING, 0)
    job, folder, sweep = trash_with_taken_name(harness, engine, user, b"mine")
    harness.control.restore(user, job.id)
    harness.wait_until(lambda: sweep() or harness.file_of(job).exists())

    assert harness.file_of(job).read_bytes() == b"film 1"
    assert harness.file_of(job).parent == folder.with_name("Film (2)")
    assert (folder / "own.mkv").read_bytes() == b"mine"


def test_deleting_a_job_named_like_a_category_leaves_the_category_folder(
    harness, engine, user, monkeypatch
):
    """The category's folder was made by the first thing that happened to be named like it."""
    monkeypatch.setattr(UNDO_SETTING, 0)
    worker = harness.stepped_worker(every_source_with(engine))
    root = harness.folder / "library"
    category = harness.categories.create(CategoryCreate(name="Series", root=str(root / "Series")))
    named_so = complete_job(harness, engine, user, 1, title="Series")
    assert move_job(harness, user, named_so, root) == root / "Series"
    inside = complete_job(harness, engine, user, 2, title="Show")
    harness.control.move(user, inside.id, MoveTo(categoryId=category.id))
    harness.wait_until(lambda: folder_of(harness, inside) == root / "Series" / "Show")

    harness.control.remove(user, named_so.id, with_files=True)
    sweep = worker.component.trash.work
    with harness.db.read() as conn:
        harness.wait_until(
            lambda: (
                sweep()
                or conn.execute(
                    "SELECT save_path FROM download_jobs WHERE id = %s", [named_so.id]
                ).fetchone()
                == (None,)
            )
        )

    assert harness.file_of(inside).read_bytes() == b"film 2"


def test_the_next_worker_completes_an_interrupted_move(harness, engine, user, monkeypatch):
    monkeypatch.setattr(UNDO_SETTING, 0)
    harness.stepped_worker(every_source_with(engine))
    job = complete_job(harness, engine, user)
    folder = folder_of(harness, job)
    harness.newest_worker.close()
    harness.control.remove(user, job.id, with_files=True)
    (left,) = harness.trash.to_discard()
    aside = harness.folder / "downloads" / ".recycle" / "2026-01-01" / str(job.id)
    assert harness.trash.start_discard(left, str(aside))  # and died
    harness.stepped_worker(every_source_with(engine))

    harness.wait_until((aside / "film.mkv").exists)
    assert not folder.exists()


def test_files_restored_at_the_last_moment_stay_where_they_are(harness, engine, user, monkeypatch):
    monkeypatch.setattr(UNDO_SETTING, 0)
    harness.stepped_worker(every_source_with(engine))
    job = complete_job(harness, engine, user)
    harness.newest_worker.close()
    harness.control.remove(user, job.id, with_files=True)
    (left,) = harness.trash.to_discard()
    harness.control.restore(user, job.id)

    assert not harness.trash.start_discard(left, "/nowhere")
    assert harness.trash.to_restore() == []


def test_the_trash_of_a_separate_disk_below_a_root_is_on_that_disk(tmp_path):
    """A rename does not go from one disk to another, and a category may be a disk."""
    memory = Path("/dev/shm")  # noqa: S108  # a file system of its own wherever Linux runs
    if not memory.is_dir() or memory.stat().st_dev == memory.parent.stat().st_dev:
        pytest.skip("there is one file system only")
    with tempfile.TemporaryDirectory(dir=memory) as there:
        folder = Path(there) / "films" / "Film"
        folder.mkdir(parents=True)
        assert trash_folder_of(folder, Path("/")) == memory / ".recycle"
        assert trash_folder_of(folder, Path(there)) == Path(there) / ".recycle"


def test_two_jobs_of_one_name_that_complete_together_get_a_folder_each(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    category = harness.categories.create(
        CategoryCreate(name="Films", root=str(harness.folder / "films"))
    )
    asked: list[Path] = []
    engine.move = lambda _job_id, folder: asked.append(folder)
    for number in range(2):
        wanted = DownloadCreate(
            sourceType="http", source=url(number), title="Film", categoryId=category.id
        )
        job = harness.downloads.request(user, wanted).job
        harness.wait_until(lambda job=job: job.id in engine.tasks)
    for job_id in list(engine.tasks):
        engine.update_report(
            job_id, phase=Phase.FINISHED, title="Film", bytes_total=1, bytes_done=1
        )
    harness.wait_until(lambda: len(asked) == 2)

    assert len(set(asked)) == 2


def test_a_copy_that_a_killed_worker_left_in_its_own_folder_is_removed(harness, engine, user):
    """Its job was completed with the files of another user's download; unknown folders stay."""
    harness.stepped_worker(every_source_with(engine))
    elsewhere, at_home = complete_job(harness, engine, user), complete_job(harness, engine, user, 2)
    move_job(harness, user, elsewhere, harness.folder / "films")
    downloads = folder_of(harness, at_home).parent
    left, unknown, named = (downloads / str(name) for name in (elsewhere.id, uuid4(), "Film"))
    for folder in (left, unknown, named):
        folder.mkdir()
        (folder / "film.mkv").write_bytes(b"fil")
    harness.newest_worker.close()
    harness.stepped_worker(every_source_with(engine))

    harness.wait_until(lambda: not left.exists())
    assert (unknown / "film.mkv").exists()
    assert (named / "film.mkv").exists()
    assert harness.file_of(at_home).read_bytes() == b"film 2"
    assert harness.file_of(elsewhere).read_bytes() == b"film 1"


def test_files_moved_by_hand_with_the_whole_root_are_no_copy(harness, engine, user):
    """What was noted of them is wrong, and there is nothing else."""
    harness.stepped_worker(every_source_with(engine))
    job = complete_job(harness, engine, user)
    file = harness.file_of(job)
    harness.newest_worker.close()
    with harness.db.transaction() as conn:
        for statement in (
            "UPDATE download_jobs SET save_path = '/gone' || save_path",
            "UPDATE download_files SET path = '/gone' || path",
        ):
            conn.execute(statement)
    harness.stepped_worker(every_source_with(engine)).component.trash.remove_copies()

    assert file.read_bytes() == b"film 1"


def test_a_folder_that_is_known_by_two_names_is_no_copy_of_itself(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = complete_job(harness, engine, user)
    file = harness.file_of(job)
    harness.newest_worker.close()
    other = harness.folder / "other name"
    other.symlink_to(file.parent.parent)
    with harness.db.transaction() as conn:
        for statement in (
            "UPDATE download_jobs SET save_path = replace(save_path, %s, %s)",
            "UPDATE download_files SET path = replace(path, %s, %s)",
        ):
            conn.execute(statement, [str(file.parent.parent), str(other)])
    harness.stepped_worker(every_source_with(engine)).component.trash.remove_copies()

    assert file.read_bytes() == b"film 1"
