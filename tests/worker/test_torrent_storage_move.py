"""Moving a torrent's files: on one disk, to another, and when it fails."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.download_settings.models.seed_limits import SeedRules
from tests.disks import disk_of
from tests.downloads.data import digest, noise
from tests.torrents import (
    MIB,
    Leecher,
    complete_task,
    digest_of,
    make_task,
    paths_below,
    running_engine,
    uploaded_by,
    wait_downloaded,
    wait_ended,
)
from tests.waiting import wait_until
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.torrents import TorrentEngine, folder_move


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


@pytest.fixture
def other_disk(tmp_path) -> Iterator[Path]:
    with disk_of("64m", tmp_path / "other") as folder:
        yield folder


def move_to(engine: TorrentEngine, task: Task, folder: Path) -> Report:
    engine.move(task.job_id, folder)
    return wait_until(
        lambda: (
            (report := engine.report(task.job_id))
            and report.phase is not Phase.MOVING
            and (report.folder == folder or report.move_error)
            and report
        )
    )


BODY = noise(3 * MIB)


def test_a_moved_download_continues_without_fetching_anything_twice(engine, root, seed, tmp_path):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, MIB // 4)
    target = tmp_path / "new" / "place" / str(task.job_id)
    report = move_to(engine, task, target)
    assert (report.phase, report.move_error) == (Phase.RUNNING, None)
    assert not task.folder.exists()
    seed.limit(0)
    report = wait_ended(engine, task)

    assert report.files[0].path == str(target / "film.mkv")
    assert digest(target / "film.mkv") == digest_of(BODY)
    assert uploaded_by(seed) < len(BODY) + MIB
    assert not task.folder.exists()


def test_a_moved_complete_torrent_is_seeded_from_there(engine, root, seed, tmp_path):
    offer = seed.offer({"": BODY}, name="film.mkv")
    task = complete_task(engine, make_task(root, offer.magnet))
    engine.finish(task.job_id, seed=SeedRules(ratio=None))
    target = tmp_path / "elsewhere" / "job"
    report = move_to(engine, task, target)
    assert report.phase is Phase.SEEDING
    assert report.files[0].path == str(target / "film.mkv")
    seed.session.pause()
    leecher = Leecher(tmp_path / "taker", offer, engine.port)

    wait_until(lambda: leecher.bytes_here == len(BODY))


def test_another_file_system_gets_a_durable_copy(engine, root, seed, other_disk):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, MIB // 4)
    target = other_disk / "jobs" / "job"
    assert move_to(engine, task, target).move_error is None
    seed.limit(0)

    assert digest(Path(wait_ended(engine, task).files[0].path)) == digest_of(BODY)
    assert not task.folder.exists()
    assert uploaded_by(seed) < len(BODY) + MIB
    assert paths_below(other_disk) == {"jobs", "jobs/job", "jobs/job/film.mkv"}


def test_a_move_without_enough_space_leaves_the_files(engine, root, seed, tmp_path):
    offer = seed.offer({"": BODY}, name="film.mkv")
    task = complete_task(engine, make_task(root, offer.magnet))
    with disk_of("2m", tmp_path / "small") as small:
        report = move_to(engine, task, small / "job")

        assert report.move_error == "There is not enough room over there."
        assert (report.phase, report.folder) == (Phase.FINISHED, task.folder)
        assert (task.folder / "film.mkv").read_bytes() == BODY
        assert paths_below(small) == set()


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_an_existing_target_is_not_overwritten(engine, root, seed, tmp_path, what):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, MIB // 4)
    target = tmp_path / "taken"
    if what == "file":
        target.write_text("mine")
    elif what == "link":
        (tmp_path / "mine").mkdir()
        target.symlink_to(tmp_path / "mine")
    else:
        target.mkdir()
        (target / "mine").write_text("mine")
    report = move_to(engine, task, target)
    seed.limit(0)

    assert report.move_error == "Something of that name is there already."
    assert digest(Path(wait_ended(engine, task).files[0].path)) == digest_of(BODY)
    assert Path(wait_ended(engine, task).files[0].path).is_relative_to(task.folder)
    mine = {"folder": target / "mine", "file": target}.get(what)
    assert mine is None or mine.read_text() == "mine"
    assert paths_below(tmp_path / "mine") == set() if what == "link" else True


def test_a_folder_is_not_moved_into_itself(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    task = complete_task(engine, make_task(root, offer.magnet))

    assert move_to(engine, task, task.folder / "deeper").move_error is not None
    assert (task.folder / "film.mkv").read_bytes() == BODY


def test_a_torrent_dropped_during_a_move_leaves_nothing(engine, root, seed, other_disk):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, MIB // 4)
    engine.move(task.job_id, other_disk / "job")
    engine.drop(task.job_id, remove_files=True)

    wait_until(lambda: not task.folder.exists() and paths_below(other_disk) == set())


def test_a_folder_is_found_when_its_move_was_not_recorded(root, seed, tmp_path):
    offer = seed.offer({"": BODY}, name="film.mkv")
    task = make_task(root, offer.magnet)
    with running_engine() as first:
        complete_task(first, task)
        saved = first.close(5)[task.job_id]
    target = tmp_path / "new" / "job"
    folder_move.move_folder(task.folder, target)
    given_before = uploaded_by(seed)
    with running_engine() as second:
        second.add(replace(task, resume_data=saved))
        report = wait_ended(second, task)
        second.finish(task.job_id)

    assert report.folder == target
    assert report.files[0].path == str(target / "film.mkv")
    assert uploaded_by(seed) == given_before


def test_an_interrupted_copy_starts_over(tmp_path, other_disk, monkeypatch):
    folder = tmp_path / "job"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "film.mkv").write_bytes(BODY)
    (folder / "b.srt").write_text("b")

    class Killed(BaseException):
        pass

    def dies(_source: Path, copy: Path) -> None:
        copy.write_bytes(b"half")
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(folder_move, "_copy_file", dies)
        patched.setattr(
            "worker.downloader.torrents.folder_move.shutil.rmtree", lambda *_, **__: None
        )
        with pytest.raises(Killed):
            folder_move.move_folder(folder, other_disk / "job")
    assert not (other_disk / "job").exists()
    assert (folder / "a" / "film.mkv").read_bytes() == BODY
    folder_move.move_folder(folder, other_disk / "job")

    assert paths_below(other_disk) == {"job", "job/a", "job/a/film.mkv", "job/b.srt"}
    assert (other_disk / "job/a/film.mkv").read_bytes() == BODY
    assert not folder.exists()


def test_missing_pieces_use_no_space_in_the_copy(tmp_path, other_disk):
    folder = tmp_path / "job"
    folder.mkdir()
    with (folder / "film.mkv").open("wb") as file:
        file.seek(500 * MIB)
        file.write(b"end")
    folder_move.move_folder(folder, other_disk / "job")
    copy = other_disk / "job" / "film.mkv"

    assert copy.stat().st_size == 500 * MIB + 3
    assert copy.stat().st_blocks * 512 < MIB
    with copy.open("rb") as file:
        file.seek(500 * MIB)
        assert file.read() == b"end"
