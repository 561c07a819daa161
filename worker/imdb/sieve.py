"""Which lines of the files can be stored, and how PostgreSQL reads their numbers."""

import logging
from collections.abc import Collection
from dataclasses import dataclass

from worker.imdb.errors import TooManyBadRows
from worker.imdb.files import EPISODES, ImdbFile

logger = logging.getLogger(__name__)

LOGGED = 20  # bad rows that are shown
WORST_SHARE = 0.01
FEW_ENOUGH = 20  # bad rows that are no reason to refuse, whatever their share


@dataclass
class Sieve:
    """
    Lets through the lines PostgreSQL can read, counts the others, and shows the first.

    One that is not careful leaves it to PostgreSQL to give up, but for what it would not notice.
    """

    file: ImdbFile
    bad: int = 0
    is_careful: bool = False

    def sound(self, block: bytes) -> bytes:
        """A block of whole lines without those that have the wrong shape."""
        lines = block[:-1].split(b"\n") if self.is_careful or b"\x08" in block else None
        if lines is None or self.file.are_sound(lines):
            return block
        kept = []
        for line in lines:
            if self.file.is_sound(line):
                kept.append(line)
            else:
                self.found_bad(line.decode(errors="replace"))
        kept.append(b"")
        return b"\n".join(kept)

    def found_bad(self, what: str) -> None:
        self.bad += 1
        if self.bad <= LOGGED:
            logger.warning("row left out", extra={"file": self.file.file_name, "row": what[:200]})

    def judge(self, rows: int) -> None:
        """Raises `TooManyBadRows`."""
        if self.bad > FEW_ENOUGH and self.bad > rows * WORST_SHARE:
            raise TooManyBadRows(
                f"{self.file.file_name}: {self.bad:,} of {rows:,} rows make no sense."
            )


def sound(file: ImdbFile, lines: Collection[bytes], sieve: Sieve | None = None) -> list[bytes]:
    """Those that can be stored; a `sieve` counts the others."""
    if file.are_sound(listed := list(lines)):
        return listed
    kept = []
    for line in listed:
        if file.is_sound(line):
            kept.append(line)
        elif sieve is not None:
            sieve.found_bad(line.decode(errors="replace"))
    return kept


def plain_numbers(file: ImdbFile, block: bytes) -> bytes:
    """
    The block with zeros for the letters in front of ids. What stays as long as it was is copied
    and then written over, which takes half the time of leaving them out.
    """
    if block.startswith(b"tt"):
        block = b"00" + block[2:]
    block = block.replace(b"\ntt", b"\n00")
    return block.replace(b"\ttt", b"\t00") if file is EPISODES else block
