"""What arrived goes to the disk while the rest is still coming."""

import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.downloads import noise, wait_until
from tests.torrents import MIB, ends, running, task
from worker.downloader.engine import Phase, Report
from worker.downloader.torrents import ahead, files
from worker.downloader.torrents.ahead import Ahead, files_of
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.wanted import Span

PIECE = 16 * 1024


def torrent_in(folder: Path, *sizes: int) -> Torrent:
    torrent = Torrent(None, folder, Report(Phase.RUNNING))
    torrent.layout = SimpleNamespace(piece_length=lambda: PIECE)
    torrent.names = [f"{number}.mkv" for number in range(len(sizes))]
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    torrent.spans = tuple(
        Span(index, start, size)
        for index, (start, size) in enumerate(zip(starts, sizes, strict=True))
    )
    return torrent


@pytest.mark.parametrize(
    ("pieces", "found"),
    [([0], [0]), ([1], [0, 2, 3]), ([2, 0], [3, 0]), ([3, 2], [3]), ([], [])],
)
def test_the_files_that_pieces_are_in(pieces, found):
    # One and a half pieces, nothing, a quarter, the rest.
    sizes = [PIECE * 3 // 2, 0, PIECE // 4, PIECE * 3]
    spans = torrent_in(Path("/"), *sizes).spans

    assert files_of(pieces, spans, PIECE) == found


def test_what_lies_between_files_is_nobodys():
    spans = [Span(0, 0, PIECE // 2), Span(2, PIECE * 2, PIECE)]  # padding in between

    assert files_of([1], spans, PIECE) == []
    assert files_of([0, 2], spans, PIECE) == [0, 2]


def test_files_are_written_every_so_many_bytes(tmp_path):
    begun: list[Path] = []
    torrent, ways = torrent_in(tmp_path, PIECE * 8), Ahead(begun.append, every_bytes=PIECE * 3)

    for piece in range(2):
        ways.arrived(torrent, piece)
    assert torrent.fresh == [0, 1]

    ways.arrived(torrent, 2)
    wait_until(lambda: begun == [tmp_path / "0.mkv"] and not torrent.is_written_ahead)
    assert torrent.fresh == []


def test_a_slow_disk_is_asked_once_at_a_time(tmp_path):
    begun: list[Path] = []
    is_through = threading.Event()

    def slow(path: Path) -> None:
        begun.append(path)
        assert is_through.wait(10)

    torrent, ways = torrent_in(tmp_path, PIECE * 8), Ahead(slow, every_bytes=PIECE)
    for piece in range(4):
        ways.arrived(torrent, piece)
    assert torrent.fresh == [1, 2, 3]
    is_through.set()
    wait_until(lambda: not torrent.is_written_ahead)
    ways.arrived(torrent, 4)

    wait_until(lambda: len(begun) == 2 and not torrent.is_written_ahead)


def test_a_file_that_cannot_be_opened_holds_up_no_other(tmp_path):
    begun: list[Path] = []

    def refuses(path: Path) -> None:
        begun.append(path)
        raise PermissionError

    torrent, ways = torrent_in(tmp_path, PIECE, PIECE), Ahead(refuses, every_bytes=PIECE * 2)
    for piece in range(2):
        ways.arrived(torrent, piece)

    wait_until(lambda: not torrent.is_written_ahead)
    assert begun == [tmp_path / "0.mkv", tmp_path / "1.mkv"]


def test_neither_links_nor_what_is_no_file_is_waited_for(tmp_path):
    (tmp_path / "film.mkv").write_bytes(b"film")
    (tmp_path / "link.mkv").symlink_to(tmp_path / "film.mkv")
    os.mkfifo(tmp_path / "pipe.mkv")

    ahead.begin_to_write(tmp_path / "film.mkv")
    ahead.begin_to_write(tmp_path / "pipe.mkv")
    with pytest.raises(OSError, match="link"):
        ahead.begin_to_write(tmp_path / "link.mkv")


def test_what_a_torrent_brings_is_sent_to_the_disk_as_it_comes(tmp_path, seed, monkeypatch):
    written: list[int] = []

    def sync_file_range(descriptor, _offset, _length, how):
        assert how == ahead.WRITE
        written.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(ahead, "_sync_file_range", sync_file_range)
    offer = seed.offer({"": noise(ahead.EVERY_BYTES + MIB)}, name="film.mkv")
    with running() as engine:
        wanted = task(tmp_path / "jobs", offer.magnet)
        engine.add(wanted)
        report = ends(engine, wanted)
        wait_until(lambda: written)

    assert report.phase is Phase.FINISHED
    assert written == [Path(report.files[0].path).stat().st_ino]


def test_a_whole_torrent_is_synced_once(tmp_path, seed, monkeypatch):
    begun: list[Path] = []
    is_through = threading.Event()
    settled = files.settled

    def slow(folder, *others):
        begun.append(folder)
        assert is_through.wait(10)
        return settled(folder, *others)

    monkeypatch.setattr(files, "settled", slow)
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    with running() as engine:
        wanted = task(tmp_path / "jobs", offer.magnet)
        engine.add(wanted)
        wait_until(lambda: begun)
        torrent = engine.torrent_of(wanted.job_id)
        torrent.flushed.clear()
        torrent.handle.flush_cache()
        wait_until(torrent.flushed.is_set)
        is_through.set()
        report = ends(engine, wanted)

    assert report.phase is Phase.FINISHED
    assert begun == [wanted.folder]
