"""Files that are on their way to another folder when something happens."""

import os
import shutil
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from uuid import UUID

import pytest

from chalicelib.downloads.models import DownloadCreate
from chalicelib.downloads.models.control_requests import MoveTo
from tests.disks import disk_of
from tests.downloads.accounts import as_admin, claim_one
from tests.downloads.data import noise, url
from tests.downloads.harness import WorkerHarness
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from tests.file_server import Page
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Phase
from worker.downloader.folder_moves import complete_interrupted_move
from worker.downloader.job_state import JobState

BODY = b"film" * 1000


class SlowMover(ScriptedEngine):
    """Moves when a test says so, and does not stop when asked, as a copy to another disk."""

    def __init__(self) -> None:
        super().__init__()
        self.on_its_way: dict[UUID, Path] = {}

    def move(self, job_id: UUID, folder: Path) -> None:
        self.on_its_way[job_id] = folder
        self.update_report(job_id, phase=Phase.MOVING)

    def arrives(self, job_id: UUID) -> Path:
        self.update_report(job_id, phase=Phase.FINISHED)
        folder = self.on_its_way[job_id]
        super().move(job_id, folder)
        return folder


@pytest.fixture
def engine() -> SlowMover:
    return SlowMover()


def moving(harness: WorkerHarness, engine: SlowMover, user):
    """A job that is whole, and whose files are on their way."""
    job = harness.add_job(user, "http", url(), title="Film")
    # Before a worker has it: one that learns of its target too late moves the files by itself.
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(harness.folder / "films")))
    harness.worker(every_source_with(engine))
    wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, title="Film")
    engine.deliver_file(job.id, BODY)
    wait_until(lambda: job.id in engine.on_its_way)
    return job


def put_aside(harness: WorkerHarness) -> list[Path]:
    return [
        path
        for root in (harness.folder, harness.folder / "downloads")
        for path in root.glob(".recycle/*/*/film.mkv")
    ]


def column(harness: WorkerHarness, job, name: str):
    with harness.db.read() as conn:
        row = conn.execute(
            f"SELECT {name} FROM download_jobs WHERE id = %s",  # noqa: S608  # a test's own text
            [job.id],
        ).fetchone()
    return row[0]


def test_a_job_cancelled_during_its_move_is_trashed_whole(harness, engine, user):
    job = moving(harness, engine, user)
    source = engine.tasks[job.id].folder
    harness.downloads.cancel(user, job.id)

    assert harness.job(user, job).status == "cancelled"
    assert wait_stable(lambda: job.id in engine.tasks)  # its copy cannot be stopped
    assert source.exists()
    target = engine.arrives(job.id)
    (aside,) = wait_until(lambda: put_aside(harness))
    assert aside.read_bytes() == BODY
    assert (source.exists(), target.exists()) == (False, False)
    again = harness.control.retry(user, job.id).job
    wait_until(lambda: again.id in engine.tasks)
    assert (engine.tasks[again.id].folder / "film.mkv").read_bytes() == BODY


@pytest.mark.parametrize("how_far", ["not begun", "half", "copied", "clearing", "renamed"])
def test_a_job_cancelled_and_killed_during_its_move_is_trashed_whole(harness, user, how_far):
    job, source, target = killed_on_the_way(harness, user, how_far)
    harness.downloads.cancel(user, job.id)
    harness.worker(every_source_with(ScriptedEngine()))
    (aside,) = wait_until(lambda: put_aside(harness))

    assert aside.read_bytes() == BODY
    assert (source.exists(), target.exists()) == (False, False)
    assert list(target.parent.glob("*")) == []


@pytest.mark.parametrize("how_far", ["not begun", "half", "copied", "clearing", "renamed"])
def test_a_job_killed_during_its_move_continues_where_it_is_whole(harness, user, how_far):
    job, source, target = killed_on_the_way(harness, user, how_far)
    engine = ScriptedEngine()
    harness.worker(every_source_with(engine))
    wait_until(lambda: job.id in engine.tasks)
    folder = engine.tasks[job.id].folder

    assert (folder / "film.mkv").read_bytes() == BODY
    assert folder == (target if how_far in ("copied", "clearing", "renamed") else source)
    assert column(harness, job, "moving_to") is None
    assert [each.exists() for each in (source, target)].count(True) == 1
    engine.update_report(job.id, title="Film")
    engine.deliver_file(job.id, BODY)
    done = harness.wait_for_status(user, job, "completed")
    assert harness.file_of(done) == target / "film.mkv"
    assert harness.job(user, job).retry_count == 1


def killed_on_the_way(harness: WorkerHarness, user, how_far: str):
    """A worker of another process was moving its files onto another disk."""
    job = harness.add_job(user, "http", url(), title="Film")
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(harness.folder / "films")))
    claim = claim_one(harness.leases, "gone", str(harness.folder / "downloads"))
    source, target = Path(claim.save_path), harness.folder / "films" / "Film"
    source.mkdir(parents=True)
    (source / "film.mkv").write_bytes(BODY)
    harness.leases.set_move_target(claim, target)
    if how_far != "not begun":
        target.parent.mkdir(parents=True)
    if how_far == "half":
        target.mkdir()
        (target / "download.moving").write_bytes(BODY[:50])
        (target.parent / ".Film.part").mkdir()
        (target.parent / ".Film.part" / "film.mkv").write_bytes(BODY[:50])
    elif how_far in ("copied", "clearing"):
        shutil.copytree(source, target)
    elif how_far == "renamed":
        source.rename(target)
    if how_far == "clearing":
        (source / "film.mkv").unlink()
    (harness.folder / "workers").mkdir(exist_ok=True)
    (harness.folder / "workers" / "gone.alive").write_text("gone")
    return job, source, target


def test_of_an_unfinished_copy_only_our_files_are_removed(tmp_path):
    """The name was free when the move began, and is another folder's by now."""
    old, to = tmp_path / "job", tmp_path / "films" / "Film"
    for folder in (old, to):
        folder.mkdir(parents=True)
    (old / "film.mkv").write_bytes(BODY)
    (to / "holiday.mkv").write_bytes(b"mine")
    os.link(to / "holiday.mkv", to / "film.mkv")

    assert complete_interrupted_move(old, to) == old
    assert [path.name for path in to.iterdir()] == ["holiday.mkv"]
    assert (old / "film.mkv").read_bytes() == BODY


def test_move_markers_that_no_job_needs_are_removed(harness, user):
    root = harness.folder / "downloads"
    root.mkdir(parents=True)
    (root / ".gone.moved").write_text(str(harness.folder / "films" / "Film"))
    (root / ".mine.moved").write_text("a note of my own")
    engine = ScriptedEngine()
    worker = harness.worker(every_source_with(engine))
    job = harness.add_job(user, "http", url())
    wait_until(lambda: job.id in engine.tasks)
    needed = root / f".{job.id}.moved"
    needed.write_text(str(harness.folder / "films" / "Film"))
    worker.close()
    harness.worker(every_source_with(ScriptedEngine()))

    wait_until(lambda: not (root / ".gone.moved").exists())
    assert needed.exists()
    assert (root / ".mine.moved").exists()


def test_the_resume_metadata_of_a_download_whose_worker_died_at_its_end_are_removed(
    harness, user, web
):
    web.pages["/f.mkv"] = Page(BODY)
    worker = harness.worker()
    job = harness.add_job(user, "http", web.url("/f.mkv"))
    done = harness.wait_for_status(user, job, "completed")
    file = harness.file_of(done)
    wait_until(lambda: not (file.parent / "download.json").exists())
    worker.close()
    note = f'{{"name": "{file.name}", "total": {len(BODY)}, "is_whole": true}}'
    (file.parent / "download.json").write_text(note)
    harness.worker()

    wait_until(lambda: not (file.parent / "download.json").exists())
    assert file.read_bytes() == BODY


@pytest.fixture
def another_disk(harness: WorkerHarness) -> Iterator[Path]:
    """Where films go; needs the rights of root."""
    with disk_of("64m", harness.folder / "films") as folder:
        yield folder


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("magnet", "worker.downloader.torrents.folder_move._copy_file"),
        ("http", "worker.downloader.http.maintenance._copy_span"),
    ],
)
def test_a_copy_to_another_disk_is_trashed_when_cancelled(
    harness, user, seed, web, another_disk, monkeypatch, kind, step
):
    may_go_on, is_copying = threading.Event(), threading.Event()
    module, _, name = step.rpartition(".")
    original = getattr(import_module(module), name)

    def slowly(*args: object) -> None:
        is_copying.set()
        may_go_on.wait(60)
        original(*args)

    monkeypatch.setattr(step, slowly)
    body = noise(1024 * 1024)
    web.pages["/film.mkv"] = Page(body)
    offer = seed.offer({"": body}, name="film.mkv")
    harness.worker()
    source = offer.magnet if kind == "magnet" else web.url("/film.mkv")
    wanted = DownloadCreate(sourceType=kind, source=source, title="Film", isPaused=True)
    job = harness.downloads.request(user, wanted).job
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(another_disk)))
    harness.control.resume(user, job.id)
    wait_until(is_copying.is_set)
    harness.downloads.cancel(user, job.id)
    active = harness.newest_worker.component.active_jobs.get(job.id)
    wait_until(lambda: active.state is JobState.LEAVING)
    may_go_on.set()
    wait_until(lambda: column(harness, job, "recycled_at"))

    (aside,) = another_disk.glob(".recycle/*/*/film.mkv")
    assert aside.read_bytes() == body
    assert [path.name for path in another_disk.iterdir()] == [".recycle"]
    assert not (harness.folder / "downloads" / str(job.id)).exists()
