"""
What differs between two versions of a file, without looking at the lines that do not.

Both files are sorted by their first column, so they are walked side by side: a piece of each up
to the same key; equal pieces are one comparison of memory. Where they differ, a few lines of
each are compared as sets, and then it goes on after them.

Should a file not be sorted after all, lines may be told as gone from one place and new in
another. Whoever reads the changes therefore takes a key as gone only when no new line has it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from worker.imdb.lines import LineFile

PIECE_BYTES = 1 << 20
AHEAD = 4  # pieces unpacked before they are looked at; with one, each waits for the other
#: Bytes compared at once: twice as many while they are equal, half as many where they are not.
FIRST_STEP, MIN_STEP, MAX_STEP = 4096, 32, 1 << 16


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of one stretch of the files, without their ends."""

    gone: set[bytes]
    added: set[bytes]


def changes(old: LineFile, new: LineFile) -> Iterator[Change]:
    """Every difference. Both files are read to their ends. Raises `Truncated`."""
    with ExitStack() as stack:
        yield from _changes(*(stack.enter_context(ahead(lines)) for lines in (old, new)))


def _changes(old: "Iterator[bytes]", new: "Iterator[bytes]") -> Iterator[Change]:
    ours, theirs = b"", b""
    order = Order()
    while True:
        ours = ours or next(old, b"")
        theirs = theirs or next(new, b"")
        if not ours or not theirs:
            break
        if ours == theirs:
            ours = theirs = b""
            continue
        order.look_at(ours)
        limit = min(last_key(ours), last_key(theirs), key=order.of)
        here, there = order.end_of(ours, limit), order.end_of(theirs, limit)
        if change := compare(ours[:here], theirs[:there], order):
            yield change
        ours, theirs = ours[here:], theirs[there:]
    while ours:
        yield Change(set(ours[:-1].split(b"\n")), set())
        ours = next(old, b"")
    while theirs:
        yield Change(set(), set(theirs[:-1].split(b"\n")))
        theirs = next(new, b"")


@contextmanager
def ahead(lines: LineFile) -> Iterator[Iterator[bytes]]:
    """Pieces of the file, of which the next ones are unpacked while one is looked at."""
    with ThreadPoolExecutor(1) as reader:

        def pieces() -> Iterator[bytes]:
            reading = deque(reader.submit(lines.read, PIECE_BYTES) for _ in range(AHEAD))
            while piece := reading.popleft().result():
                reading.append(reader.submit(lines.read, PIECE_BYTES))
                yield piece

        yield pieces()


def compare(ours: bytes, theirs: bytes, order: "Order") -> Change | None:
    """The differences of two pieces of lines; None when there are none."""
    if ours == theirs:
        return None
    gone: set[bytes] = set()
    added: set[bytes] = set()
    here = there = 0  # both at the beginning of a line
    while here < len(ours) and there < len(theirs):
        here_end, there_end = ours.find(b"\n", here), theirs.find(b"\n", there)
        mine, other = ours[here:here_end], theirs[there:there_end]
        if mine == other:
            same = common(ours, here, theirs, there)
            # As far as whole lines are the same, and no less than the one just seen.
            here_end = max(ours.rfind(b"\n", here, here + same), here_end)
            there = there + here_end + 1 - here
            here = here_end + 1
            continue
        key, its = key_at(mine, 0), key_at(other, 0)
        if key == its or order.of(key) < order.of(its):
            gone.add(mine)
            here = here_end + 1
        if key == its or order.of(key) > order.of(its):
            added.add(other)
            there = there_end + 1
    gone.update(ours[here:].split(b"\n"))
    added.update(theirs[there:].split(b"\n"))
    for lines in (gone, added):
        lines.discard(b"")
    return Change(gone - added, added - gone)


def common(ours: bytes, here: int, theirs: bytes, there: int) -> int:
    """About how many bytes are the same from there on: never too many."""
    size, step = 0, FIRST_STEP
    while ours[here + size : here + size + step] == theirs[there + size : there + size + step]:
        size += step
        if here + size >= len(ours) or there + size >= len(theirs):
            return min(size, len(ours) - here, len(theirs) - there)
        step = min(step * 2, MAX_STEP)
    while step > MIN_STEP:
        step //= 2
        if ours[here + size : here + size + step] == theirs[there + size : there + size + step]:
            size += step
    return size


def last_key(piece: bytes) -> bytes:
    start = piece.rfind(b"\n", 0, len(piece) - 1) + 1
    return key_at(piece, start)


def key_at(piece: bytes, start: int) -> bytes:
    """The first column of the line that begins at `start`; all of it when there is but one."""
    end = piece.find(b"\t", start)
    return piece[start : end if end >= 0 else len(piece)]


class Order:
    """How keys follow each other: as strings (IMDb's way), else as numbers."""

    def __init__(self) -> None:
        self._is_numeric = False

    def look_at(self, piece: bytes) -> None:
        """Notice that the file is sorted as numbers are: tt9999999 before tt10000000."""
        if not self._is_numeric:
            first, last = key_at(piece, 0), last_key(piece)
            self._is_numeric = last < first and len(last) > len(first)

    def of(self, key: bytes) -> tuple[int, bytes]:
        return (len(key) if self._is_numeric else 0, key)

    def end_of(self, piece: bytes, limit: bytes) -> int:
        """Where the lines end whose keys come no later than `limit`."""
        target = self.of(limit)
        if self.of(last_key(piece)) <= target:
            return len(piece)
        return first_line(piece, 0, lambda key: self.of(key) > target)


def first_line(piece: bytes, low: int, is_past: Callable[[bytes], bool]) -> int:
    """
    Where the first line begins, from the one at `low` on, whose key is past something: its end
    when there is none. Keys of earlier lines are not past it, and those of later lines are.
    """
    high = len(piece)  # both at the beginning of a line, or at the end
    while low < high:
        middle = piece.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if is_past(key_at(piece, middle)):
            high = middle
        else:
            low = piece.find(b"\n", middle) + 1
    return low
