"""The lines that differ between two versions of a file, as the tables take them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from worker.imdb.changes import Change, changes
from worker.imdb.files import ImdbFile
from worker.imdb.lines import open_lines
from worker.imdb.sieve import Sieve, plain_numbers

#: When more differs, building anew is quicker; and what is remembered meanwhile needs room.
MAX_OF_ALL = 0.2
MOST = 1_200_000
FEW = 5_000  # never a reason to build anew

#: Lines that are gone, and lines that are new or changed.
Sides = tuple[list[bytes], list[bytes]]


class TooDifferent(Exception):
    """A full build is quicker."""


@dataclass
class Differing:
    """What was counted in the files that were compared."""

    most: int
    old_rows: dict[ImdbFile, int] = field(default_factory=dict)
    rows: dict[ImdbFile, int] = field(default_factory=dict)
    bad: dict[ImdbFile, int] = field(default_factory=dict)
    lines: int = 0

    def add(self, other: "Differing") -> None:
        """Raises `TooDifferent` when it is too much together."""
        self.old_rows |= other.old_rows
        self.rows |= other.rows
        self.bad |= other.bad
        self.lines += other.lines
        if self.lines > self.most:
            raise TooDifferent


def most_of(expected_rows: int) -> int:
    """How many lines may differ in all."""
    return min(max(int(expected_rows * MAX_OF_ALL), FEW), MOST)


def compare(
    file: ImdbFile,
    versions: tuple[Path, Path],
    sort: Callable[[Change, Sieve], Sides],
    counted: Differing,
    progress: Callable[[int], None],
) -> Iterator[bytes]:
    """
    Lines that differ between the old version and the new, in blocks as the table takes them.

    `sort` says which are worth storing; `progress` is told how many more were read.

    Raises `TooDifferent` or `Refused`.
    """
    sieve, (old, new) = Sieve(file), versions
    with open_lines(file, old, is_counted=False) as ours, open_lines(file, new) as theirs:
        before = more = 0
        for change in changes(ours, theirs):
            more += len(change.added) - len(change.gone)
            gone, added = sort(change, sieve)
            counted.lines += len(gone) + len(added)
            if counted.lines > counted.most:
                raise TooDifferent
            progress(theirs.rows - before)
            before = theirs.rows
            yield marked(file, gone, is_new=False)
            yield marked(file, added, is_new=True)
        progress(theirs.rows - before)
        counted.old_rows[file], counted.rows[file] = theirs.rows - more, theirs.rows
    counted.bad[file] = sieve.bad
    sieve.judge(counted.rows[file])


def few_enough(lines: Iterable[bytes]) -> list[bytes]:
    """Raises `TooDifferent`."""
    listed = list(islice(lines, MOST + 1))
    if len(listed) > MOST:
        raise TooDifferent
    return listed


def key_of(line: bytes) -> bytes:
    return line.partition(b"\t")[0]


def marked(file: ImdbFile, lines: Sequence[bytes], *, is_new: bool) -> bytes:
    """Sound lines as the table takes them."""
    if not lines:
        return b""
    mark = b"t\t" if is_new else b"f\t"
    block = plain_numbers(file, b"\n".join([*lines, b""]))
    return mark + block[:-1].replace(b"\n", b"\n" + mark) + b"\n"
