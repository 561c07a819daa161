"""
Which bytes of a file have arrived, which connection fetches what of the rest, and where readers
wait. No I/O.

Nothing here is thread-safe: the caller holds a lock. Times are passed in.

A connection takes a segment, fetches it from its front, and takes the next one: at a reader's
offset, in a gap, or, when every gap is assigned already, a part of the segment that would take
longest to complete.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]  # the first byte, and the one after the last

#: The end of a file of unknown length.
UNKNOWN_END = 2**62
#: A connection that reaches an offset this soon is as good as a new one there.
NEAR_S = 1.5
NEAR_BYTES = 256 * 1024  # while its speed is not known
#: A reader's offset has priority for this long after its last request.
READER_PRIORITY_S = 10.0
#: The bytes after a reader's offset are fetched before the rest of the file.
READ_AHEAD_BYTES = 32 * 1024 * 1024
MIN_SPLIT_BYTES = 64 * 1024
#: A segment that ends sooner is not worth another request.
MIN_SPLIT_REMAINING_S = 1.0
#: A speed measured over less time says little.
MIN_MEASUREMENT_S = 0.3
#: The smallest segment that is split before any speed is known.
MIN_UNMEASURED_SPLIT_BYTES = 4 * 1024 * 1024
#: A connection that serves a reader is not preempted for another reader for this long.
MIN_READER_HOLD_S = 2.0


class Ranges:
    """Spans in ascending order; no two touch."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: list[Span] = []
        for start, end in spans:
            self.add(start, end)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ranges) and self._spans == other._spans

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        return f"Ranges({self._spans})"

    @property
    def size(self) -> int:
        """Bytes in all spans."""
        return sum(end - start for start, end in self._spans)

    @property
    def prefix(self) -> int:
        """Length of the span that begins at byte 0."""
        return self._spans[0][1] if self._spans and not self._spans[0][0] else 0

    @property
    def end(self) -> int:
        """The byte after the last span."""
        return self._spans[-1][1] if self._spans else 0

    def copy(self) -> "Ranges":
        duplicate = Ranges()
        duplicate._spans = self._spans.copy()  # of this class
        return duplicate

    def add(self, start: int, end: int) -> None:
        if end <= start:
            return
        first = bisect_left(self._spans, start, key=lambda span: span[1])
        last = bisect_right(self._spans, end, key=lambda span: span[0])
        if first < last:
            start = min(start, self._spans[first][0])
            end = max(end, self._spans[last - 1][1])
        self._spans[first:last] = [(start, end)]

    def truncate(self, size: int) -> None:
        """Remove every byte from `size` on."""
        self._spans = [(start, min(end, size)) for start, end in self._spans if start < size]

    def remove(self, start: int, end: int) -> None:
        kept = [
            piece
            for before, after in self._spans
            for piece in ((before, min(after, start)), (max(before, end), after))
        ]
        self._spans = [(first, last) for first, last in kept if last > first]

    def contains(self, start: int, end: int) -> bool:
        at = bisect_right(self._spans, start, key=lambda span: span[0]) - 1
        return end <= start or (at >= 0 and self._spans[at][1] >= end)

    def first_missing(self, offset: int) -> int:
        """The first byte at or after `offset` that is in no span."""
        at = bisect_right(self._spans, offset, key=lambda span: span[0]) - 1
        return max(offset, self._spans[at][1]) if at >= 0 else offset

    def gaps(self, total: int) -> Iterator[Span]:
        """What is missing of a file of `total` bytes, in ascending order."""
        at = 0
        for start, end in self._spans:
            if start >= total:
                break
            if start > at:
                yield at, start
            at = end
        if at < total:
            yield at, total

    def count_within(self, start: int, end: int) -> int:
        return sum(max(min(last, end) - max(first, start), 0) for first, last in self._spans)


def percentages(arrived: Ranges, total: int, max_pieces: int) -> tuple[int, ...]:
    """Percent of each of at most `max_pieces` equal pieces; empty while the length is unknown."""
    count = min(max_pieces, total)
    edges = [total * number // count for number in range(count + 1)] if count else []
    return tuple(
        arrived.count_within(start, end) * 100 // (end - start) for start, end in pairwise(edges)
    )


@dataclass(eq=False, slots=True)
class Segment:
    """What one connection fetches, from `at` to `end`; `start` to `at` has arrived."""

    start: int
    at: int
    end: int
    began_s: float

    @property
    def remaining(self) -> int:
        return self.end - self.at

    def bytes_per_s(self, now_s: float) -> float | None:
        """None while it was measured for too short a time."""
        elapsed_s = now_s - self.began_s
        return (self.at - self.start) / elapsed_s if elapsed_s > MIN_MEASUREMENT_S else None


class ReaderOffsets:
    """Where readers of the file wait. The most recent request is the most urgent."""

    def __init__(self) -> None:
        self._requests: dict[object, tuple[float, int]] = {}  # time and offset of the last one

    def record(self, reader: object, offset: int, now_s: float) -> None:
        self._requests[reader] = (now_s, offset)

    def remove(self, reader: object) -> None:
        self._requests.pop(reader, None)

    def urgent(self, now_s: float, *, besides: object = None) -> list[int]:
        """The offsets of recent requests, the most recent first."""
        recent = [
            request
            for reader, request in self._requests.items()
            if reader is not besides and now_s - request[0] < READER_PRIORITY_S
        ]
        return [offset for _, offset in sorted(recent, reverse=True)]


class SegmentScheduler:
    def __init__(self, arrived: Ranges, total: int | None) -> None:
        self.total = total
        self.active: list[Segment] = []
        self._arrived = arrived.copy()  # without what active segments have fetched

    @property
    def end(self) -> int:
        return UNKNOWN_END if self.total is None else self.total

    @property
    def bytes_done(self) -> int:
        return self._arrived.size + sum(each.at - each.start for each in self.active)

    @property
    def is_complete(self) -> bool:
        return self.total is not None and self.bytes_done >= self.total

    def arrived(self) -> Ranges:
        arrived = self._arrived.copy()
        for each in self.active:
            arrived.add(each.start, each.at)
        return arrived

    def contains(self, start: int, end: int) -> bool:
        return self._arrived.contains(start, end) or self.arrived().contains(start, end)

    def take(
        self,
        now_s: float,
        *,
        reader_offsets: Iterable[int] = (),
        position: int | None = None,
        surplus: Span | None = None,
        supports_ranges: bool = True,
    ) -> Segment | None:
        """
        The next segment for a connection; None when nothing is worth fetching.

        Args:
            now_s: Monotonic.
            reader_offsets: Where readers wait, the most urgent first.
            position: Of the connection in a response that goes on.
            surplus: What it fetched beyond its last segment, which was shortened meanwhile.
            supports_ranges: Whether a connection can begin anywhere; otherwise from the front.
        """
        if surplus is not None:
            self._mark_received(*surplus)
        if supports_ranges:
            for offset in reader_offsets:
                if (segment := self._start_for_reader(offset, now_s)) is not None:
                    return segment
        gaps = list(self._unassigned())
        if gaps:
            start, end = next((gap for gap in gaps if gap[0] == position), gaps[0])
            return self._start(start, end, now_s)
        return self._split_slowest(now_s) if supports_ranges else None

    def take_following(self, now_s: float, position: int, surplus: Span | None) -> Segment | None:
        """
        What follows in a response that goes on at `position`, for the connection that has it.

        Also what is assigned to another connection that has not begun with it. See `take`.
        """
        first = position if surplus is None else surplus[0]
        for each in self.active:
            if each.start == each.at == first:
                self.give_up(each)
        if surplus is not None:
            self._mark_received(*surplus)
        gap = next((gap for gap in self._unassigned() if gap[0] >= position), None)
        return None if gap is None else self._start(*gap, now_s)

    def segment_to_preempt(
        self, offset: int, other_offsets: Iterable[int], now_s: float
    ) -> Segment | None:
        """
        The segment to give up so that its connection can fetch for a reader at `offset`.

        None when a connection is near already, or when all of them have just begun to serve the
        readers at `other_offsets`.
        """
        missing = self.arrived().first_missing(offset)
        if missing >= self.end or self._is_near(missing, now_s):
            return None
        candidates = [
            each
            for each in self.active
            if now_s - each.began_s > MIN_READER_HOLD_S
            or not any(each.start <= other < each.end for other in other_offsets)
        ]
        return max(candidates, key=lambda each: each.remaining, default=None)

    def give_up(self, segment: Segment) -> None:
        """Leave the rest of a segment unassigned; its connection finds nothing left to fetch."""
        segment.end = segment.at

    def advance(self, segment: Segment, count: int) -> None:
        segment.at = min(segment.at + count, max(segment.end, segment.at))

    def release(self, segment: Segment) -> None:
        """Keep what was fetched of it; the rest is a gap again."""
        if segment in self.active:
            self.active.remove(segment)
            self._arrived.add(segment.start, segment.at)

    def _mark_received(self, start: int, end: int) -> None:
        """Record bytes that arrived outside of a segment, except where one is assigned by now."""
        for gap_start, gap_end in list(self._unassigned()):
            self._arrived.add(max(gap_start, start), min(gap_end, end))

    def _unassigned(self) -> Iterable[Span]:
        assigned = self._arrived.copy()
        for each in self.active:
            assigned.add(each.start, each.end)
        return assigned.gaps(self.end)

    def _is_near(self, offset: int, now_s: float) -> bool:
        """Whether a connection will reach the offset soon."""
        for each in self.active:
            speed = each.bytes_per_s(now_s)
            reach = NEAR_BYTES if speed is None else speed * NEAR_S
            if each.at <= offset < min(each.end, each.at + max(reach, 1)):
                return True
        return False

    def _start_for_reader(self, offset: int, now_s: float) -> Segment | None:
        missing = self.arrived().first_missing(offset)
        if missing >= min(self.end, offset + READ_AHEAD_BYTES) or self._is_near(missing, now_s):
            return None
        for each in self.active:
            if each.at <= missing < each.end:
                end, each.end = each.end, missing
                return self._start(missing, end, now_s)
        end = next(end for start, end in self._unassigned() if start <= missing < end)
        return self._start(missing, end, now_s)

    def _split_slowest(self, now_s: float) -> Segment | None:
        """Take the later part of the segment that ends last, so that both parts end together."""
        speeds = [each.bytes_per_s(now_s) for each in self.active]
        known = [speed for speed in speeds if speed is not None]
        mean = max(sum(known) / len(known), 1.0) if known else None
        slowest: tuple[float, Segment, float] | None = None
        for each, speed in zip(self.active, speeds, strict=True):
            if mean is None or speed is None:
                is_worth_it, share = each.remaining >= MIN_UNMEASURED_SPLIT_BYTES, 0.5
                remaining_s = each.remaining / (mean or 1.0)
            else:
                remaining_s = each.remaining / max(speed, 1.0)
                is_worth_it, share = remaining_s >= MIN_SPLIT_REMAINING_S, mean / (mean + speed)
            if is_worth_it and (slowest is None or remaining_s > slowest[0]):
                slowest = (remaining_s, each, share)
        if slowest is None:
            return None
        _, segment, share = slowest
        taken = int(segment.remaining * share)
        if segment.remaining - taken < MIN_SPLIT_BYTES:
            taken = segment.remaining
        if taken < MIN_SPLIT_BYTES:
            return None
        end = segment.end
        segment.end -= taken
        return self._start(segment.end, end, now_s)

    def _start(self, start: int, end: int, now_s: float) -> Segment:
        segment = Segment(start, start, end, now_s)
        self.active.append(segment)
        return segment
