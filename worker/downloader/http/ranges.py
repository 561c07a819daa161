"""Which bytes of a file have arrived. No I/O, and not thread-safe."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

Span = tuple[int, int]  # the first byte, and the one after the last


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
