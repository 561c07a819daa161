"""
Which files of a torrent are selected, and the piece priorities that follow. No I/O.

A piece that two files share is fetched when either of them is selected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.downloads.models.job_options import FilePriority, JobOptions

SKIP = 0
NORMAL = 4
HIGH = 6
FIRST = 7

PRIORITIES = {FilePriority.SKIP: SKIP, FilePriority.NORMAL: NORMAL, FilePriority.HIGH: HIGH}


@dataclass(frozen=True, slots=True)
class FileSpan:
    """The bytes of a torrent that a file takes; padding files have none."""

    index: int
    start: int
    size: int

    def pieces(self, piece_length: int) -> range:
        """The pieces that hold some of the file; none for an empty file."""
        if not self.size:
            return range(0)
        return range(self.start // piece_length, (self.start + self.size - 1) // piece_length + 1)


@dataclass(frozen=True, slots=True)
class FileSelection:
    """What a torrent fetches, and in which order."""

    files: list[int]  # a priority for each file, padding among them
    pieces: list[int]  # a priority for each piece
    bytes_total: int
    is_sequential: bool = False
    has_order: bool = False  # some pieces come before others

    @property
    def has_every_file(self) -> bool:
        return SKIP not in self.files

    @property
    def is_default(self) -> bool:
        """Whether libtorrent would do the same without being told."""
        return not self.is_sequential and self.pieces.count(NORMAL) == len(self.pieces)

    def has_file(self, index: int) -> bool:
        return self.files[index] != SKIP

    def is_complete(self, have: Sequence[bool]) -> bool:
        """Whether every selected piece is there."""
        return all(is_here for is_here, priority in zip(have, self.pieces, strict=True) if priority)


def select_files(
    layout: Any, spans: Iterable[FileSpan], options: Iterable[JobOptions]
) -> FileSelection:
    """
    The selection of all jobs that share a torrent: the highest priority any of them gives.

    Args:
        layout: libtorrent's file storage.
        spans: Its files without padding.
        options: One per job.
    """
    job_options = list(options) or [JobOptions()]
    piece_length, count = layout.piece_length(), layout.num_pieces()
    files = [NORMAL] * layout.num_files()  # padding takes no room and is never requested
    pieces = bytearray(count)
    bytes_total = 0
    spans = list(spans)
    for span in spans:
        priority = max(_priority(each.file_priorities, span.index) for each in job_options)
        files[span.index] = priority
        if priority:
            bytes_total += span.size
            _raise_priority(pieces, span.pieces(piece_length), priority)
    if any(each.first_last_first for each in job_options):
        for span in spans:
            touched = span.pieces(piece_length)
            if files[span.index] and touched:
                pieces[touched[0]] = pieces[touched[-1]] = FIRST
    is_sequential = any(each.is_sequential for each in job_options)
    has_order = is_sequential or max(pieces, default=SKIP) > NORMAL
    return FileSelection(files, list(pieces), bytes_total, is_sequential, has_order)


def _priority(priorities: Mapping[int, FilePriority], index: int) -> int:
    return PRIORITIES[priorities.get(index, FilePriority.NORMAL)]


def _raise_priority(pieces: bytearray, touched: range, priority: int) -> None:
    """Only the first and the last piece of a file can belong to another file, too."""
    if not touched:
        return
    first, last = touched[0], touched[-1]
    pieces[first] = max(pieces[first], priority)
    pieces[last] = max(pieces[last], priority)
    between = last - first - 1
    if between > 0:
        pieces[first + 1 : last] = bytes([priority]) * between
