"""Which bytes of a file are here. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

Span = tuple[int, int]  # the first byte, and the one after the last


class Ranges:
    """Spans in order, none of which touch."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: list[Span] = []
        for start, end in spans:
            self.add(start, end)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ranges) and self._spans == other._spans

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return f"Ranges({self._spans})"

    @property
    def size(self) -> int:
        """Bytes in all of them."""
        return sum(end - start for start, end in self._spans)

    @property
    def prefix(self) -> int:
        """How many bytes are here from the front, without a gap."""
        return self._spans[0][1] if self._spans and not self._spans[0][0] else 0

    @property
    def end(self) -> int:
        """The byte after the last one that is here."""
        return self._spans[-1][1] if self._spans else 0

    def copy(self) -> "Ranges":
        made = Ranges()
        made._spans = self._spans.copy()  # of this class
        return made

    def add(self, start: int, end: int) -> None:
        if end <= start:
            return
        first = bisect_left(self._spans, start, key=lambda span: span[1])
        last = bisect_right(self._spans, end, key=lambda span: span[0])
        if first < last:
            start = min(start, self._spans[first][0])
            end = max(end, self._spans[last - 1][1])
        self._spans[first:last] = [(start, end)]

    def cut(self, size: int) -> None:
        """Forget everything from byte `size` on."""
        self._spans = [(start, min(end, size)) for start, end in self._spans if start < size]

    def drop(self, start: int, end: int) -> None:
        """Forget one stretch."""
        kept = [
            piece
            for before, after in self._spans
            for piece in ((before, min(after, start)), (max(before, end), after))
        ]
        self._spans = [(first, last) for first, last in kept if last > first]

    def has(self, start: int, end: int) -> bool:
        at = bisect_right(self._spans, start, key=lambda span: span[0]) - 1
        return end <= start or (at >= 0 and self._spans[at][1] >= end)

    def missing_from(self, at: int) -> int:
        """The first byte at or after `at` that is not here."""
        place = bisect_right(self._spans, at, key=lambda span: span[0]) - 1
        return max(at, self._spans[place][1]) if place >= 0 else at

    def gaps(self, total: int) -> Iterator[Span]:
        """What is missing of a file of `total` bytes, from the front."""
        at = 0
        for start, end in self._spans:
            if start >= total:
                break
            if start > at:
                yield at, start
            at = end
        if at < total:
            yield at, total

    def filled(self, start: int, end: int) -> int:
        """How many bytes of a stretch are here."""
        return sum(max(min(last, end) - max(first, start), 0) for first, last in self._spans)


def percents(here: Ranges, total: int, most: int) -> tuple[int, ...]:
    """How much is here of each of at most `most` stretches of equal length; empty when unknown."""
    count = min(most, total)
    edges = [total * number // count for number in range(count + 1)] if count else []
    return tuple(here.filled(start, end) * 100 // (end - start) for start, end in pairwise(edges))
