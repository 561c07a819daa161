"""
One import from beginning to end: fetch, see whether anything is new, and bring it in.

Whatever happens on the way, the catalogue is the old one or the new one. What was imported is
written down in the same transaction; the files take their place afterwards, and a start that
finds them still waiting only does that.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from psycopg import Connection

from chalicelib.catalog.store import search_index
from chalicelib.collections.store import resolve
from chalicelib.platform.clock import Clock, utc_now
from worker.imdb import faults, runs
from worker.imdb.connections import session
from worker.imdb.differing import TooDifferent
from worker.imdb.download import Downloads
from worker.imdb.errors import AlreadyRunning, ImportEnded, Refused
from worker.imdb.extras import Extras
from worker.imdb.files import CORE
from worker.imdb.finishing import finish_what_was_left
from worker.imdb.folder import Folder
from worker.imdb.importing import Importing, Options, Outcome
from worker.imdb.merging import NotMerged
from worker.imdb.progress import Progress

logger = logging.getLogger(__name__)


@dataclass
class Sync:
    dsn: str
    folder: Folder
    options: Options
    downloads: Downloads | None  # None: the files are there already
    progress: Progress = field(default_factory=Progress)
    clock: Clock = utc_now
    changed: Callable[[], None] = lambda: None  # told when the catalogue is another
    run_id: int | None = None

    def run(self) -> Outcome:
        """Raises `AlreadyRunning`; every other end is an outcome, or an error of the database."""
        with ExitStack() as stack:
            conn = stack.enter_context(session(self.dsn))
            if not runs.try_lock(conn):
                if self.run_id is not None:  # it waited for us, and nobody else will do it
                    message = "Another import is running."
                    runs.end(conn, self.run_id, state="failed", message=message, now=self.clock())
                raise AlreadyRunning("Another import is running.")
            stack.callback(runs.unlock, conn)
            noting = stack.enter_context(session(self.dsn))
            self.run_id = runs.begin(noting, run_id=self.run_id, now=self.clock())
            self.progress.write = lambda step, done, total: self._note(noting, step, done, total)
            try:
                outcome = self._run(conn, noting)
            except ImportEnded as error:
                state = "refused" if isinstance(error, Refused) else "failed"
                runs.end(noting, self.run_id, state=state, message=str(error), now=self.clock())
                logger.warning("import ended", extra={"state": state, "why": str(error)})
                return Outcome(state, message=str(error))
            except Exception as error:
                message = f"The import failed: {type(error).__name__}."
                runs.end(noting, self.run_id, state="failed", message=message, now=self.clock())
                raise
        if outcome.state == "completed" and (self.options.has_akas or self.options.has_people):
            self._spread()
        return outcome

    def _spread(self) -> None:
        """Tell those who keep something made of the catalogue, and write down that they know."""
        with session(self.dsn) as conn:
            value = runs.unspread(conn)
            resolve(conn)  # lists of collections may name titles that are new
            self.changed()
            if value is not None:
                runs.remember(conn, name=runs.SPREAD, value=value, now=self.clock())

    def _spread_what_was_left(self, conn: Connection) -> None:
        """An import that was killed may have got no further than the titles."""
        if runs.unspread(conn) is not None:
            with conn.transaction():
                search_index.rebuild_lookups(conn)
            self._spread()

    def _note(self, conn: Connection, step: str, done: int, total: int | None) -> None:
        try:
            runs.progress(
                conn, self.run_id or 0, step=step, done=done, total=total, now=self.clock()
            )
        except Exception:
            logger.exception("progress was not written")

    def _run(self, conn: Connection, noting: Connection) -> Outcome:
        outcome = self._run_core(conn)
        if outcome.state == "completed":
            self._spread()  # at once: what comes beside the titles may fail
        extras = Extras(
            conn, self.folder, self.progress, self.clock, is_forced=self.options.is_forced
        )
        if self.options.has_akas:
            outcome = self._also(noting, outcome, extras.akas)
        if self.options.has_people:
            outcome = self._also(noting, outcome, extras.people)
        return outcome

    def _also(self, noting: Connection, outcome: Outcome, bring: Callable[[], bool]) -> Outcome:
        """What comes beside the titles; the run goes on until it is in as well."""
        runs.resume(noting, self.run_id or 0)
        is_new = bring()
        state = "completed" if is_new else outcome.state
        runs.resume(noting, self.run_id or 0, state=state, now=self.clock())
        return replace(outcome, state=state)

    def _run_core(self, conn: Connection) -> Outcome:
        finish_what_was_left(self.dsn, conn)
        self._spread_what_was_left(conn)
        if self.downloads is not None:
            for file in self.options.fetched():
                self.downloads.bring(file)
        self.folder.require(self.options.wanted())
        words = self.options.words(self.clock().year)
        new = {file: self.folder.newest(file) for file in CORE}
        value = self.folder.fingerprint(list(new.values()), words)
        faults.point("hashed")
        known = runs.accepted(conn).get(runs.STATE)
        if value == known and not self.options.is_forced:
            self.folder.keep(CORE, {})  # a run that was killed at the very end left them
            runs.end(conn, self.run_id or 0, state="unchanged", now=self.clock())
            return Outcome("unchanged")
        old = {file: self.folder.accepted(file) for file in CORE}
        has_old = all(path.exists() for path in old.values())
        is_known = has_old and known == self.folder.fingerprint(list(old.values()), words)
        importing = Importing(
            self.dsn,
            conn,
            self.folder,
            self.options,
            self.progress,
            self.clock,
            self.run_id or 0,
            value,
        )
        if is_known and not self.options.is_forced:
            try:
                return importing.partly(old, new)
            except (TooDifferent, NotMerged) as reason:
                logger.info("building anew", extra={"because": type(reason).__name__})
        return importing.fully(new)
