"""
The merge of staged lines into the catalogue, in one transaction.

A first import takes the same way as a daily one: nothing was accepted before, so every line is
merged, and indexes are built afterwards (`deferred_indexes`). Readers see the old catalogue until
the transaction commits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from psycopg import Connection, errors

from chalicelib.catalog.imdb_ids import SQL_PARAMETERS
from chalicelib.catalog.store import facet_counts, search_index
from worker.imdb import (
    crash_points,
    deferred_indexes,
    merge_episodes,
    merge_genres,
    merge_titles,
    retained_titles,
)
from worker.imdb.connections import retry

MAX_ATTEMPTS = 4
PAUSE_S = (0.1, 1.0)
#: Concurrent writers cause deadlocks, and rows that were inserted after the plan was made.
RETRIED = (
    *(errors.DeadlockDetected, errors.LockNotAvailable, errors.SerializationFailure),
    *(errors.UniqueViolation, errors.ForeignKeyViolation),
)
#: The planner underestimates tables that were just filled: when every line is merged, no row is to
#: be looked up by itself; otherwise a few are, in tables that are in memory or soon will be, and
#: workers that read a whole table to find them only take longer.
PLANNER_HINTS = {
    True: "SET LOCAL enable_nestloop = off",
    False: "SET LOCAL random_page_cost = 0.02; SET LOCAL max_parallel_workers_per_gather = 0",
}
REFRESHED_AT_ONCE = 5000
#: With fewer changed names, the lookup tables of the search can wait for the next import.
MIN_NAMES_TO_REBUILD_LOOKUPS = 1000


#: Of an attempt that failed.
DROP_PLAN = """
    DROP TABLE IF EXISTS incoming.retained_titles, incoming.retained_episodes,
        incoming.merge_known, incoming.merge_titles, incoming.merge_ratings, incoming.merge_gone,
        incoming.merge_genre_lists, incoming.merge_shows, incoming.merge_moved,
        incoming.merge_renamed, incoming.merge_changed
"""


@dataclass
class Merge:
    """With `everything`, lines are merged that do not differ from the accepted ones, too."""

    conn: Connection
    now: datetime
    everything: bool
    _is_bulk: bool = field(default=False, init=False)
    _renamed: int = field(default=0, init=False)

    def run(self, finish: Callable[[Connection], None]) -> None:
        """Merge; `finish` is the last part of the transaction. Raises `CatalogueBusy`."""
        retry(lambda: self._run_once(finish), RETRIED, MAX_ATTEMPTS, PAUSE_S)
        crash_points.hit("merge committed")

    def finish_derived_data(self) -> None:
        """What follows the merge while the catalogue is in use."""
        if self._is_bulk:
            deferred_indexes.check(self.conn)
            deferred_indexes.analyze(self.conn)
        if self._renamed >= MIN_NAMES_TO_REBUILD_LOOKUPS:
            with self.conn.transaction():
                search_index.rebuild_lookups(self.conn)
        crash_points.hit("search settled")

    def _run_once(self, finish: Callable[[Connection], None]) -> None:
        conn = self.conn
        parameters = {
            **SQL_PARAMETERS,
            "now": self.now,
            "this_year": self.now.year,
            "everything": self.everything,
            "drift": search_index.MIN_WEIGHT_CHANGE,
        }
        conn.execute(DROP_PLAN)
        retained_titles.create(conn)
        merge_titles.plan(conn, parameters)
        merge_genres.insert_new(conn)
        merge_episodes.plan(conn, parameters)
        crash_points.hit("merge begun")
        self._is_bulk = deferred_indexes.is_worthwhile(conn)
        if self._is_bulk:
            deferred_indexes.drop(conn)
            crash_points.hit("indexes dropped")
        with conn.transaction():
            conn.execute(PLANNER_HINTS[self.everything])
            merge_titles.merge(conn, parameters)
            merge_genres.merge(conn, parameters)
            merge_episodes.merge(conn, parameters)
            self._merge_names(parameters)
            merge_titles.delete_gone(conn)
            facet_counts.recount(conn)
            if self._is_bulk:
                deferred_indexes.restore(conn)
            finish(conn)
            crash_points.hit("merged")

    def _merge_names(self, parameters: dict[str, object]) -> None:
        """The names search looks in."""
        conn = self.conn
        if self._is_bulk:
            conn.execute("ANALYZE media_items, media_scores")
            conn.execute("DELETE FROM search_names")
            search_index.build(conn)
            search_index.rebuild_lookups(conn)
            return
        rows = conn.execute(merge_titles.RENAMED, parameters).fetchall()
        self._renamed = len(rows)
        for start in range(0, len(rows), REFRESHED_AT_ONCE):
            part = rows[start : start + REFRESHED_AT_ONCE]
            search_index.refresh(conn, media_ids=[media_id for (media_id,) in part])
