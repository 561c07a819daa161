"""Bringing a torrent's files elsewhere: on one disk, to another, and when it does not work."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.download_settings.models.limits import SeedRules
from tests.disks import disk_of
from tests.downloads import digest, noise, wait_until
from tests.torrents import (
    MIB,
    Taker,
    completed,
    digest_of,
    ends,
    given_by,
    half_way,
    running,
    task,
    tree,
)
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.torrents import TorrentEngine, folder_move


@pytest.fixture
def engine():
    with running() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


@pytest.fixture
def other_disk(tmp_path) -> Iterator[Path]:
    with disk_of("64m", tmp_path / "other") as folder:
        yield folder


def moves(engine: TorrentEngine, wanted: Task, folder: Path) -> Report:
    engine.move(wanted.job_id, folder)
    return wait_until(
        lambda: (
            (report := engine.report(wanted.job_id))
            and report.phase is not Phase.MOVING
            and (report.folder == folder or report.move_error)
            and report
        )
    )


BODY = noise(3 * MIB)


def test_it_goes_on_in_another_folder_without_fetching_anything_twice(engine, root, seed, tmp_path):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(2 * MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    half_way(engine, wanted, MIB)
    target = tmp_path / "new" / "place" / str(wanted.job_id)
    report = moves(engine, wanted, target)
    assert (report.phase, report.move_error) == (Phase.RUNNING, None)
    assert not wanted.folder.exists()
    seed.limit(0)
    report = ends(engine, wanted)

    assert report.files[0].path == str(target / "film.mkv")
    assert digest(target / "film.mkv") == digest_of(BODY)
    assert given_by(seed) < len(BODY) + MIB
    assert not wanted.folder.exists()


def test_a_complete_one_is_given_on_from_there(engine, root, seed, tmp_path):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted = completed(engine, task(root, offer.magnet))
    engine.finish(wanted.job_id, seed=SeedRules(ratio=None))
    target = tmp_path / "elsewhere" / "job"
    report = moves(engine, wanted, target)
    assert report.phase is Phase.SEEDING
    assert report.files[0].path == str(target / "film.mkv")
    seed.session.pause()
    taker = Taker(tmp_path / "taker", offer, engine.port)

    wait_until(lambda: taker.bytes_here == len(BODY))


def test_another_file_system_gets_a_durable_copy(engine, root, seed, other_disk):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(2 * MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    half_way(engine, wanted, MIB)
    target = other_disk / "jobs" / "job"
    assert moves(engine, wanted, target).move_error is None
    seed.limit(0)

    assert digest(Path(ends(engine, wanted).files[0].path)) == digest_of(BODY)
    assert not wanted.folder.exists()
    assert given_by(seed) < len(BODY) + MIB
    assert tree(other_disk) == {"jobs", "jobs/job", "jobs/job/film.mkv"}


def test_what_does_not_fit_stays_where_it_was(engine, root, seed, tmp_path):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted = completed(engine, task(root, offer.magnet))
    with disk_of("2m", tmp_path / "small") as small:
        report = moves(engine, wanted, small / "job")

        assert report.move_error == "There is not enough room over there."
        assert (report.phase, report.folder) == (Phase.FINISHED, wanted.folder)
        assert (wanted.folder / "film.mkv").read_bytes() == BODY
        assert tree(small) == set()


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_what_is_there_already_is_left_alone(engine, root, seed, tmp_path, what):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(2 * MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    half_way(engine, wanted, MIB)
    target = tmp_path / "taken"
    if what == "file":
        target.write_text("mine")
    elif what == "link":
        (tmp_path / "mine").mkdir()
        target.symlink_to(tmp_path / "mine")
    else:
        target.mkdir()
        (target / "mine").write_text("mine")
    report = moves(engine, wanted, target)
    seed.limit(0)

    assert report.move_error == "Something of that name is there already."
    assert digest(Path(ends(engine, wanted).files[0].path)) == digest_of(BODY)
    assert Path(ends(engine, wanted).files[0].path).is_relative_to(wanted.folder)
    mine = {"folder": target / "mine", "file": target}.get(what)
    assert mine is None or mine.read_text() == "mine"
    assert tree(tmp_path / "mine") == set() if what == "link" else True


def test_nothing_goes_into_itself(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted = completed(engine, task(root, offer.magnet))

    assert moves(engine, wanted, wanted.folder / "deeper").move_error is not None
    assert (wanted.folder / "film.mkv").read_bytes() == BODY


def test_one_that_is_dropped_on_its_way_leaves_nothing(engine, root, seed, other_disk):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(2 * MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    half_way(engine, wanted, MIB)
    engine.move(wanted.job_id, other_disk / "job")
    engine.drop(wanted.job_id, remove_files=True)

    wait_until(lambda: not wanted.folder.exists() and tree(other_disk) == set())


def test_when_the_machine_stopped_before_it_was_written_down_it_is_found(root, seed, tmp_path):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted = task(root, offer.magnet)
    with running() as first:
        completed(first, wanted)
        saved = first.close(5)[wanted.job_id]
    target = tmp_path / "new" / "job"
    folder_move.move_folder(wanted.folder, target)
    given_before = given_by(seed)
    with running() as second:
        second.add(replace(wanted, resume_data=saved))
        report = ends(second, wanted)
        second.finish(wanted.job_id)

    assert report.folder == target
    assert report.files[0].path == str(target / "film.mkv")
    assert given_by(seed) == given_before


def test_a_copy_that_was_broken_off_is_begun_anew(tmp_path, other_disk, monkeypatch):
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

    assert tree(other_disk) == {"job", "job/a", "job/a/film.mkv", "job/b.srt"}
    assert (other_disk / "job/a/film.mkv").read_bytes() == BODY
    assert not folder.exists()


def test_what_has_not_arrived_takes_no_room_over_there(tmp_path, other_disk):
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
