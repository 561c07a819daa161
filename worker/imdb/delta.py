"""
The lines that differ between the accepted files and the new ones, in temporary tables.

Only these lines are ever looked at one by one. Each is stored with whether it is of the new
files or was of the old ones; what else is needed of the new files is looked up afterwards.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Connection, sql

from chalicelib.catalog.imdb import EPISODES_FROM, TITLES_FROM
from worker.imdb.changes import Change, changes
from worker.imdb.files import BASICS, CORE, EPISODE, EPISODES, MOVIES, RATINGS, SHOWS, ImdbFile
from worker.imdb.lines import open_lines
from worker.imdb.lookups import episodes_at, with_keys
from worker.imdb.progress import Progress
from worker.imdb.staging import COLUMNS, NAMES_OF, Sieve, plain_numbers

#: When more differs, building anew is quicker; and what is remembered meanwhile needs room.
MOST_OF_ALL = 0.2
MOST = 1_200_000
FEW = 5_000  # never a reason to build anew

BATCH = 2000  # lines handed to the database at once
KEPT = frozenset((*MOVIES, *SHOWS))


class TooDifferent(Exception):
    """A full build is quicker."""


@dataclass
class Delta:
    """What was found; the lines themselves are in the tables `delta_…`."""

    old_rows: dict[ImdbFile, int] = field(default_factory=dict)
    rows: dict[ImdbFile, int] = field(default_factory=dict)
    bad: dict[ImdbFile, int] = field(default_factory=dict)
    lines: int = 0
    #: Keys of titles that were not kept before, and of the shows among them.
    entered: set[bytes] = field(default_factory=set)
    entered_shows: set[bytes] = field(default_factory=set)
    #: Keys whose lines are in the tables already.
    episode_titles: set[bytes] = field(default_factory=set)
    episodes: set[bytes] = field(default_factory=set)
    ratings: set[bytes] = field(default_factory=set)
    #: Where episodes stood that changed or went.
    left_places: set[bytes] = field(default_factory=set)


@dataclass
class Comparison:
    conn: Connection
    old: dict[ImdbFile, Path]
    new: dict[ImdbFile, Path]
    progress: Progress
    expected_rows: int
    delta: Delta = field(default_factory=Delta)

    def run(self) -> Delta:
        """Raises `TooDifferent` or `Refused`."""
        sorting = {
            BASICS: self._of_basics,
            EPISODES: self._of_episodes,
            RATINGS: self._of_ratings,
        }
        make_tables(self.conn)
        for file in CORE:
            self._compare(file, sorting[file])
        if self.delta.lines:
            self._look_up()
            self.conn.execute("ANALYZE delta_basics, delta_episodes, delta_ratings")
        return self.delta

    def _compare(self, file: ImdbFile, sort: Callable[[Change, Sieve], list[bytes]]) -> None:
        delta = self.delta
        sieve = Sieve(file)
        most = min(max(self.expected_rows * MOST_OF_ALL, FEW), MOST)
        with open_lines(file, self.old[file]) as old, open_lines(file, self.new[file]) as new:

            def lines() -> Iterator[bytes]:
                before = 0
                for change in changes(old, new):
                    found = sort(change, sieve)
                    delta.lines += len(found)
                    if delta.lines > most:
                        raise TooDifferent
                    self.progress.add(new.rows - before)
                    before = new.rows
                    yield from found

            store(self.conn, file, lines())
            delta.old_rows[file], delta.rows[file] = old.rows, new.rows
        delta.bad[file] = sieve.bad
        sieve.judge(new.rows)

    # --- what the lines of each file mean for the others --------------------------------------

    def _of_basics(self, change: Change, sieve: Sieve) -> list[bytes]:
        before = self._title_lines(change.gone)
        found = [marked(BASICS, line, is_new=False) for _, _, line in before]
        were_titles = {key: kind for key, kind, line in before if is_title(kind, line)}
        for key, kind, line in self._title_lines(change.added, sieve):
            found.append(marked(BASICS, line, is_new=True))
            if kind == EPISODE:
                self.delta.episode_titles.add(key)
                continue
            if key not in were_titles:
                self.delta.entered.add(key)
            if kind in SHOWS and were_titles.get(key) not in SHOWS:
                self.delta.entered_shows.add(key)
        return found

    def _title_lines(
        self, lines: Iterable[bytes], sieve: Sieve | None = None
    ) -> list[tuple[bytes, bytes, bytes]]:
        """Key, kind and line of what is kept; a `sieve` counts what makes no sense."""
        found = []
        for line in lines:
            key, kind = head(line)
            if not BASICS.is_sound(line):
                if sieve is not None:
                    sieve.found_bad(line.decode(errors="replace"))
            elif kind == EPISODE or kind in KEPT:
                found.append((key, kind, line))
        return found

    def _of_episodes(self, change: Change, sieve: Sieve) -> list[bytes]:
        delta = self.delta
        found = []
        for line in change.gone:
            if EPISODES.is_sound(line):
                found.append(marked(EPISODES, line, is_new=False))
                if b"\\N" not in line:
                    delta.left_places.add(line.partition(b"\t")[2])
        for line in change.added:
            if EPISODES.is_sound(line):
                found.append(marked(EPISODES, line, is_new=True))
                delta.episodes.add(line.partition(b"\t")[0])
            else:
                sieve.found_bad(line.decode(errors="replace"))
        return found

    def _of_ratings(self, change: Change, sieve: Sieve) -> list[bytes]:
        found = []
        for line in change.added:
            if RATINGS.is_sound(line):
                found.append(marked(RATINGS, line, is_new=True))
                self.delta.ratings.add(line.partition(b"\t")[0])
            else:
                sieve.found_bad(line.decode(errors="replace"))
        return found

    def _look_up(self) -> None:
        """Lines that are the same as before, of titles and places that are not."""
        delta = self.delta
        moved_up = (
            line
            for line in episodes_at(self.new[EPISODES], delta.left_places, delta.entered_shows)
            if line.partition(b"\t")[0] not in delta.episodes and EPISODES.is_sound(line)
        )

        def remembered() -> Iterator[bytes]:
            for line in moved_up:
                delta.episodes.add(line.partition(b"\t")[0])
                yield marked(EPISODES, line, is_new=True)

        store(self.conn, EPISODES, remembered())
        for file, keys in (
            (BASICS, self._episodes_without_titles()),
            (RATINGS, delta.entered - delta.ratings),
        ):
            found = with_keys(file, self.new[file], keys)
            sound = (marked(file, line, is_new=True) for line in found if file.is_sound(line))
            store(self.conn, file, sound)

    def _episodes_without_titles(self) -> set[bytes]:
        """Those that are new here although their titles are not new."""
        if self.delta.episodes <= self.delta.episode_titles:
            return set()
        self.conn.execute("CREATE INDEX ON delta_basics (n)")
        self.conn.execute("ANALYZE delta_basics, delta_episodes")
        rows = self.conn.execute(
            """
            SELECT DISTINCT 'tt' || lpad(d.n::text, greatest(length(d.n::text), 7), '0')
            FROM delta_episodes AS d
            WHERE d.is_new AND d.season IS NOT NULL AND d.number IS NOT NULL
              AND NOT EXISTS (SELECT FROM show_episodes AS e WHERE e.id = %(episodes_from)s + d.n)
              AND NOT EXISTS (
                  SELECT FROM delta_basics AS b
                  WHERE b.n = d.n AND b.is_new AND b.kind = 'tvEpisode'
              )
              AND (EXISTS (SELECT FROM media_items AS m WHERE m.id = %(titles_from)s + d.parent)
                   OR EXISTS (SELECT FROM delta_basics AS b WHERE b.n = d.parent AND b.is_new)
                   OR EXISTS (
                       SELECT FROM media_external_ids AS x
                       WHERE x.source = 'imdb' AND x.media_type = 'show'
                         AND x.external_id = 'tt' || lpad(
                             d.parent::text, greatest(length(d.parent::text), 7), '0'
                         )
                   ))
            """,
            {"episodes_from": EPISODES_FROM, "titles_from": TITLES_FROM},
        ).fetchall()
        return {key.encode() for (key,) in rows}


def head(line: bytes) -> tuple[bytes, bytes]:
    """Key and kind of a line of title.basics."""
    key, _, rest = line.partition(b"\t")
    return key, rest.partition(b"\t")[0]


def is_title(kind: bytes, line: bytes) -> bool:
    """Whether it was one for everybody; others may not have been in the catalogue."""
    return kind in KEPT and line.split(b"\t", 5)[4] != b"1"


def marked(file: ImdbFile, line: bytes, *, is_new: bool) -> bytes:
    """As the temporary table takes it."""
    return (b"t\t" if is_new else b"f\t") + plain_numbers(file, line) + b"\n"


def make_tables(conn: Connection) -> None:
    for file in CORE:
        name = sql.Identifier("pg_temp", f"delta_{NAMES_OF[file]}")
        conn.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
        conn.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} (is_new boolean NOT NULL, {})").format(
                sql.Identifier(f"delta_{NAMES_OF[file]}"), sql.SQL(COLUMNS[file])
            )
        )


def store(conn: Connection, file: ImdbFile, lines: Iterable[bytes]) -> None:
    statement = sql.SQL(
        "COPY {} FROM STDIN (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', NULL '\\N')"
    ).format(sql.Identifier("pg_temp", f"delta_{NAMES_OF[file]}"))
    with conn.cursor() as cur, cur.copy(statement) as copy:
        batch: list[bytes] = []
        for line in lines:
            batch.append(line)
            if len(batch) >= BATCH:
                copy.write(b"".join(batch))
                batch.clear()
        copy.write(b"".join(batch))
