"""Which lines are stored: well formed ones, and of the longest files those of known titles."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Connection, sql

from worker.imdb.dataset_files import EPISODES, ImdbFile
from worker.imdb.errors import TooManyBadRows
from worker.imdb.line_file import open_lines
from worker.imdb.progress import ImportProgress

logger = logging.getLogger(__name__)

MAX_LOGGED_ROWS = 20
MAX_BAD_SHARE = 0.01
MAX_BAD_ROWS = 20  # tolerated regardless of their share

MIN_VOTES = 50  # of a title whose alternate names and credits are imported
ROWS_PER_WRITE = 2000

#: Titles with enough votes, and their IMDb numbers.
SELECTED = """
    CREATE TEMPORARY TABLE selected_titles ON COMMIT PRESERVE ROWS AS
    SELECT DISTINCT ON (n) substr(x.external_id, 3)::bigint AS n, s.media_id, s.media_type, s.votes,
           s.popularity
    FROM media_external_ids AS x
    JOIN media_scores AS s USING (media_id)
    WHERE x.source = 'imdb' AND x.external_id ~ '^tt[0-9]{1,10}$' AND s.votes >= %(votes)s
    ORDER BY n, s.media_id
"""


@dataclass
class RowFilter:
    """
    Passes the lines PostgreSQL can read, counts the others and logs the first of them.

    Unless `is_strict`, PostgreSQL finds malformed lines itself; only those are filtered here that
    it would accept by mistake.
    """

    file: ImdbFile
    bad: int = 0
    is_strict: bool = False

    def valid_lines(self, block: bytes) -> bytes:
        """The block of whole lines without those of the wrong shape."""
        lines = block[:-1].split(b"\n") if self.is_strict or b"\x08" in block else None
        if lines is None or self.file.are_valid(lines):
            return block
        kept = []
        for line in lines:
            if self.file.is_valid(line):
                kept.append(line)
            else:
                self.reject(line.decode(errors="replace"))
        kept.append(b"")
        return b"\n".join(kept)

    def reject(self, row: str) -> None:
        self.bad += 1
        if self.bad <= MAX_LOGGED_ROWS:
            logger.warning("row left out", extra={"file": self.file.file_name, "row": row[:200]})

    def check(self, rows: int) -> None:
        """Raises `TooManyBadRows`."""
        if self.bad > MAX_BAD_ROWS and self.bad > rows * MAX_BAD_SHARE:
            raise TooManyBadRows(
                f"{self.file.file_name}: {self.bad:,} of {rows:,} rows make no sense."
            )


def plain_numbers(file: ImdbFile, block: bytes) -> bytes:
    """
    The block with zeros for the letters in front of ids. Replacing bytes by as many others takes
    half the time of removing them.
    """
    if block.startswith(b"tt"):
        block = b"00" + block[2:]
    block = block.replace(b"\ntt", b"\n00")
    return block.replace(b"\ttt", b"\t00") if file is EPISODES else block


@dataclass
class NumberSet:
    """A bit set: millions of numbers in a few megabytes."""

    _bits: bytearray = field(default_factory=bytearray)

    def add(self, number: int) -> None:
        place = number >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 65536 - len(self._bits)))
        self._bits[place] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] >> (number & 7) & 1)


def select_titles(conn: Connection) -> NumberSet:
    """Create the table `selected_titles`; the numbers in it."""
    conn.execute("DROP TABLE IF EXISTS selected_titles")
    conn.execute(SELECTED, {"votes": MIN_VOTES})
    conn.execute("ANALYZE selected_titles")
    numbers = NumberSet()
    with conn.cursor() as cur, cur.copy("COPY selected_titles (n) TO STDOUT") as copy:
        for (number,) in copy.rows():
            numbers.add(int(number))
    return numbers


def selected_lines(
    file: ImdbFile, path: Path, numbers: NumberSet, row_filter: RowFilter, progress: ImportProgress
) -> Iterator[list[bytes]]:
    """The columns of valid lines with one of the numbers. Raises `ImportRefused`."""
    with open_lines(file, path) as lines:
        before = 0
        for block in lines.blocks():
            for line in block[:-1].split(b"\n"):
                key = line[2 : line.find(b"\t")]
                if key.isdigit() and int(key) not in numbers:
                    continue
                if file.is_valid(line):
                    yield line.split(b"\t")
                else:
                    row_filter.reject(line.decode(errors="replace"))
            progress.add(lines.rows - before)
            before = lines.rows
        row_filter.check(lines.rows)


def copy_rows(conn: Connection, table: str, rows: Iterable[list[bytes]]) -> None:
    """Copy rows into a temporary table, with the format of `staging`."""
    statement = sql.SQL(
        "COPY {} FROM STDIN (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', NULL '\\N')"
    ).format(sql.Identifier("pg_temp", table))
    with conn.cursor() as cur, cur.copy(statement) as copy:
        batch: list[bytes] = []
        for row in rows:
            batch.append(b"\t".join(row))
            if len(batch) >= ROWS_PER_WRITE:
                copy.write(b"\n".join(batch) + b"\n")
                batch.clear()
        if batch:
            copy.write(b"\n".join(batch) + b"\n")
