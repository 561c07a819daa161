"""
Reading a torrent that is still arriving.

Bytes come from `read_piece`, never from the file: a piece that was announced as finished is not
yet in the file (measured: 6 to 16 in 100 were wrong there, none from `read_piece`).
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from worker.downloader.reader import NotArriving
from worker.downloader.torrents.window import priorities, window

CACHE_BYTES = 48 * 1024 * 1024
ASK_AGAIN_S = 2.0
#: Takes a priority for each piece.
GiveOrder = Callable[[Sequence[int]], None]
IDLE_AFTER_S = 5.0  # a reader that has not asked for so long no longer holds up the rest


@dataclass(eq=False)
class Watch:
    """One reader's place."""

    pieces: range
    asked_at_s: float


class Watching:
    """Everybody who reads from one torrent, and the pieces they were given lately."""

    def __init__(
        self,
        handle: Any,
        piece_length: int,
        have: list[bool],
        usual: Sequence[int],
        give_order: GiveOrder,
    ) -> None:
        """`usual` is the priority of each piece while nobody reads."""
        self.handle = handle
        self.piece_length = piece_length
        self._have = bytearray(have)
        self._usual = list(usual)
        self._give_order = give_order
        self._pieces: OrderedDict[int, bytes] = OrderedDict()
        self._asked: set[int] = set()
        self._watches: set[Watch] = set()
        self._changed = threading.Condition()
        self._is_over = False
        self._given: list[int] | None = None  # the priorities in force; None for the usual

    @property
    def is_urgent(self) -> bool:
        return self._given is not None

    def add(self, watch: Watch) -> None:
        with self._changed:
            self._watches.add(watch)
            self._steer()

    def remove(self, watch: Watch) -> None:
        with self._changed:
            self._watches.discard(watch)
            self._steer()

    def move(self, watch: Watch, offset: int, last_piece: int) -> None:
        """The reader is at `offset` of the torrent now."""
        pieces = window(offset, self.piece_length, last_piece)
        with self._changed:
            watch.asked_at_s = time.monotonic()
            if pieces != watch.pieces or watch not in self._watches:
                watch.pieces = pieces
                self._watches.add(watch)
                self._steer()

    def rest(self) -> None:
        """Readers that have been silent hold nothing up; they come back with their next read."""
        with self._changed:
            limit_s = time.monotonic() - IDLE_AFTER_S
            idle = {watch for watch in self._watches if watch.asked_at_s < limit_s}
            if idle:
                self._watches -= idle
                self._steer()
            if not self._watches:
                self._pieces.clear()  # a torrent may seed for long after its last reader

    def piece(self, index: int, deadline_s: float) -> bytes:
        """The verified bytes of a piece. Raises `NotArriving`."""
        with self._changed:
            while True:
                if (data := self._pieces.get(index)) is not None:
                    self._pieces.move_to_end(index)
                    return data
                if self._is_over:
                    raise NotArriving
                if self._have[index] and index not in self._asked:
                    self._asked.add(index)
                    self.handle.read_piece(index)
                left_s = deadline_s - time.monotonic()
                if left_s <= 0:
                    raise NotArriving
                if not self._changed.wait(min(left_s, ASK_AGAIN_S)):
                    # A message may have been lost; asking for what is not there does no harm.
                    self.handle.read_piece(index)

    def arrived(self, index: int) -> None:
        """The piece was checked and is there."""
        with self._changed:
            self._have[index] = True
            if any(index in watch.pieces for watch in self._watches):
                self._steer()
            self._changed.notify_all()

    def was_read(self, index: int, data: bytes | None) -> None:
        """What `read_piece` found; None when it failed."""
        with self._changed:
            self._asked.discard(index)
            if data is None:
                self._have[index] = False
            else:
                self._pieces[index] = data
                while len(self._pieces) * self.piece_length > CACHE_BYTES and len(self._pieces) > 1:
                    self._pieces.popitem(last=False)
            self._changed.notify_all()

    def forget(self, have: list[bool]) -> None:
        """After a recheck, or when messages were lost: begin anew with what is there."""
        with self._changed:
            self._have = bytearray(have)
            self._asked.clear()
            self._steer()
            self._changed.notify_all()

    def take_usual(self, usual: Sequence[int]) -> None:
        """The order without readers is another one now; theirs comes before it."""
        with self._changed:
            self._usual = list(usual)
            self._give_order(self._given or self._usual)

    def end(self) -> None:
        """Nothing will come any more; waiting readers are told."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _steer(self) -> None:
        wanted = priorities(
            [watch.pieces for watch in self._watches], self._have, self.piece_length
        )
        if wanted != self._given:
            self._given = wanted
            self._give_order(wanted or self._usual)


class TorrentFile:
    """See `InProgressFile`."""

    def __init__(self, watching: Watching, name: str, start: int, size: int) -> None:
        """`start` is where the file begins in the torrent, in bytes."""
        self.name = name
        self.size = size
        self._watching = watching
        self._start = start
        self._last_piece = (start + max(size, 1) - 1) // watching.piece_length
        first = window(start, watching.piece_length, self._last_piece)
        self._watch = Watch(first, time.monotonic())
        # Players look at the end of a file first, where some formats keep their index.
        self._end = Watch(range(self._last_piece, self._last_piece + 1), time.monotonic())
        watching.add(self._end)
        watching.add(self._watch)

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        if offset < 0 or length < 0:
            raise ValueError("offset and length are not negative")
        end = min(offset + length, self.size)
        deadline_s = time.monotonic() + timeout_s
        parts = []
        while offset < end:
            at = self._start + offset
            self._watching.move(self._watch, at, self._last_piece)
            index, skipped = divmod(at, self._watching.piece_length)
            data = self._watching.piece(index, deadline_s)
            part = data[skipped : skipped + end - offset]
            if not part:
                raise NotArriving
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def close(self) -> None:
        self._watching.remove(self._watch)
        self._watching.remove(self._end)
