"""Lines of the very long files about titles and people that are worth having here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Connection, sql

from worker.imdb.files import ImdbFile
from worker.imdb.lines import open_lines
from worker.imdb.progress import Progress
from worker.imdb.sieve import Sieve

WORTH_VOTES = 50  # below, nobody looks for other names of a title or for who was in it
BATCH = 2000

#: Titles that are worth it, with IMDb's number of each.
PICKED = """
    CREATE TEMPORARY TABLE picked_titles ON COMMIT PRESERVE ROWS AS
    SELECT DISTINCT ON (n) substr(x.external_id, 3)::bigint AS n, s.media_id, s.media_type, s.votes,
           s.popularity
    FROM media_external_ids AS x
    JOIN media_scores AS s USING (media_id)
    WHERE x.source = 'imdb' AND x.external_id ~ '^tt[0-9]{1,10}$' AND s.votes >= %(votes)s
    ORDER BY n, s.media_id
"""


@dataclass
class NumberSet:
    """Millions of numbers in a few megabytes: a bit for each."""

    _bits: bytearray = field(default_factory=bytearray)

    def add(self, number: int) -> None:
        place = number >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 65536 - len(self._bits)))
        self._bits[place] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] >> (number & 7) & 1)


def pick_titles(conn: Connection) -> NumberSet:
    """Makes `picked_titles`."""
    conn.execute("DROP TABLE IF EXISTS picked_titles")
    conn.execute(PICKED, {"votes": WORTH_VOTES})
    conn.execute("ANALYZE picked_titles")
    numbers = NumberSet()
    with conn.cursor() as cur, cur.copy("COPY picked_titles (n) TO STDOUT") as copy:
        for (number,) in copy.rows():
            numbers.add(int(number))
    return numbers


def picked_lines(
    file: ImdbFile, path: Path, wanted: NumberSet, sieve: Sieve, progress: Progress
) -> Iterator[list[bytes]]:
    """The columns of sound lines whose number is wanted. Raises `Refused`."""
    with open_lines(file, path) as lines:
        before = 0
        for block in lines.blocks():
            for line in block[:-1].split(b"\n"):
                key = line[2 : line.find(b"\t")]
                if key.isdigit() and int(key) not in wanted:
                    continue
                if file.is_sound(line):
                    yield line.split(b"\t")
                else:
                    sieve.found_bad(line.decode(errors="replace"))
            progress.add(lines.rows - before)
            before = lines.rows
        sieve.judge(lines.rows)


def store(conn: Connection, table: str, rows: Iterable[list[bytes]]) -> None:
    """Columns as COPY's CSV reads them here: tabs between, and no quotation marks."""
    statement = sql.SQL(
        "COPY {} FROM STDIN (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', NULL '\\N')"
    ).format(sql.Identifier("pg_temp", table))
    with conn.cursor() as cur, cur.copy(statement) as copy:
        batch: list[bytes] = []
        for row in rows:
            batch.append(b"\t".join(row))
            if len(batch) >= BATCH:
                copy.write(b"\n".join(batch) + b"\n")
                batch.clear()
        if batch:
            copy.write(b"\n".join(batch) + b"\n")
