"""
Which files of a torrent are wanted, and what follows for its pieces. Pure.

Pieces know nothing of files: one that two files share comes when either of them is wanted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.downloads.models.options import FilePriority, JobOptions

SKIP = 0
NORMAL = 4
HIGH = 6
FIRST = 7

NUMBERS = {FilePriority.SKIP: SKIP, FilePriority.NORMAL: NORMAL, FilePriority.HIGH: HIGH}


@dataclass(frozen=True, slots=True)
class Span:
    """Where a real file lies in its torrent, in bytes."""

    index: int
    start: int
    size: int

    def pieces(self, piece_length: int) -> range:
        """Those that hold some of it; none for an empty file."""
        if not self.size:
            return range(0)
        return range(self.start // piece_length, (self.start + self.size - 1) // piece_length + 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one torrent should bring, and in which order."""

    files: list[int]  # a priority for each file, padding among them
    pieces: list[int]  # a priority for each piece
    bytes_total: int
    is_sequential: bool = False
    has_order: bool = False  # some of it should come before the rest

    @property
    def is_everything(self) -> bool:
        return SKIP not in self.files

    @property
    def is_usual(self) -> bool:
        """Whether it is what a torrent does when nobody said anything."""
        return not self.is_sequential and self.pieces.count(NORMAL) == len(self.pieces)

    def wants(self, index: int) -> bool:
        return self.files[index] != SKIP

    def is_here(self, have: Sequence[bool]) -> bool:
        """Whether every wanted piece is there; `have` is true for those that are."""
        return all(is_here for is_here, priority in zip(have, self.pieces, strict=True) if priority)


def choose(layout: Any, spans: Iterable[Span], options: Iterable[JobOptions]) -> Wanted:
    """
    What jobs that share a torrent want together: what either of them wants, the sooner of both.

    Args:
        layout: libtorrent's file storage.
        spans: Its real files.
        options: Of each job.
    """
    asked = list(options) or [JobOptions()]
    piece_length, count = layout.piece_length(), layout.num_pieces()
    files = [NORMAL] * layout.num_files()  # padding takes no room, and is never asked for
    pieces = bytearray(count)
    bytes_total = 0
    spans = list(spans)
    for span in spans:
        files[span.index] = priority = max(_of(each.file_priorities, span.index) for each in asked)
        if priority:
            bytes_total += span.size
            _raise(pieces, span.pieces(piece_length), priority)
    if any(each.first_last_first for each in asked):
        for span in spans:
            touched = span.pieces(piece_length)
            if files[span.index] and touched:
                pieces[touched[0]] = pieces[touched[-1]] = FIRST
    is_sequential = any(each.is_sequential for each in asked)
    has_order = is_sequential or max(pieces, default=SKIP) > NORMAL
    return Wanted(files, list(pieces), bytes_total, is_sequential, has_order)


def _of(priorities: Mapping[int, FilePriority], index: int) -> int:
    return NUMBERS[priorities.get(index, FilePriority.NORMAL)]


def _raise(pieces: bytearray, touched: range, priority: int) -> None:
    """Only the first and the last piece of a file can be another file's, too."""
    if not touched:
        return
    first, last = touched[0], touched[-1]
    pieces[first] = max(pieces[first], priority)
    pieces[last] = max(pieces[last], priority)
    between = last - first - 1
    if between > 0:
        pieces[first + 1 : last] = bytes([priority]) * between
