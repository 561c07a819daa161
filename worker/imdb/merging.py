"""What differs goes into the catalogue in use, in one transaction."""

import logging
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from psycopg import Connection, errors

from chalicelib.catalog.store import search_index
from worker.imdb import faults, merge_shows, merge_titles, tallies
from worker.imdb.columns import given
from worker.imdb.delta import store
from worker.imdb.files import BASICS, EPISODES
from worker.imdb.genre_slugs import genre_slug

logger = logging.getLogger(__name__)

TRIES = 4  # others write too: deadlocks, and rows that somebody made a moment before
PAUSE_S = (0.1, 1.0)
LONGEST_WAIT_S = 10
#: To the planner, where reading the next page of a table costs 1.
COST_OF_A_PAGE = 0.2

AGAIN = (
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.SerializationFailure,
    errors.UniqueViolation,
    errors.ForeignKeyViolation,
)
#: What counts, before and after, beside the titles that are gone.
COUNTED = {
    # Every title that is changed or new.
    "titles_to_count": """
        SELECT id FROM merge_titles
        UNION SELECT coalesce(k.media_id, %(titles_from)s + r.n)
              FROM delta_ratings AS r LEFT JOIN merge_known AS k ON k.n = r.n
        EXCEPT SELECT id FROM merge_gone
    """,
    # Of those, the ones that may have other genres.
    "titles_to_sort": "SELECT DISTINCT id FROM merge_titles",
    # Of those, the ones whose languages, countries and platforms count elsewhere from now on.
    "titles_to_move": """
        SELECT DISTINCT id FROM merge_titles WHERE is_there AND media_type <> old_media_type
    """,
}


class NotMerged(Exception):
    """It did not work out, several times; a full build will."""


class Coming(Protocol):
    """See `episodes`; as blocks of lines. All raise `TooDifferent` or `Refused`."""

    def episodes(self) -> list[bytes]: ...

    def standing(self) -> list[bytes]: ...

    def belonging(self) -> list[bytes]: ...

    def titles(self) -> list[bytes]: ...


@dataclass
class Merging:
    """
    `second` counts what is there, and works out what becomes of the episodes, while `conn` merges
    the titles.
    """

    conn: Connection
    second: Connection
    now: datetime
    is_adult: bool
    coming: Coming
    refreshed: int = field(default=0, init=False)
    _is_stored: bool = field(default=False, init=False)

    @property
    def given(self) -> dict[str, Any]:
        return given(self.now, is_adult=self.is_adult)

    def run(self, finish: Callable[[Connection], None]) -> None:
        """`finish` is the last of the transaction. Raises `NotMerged`, and what `coming` does."""
        for _ in range(TRIES):
            try:
                self._once(finish)
            except AGAIN as error:
                logger.info("merging again", extra={"because": type(error).__name__})
                failure = error
                threading.Event().wait(random.uniform(*PAUSE_S))  # noqa: S311  # jitter
            else:
                return
        raise NotMerged from failure

    def _once(self, finish: Callable[[Connection], None]) -> None:
        conn, given = self.conn, self.given
        with conn.transaction():
            _plan_for_few(conn)
            merge_titles.prepare(conn, given)
            self._list_what_counts()
        faults.point("merge begun")
        with ThreadPoolExecutor(1) as pool:
            counting, deciding = pool.submit(self._count), pool.submit(self._decide)
            with conn.transaction():
                _plan_for_few(conn)
                self._merge_titles()
                counting.result()
                tallies.count_again(conn)
                deciding.result()
                merge_shows.merge(conn, given)
                # The last, for their episodes may have gone to other shows.
                merge_titles.delete_gone(conn)
                tallies.end(conn)
                finish(conn)
                faults.point("merged")

    def _list_what_counts(self) -> None:
        for table, listed in COUNTED.items():
            self.conn.execute(f"DROP TABLE IF EXISTS incoming.{table}")
            self.conn.execute(f"CREATE UNLOGGED TABLE incoming.{table} AS {listed}", self.given)
            self.conn.execute(f"CREATE UNIQUE INDEX ON {table} (id)")
            self.conn.execute(f"ANALYZE {table}")

    def _merge_titles(self) -> None:
        conn = self.conn
        merge_titles.merge(conn, self.given, genre_slug)
        rows = conn.execute(
            merge_titles.NAMES_TO_REFRESH, {"drift": search_index.MIN_WEIGHT_CHANGE}
        ).fetchall()
        self.refreshed = len(rows)
        search_index.refresh(conn, media_ids=[media_id for (media_id,) in rows])

    # --- on the second connection ---------------------------------------------------------------

    def _count(self) -> None:
        """The titles as everybody still sees them."""
        with self._on_second():
            tallies.begin(self.second)

    @contextmanager
    def _on_second(self) -> Iterator[None]:
        """
        A transaction. Should somebody stand between the two, who waits for the first and makes
        this one wait, PostgreSQL cannot see that the first waits as well; so it gives up.
        """
        with self.second.transaction():
            _plan_for_few(self.second)
            self.second.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT_S}s'")
            yield

    def _decide(self) -> None:
        """
        As far as the lines are there, while the rest is still looked for. Should it fail, all of
        them are stored once more: of several lines of one episode the first counts.
        """
        second, coming, are_missing = self.second, self.coming, not self._is_stored
        if are_missing:
            store(second, EPISODES, coming.episodes())
            store(second, EPISODES, coming.standing())
        with self._on_second():
            second.execute("ANALYZE delta_episodes")
            merge_shows.list_wanted(second, self.given)
            if are_missing:
                store(second, EPISODES, coming.belonging())
            merge_shows.decide(second, self.given)
        # Where they stand does not depend on what they are called, which takes longer to find.
        if are_missing:
            with self._on_second():
                store(second, BASICS, coming.titles())
                merge_shows.list_titles(second, self.given)
            self._is_stored = True


def _plan_for_few(conn: Connection) -> None:
    """
    A few rows of many are looked for everywhere, and what is not in memory will soon be. The
    planner, told nothing, would read all episodes from end to end, six times.
    """
    conn.execute(f"SET LOCAL random_page_cost = {COST_OF_A_PAGE}")
    conn.execute("SET LOCAL default_statistics_target = 10")
    conn.execute("SET LOCAL max_parallel_workers_per_gather = 0")
