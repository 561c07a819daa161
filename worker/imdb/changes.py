"""
What differs between two versions of a file, without looking at the lines that do not.

Both files are sorted by their first column, so they are walked side by side: a piece of each up
to the same key; equal pieces are one comparison of memory. Where they differ, a few lines of
each are compared as sets, and then it goes on after them.

Should a file not be sorted after all, lines may be told as gone from one place and new in
another. Whoever reads the changes therefore takes a key as gone only when no new line has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.imdb.lines import LineFile

PIECE_BYTES = 1 << 20
STEPS = (8192, 1024, 128)  # bytes compared at once, the nearer the difference the fewer
WINDOW_BYTES = 256


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of one stretch of the files, without their ends."""

    gone: set[bytes]
    added: set[bytes]

    def note(self, ours: bytes, theirs: bytes) -> None:
        """Lines of pieces that hold the same keys, as far as both have them."""
        before, after = set(ours.split(b"\n")), set(theirs.split(b"\n"))
        self.gone.update(line for line in before - after if line)
        self.added.update(line for line in after - before if line)


def changes(old: LineFile, new: LineFile) -> Iterator[Change]:
    """Every difference. Both files are read to their ends. Raises `Truncated`."""
    ours, theirs = b"", b""
    order = Order()
    while True:
        ours = ours or old.read(PIECE_BYTES)
        theirs = theirs or new.read(PIECE_BYTES)
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
        ours = old.read(PIECE_BYTES)
    while theirs:
        yield Change(set(), set(theirs[:-1].split(b"\n")))
        theirs = new.read(PIECE_BYTES)


def compare(ours: bytes, theirs: bytes, order: "Order") -> Change | None:
    """The differences of two pieces of lines; None when there are none."""
    if ours == theirs:
        return None
    change = Change(set(), set())
    here = there = 0  # both at the beginning of a line, of the same key or one that is in one only
    while here < len(ours) and there < len(theirs):
        same = common(ours, here, theirs, there)
        back = here + same - (ours.rfind(b"\n", 0, here + same) + 1)
        same -= min(back, same)
        here, there = here + same, there + same
        mine = window(ours, here)
        other = window(theirs, there)
        if not mine or not other:
            break
        limit = min(last_key(mine), last_key(other), key=order.of)
        mine, other = mine[: order.end_of(mine, limit)], other[: order.end_of(other, limit)]
        change.note(mine, other)
        here, there = here + len(mine), there + len(other)
    change.note(ours[here:], theirs[there:])
    return change


def common(ours: bytes, here: int, theirs: bytes, there: int) -> int:
    """About how many bytes are the same from there on: never too many."""
    size = 0
    for step in STEPS:
        while True:
            mine = ours[here + size : here + size + step]
            if not mine or mine != theirs[there + size : there + size + step]:
                break
            size += len(mine)
    return size


def window(piece: bytes, start: int) -> bytes:
    """The next few lines."""
    end = piece.find(b"\n", start + WINDOW_BYTES) + 1
    return piece[start : end or len(piece)]


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
        low, high = 0, len(piece)  # both at the beginning of a line, or at the end
        while low < high:
            middle = piece.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if self.of(key_at(piece, middle)) <= target:
                low = piece.find(b"\n", middle) + 1
            else:
                high = middle
        return low
