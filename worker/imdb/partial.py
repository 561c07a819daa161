"""
A later import: only what differs from the files of last time, in one transaction.

Two things are done at once: while titles are compared, so are episodes (see `episodes`), and
while titles are merged, a second connection counts what was there and works out what becomes of
the episodes. Both look at the tables in `incoming`, and the second writes nothing but those.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from psycopg import Connection, sql

from chalicelib.catalog.store import search_index
from worker.imdb import faults
from worker.imdb.beside import Beside, compared_beside
from worker.imdb.connections import session
from worker.imdb.delta import Comparison
from worker.imdb.differing import Differing, most_of
from worker.imdb.episodes import Episodes
from worker.imdb.files import BASICS, EPISODES, ImdbFile
from worker.imdb.finishing import clean_up
from worker.imdb.merging import Merging
from worker.imdb.progress import Progress
from worker.imdb.tables import INCOMING

#: Below this many new names, the lists made of all names together can wait for the next time.
WORTH_SETTLING = 1000


@dataclass
class Partial:
    """`conn` holds the lock of all imports."""

    dsn: str
    conn: Connection
    old: dict[ImdbFile, Path]
    new: dict[ImdbFile, Path]
    progress: Progress
    now: datetime
    expected_rows: int
    is_adult: bool = False
    counted: Differing = field(init=False)
    refreshed: int = 0

    def __post_init__(self) -> None:
        self.counted = Differing(most_of(self.expected_rows))

    def run(
        self, accept: Callable[[Differing], None], finish: Callable[[Connection], None]
    ) -> None:
        """
        Compare and merge. `accept` may refuse the files by their numbers of rows; `finish`
        writes down, in the same transaction, what was imported.

        Raises `TooDifferent` or `NotMerged` when a full build is called for, and `Refused`.
        """
        self.conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(INCOMING)))
        try:
            self._run(accept, finish)
        finally:
            if not self.conn.closed:
                clean_up(self.conn)
        if self.refreshed >= WORTH_SETTLING:
            with self.progress.step("settling the search"), self.conn.transaction():
                search_index.rebuild_lookups(self.conn)

    def _run(
        self, accept: Callable[[Differing], None], finish: Callable[[Connection], None]
    ) -> None:
        with compared_beside(
            self.old[EPISODES],
            self.new[EPISODES],
            self.new[BASICS],
            self.counted.most,
            self.progress,
        ) as beside:
            with self.progress.step("comparing", self.expected_rows):
                titles = Comparison(self.conn, self.old, self.new, self.counted, self.progress.add)
                titles.run()
                beside.told(titles.told)
                arriving = Arriving(beside, self.counted, accept)
                if self.counted.lines == 0:
                    arriving.episodes()
            faults.point("changes staged")
            if self.counted.lines == 0:
                with self.conn.transaction():
                    finish(self.conn)
                return
            with self.progress.step("merging"), session(self.dsn) as second:
                merging = Merging(
                    self.conn, second, self.now, is_adult=self.is_adult, coming=arriving
                )
                merging.run(finish)
                self.refreshed = merging.refreshed
        faults.point("merge committed")


@dataclass
class Arriving:
    """The episodes, counted and accepted by whoever needs them first."""

    beside: Beside
    counted: Differing
    accept: Callable[[Differing], None]
    _found: Episodes | None = None
    _is_accepted: bool = False

    def episodes(self) -> list[bytes]:
        """Raises `TooDifferent` or `Refused`; so do the others."""
        if self._found is None:
            self._found = self.beside.episodes()
            self.counted.add(self._found.counted)
        if not self._is_accepted:
            self.accept(self.counted)
            self._is_accepted = True
        return self._found.blocks

    def standing(self) -> list[bytes]:
        return [self.beside.standing().block]

    def belonging(self) -> list[bytes]:
        return [self.beside.belonging().block]

    def titles(self) -> list[bytes]:
        return [self.beside.titles().block]
