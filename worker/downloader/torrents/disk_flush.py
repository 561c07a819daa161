"""
Writing pieces to the disk: continuously during the download, and completely at its end.

Without the former most of a fast download stays in memory until its files are synced, which
then takes long and delays every other sync on the same disk, above all the database's. Only
`TorrentContent.sync_files` guarantees that data are on the disk.
"""

import contextlib
import ctypes
import os
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from weakref import WeakKeyDictionary

from worker.downloader.engine import Fault, TaskFailed
from worker.downloader.torrents.disk_errors import DiskErrorHandler
from worker.downloader.torrents.file_selection import FileSpan
from worker.downloader.torrents.session_state import SessionState
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.torrent_content import TorrentContent
from worker.downloader.torrents.torrent_state import TorrentEvent, TorrentState

#: Of one torrent, between two flushes. With much less a file would be fragmented.
FLUSH_BYTES = 32 * 1024 * 1024
WRITE = 2  # SYNC_FILE_RANGE_WRITE, see sync_file_range(2)

#: Linux has it; elsewhere files are only synced at the end.
_sync_file_range = getattr(ctypes.CDLL(None), "sync_file_range", None)
if _sync_file_range is not None:
    _sync_file_range.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)


def start_writeback(path: Path) -> None:
    """
    Start to write a file's dirty pages to the disk, without waiting for the end.

    Blocks while the disk's queue is full. Raises `OSError` for a file that cannot be opened.
    """
    if _sync_file_range is None:
        return
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    descriptor = os.open(path, flags)
    try:
        _sync_file_range(descriptor, 0, 0, WRITE)
    finally:
        os.close(descriptor)


class FlushTracker:
    """Starts the writeback of each torrent's new pieces. A thread waits for the disk."""

    def __init__(
        self,
        write: Callable[[Path], None] = start_writeback,
        flush_bytes: int = FLUSH_BYTES,
    ) -> None:
        self._write = write
        self._flush_bytes = flush_bytes
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="writeback")
        self._new_pieces: WeakKeyDictionary[Torrent, list[int]] = WeakKeyDictionary()
        self._busy: WeakKeyDictionary[Torrent, threading.Event] = WeakKeyDictionary()

    def new_pieces(self, torrent: Torrent) -> list[int]:
        """Pieces that arrived since the last writeback was started."""
        return self._new_pieces.setdefault(torrent, [])

    def is_busy(self, torrent: Torrent) -> bool:
        return torrent in self._busy and not self._busy[torrent].is_set()

    def on_piece_finished(self, torrent: Torrent, piece: int) -> None:
        """A piece not written to its file yet is flushed with those after it. Under the lock."""
        new_pieces = self.new_pieces(torrent)
        new_pieces.append(piece)
        content = torrent.content
        if content is None or self.is_busy(torrent):
            return
        if len(new_pieces) * content.piece_length < self._flush_bytes:
            return
        touched = files_of(new_pieces, content.spans, content.piece_length)
        new_pieces.clear()
        done = self._busy[torrent] = threading.Event()
        paths = [content.path(torrent.folder, index) for index in touched]
        self._executor.submit(self._flush, paths, done)

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _flush(self, paths: Iterable[Path], done: threading.Event) -> None:
        try:
            for path in paths:
                # Missing files are found by the sync at the end.
                with contextlib.suppress(OSError):
                    self._write(path)
        finally:
            done.set()


def files_of(pieces: Iterable[int], spans: Sequence[FileSpan], piece_length: int) -> list[int]:
    """The indexes of the files that hold some of the pieces."""
    starts = [span.start for span in spans]
    found: dict[int, None] = {}
    for piece in pieces:
        begin, end = piece * piece_length, (piece + 1) * piece_length
        at = max(bisect_right(starts, begin) - 1, 0)
        while at < len(spans) and spans[at].start < end:
            if spans[at].size and spans[at].start + spans[at].size > begin:
                found[spans[at].index] = None
            at += 1
    return list(found)


class CompletionFlush:
    """Completes torrents: libtorrent's cache is flushed, then the files are synced."""

    def __init__(self, session_state: SessionState, disk_errors: DiskErrorHandler) -> None:
        self._state = session_state
        self._disk_errors = disk_errors

    def start_if_complete(self, torrent: Torrent) -> None:
        """Under the lock."""
        can_complete = torrent.move is None and torrent.can(TorrentEvent.PIECES_COMPLETE)
        # libtorrent also calls a torrent finished when the window of a reader is full.
        if can_complete and torrent.is_complete():
            torrent.apply(TorrentEvent.PIECES_COMPLETE)
            torrent.handle.flush_cache()

    def on_cache_flushed(self, torrent: Torrent) -> None:
        """Under the lock. libtorrent flushes a complete torrent of its own accord, too."""
        if torrent.move is not None:
            torrent.move.flushed.set()
        elif torrent.content is not None and torrent.can(TorrentEvent.CACHE_FLUSHED):
            torrent.apply(TorrentEvent.CACHE_FLUSHED)
            threading.Thread(
                target=self._sync,
                args=(torrent, torrent.content, torrent.generation),
                name="sync files",
                daemon=True,
            ).start()

    def _sync(self, torrent: Torrent, content: TorrentContent, generation: int) -> None:
        """Runs in a thread of its own: big files take the disk long."""
        fault: Fault | None = None
        try:
            files = content.sync_files(torrent.folder)
        except TaskFailed as error:
            files, fault = (), error.fault
        except OSError as error:
            code, path = error.errno or 0, error.filename or ""
            files, fault = (), self._disk_errors.fault_of(torrent, code, path)
        with self._state.lock:
            is_outdated = (torrent.state, torrent.generation) != (TorrentState.SYNCING, generation)
            if is_outdated or self._state.is_closing:
                return
            if fault is not None:
                self._state.fail(torrent, fault)
            else:
                torrent.complete(files)
                self._state.sync_pause_state(torrent)
        self._state.on_update()
