"""Whose files lie where: nothing of one download goes with another."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.downloads.errors import UnknownFolder
from chalicelib.downloads.models import DownloadCreate
from chalicelib.downloads.models.house import CategoryCreate
from chalicelib.downloads.models.wishes import MoveTo
from tests.downloads import Home, ScriptedEngine, as_admin, scripted, url, wait_until
from worker.downloader.engine import Phase
from worker.downloader.recycling import shelf_of

THINK = "chalicelib.downloads.store.recycling.THINK_AGAIN_S"


def brought(home: Home, engine: ScriptedEngine, user, number: int = 1, title: str = "Film"):
    job = home.ask(user, "http", url(number), title=title)
    wait_until(lambda: job.id in engine.tasks)
    engine.says(job.id, title=title)
    engine.brings(job.id, f"film {number}".encode())
    return home.reaches(user, job, "completed")


def work_of(worker, name: str):
    (job,) = (each for each in worker.part.jobs() if each.name == f"download {name}")
    return job.work


def folder_of(home: Home, job) -> Path:
    return home.file_of(job).parent


def moved(home: Home, user, job, root: Path) -> Path:
    home.wishes.move(as_admin(user), job.id, MoveTo(root=str(root)))
    return wait_until(
        lambda: next(iter(p for p in [folder_of(home, job)] if root in p.parents), None)
    )


def days_later(db, days: int = 8) -> None:
    """Once it is noted that something was put aside, which is a moment after it was."""

    def shift() -> int:
        with db.read() as conn:
            return conn.execute(
                "UPDATE download_jobs SET recycled_at = recycled_at - %s"
                " WHERE recycled_at IS NOT NULL",
                [timedelta(days=days)],
            ).rowcount

    wait_until(shift)


def put_aside_and_its_name_taken(home: Home, engine: ScriptedEngine, user, own: bytes):
    """The job, the folder of its name with a file of somebody's own, and the recycler's work."""
    worker = home.worker(scripted(engine))
    job = brought(home, engine, user)
    folder = moved(home, user, job, home.folder / "films")
    home.wishes.remove(user, job.id, with_files=True)
    sweep = work_of(worker, "recycler")
    wait_until(lambda: sweep() or not folder.exists())
    folder.mkdir()
    (folder / "own.mkv").write_bytes(own)
    return job, folder, sweep


def test_a_folder_does_not_go_into_itself(home, engine, user):
    home.worker(scripted(engine))
    job = brought(home, engine, user)
    file = home.file_of(job)
    home.wishes.move(as_admin(user), job.id, MoveTo(root=str(file.parent)))
    wait_until(lambda: any("stays where it is" in each.message for each in home.story(user, job)))
    home.wishes.move(as_admin(user), job.id, MoveTo(root=str(file.parent / "deeper")))
    wait_until(lambda: sum("stays where" in each.message for each in home.story(user, job)) == 2)

    assert home.file_of(job) == file
    assert file.read_bytes() == b"film 1"


@pytest.mark.parametrize("folder", [".recycle", ".locks"])
def test_nothing_is_sent_to_the_folders_we_keep_for_ourselves(home, engine, user, folder):
    home.worker(scripted(engine))
    job = brought(home, engine, user)

    with pytest.raises(UnknownFolder):
        home.wishes.move(
            as_admin(user), job.id, MoveTo(root=str(home.folder / "downloads" / folder / "x"))
        )


def test_what_took_the_name_meanwhile_is_not_forgotten_instead(home, engine, user, db, monkeypatch):
    """A folder below the library is named after its title, and others may use the name."""
    monkeypatch.setattr(THINK, 0)
    own = b"from a disc of my own"
    _, folder, sweep = put_aside_and_its_name_taken(home, engine, user, own)
    days_later(db)
    wait_until(lambda: sweep() or not [*home.folder.glob("**/.recycle/**/film.mkv")])

    assert (folder / "own.mkv").read_bytes() == own


def test_what_comes_back_finds_a_place_of_its_own_when_its_name_is_taken(
    home, engine, user, db, monkeypatch
):
    monkeypatch.setattr(THINK, 0)
    job, folder, sweep = put_aside_and_its_name_taken(home, engine, user, b"mine")
    home.wishes.restore(user, job.id)
    wait_until(lambda: sweep() or home.file_of(job).exists())

    assert home.file_of(job).read_bytes() == b"film 1"
    assert home.file_of(job).parent == folder.with_name("Film (2)")
    assert (folder / "own.mkv").read_bytes() == b"mine"


def test_a_job_named_like_a_category_does_not_take_it_along(home, engine, user, monkeypatch):
    """The category's folder was made by the first thing that happened to be named like it."""
    monkeypatch.setattr(THINK, 0)
    worker = home.worker(scripted(engine))
    root = home.folder / "library"
    category = home.house.add_category(CategoryCreate(name="Series", root=str(root / "Series")))
    named_so = brought(home, engine, user, 1, title="Series")
    assert moved(home, user, named_so, root) == root / "Series"
    inside = brought(home, engine, user, 2, title="Show")
    home.wishes.move(user, inside.id, MoveTo(categoryId=category.id))
    wait_until(lambda: folder_of(home, inside) == root / "Series" / "Show")

    home.wishes.remove(user, named_so.id, with_files=True)
    sweep = work_of(worker, "recycler")
    with home.db.read() as conn:
        wait_until(
            lambda: (
                sweep()
                or conn.execute(
                    "SELECT save_path FROM download_jobs WHERE id = %s", [named_so.id]
                ).fetchone()
                == (None,)
            )
        )

    assert home.file_of(inside).read_bytes() == b"film 2"


def test_a_move_that_was_cut_short_is_finished_by_the_next_worker(home, engine, user, monkeypatch):
    monkeypatch.setattr(THINK, 0)
    home.worker(scripted(engine))
    job = brought(home, engine, user)
    folder = folder_of(home, job)
    home.newest_worker.close()
    home.wishes.remove(user, job.id, with_files=True)
    (left,) = home.recycling.to_put_aside()
    aside = home.folder / "downloads" / ".recycle" / "2026-01-01" / str(job.id)
    assert home.recycling.put_aside(left, str(aside))  # and died
    home.worker(scripted(engine))

    wait_until((aside / "film.mkv").exists)
    assert not folder.exists()


def test_what_is_wanted_again_at_the_last_moment_stays_where_it_is(home, engine, user, monkeypatch):
    monkeypatch.setattr(THINK, 0)
    home.worker(scripted(engine))
    job = brought(home, engine, user)
    home.newest_worker.close()
    home.wishes.remove(user, job.id, with_files=True)
    (left,) = home.recycling.to_put_aside()
    home.wishes.restore(user, job.id)

    assert not home.recycling.put_aside(left, "/nowhere")
    assert home.recycling.to_bring_back() == []


def test_what_lies_on_a_disk_of_its_own_below_a_root_is_put_aside_there(tmp_path):
    """A rename does not go from one disk to another, and a category may be a disk."""
    memory = Path("/dev/shm")  # noqa: S108  # a file system of its own wherever Linux runs
    if not memory.is_dir() or memory.stat().st_dev == memory.parent.stat().st_dev:
        pytest.skip("there is one file system only")
    with tempfile.TemporaryDirectory(dir=memory) as there:
        folder = Path(there) / "films" / "Film"
        folder.mkdir(parents=True)
        assert shelf_of(folder, Path("/")) == memory / ".recycle"
        assert shelf_of(folder, Path(there)) == Path(there) / ".recycle"


def test_two_of_one_name_that_end_together_get_a_folder_each(home, engine, user):
    home.worker(scripted(engine))
    category = home.house.add_category(
        CategoryCreate(name="Films", root=str(home.folder / "films"))
    )
    asked: list[Path] = []
    engine.move = lambda _job_id, folder: asked.append(folder)
    for number in range(2):
        wanted = DownloadCreate(
            sourceType="http", source=url(number), title="Film", categoryId=category.id
        )
        job = home.downloads.request(user, wanted).job
        wait_until(lambda job=job: job.id in engine.tasks)
    for job_id in list(engine.tasks):
        engine.says(job_id, phase=Phase.FINISHED, title="Film", bytes_total=1, bytes_done=1)
    wait_until(lambda: len(asked) == 2)

    assert len(set(asked)) == 2


def test_what_a_killed_worker_left_in_a_folder_that_nobody_goes_to_is_removed(home, engine, user):
    """Its job was completed with the files of somebody else's download; a stranger's stay."""
    home.worker(scripted(engine))
    elsewhere, at_home = brought(home, engine, user), brought(home, engine, user, 2)
    moved(home, user, elsewhere, home.folder / "films")
    downloads = folder_of(home, at_home).parent
    left, nobodys, named = (downloads / str(name) for name in (elsewhere.id, uuid4(), "Film"))
    for folder in (left, nobodys, named):
        folder.mkdir()
        (folder / "film.mkv").write_bytes(b"fil")
    home.newest_worker.close()
    home.worker(scripted(engine))

    wait_until(lambda: not left.exists())
    assert (nobodys / "film.mkv").exists()
    assert (named / "film.mkv").exists()
    assert home.file_of(at_home).read_bytes() == b"film 2"
    assert home.file_of(elsewhere).read_bytes() == b"film 1"


def test_files_that_somebody_brought_elsewhere_with_the_whole_folder_are_no_copy(
    home, engine, user
):
    """What was noted of them is wrong, and there is nothing else."""
    home.worker(scripted(engine))
    job = brought(home, engine, user)
    file = home.file_of(job)
    home.newest_worker.close()
    with home.db.transaction() as conn:
        for statement in (
            "UPDATE download_jobs SET save_path = '/gone' || save_path",
            "UPDATE download_files SET path = '/gone' || path",
        ):
            conn.execute(statement)
    work_of(home.worker(scripted(engine)), "recycler").__self__.sweep_copies()

    assert file.read_bytes() == b"film 1"


def test_a_folder_that_is_known_by_two_names_is_no_copy_of_itself(home, engine, user):
    home.worker(scripted(engine))
    job = brought(home, engine, user)
    file = home.file_of(job)
    home.newest_worker.close()
    other = home.folder / "other name"
    other.symlink_to(file.parent.parent)
    with home.db.transaction() as conn:
        for statement in (
            "UPDATE download_jobs SET save_path = replace(save_path, %s, %s)",
            "UPDATE download_files SET path = replace(path, %s, %s)",
        ):
            conn.execute(statement, [str(file.parent.parent), str(other)])
    work_of(home.worker(scripted(engine)), "recycler").__self__.sweep_copies()

    assert file.read_bytes() == b"film 1"
