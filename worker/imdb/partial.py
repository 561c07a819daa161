"""A later import: only what differs from the files of last time, in one transaction."""

import logging
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Connection, errors

from chalicelib.catalog.store import naming
from worker.imdb import faults, merge_shows, merge_titles, tallies
from worker.imdb.columns import NUMBERS
from worker.imdb.delta import Comparison, Delta, Episodes
from worker.imdb.files import ImdbFile
from worker.imdb.genre_slugs import genre_slug
from worker.imdb.progress import Progress

logger = logging.getLogger(__name__)

TRIES = 4  # others write too: deadlocks, and rows that somebody made a moment before
PAUSE_S = (0.1, 1.0)
#: Below this many new names, the lists made of all names together can wait for the next time.
WORTH_SETTLING = 1000
#: To the planner, where reading the next page of a table costs 1.
COST_OF_A_PAGE = 0.2

AGAIN = (
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.SerializationFailure,
    errors.UniqueViolation,
    errors.ForeignKeyViolation,
)
#: What counts, before and after: every title that is changed, new or gone.
TOUCHED = """
    CREATE TEMPORARY TABLE titles_to_count ON COMMIT DROP AS
    SELECT id FROM merge_titles
    UNION SELECT id FROM merge_gone
    UNION SELECT coalesce(k.media_id, %(titles_from)s + r.n)
          FROM delta_ratings AS r LEFT JOIN merge_known AS k ON k.n = r.n
"""
#: Of those, the ones that may have other genres.
SORTED = """
    CREATE TEMPORARY TABLE titles_to_sort ON COMMIT DROP AS
    SELECT id FROM merge_titles
    UNION SELECT id FROM merge_gone
"""
#: Of those, the ones whose languages, countries and platforms count elsewhere from now on.
RETYPED = """
    CREATE TEMPORARY TABLE titles_to_move ON COMMIT DROP AS
    SELECT id FROM merge_titles WHERE is_there AND media_type <> old_media_type
    UNION SELECT id FROM merge_gone
"""


class NotMerged(Exception):
    """It did not work out, several times; a full build will."""


@dataclass
class Partial:
    """`conn` holds the lock of all imports."""

    conn: Connection
    old: dict[ImdbFile, Path]
    new: dict[ImdbFile, Path]
    progress: Progress
    now: datetime
    expected_rows: int
    is_adult: bool = False
    delta: Delta = field(default_factory=Delta)
    refreshed: int = 0

    def run(self, accept: Callable[[Delta], None], finish: Callable[[Connection], None]) -> None:
        """
        Compare and merge. `accept` may refuse the files by their numbers of rows; `finish`
        writes down, in the same transaction, what was imported.

        Raises `TooDifferent` or `NotMerged` when a full build is called for, and `Refused`.
        """
        comparison = Comparison(self.conn, self.old, self.new, self.progress, self.expected_rows)
        self.delta = comparison.delta
        with ThreadPoolExecutor(1) as pool:
            with self.progress.step("comparing", self.expected_rows):
                comparison.titles()
                # The episodes follow while titles are merged, which is work for the database.
                episodes = pool.submit(comparison.episodes)
                if self.delta.lines == 0:
                    wait([episodes])
                is_same = self.delta.lines == 0
            faults.point("changes staged")

            def arrived() -> Episodes:
                found = episodes.result()
                accept(self.delta)
                return found

            if is_same:
                arrived()
                with self.conn.transaction():
                    finish(self.conn)
                return
            with self.progress.step("merging"):
                self._merge(arrived, finish)
        faults.point("merge committed")
        if self.refreshed >= WORTH_SETTLING:
            with self.progress.step("settling the search"):
                naming.settle(self.conn)

    @property
    def given(self) -> dict[str, Any]:
        return {
            **NUMBERS,
            "now": self.now,
            "this_year": self.now.year,
            "adult": self.is_adult,
        }

    def _merge(self, arrived: Callable[[], Episodes], finish: Callable[[Connection], None]) -> None:
        for _ in range(TRIES):
            try:
                with self.conn.transaction():
                    self._merge_once(arrived)
                    finish(self.conn)
                    faults.point("merged")
            except AGAIN as error:
                logger.info("merging again", extra={"because": type(error).__name__})
                failure = error
                threading.Event().wait(random.uniform(*PAUSE_S))  # noqa: S311  # jitter
            else:
                return
        raise NotMerged from failure

    def _merge_once(self, arrived: Callable[[], Episodes]) -> None:
        conn, given = self.conn, self.given
        # A few rows of many are looked for everywhere, and what is not in memory will soon be.
        # The planner, told nothing, would read all episodes from end to end, six times.
        conn.execute(f"SET LOCAL random_page_cost = {COST_OF_A_PAGE}")
        conn.execute("SET LOCAL default_statistics_target = 10")
        merge_titles.prepare(conn, given)
        faults.point("merge begun")
        conn.execute(TOUCHED, given)
        conn.execute(SORTED)
        conn.execute(RETYPED)
        for table in ("titles_to_count", "titles_to_sort", "titles_to_move"):
            conn.execute(f"CREATE UNIQUE INDEX ON {table} (id)")
            conn.execute(f"ANALYZE {table}")
        tallies.begin(conn)
        merge_titles.merge(conn, given, genre_slug)
        rows = conn.execute(merge_titles.NAMES_TO_REFRESH, {"drift": naming.DRIFT}).fetchall()
        self.refreshed = len(rows)
        naming.refresh(conn, media_ids=[media_id for (media_id,) in rows])
        arrived().store(conn)
        merge_shows.merge(conn, given)
        merge_titles.delete_gone(conn)
        tallies.end(conn)
        conn.execute("DROP TABLE held, held_episodes")
