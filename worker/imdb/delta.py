"""
The lines of titles and ratings that differ between the accepted files and the new ones, in
tables.

Only these lines are ever looked at one by one. Each is stored with whether it is of the new
files or was of the old ones; what else is needed of the new files is looked up afterwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Connection, sql

from worker.imdb.changes import Change
from worker.imdb.differing import Differing, Sides, compare, key_of, marked
from worker.imdb.episodes import FromTitles
from worker.imdb.files import BASICS, CORE, EPISODE, MOVIES, RATINGS, SHOWS, ImdbFile
from worker.imdb.lookups import with_keys
from worker.imdb.sieve import Sieve, sound
from worker.imdb.staging import COLUMNS, NAMES_OF
from worker.imdb.tables import INCOMING

KEPT = frozenset((*MOVIES, *SHOWS))


@dataclass
class Comparison:
    conn: Connection
    old: dict[ImdbFile, Path]
    new: dict[ImdbFile, Path]
    counted: Differing
    progress: Callable[[int], None]
    told: FromTitles = field(default_factory=FromTitles)
    #: Keys of titles that were not kept before, and of lines that are stored.
    entered: set[bytes] = field(default_factory=set)
    rated: set[bytes] = field(default_factory=set)

    def run(self) -> None:
        """Raises `TooDifferent` or `Refused`."""
        make_tables(self.conn)
        self._compare(BASICS, self._of_basics)
        self._compare(RATINGS, self._of_ratings)
        if self.counted.lines:
            self._look_up_ratings()
            with self.conn.transaction():
                self.conn.execute("SET LOCAL default_statistics_target = 10")
                self.conn.execute("ANALYZE delta_basics, delta_ratings")

    def _compare(self, file: ImdbFile, sort: Callable[[Change, Sieve], Sides]) -> None:
        versions = self.old[file], self.new[file]
        store(self.conn, file, compare(file, versions, sort, self.counted, self.progress))

    def _of_basics(self, change: Change, sieve: Sieve) -> Sides:
        were_titles = {}
        gone = []
        for line in sound(BASICS, change.gone):
            key, kind, _ = line.split(b"\t", 2)
            if kind == EPISODE or kind in KEPT:
                gone.append(line)
                if is_title(kind, line):
                    were_titles[key] = kind
        added = []
        for line in sound(BASICS, change.added, sieve):
            key, kind, _ = line.split(b"\t", 2)
            if kind == EPISODE:
                self.told.titled.add(key)
            elif kind not in KEPT:
                continue
            elif key not in were_titles:
                self.entered.add(key)
            if kind in SHOWS and were_titles.get(key) not in SHOWS:
                self.told.entered_shows.add(key)
            added.append(line)
        return gone, added

    def _of_ratings(self, change: Change, sieve: Sieve) -> Sides:
        added = sound(RATINGS, change.added, sieve)
        self.rated.update(key_of(line) for line in added)
        return [], added

    def _look_up_ratings(self) -> None:
        """Of titles that are new here and had one before."""
        keys = self.entered - self.rated
        found = with_keys(RATINGS, self.new[RATINGS], keys)
        lines = [line for line in found if RATINGS.is_sound(line)]
        store(self.conn, RATINGS, [marked(RATINGS, lines, is_new=True)])


def is_title(kind: bytes, line: bytes) -> bool:
    """Whether it was one for everybody; others may not have been in the catalogue."""
    return kind in KEPT and line.split(b"\t", 5)[4] != b"1"


def make_tables(conn: Connection) -> None:
    """They need not outlive a crash, and two connections use them."""
    for file in CORE:
        conn.execute(
            sql.SQL(
                "CREATE UNLOGGED TABLE {} (is_new boolean NOT NULL, {}) "
                "WITH (autovacuum_enabled = off)"
            ).format(table_of(file), sql.SQL(COLUMNS[file]))
        )


def store(conn: Connection, file: ImdbFile, blocks: Iterable[bytes]) -> None:
    statement = sql.SQL(
        "COPY {} FROM STDIN (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', NULL '\\N')"
    ).format(table_of(file))
    with conn.cursor() as cur, cur.copy(statement) as copy:
        for block in blocks:
            copy.write(block)


def table_of(file: ImdbFile) -> sql.Identifier:
    return sql.Identifier(INCOMING, f"delta_{NAMES_OF[file]}")
