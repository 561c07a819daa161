"""
What arrived is on its way to the disk while the rest is still coming.

Otherwise most of a quick download waits in memory until its files are synced, which then takes
long at the very end, and holds up whoever else syncs something on the same disk, the database
above all. Nothing is promised by it: on the disk is what was synced, see `files.settled`.
"""

import contextlib
import ctypes
import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.wanted import Span

#: Of one torrent, from one time to the next. With much less a file would lie in crumbs.
EVERY_BYTES = 32 * 1024 * 1024
WRITE = 2  # SYNC_FILE_RANGE_WRITE, see sync_file_range(2)

#: Linux has it; elsewhere the files are only synced at the end.
_sync_file_range = getattr(ctypes.CDLL(None), "sync_file_range", None)
if _sync_file_range is not None:
    _sync_file_range.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)


def begin_to_write(path: Path) -> None:
    """
    Send to the disk what was written to a file, without waiting until it is there.

    Waits while the disk has too much to do. Raises `OSError` for what cannot be opened.
    """
    if _sync_file_range is None:
        return
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    descriptor = os.open(path, flags)
    try:
        _sync_file_range(descriptor, 0, 0, WRITE)
    finally:
        os.close(descriptor)


class Ahead:
    """`arrived` is called under the swarm's lock; the disk is waited for in a thread."""

    def __init__(
        self,
        begin: Callable[[Path], None] = begin_to_write,
        every_bytes: int = EVERY_BYTES,
    ) -> None:
        self._begin = begin
        self._every_bytes = every_bytes
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="to the disk")

    def arrived(self, torrent: Torrent, piece: int) -> None:
        """A piece was checked. When it is not in its file yet, it goes with those after it."""
        torrent.fresh.append(piece)
        if torrent.is_written_ahead or torrent.layout is None:
            return  # or the disk is the slower one
        piece_length = torrent.layout.piece_length()
        if len(torrent.fresh) * piece_length < self._every_bytes:
            return
        touched = files_of(torrent.fresh, torrent.spans, piece_length)
        torrent.fresh.clear()
        torrent.is_written_ahead = True
        self._thread.submit(self._write, torrent, [torrent.path(index) for index in touched])

    def end(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _write(self, torrent: Torrent, paths: Iterable[Path]) -> None:
        try:
            for path in paths:
                # What is not there (any more) has another thread's attention.
                with contextlib.suppress(OSError):
                    self._begin(path)
        finally:
            torrent.is_written_ahead = False


def files_of(pieces: Iterable[int], spans: Sequence[Span], piece_length: int) -> list[int]:
    """The files that some of the pieces are in. Of neighbours in one file only one is looked up."""
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
