"""What the connections of one download share: the board, the limits, and when to stop."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.platform.network_guard import NetworkGuard, Target
from worker.downloader import disk
from worker.downloader.engine import OnUpdate, ignore_updates
from worker.downloader.http.board import Board, Segment
from worker.downloader.http.crowd import Crowd
from worker.downloader.http.pace import Bucket, step_of
from worker.downloader.http.part import PartFile
from worker.downloader.http.passage import Passage
from worker.downloader.http.ranges import Ranges, Span
from worker.net.egress import CancelHandle

CHUNK_BYTES = 1024 * 1024  # read and written at a time; less costs more than it saves
#: A reader is looked after for this long after its last question.
WISH_S = 10.0
#: A limit that changes is noticed after this long.
LONGEST_WAIT_S = 0.25
#: How often a connection without work looks whether another is slow.
LOOK_AROUND_S = 0.5


@dataclass(frozen=True)
class House:
    """What all downloads of an engine share."""

    guard: NetworkGuard
    free_bytes: disk.FreeBytes = disk.free_bytes
    on_update: OnUpdate = ignore_updates
    most_connections: int = 4
    split_from_bytes: int = 32 * 1024 * 1024
    passage: Passage = field(default_factory=Passage)
    bucket: Bucket = field(default_factory=Bucket)
    crowd: Crowd = field(default_factory=Crowd)


class Errand:
    """One go at a file. Every method may be called from any thread."""

    def __init__(
        self,
        house: House,
        part: PartFile,
        *,
        lock: threading.RLock,
        state: threading.Condition,
        own_bucket: Bucket,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`state` is told when bytes arrive, and is a condition of `lock`."""
        self.house = house
        self.part = part
        self.state = state
        self._turns = threading.Condition(lock)  # told when there may be something to take
        self.board = Board(part.here, part.note.total)
        self.target: Target | None = None  # where more of it can be had
        self.may_jump = False
        self.most_lines = 1
        self.is_proven = False  # a part was asked for by itself, and came
        self.is_cut = False
        self.is_held = False
        self.received = 0  # bytes that came, wherever they went
        self.failure: Exception | None = None
        self.want_line: Callable[[], None] = lambda: None  # one more would be of use
        self._buckets = (house.bucket, own_bucket)
        self._cancel_handles: list[CancelHandle] = []
        self._wishes: dict[object, tuple[float, int]] = {}
        self._held_by: dict[Segment, CancelHandle] = {}
        self._brought_by: dict[Segment, int] = {}  # the number of the connection
        self._monotonic = monotonic

    # --- for a connection ----------------------------------------------------------------------

    def cancel_handle(self) -> CancelHandle:
        """For a new connection, so that it is cut with the others."""
        cancel_handle = CancelHandle()
        with self.state:
            self._cancel_handles.append(cancel_handle)
            if self.is_cut:
                cancel_handle.cancel()
        return cancel_handle

    def let_go(self, cancel_handle: CancelHandle) -> None:
        with self.state:
            if cancel_handle in self._cancel_handles:
                self._cancel_handles.remove(cancel_handle)

    def take(self, line: int, at: int | None, over: Span | None) -> Segment | None:
        """
        See `Board.take`. None when the connection is not wanted any more.

        Waits while others bring what is left, and it may still turn out that they are too slow.
        """
        with self.state:
            while not self.is_cut and line < self.most_lines:
                now_s = self._monotonic()
                wishes = self._recent_wishes(now_s)
                if at is None or self.is_proven or wishes or not self.may_jump:
                    segment = self.board.take(
                        now_s, wishes=wishes, at=at, over=over, may_jump=self.may_jump
                    )
                    over = None
                else:
                    segment = self.board.go_on(now_s, at, over)
                if segment is not None:
                    self._brought_by[segment] = line
                    return segment
                if not (self.may_jump and self.board.active):
                    return None
                self._turns.wait(LOOK_AROUND_S)
            return None

    def _recent_wishes(self, now_s: float, besides: object = None) -> list[int]:
        """The newest first."""
        recent = [
            (since_s, offset)
            for reader, (since_s, offset) in self._wishes.items()
            if reader is not besides and now_s - since_s < WISH_S
        ]
        return [offset for _, offset in sorted(recent, reverse=True)]

    def brings(self, segment: Segment, cancel_handle: CancelHandle) -> None:
        with self.state:
            self._held_by[segment] = cancel_handle

    def room(self, segment: Segment | None) -> int:
        """
        How many bytes may come at once; waits while there is a limit or a pause.

        0 when it is over: the segment is here, was given away, or everything is cut.
        """
        with self.state:
            while not self.is_cut:
                left = CHUNK_BYTES if segment is None else segment.left
                if left <= 0:
                    return 0
                due_s = max(bucket.due_s() for bucket in self._buckets)
                if not self.is_held and due_s <= 0:
                    return min(left, step_of(self._buckets, CHUNK_BYTES))
                self.state.wait(None if self.is_held else min(due_s, LONGEST_WAIT_S))
            return 0

    def came(self, count: int) -> None:
        """Bytes were received, perhaps to be thrown away."""
        self.received += count  # a figure for people: a lost update is no harm
        for bucket in self._buckets:
            bucket.take(count)

    def arrived(self, segment: Segment, count: int) -> None:
        """The next bytes of a segment were written."""
        self.came(count)
        with self.state:
            self.board.advance(segment, count)
            self.state.notify_all()

    def ends_at(self, segment: Segment) -> None:
        """The file turned out to end there."""
        with self.state:
            self.board.total = segment.end = segment.at

    def release(self, segment: Segment) -> None:
        with self.state:
            self.board.release(segment)
            self._held_by.pop(segment, None)
            self._brought_by.pop(segment, None)
            self._turns.notify_all()
            self.state.notify_all()

    def fail(self, error: Exception) -> None:
        """It cannot go on, for none of the connections."""
        with self.state:
            if self.failure is None:
                self.failure = error
        self.cut()

    # --- for everybody else --------------------------------------------------------------------

    def cut(self) -> None:
        """Bring nothing more, at once."""
        with self.state:
            self.is_cut = True
            for cancel_handle in self._cancel_handles:
                cancel_handle.cancel()
            self._turns.notify_all()
            self.state.notify_all()

    def hold(self, *, is_held: bool) -> None:
        """Read nothing more, and keep the connections."""
        with self.state:
            self.is_held = is_held
            self.state.notify_all()

    def narrow(self, lines: int, *, at_once: bool = False) -> None:
        """
        Go on with so many connections.

        The others end what they are at, or, `at_once`, leave the rest of it to these.
        """
        with self.state:
            self.most_lines = lines
            for segment, line in self._brought_by.items():
                if at_once and line >= lines:
                    self.board.give_up(segment)
            self._turns.notify_all()
            self.state.notify_all()

    def arrived_so_far(self) -> Ranges:
        with self.state:
            return self.board.arrived()

    def wish(self, reader: object, offset: int) -> None:
        """Somebody waits for the byte at `offset`; the state is held."""
        now_s = self._monotonic()
        self._wishes[reader] = (now_s, offset)
        if not self.may_jump or self.is_cut:
            return
        others = self._recent_wishes(now_s, besides=reader)
        segment = self.board.in_the_way(offset, others, now_s)
        if segment is None:
            return
        if len(self.board.active) < self.most_lines:
            self._turns.notify_all()
            self.want_line()
        else:
            self.board.give_up(segment)
            if (cancel_handle := self._held_by.get(segment)) is not None:
                cancel_handle.cancel()

    def note_wish(self, reader: object, offset: int) -> None:
        """Somebody will read on from there; the state is held."""
        self._wishes[reader] = (self._monotonic(), offset)

    def wish_no_more(self, reader: object) -> None:
        with self.state:
            self._wishes.pop(reader, None)
