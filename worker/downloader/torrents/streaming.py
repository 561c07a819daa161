"""
Reading from a torrent that is still downloading.

Bytes come from `read_piece`, never from the file: a piece that was announced as finished is not
yet in the file (measured: 6 to 16 in 100 were wrong there, none from `read_piece`).

Measured: libtorrent's deadlines and its sequential flag are slow to follow a seek. What follows
at once is a small window of pieces at high priorities and everything else at zero, until the
window is full; then the rest may come.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from worker.downloader.in_progress_file import NotArriving

NOW = 7
SOON = 6
LATER = 5
NEVER = 0

FIRST_PIECES = 2  # hold the next bytes: a reader is rarely at the start of a piece
MIN_WINDOW_PIECES = 4
SOON_BYTES = 1024 * 1024
WINDOW_BYTES = 4 * 1024 * 1024

MAX_CACHE_BYTES = 48 * 1024 * 1024
READ_RETRY_S = 2.0
IDLE_AFTER_S = 5.0  # a reader that has not read for so long no longer holds up the rest

#: Takes a priority for each piece.
PrioritizePieces = Callable[[Sequence[int]], None]


def piece_window(offset: int, piece_length: int, last_piece: int) -> range:
    """
    The pieces to fetch before all others for a reader at `offset`.

    Args:
        offset: Position of the reader, in bytes from the start of the torrent.
        piece_length: Bytes in a piece.
        last_piece: The last piece of the file.
    """
    start = min(offset // piece_length, last_piece)
    count = max(MIN_WINDOW_PIECES, -(-WINDOW_BYTES // piece_length))
    return range(start, min(start + count, last_piece + 1))


def piece_priorities(
    windows: Iterable[range], have: Sequence[int], piece_length: int
) -> list[int] | None:
    """
    A priority for each piece; None when every window is full and the default order will do.

    `have` is true for the pieces that are here.
    """
    missing: dict[int, int] = {}
    soon = max(FIRST_PIECES, SOON_BYTES // piece_length)
    for pieces in windows:
        for place, piece in enumerate(pieces):
            if not have[piece]:
                priority = NOW if place < FIRST_PIECES else SOON if place < soon else LATER
                missing[piece] = max(priority, missing.get(piece, NEVER))
    if not missing:
        return None
    return [missing.get(piece, NEVER) for piece in range(len(have))]


@dataclass(eq=False)
class ReadWindow:
    """The pieces one reader needs first."""

    pieces: range
    read_at_s: float


class ReaderRegistry:
    """The readers of one torrent, and a cache of the pieces they read lately."""

    def __init__(
        self,
        handle: Any,
        piece_length: int,
        have: list[bool],
        default_priorities: Sequence[int],
        prioritize_pieces: PrioritizePieces,
    ) -> None:
        """`default_priorities` are those of the pieces while there is no reader."""
        self.handle = handle
        self.piece_length = piece_length
        self._have = bytearray(have)
        self._default = list(default_priorities)
        self._prioritize_pieces = prioritize_pieces
        self._cache: OrderedDict[int, bytes] = OrderedDict()
        self._requested: set[int] = set()  # by `read_piece`, not answered yet
        self._windows: set[ReadWindow] = set()
        self._changed = threading.Condition()
        self._is_closed = False
        self._priorities: list[int] | None = None  # in force; None: the default ones

    @property
    def is_urgent(self) -> bool:
        """Whether a reader waits for pieces that are not here."""
        return self._priorities is not None

    def add(self, window: ReadWindow) -> None:
        with self._changed:
            self._windows.add(window)
            self._update_priorities()

    def remove(self, window: ReadWindow) -> None:
        with self._changed:
            self._windows.discard(window)
            self._update_priorities()

    def seek(self, window: ReadWindow, offset: int, last_piece: int) -> None:
        """Record the position of the reader in the torrent."""
        pieces = piece_window(offset, self.piece_length, last_piece)
        with self._changed:
            window.read_at_s = time.monotonic()
            if pieces != window.pieces or window not in self._windows:
                window.pieces = pieces
                self._windows.add(window)
                self._update_priorities()

    def remove_idle(self) -> None:
        """Idle readers hold up nothing; their next read adds them again."""
        with self._changed:
            limit_s = time.monotonic() - IDLE_AFTER_S
            idle = {window for window in self._windows if window.read_at_s < limit_s}
            if idle:
                self._windows -= idle
                self._update_priorities()
            if not self._windows:
                self._cache.clear()  # a torrent may seed for long after its last reader

    def read_piece(self, index: int, deadline_s: float) -> bytes:
        """The verified bytes of a piece. Raises `NotArriving`."""
        with self._changed:
            while True:
                if (data := self._cache.get(index)) is not None:
                    self._cache.move_to_end(index)
                    return data
                if self._is_closed:
                    raise NotArriving
                if self._have[index] and index not in self._requested:
                    self._requested.add(index)
                    self.handle.read_piece(index)
                left_s = deadline_s - time.monotonic()
                if left_s <= 0:
                    raise NotArriving
                if not self._changed.wait(min(left_s, READ_RETRY_S)):
                    # An alert may have been dropped; a request for a missing piece is harmless.
                    self.handle.read_piece(index)

    def on_piece_finished(self, index: int) -> None:
        """The piece was verified and is here."""
        with self._changed:
            self._have[index] = True
            if any(index in window.pieces for window in self._windows):
                self._update_priorities()
            self._changed.notify_all()

    def on_piece_read(self, index: int, data: bytes | None) -> None:
        """The answer to `read_piece`; None when it failed."""
        with self._changed:
            self._requested.discard(index)
            if data is None:
                self._have[index] = False
            else:
                self._cache[index] = data
                max_pieces = max(MAX_CACHE_BYTES // self.piece_length, 1)
                while len(self._cache) > max_pieces:
                    self._cache.popitem(last=False)
            self._changed.notify_all()

    def reset(self, have: list[bool]) -> None:
        """Start again from the verified pieces, after a recheck or dropped alerts."""
        with self._changed:
            self._have = bytearray(have)
            self._requested.clear()
            self._update_priorities()
            self._changed.notify_all()

    def set_default_priorities(self, priorities: Sequence[int]) -> None:
        """Priorities of readers still override them."""
        with self._changed:
            self._default = list(priorities)
            self._prioritize_pieces(self._priorities or self._default)

    def close(self) -> None:
        """Nothing more will arrive: waiting readers get `NotArriving`."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _update_priorities(self) -> None:
        if self._is_closed:
            return  # the torrent may be removed: its handle is invalid then
        windows = [window.pieces for window in self._windows]
        priorities = piece_priorities(windows, self._have, self.piece_length)
        if priorities != self._priorities:
            self._priorities = priorities
            self._prioritize_pieces(priorities or self._default)


class TorrentFileReader:
    """See `InProgressFile`."""

    def __init__(self, readers: ReaderRegistry, name: str, start: int, size: int) -> None:
        """`start` is where the file begins in the torrent, in bytes."""
        self.name = name
        self.size = size
        self._readers = readers
        self._start = start
        self._last_piece = (start + max(size, 1) - 1) // readers.piece_length
        first = piece_window(start, readers.piece_length, self._last_piece)
        self._window = ReadWindow(first, time.monotonic())
        # Players read the end of a file first, where some formats keep their index.
        last = range(self._last_piece, self._last_piece + 1)
        self._end_window = ReadWindow(last, time.monotonic())
        readers.add(self._end_window)
        readers.add(self._window)

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        if offset < 0 or length < 0:
            raise ValueError("offset and length are not negative")
        end = min(offset + length, self.size)
        deadline_s = time.monotonic() + timeout_s
        parts = []
        while offset < end:
            position = self._start + offset
            self._readers.seek(self._window, position, self._last_piece)
            index, skipped = divmod(position, self._readers.piece_length)
            data = self._readers.read_piece(index, deadline_s)
            part = data[skipped : skipped + end - offset]
            if not part:
                raise NotArriving
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def close(self) -> None:
        self._readers.remove(self._window)
        self._readers.remove(self._end_window)
