"""Pieces go to the disk while the rest downloads, and all of them at the end."""

import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.downloads.data import noise
from tests.torrents import MIB, make_task, running_engine, wait_ended
from tests.waiting import wait_until
from worker.downloader.engine import Phase, Report
from worker.downloader.torrents import disk_flush
from worker.downloader.torrents.disk_flush import CompletionFlush, FlushTracker, files_of
from worker.downloader.torrents.file_selection import FileSelection, FileSpan
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.torrent_content import TorrentContent

PIECE = 16 * 1024


def spans_of(*sizes: int) -> tuple[FileSpan, ...]:
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    return tuple(
        FileSpan(index, start, size)
        for index, (start, size) in enumerate(zip(starts, sizes, strict=True))
    )


def torrent_in(folder: Path, *sizes: int) -> Torrent:
    content = TorrentContent(
        SimpleNamespace(piece_length=lambda: PIECE),
        [f"{number}.mkv" for number in range(len(sizes))],
        spans_of(*sizes),
        FileSelection([], [], 0),
    )
    return Torrent(None, folder, Report(Phase.RUNNING), content=content)


@pytest.mark.parametrize(
    ("pieces", "found"),
    [([0], [0]), ([1], [0, 2, 3]), ([2, 0], [3, 0]), ([3, 2], [3]), ([], [])],
)
def test_the_files_that_pieces_are_in(pieces, found):
    # One and a half pieces, nothing, a quarter, the rest.
    spans = spans_of(PIECE * 3 // 2, 0, PIECE // 4, PIECE * 3)

    assert files_of(pieces, spans, PIECE) == found


def test_padding_between_files_belongs_to_no_file():
    spans = [FileSpan(0, 0, PIECE // 2), FileSpan(2, PIECE * 2, PIECE)]  # padding in between

    assert files_of([1], spans, PIECE) == []
    assert files_of([0, 2], spans, PIECE) == [0, 2]


def test_files_are_written_every_so_many_bytes(tmp_path):
    written: list[Path] = []
    torrent = torrent_in(tmp_path, PIECE * 8)
    tracker = FlushTracker(written.append, flush_bytes=PIECE * 3)

    for piece in range(2):
        tracker.on_piece_finished(torrent, piece)
    assert tracker.new_pieces(torrent) == [0, 1]

    tracker.on_piece_finished(torrent, 2)
    wait_until(lambda: not tracker.is_busy(torrent))
    assert written == [tmp_path / "0.mkv"]
    assert tracker.new_pieces(torrent) == []


def test_a_slow_disk_has_one_flush_at_a_time(tmp_path):
    written: list[Path] = []
    may_go_on = threading.Event()

    def slow(path: Path) -> None:
        written.append(path)
        assert may_go_on.wait(60)

    torrent = torrent_in(tmp_path, PIECE * 8)
    tracker = FlushTracker(slow, flush_bytes=PIECE)
    for piece in range(4):
        tracker.on_piece_finished(torrent, piece)
    assert tracker.new_pieces(torrent) == [1, 2, 3]
    may_go_on.set()
    wait_until(lambda: not tracker.is_busy(torrent))
    tracker.on_piece_finished(torrent, 4)

    wait_until(lambda: len(written) == 2 and not tracker.is_busy(torrent))


def test_a_file_that_cannot_be_opened_does_not_delay_others(tmp_path):
    written: list[Path] = []

    def refuses(path: Path) -> None:
        written.append(path)
        raise PermissionError

    torrent = torrent_in(tmp_path, PIECE, PIECE)
    tracker = FlushTracker(refuses, flush_bytes=PIECE * 2)
    for piece in range(2):
        tracker.on_piece_finished(torrent, piece)

    wait_until(lambda: not tracker.is_busy(torrent))
    assert written == [tmp_path / "0.mkv", tmp_path / "1.mkv"]


def test_links_and_pipes_are_skipped(tmp_path):
    (tmp_path / "film.mkv").write_bytes(b"film")
    (tmp_path / "link.mkv").symlink_to(tmp_path / "film.mkv")
    os.mkfifo(tmp_path / "pipe.mkv")

    disk_flush.start_writeback(tmp_path / "film.mkv")
    disk_flush.start_writeback(tmp_path / "pipe.mkv")
    with pytest.raises(OSError, match="link"):
        disk_flush.start_writeback(tmp_path / "link.mkv")


def test_pieces_of_a_download_are_flushed_as_they_arrive(tmp_path, seed, monkeypatch):
    written: list[int] = []

    def sync_file_range(descriptor, _offset, _length, flags):
        assert flags == disk_flush.WRITE
        written.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(disk_flush, "_sync_file_range", sync_file_range)
    monkeypatch.setattr(FlushTracker.__init__, "__defaults__", (disk_flush.start_writeback, MIB))
    offer = seed.offer({"": noise(MIB + MIB // 2)}, name="film.mkv")
    with running_engine() as engine:
        task = make_task(tmp_path / "jobs", offer.magnet)
        engine.add(task)
        report = wait_ended(engine, task)
        wait_until(lambda: written)

    assert report.phase is Phase.FINISHED
    assert written == [Path(report.files[0].path).stat().st_ino]


def test_a_complete_torrent_is_synced_once(tmp_path, seed, monkeypatch):
    synced: list[Path] = []
    may_go_on = threading.Event()
    sync_files = TorrentContent.sync_files

    def slow(content, folder):
        synced.append(folder)
        assert may_go_on.wait(60)
        return sync_files(content, folder)

    flushed_again = threading.Event()
    on_cache_flushed = CompletionFlush.on_cache_flushed

    def on_flushed(completion, torrent):
        on_cache_flushed(completion, torrent)
        flushed_again.set()

    monkeypatch.setattr(TorrentContent, "sync_files", slow)
    monkeypatch.setattr(CompletionFlush, "on_cache_flushed", on_flushed)
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    with running_engine() as engine:
        task = make_task(tmp_path / "jobs", offer.magnet)
        engine.add(task)
        wait_until(lambda: synced)
        flushed_again.clear()
        engine.torrent_of(task.job_id).handle.flush_cache()
        assert flushed_again.wait(60)
        may_go_on.set()
        report = wait_ended(engine, task)

    assert report.phase is Phase.FINISHED
    assert synced == [task.folder]
