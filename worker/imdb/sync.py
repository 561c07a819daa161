"""
One import from beginning to end: download, detect changes, stage and merge.

The state of the catalogue is the fingerprint of the files with the options. It is written in the
transaction that merges, so the catalogue is always the old one or the new one. The files are moved
to `current/` afterwards; a start that finds them still in `incoming/` only moves them.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from psycopg import Connection

from chalicelib.catalog.store import search_index
from chalicelib.collections.store import resolve
from chalicelib.platform.clock import Clock, utc_now
from worker.imdb import crash_points, deferred_indexes, import_runs, staging
from worker.imdb.akas_and_people import Extras
from worker.imdb.connections import session
from worker.imdb.dataset_download import Downloads
from worker.imdb.dataset_files import CORE, WITH_AKAS, WITH_PEOPLE, ImdbFile
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.errors import AlreadyRunning, ImportEnded, ImportRefused, TooFewRows
from worker.imdb.merge import Merge
from worker.imdb.progress import ImportProgress
from worker.imdb.staging import RowCounts

logger = logging.getLogger(__name__)

MIN_SHARE = 0.9  # of the rows a file had last time


@dataclass(frozen=True)
class Options:
    is_forced: bool = False
    is_adult: bool = False
    only: frozenset[ImdbFile] = frozenset()  # empty: all of them
    has_akas: bool = False
    has_people: bool = False
    workers: int = 2

    def required(self) -> tuple[ImdbFile, ...]:
        return (
            *CORE,
            *(WITH_AKAS if self.has_akas else ()),
            *(WITH_PEOPLE if self.has_people else ()),
        )

    def downloaded(self) -> tuple[ImdbFile, ...]:
        return tuple(file for file in self.required() if not self.only or file in self.only)

    def text(self, year: int) -> str:
        """Options that change the catalogue for the same files."""
        return f"version={staging.IMPORTER_VERSION} adult={self.is_adult} year={year}"


@dataclass(frozen=True)
class SyncOutcome:
    """How it ended: `completed`, `unchanged`, `refused` or `failed`."""

    state: str
    way: str = ""  # `full` when every line was merged, `partial` when only what differs was
    message: str = ""


@dataclass
class Sync:
    dsn: str
    folder: DatasetFolder
    options: Options
    downloads: Downloads | None  # None: the files are there already
    progress: ImportProgress = field(default_factory=ImportProgress)
    clock: Clock = utc_now
    on_change: Callable[[], None] = lambda: None
    run_id: int | None = None

    def run(self) -> SyncOutcome:
        """Raises `AlreadyRunning`; every other end is an outcome, or an error of the database."""
        with ExitStack() as stack:
            conn = stack.enter_context(session(self.dsn))
            if not import_runs.try_lock(conn):
                if self.run_id is not None:  # no other process will end this run
                    message = "Another import is running."
                    import_runs.end(
                        conn, self.run_id, state="failed", message=message, now=self.clock()
                    )
                raise AlreadyRunning("Another import is running.")
            stack.callback(import_runs.unlock, conn)
            log_conn = stack.enter_context(session(self.dsn))
            self.run_id = import_runs.begin(log_conn, run_id=self.run_id, now=self.clock())
            self.progress.write = lambda step, done, total: self._log_progress(
                log_conn, step, done, total
            )
            try:
                outcome = self._run(conn, log_conn)
            except ImportEnded as error:
                state = "refused" if isinstance(error, ImportRefused) else "failed"
                import_runs.end(
                    log_conn, self.run_id, state=state, message=str(error), now=self.clock()
                )
                logger.warning("import ended", extra={"state": state, "why": str(error)})
                return SyncOutcome(state, message=str(error))
            except Exception as error:
                message = f"The import failed: {type(error).__name__}."
                import_runs.end(
                    log_conn, self.run_id, state="failed", message=message, now=self.clock()
                )
                raise
        if outcome.state == "completed" and (self.options.has_akas or self.options.has_people):
            self._refresh_dependents()
        return outcome

    def _refresh_dependents(self) -> None:
        """Refresh what is derived from the catalogue, and note that it was."""
        with session(self.dsn) as conn:
            value = import_runs.dependents_due(conn)
            resolve(conn)  # collections may name titles that are new
            self.on_change()
            if value is not None:
                import_runs.remember(
                    conn, name=import_runs.DEPENDENTS_STATE, value=value, now=self.clock()
                )

    def _log_progress(self, conn: Connection, step: str, done: int, total: int | None) -> None:
        try:
            import_runs.progress(
                conn, self.run_id or 0, step=step, done=done, total=total, now=self.clock()
            )
        except Exception:
            logger.exception("progress was not written")

    def _run(self, conn: Connection, log_conn: Connection) -> SyncOutcome:
        self._resume_after_crash(conn)
        outcome = self._run_core(conn)
        if outcome.state == "completed":
            self._refresh_dependents()  # at once: the files beside the titles may be refused
        extras = Extras(
            conn, self.folder, self.progress, self.clock, is_forced=self.options.is_forced
        )
        if self.options.has_akas:
            outcome = self._run_extra(log_conn, outcome, extras.akas)
        if self.options.has_people:
            outcome = self._run_extra(log_conn, outcome, extras.people)
        return outcome

    def _run_extra(
        self, log_conn: Connection, outcome: SyncOutcome, merge: Callable[[], bool]
    ) -> SyncOutcome:
        """The run goes on until the files beside the titles are imported as well."""
        import_runs.resume(log_conn, self.run_id or 0)
        state = "completed" if merge() else outcome.state
        import_runs.resume(log_conn, self.run_id or 0, state=state, now=self.clock())
        return replace(outcome, state=state)

    def _resume_after_crash(self, conn: Connection) -> None:
        """Finish what a killed import had committed, and drop what it had not."""
        staging.clean_up(conn)
        deferred_indexes.restore(conn)
        deferred_indexes.check(conn)
        if import_runs.dependents_due(conn) is not None:
            with conn.transaction():
                search_index.rebuild_lookups(conn)
            self._refresh_dependents()

    def _run_core(self, conn: Connection) -> SyncOutcome:
        if self.downloads is not None:
            for file in self.options.downloaded():
                self.downloads.fetch(file)
        self.folder.require(self.options.required())
        options = self.options.text(self.clock().year)
        state = self.folder.fingerprint(CORE, options)
        crash_points.hit("hashed")
        accepted_state = import_runs.states(conn).get(import_runs.STATE, "")
        if state == accepted_state and not self.options.is_forced:
            self.folder.keep(CORE, {})
            import_runs.end(conn, self.run_id or 0, state="unchanged", now=self.clock())
            return SyncOutcome("unchanged")
        try:
            return self._import(conn, accepted_state, state, options)
        finally:
            if not conn.closed:
                staging.clean_up(conn)
                deferred_indexes.restore(conn)

    def _import(
        self, conn: Connection, accepted_state: str, state: str, options: str
    ) -> SyncOutcome:
        """Stage and merge. Raises `ImportEnded`."""
        known_rows = {file: self.folder.rows(file) for file in CORE}
        paths = {file: self.folder.newest(file) for file in CORE}
        with self.progress.step("reading", sum(rows or 0 for rows in known_rows.values())):
            counts = staging.load(
                conn, self.dsn, paths, self.progress, workers=self.options.workers
            )
        self._check_rows(known_rows, counts)
        staging.derive_titles(conn, is_adult=self.options.is_adult)
        is_comparable = staging.open_accepted(conn, state=accepted_state, options=options)
        crash_points.hit("staged")
        everything = self.options.is_forced or not is_comparable
        way = "full" if everything else "partial"

        def finish(conn: Connection) -> None:
            staging.accept(conn, state=state, options=options)
            import_runs.remember(conn, value=state, now=self.clock())
            self._end_run(conn, way, counts)

        merge = Merge(conn, self.clock(), everything=everything)
        with self.progress.step("merging"):
            merge.run(finish)
        staging.clean_up(conn)
        with self.progress.step("settling the search"):
            merge.finish_derived_data()
        self.folder.keep(CORE, {file.name: rows for file, rows in counts.rows.items()})
        crash_points.hit("files kept")
        return SyncOutcome("completed", way)

    def _check_rows(self, before: dict[ImdbFile, int | None], counts: RowCounts) -> None:
        """Raises `TooFewRows`."""
        for file, rows in before.items():
            now = counts.rows[file]
            if rows and now < rows * MIN_SHARE and not self.options.is_forced:
                raise TooFewRows(
                    f"{file.file_name} has {now:,} rows and had {rows:,}: "
                    "the catalogue stays as it is. Force the import if that is right."
                )

    def _end_run(self, conn: Connection, way: str, counts: RowCounts) -> None:
        files = {
            file.name: {"rows": rows, "bad": counts.bad[file]} for file, rows in counts.rows.items()
        }
        import_runs.end(
            conn,
            self.run_id or 0,
            state="completed",
            rows=sum(counts.rows.values()),
            bad_rows=sum(counts.bad.values()),
            counts={"way": way, "files": files},
            now=self.clock(),
        )
