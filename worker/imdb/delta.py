"""
The lines that differ between the accepted files and the new ones, in temporary tables.

Only these lines are ever looked at one by one. Each is stored with whether it is of the new
files or was of the old ones; what else is needed of the new files is looked up afterwards.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from psycopg import Connection, sql

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

KEPT = frozenset((*MOVIES, *SHOWS))

#: Lines that are gone, and lines that are new or changed.
Sides = tuple[list[bytes], list[bytes]]


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
    placed: set[bytes] = field(default_factory=set)  # of the episodes: those with a place
    ratings: set[bytes] = field(default_factory=set)
    #: Where episodes stood that changed or went.
    left_places: set[bytes] = field(default_factory=set)


@dataclass
class Episodes:
    """What merging the episodes needs, kept in memory until the connection is free for it."""

    #: Blocks of lines as the tables take them.
    changed: list[bytes] = field(default_factory=list)
    #: Lines that are the same as before, of titles and places that are not.
    remembered: list[bytes] = field(default_factory=list)
    titles: list[bytes] = field(default_factory=list)

    def store(self, conn: Connection) -> None:
        """Beside what is there. What is stored is gone when the transaction fails."""
        remembered = marked(EPISODES, self.remembered, is_new=True)
        store(conn, EPISODES, [*self.changed, remembered])
        store(conn, BASICS, [marked(BASICS, self.titles, is_new=True)])
        # However wrong an estimate is, no line is looked for among all of them again and again.
        conn.execute("CREATE INDEX ON delta_basics (n)")
        conn.execute("ANALYZE delta_basics, delta_episodes")


@dataclass
class Comparison:
    conn: Connection
    old: dict[ImdbFile, Path]
    new: dict[ImdbFile, Path]
    progress: Progress
    expected_rows: int
    delta: Delta = field(default_factory=Delta)

    def titles(self) -> None:
        """Titles and ratings. Raises `TooDifferent` or `Refused`."""
        make_tables(self.conn)
        for file, sort in ((BASICS, self._of_basics), (RATINGS, self._of_ratings)):
            store(self.conn, file, self._compare(file, sort))
        if self.delta.lines:
            self._look_up_ratings()
            with self.conn.transaction():
                self.conn.execute("SET LOCAL default_statistics_target = 10")
                self.conn.execute("ANALYZE delta_basics, delta_ratings")

    def episodes(self) -> Episodes:
        """
        The episodes, after the titles. Touches neither the connection nor anything others
        change, so it can be done at the side. Raises `TooDifferent` or `Refused`.
        """
        delta = self.delta
        found = Episodes(changed=list(self._compare(EPISODES, self._of_episodes)))
        # Shows that are new here bring theirs, and another may move up into a place that was left.
        moved_up = episodes_at(self.new[EPISODES], delta.left_places, delta.entered_shows)
        found.remembered = sound(
            EPISODES,
            few_enough(line for line in moved_up if key_of(line) not in delta.episodes),
        )
        keys = {key_of(line) for line in found.remembered} | delta.placed
        titles = with_keys(BASICS, self.new[BASICS], keys - delta.episode_titles)
        found.titles = sound(BASICS, few_enough(titles))
        return found

    def _compare(self, file: ImdbFile, sort: Callable[[Change, Sieve], Sides]) -> Iterator[bytes]:
        """Lines that differ, in blocks as the table takes them."""
        delta = self.delta
        sieve = Sieve(file)
        most = min(max(self.expected_rows * MOST_OF_ALL, FEW), MOST)
        with (
            open_lines(file, self.old[file], is_counted=False) as old,
            open_lines(file, self.new[file]) as new,
        ):
            before = more = 0
            for change in changes(old, new):
                more += len(change.added) - len(change.gone)
                gone, added = sort(change, sieve)
                delta.lines += len(gone) + len(added)
                if delta.lines > most:
                    raise TooDifferent
                self.progress.add(new.rows - before)
                before = new.rows
                yield marked(file, gone, is_new=False)
                yield marked(file, added, is_new=True)
            delta.old_rows[file], delta.rows[file] = new.rows - more, new.rows
        delta.bad[file] = sieve.bad
        sieve.judge(delta.rows[file])

    # --- what the lines of each file mean for the others --------------------------------------

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
                self.delta.episode_titles.add(key)
            elif kind not in KEPT:
                continue
            elif key not in were_titles:
                self.delta.entered.add(key)
            if kind in SHOWS and were_titles.get(key) not in SHOWS:
                self.delta.entered_shows.add(key)
            added.append(line)
        return gone, added

    def _of_episodes(self, change: Change, sieve: Sieve) -> Sides:
        gone, added = sound(EPISODES, change.gone), sound(EPISODES, change.added, sieve)
        self.delta.left_places.update(
            line.partition(b"\t")[2] for line in gone if b"\\N" not in line
        )
        for line in added:
            key, _, place = line.partition(b"\t")
            self.delta.episodes.add(key)
            if b"\\N" not in place:
                self.delta.placed.add(key)
        return gone, added

    def _of_ratings(self, change: Change, sieve: Sieve) -> Sides:
        added = sound(RATINGS, change.added, sieve)
        self.delta.ratings.update(key_of(line) for line in added)
        return [], added

    def _look_up_ratings(self) -> None:
        """Of titles that are new here and had one before."""
        keys = self.delta.entered - self.delta.ratings
        found = with_keys(RATINGS, self.new[RATINGS], keys)
        lines = [line for line in found if RATINGS.is_sound(line)]
        store(self.conn, RATINGS, [marked(RATINGS, lines, is_new=True)])


def few_enough(lines: Iterable[bytes]) -> list[bytes]:
    """Raises `TooDifferent`."""
    listed = list(islice(lines, MOST + 1))
    if len(listed) > MOST:
        raise TooDifferent
    return listed


def key_of(line: bytes) -> bytes:
    return line.partition(b"\t")[0]


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


def is_title(kind: bytes, line: bytes) -> bool:
    """Whether it was one for everybody; others may not have been in the catalogue."""
    return kind in KEPT and line.split(b"\t", 5)[4] != b"1"


def marked(file: ImdbFile, lines: Sequence[bytes], *, is_new: bool) -> bytes:
    """Sound lines as the temporary table takes them."""
    if not lines:
        return b""
    mark = b"t\t" if is_new else b"f\t"
    block = plain_numbers(file, b"\n".join([*lines, b""]))
    return mark + block[:-1].replace(b"\n", b"\n" + mark) + b"\n"


def make_tables(conn: Connection) -> None:
    for file in CORE:
        name = sql.Identifier("pg_temp", f"delta_{NAMES_OF[file]}")
        conn.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
        conn.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} (is_new boolean NOT NULL, {})").format(
                sql.Identifier(f"delta_{NAMES_OF[file]}"), sql.SQL(COLUMNS[file])
            )
        )


def store(conn: Connection, file: ImdbFile, blocks: Iterable[bytes]) -> None:
    statement = sql.SQL(
        "COPY {} FROM STDIN (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', NULL '\\N')"
    ).format(sql.Identifier("pg_temp", f"delta_{NAMES_OF[file]}"))
    with conn.cursor() as cur, cur.copy(statement) as copy:
        for block in blocks:
            copy.write(block)
