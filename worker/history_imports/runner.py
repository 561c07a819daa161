"""
Reads, applies and undoes imports, step by step.

Each step is a transaction of its own, so a task that is killed goes on where it was. A broken file
ends the import with a message; an error of our own does too, and is logged.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from chalicelib.history_imports.errors import ImportCancelled, UnreadableFile
from chalicelib.history_imports.models import ImportState
from chalicelib.history_imports.models.import_entries import ImportEntry, LeftOut, ReadRow
from chalicelib.history_imports.models.import_rows import ImportRow
from chalicelib.history_imports.service.worker_operations import HistoryImportWork
from chalicelib.platform.errors import Unavailable
from worker.cancellation import ShutdownRequested, raise_if_stopping
from worker.history_imports import field_parsing
from worker.history_imports.readers import READERS, recognize
from worker.history_imports.source_files import open_upload

logger = logging.getLogger(__name__)

OUR_FAULT = "Something broke on our side. Nothing is lost: try again."


@dataclass(frozen=True, slots=True)
class HistoryImportRunner:
    work: HistoryImportWork
    stopping: threading.Event

    def read(self, import_id: UUID) -> None:
        """Read the file, match its titles, and end with the dry run."""
        self._run(import_id, ImportState.READING, self._read)

    def apply(self, import_id: UUID) -> None:
        """Write the new rows."""
        self._run(import_id, ImportState.APPLYING, self._apply)

    def undo(self, import_id: UUID) -> None:
        """Take the written rows back."""
        self._run(import_id, ImportState.UNDOING, self._undo)

    def _run(self, import_id: UUID, state: ImportState, steps: Callable[[ImportRow], None]) -> None:
        """Raises `ShutdownRequested` or `Unavailable`: then the task is queued again."""
        found = self.work.begin(import_id, state)
        if found is None:
            return
        try:
            steps(found)
        except ImportCancelled:
            logger.info("import cancelled", extra={"import": str(import_id)})
        except UnreadableFile as error:
            self.work.fail(import_id, state, str(error))
        except (ShutdownRequested, Unavailable):
            raise
        except Exception:
            logger.exception("import failed", extra={"import": str(import_id)})
            self.work.fail(import_id, state, OUR_FAULT)

    def _read(self, found: ImportRow) -> None:
        if found.rows_total is None:
            files = open_upload(found.file_name, self.work.upload(found.id))
            format_ = found.format or recognize(files)
            if format_ is None:
                self.work.ask_for_format(found.id)
                return
            entries = self._checked(READERS[format_].read(files))
            self.work.store(found, format_, entries)
        self.work.match_exactly(found.id)
        while self.work.match_similar(found.id):
            raise_if_stopping(self.stopping)
        self.work.finish_reading(found)

    def _apply(self, found: ImportRow) -> None:
        self.work.prepare_applying(found)
        done = found.rows_done
        while count := self.work.apply_batch(found, done):
            done += count
            raise_if_stopping(self.stopping)
        self.work.finish_applying(found)

    def _undo(self, found: ImportRow) -> None:
        done = found.rows_done
        while count := self.work.revert_batch(found, done):
            done += count
            raise_if_stopping(self.stopping)
        self.work.finish_undoing(found)

    def _checked(self, entries: Iterable[ReadRow]) -> Iterator[ReadRow]:
        """Rows with an impossible time are broken; without a name or an id, they name nothing."""
        now = self.work.clock()
        for entry in entries:
            raise_if_stopping(self.stopping)
            if not isinstance(entry, ImportEntry):
                yield entry
                continue
            try:
                field_parsing.check_time(entry.happened_at, now)
            except field_parsing.InvalidField as error:
                yield LeftOut(entry.place, str(error))
                continue
            if not entry.title.title and not entry.title.ids:
                yield LeftOut(entry.place, "It does not say which title it is about")
            elif not entry.title.title:
                yield replace(entry, title=replace(entry.title, title="Without a name"))
            else:
                yield entry
