"""One scan of the library: walk, take what is new and has stopped growing, look into it."""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.models import SeenFile, path_to_text, text_to_path
from chalicelib.library.store import files, scans
from worker.scanner.probe import Prober
from worker.scanner.settle import SETTLE_S, Settling
from worker.scanner.shelf import Shelf
from worker.scanner.walk import FolderUnavailable, Walk, walk

logger = logging.getLogger(__name__)

PROBE_BATCH = 50


@dataclass
class Outcome:
    """What a scan came to, so far."""

    found: int = 0
    added: int = 0
    updated: int = 0
    placed: int = 0
    growing: int = 0
    unavailable: list[str] = field(default_factory=list)
    folders: int = 0

    @property
    def failed(self) -> bool:
        return bool(self.unavailable) and len(self.unavailable) == self.folders

    @property
    def message(self) -> str:
        parts = list(self.unavailable)
        if self.growing == 1:
            parts.append("One file is still being written and is taken when it is whole.")
        elif self.growing:
            parts.append(f"{self.growing} files are still being written and are taken when whole.")
        return " ".join(parts)


@dataclass
class Scanner:
    """
    Looks through folders. Rows are never deleted here: a file that is not there proves nothing,
    for its disk may be.
    """

    shelf: Shelf
    settling: Settling
    prober: Prober
    wait: Callable[[float], object] = time.sleep
    settle_s: float = SETTLE_S

    def run(self, scan_id: UUID) -> None:
        """Carry out a scan somebody asked for. Does nothing when it is over."""
        now = self.shelf.clock
        with self.shelf.db.read() as conn:
            paths = scans.begin(conn, id=scan_id, now=now())
        if paths is None:
            return

        def note(outcome: Outcome) -> None:
            with self.shelf.db.read() as conn:
                scans.note(
                    conn,
                    id=scan_id,
                    found=outcome.found,
                    added=outcome.added,
                    updated=outcome.updated,
                    now=now(),
                )

        folders = [os.path.realpath(text_to_path(path)) for path in paths]
        outcome = self.scan(folders, note=note, again=True)
        with self.shelf.db.read() as conn:
            scans.finish(
                conn, id=scan_id, failed=outcome.failed, message=outcome.message, now=now()
            )

    def scan(
        self,
        folders: list[str],
        *,
        note: Callable[[Outcome], None] = lambda _outcome: None,
        again: bool = False,
        patient: bool = True,
    ) -> Outcome:
        """
        Look through `folders`.

        With `patient`, wait once for files that were not seen before to prove that they are
        whole; what still grows then is left to the next scan. `again` also matches anew what
        could not be placed so far.
        """
        outcome = Outcome(folders=len(folders))
        fresh: list[SeenFile] = []
        readable = []
        for folder in folders:
            try:
                fresh += self._look_through(folder, outcome)
                readable.append(folder)
            except FolderUnavailable as reason:
                outcome.unavailable.append(f"{path_to_text(folder)} was left alone: {reason}.")
                logger.warning("folder not scanned", extra={"reason": str(reason)})
        note(outcome)
        self._take(fresh, outcome, patient=patient)
        for folder in readable:
            if again:
                outcome.placed += self.shelf.judge_again(path_to_text(folder))
        if outcome.added or outcome.updated or outcome.placed:
            self.shelf.tell_everyone()
        note(outcome)
        if sum(self.look_into_new(folder) for folder in readable):
            self.shelf.tell_everyone()
        return outcome

    def probe_again(self, item_id: UUID) -> None:
        """Look into one file once more."""
        with self.shelf.db.read() as conn:
            file = files.get(conn, id=item_id)
        if file is not None and self.shelf.look_into(file, self.prober):
            self.shelf.tell_everyone()

    def look_into_new(self, folder: str) -> int:
        """Probe whatever nobody has looked into yet, the newest first; how many."""
        done: list[UUID] = []
        while True:
            with self.shelf.db.read() as conn:
                batch = files.unprobed_under(
                    conn, folder=path_to_text(folder), except_ids=done, limit=PROBE_BATCH
                )
            if not batch:
                self.prober.close()
                return len(done)
            for file in batch:
                self.shelf.look_into(file, self.prober)
            done += [file.id for file in batch]

    def _look_through(self, folder: str, outcome: Outcome) -> list[SeenFile]:
        """Files of one folder that are new or changed. Raises `FolderUnavailable`."""
        self._check(folder)
        seen: Walk = walk(folder)
        with self.shelf.db.read() as conn:
            known = files.known_under(conn, folder=path_to_text(folder))
        if known and not seen.files:
            # A lost mount leaves an empty folder behind.
            raise FolderUnavailable("it is empty now, though it held files before")
        outcome.found += len(seen.files)
        return [
            file
            for file in seen.files
            if (old := known.get(file.path)) is None
            or (old.size_bytes, old.modified_ns) != (file.size_bytes, file.modified_ns)
        ]

    def _check(self, folder: str) -> None:
        """Raises `FolderUnavailable` when the folder is not, or not any more, one of ours."""
        if os.path.realpath(folder) != folder or self.shelf.roots.of_path(folder) is None:
            raise FolderUnavailable("it is outside the library's folders")

    def _take(self, fresh: list[SeenFile], outcome: Outcome, *, patient: bool) -> None:
        """Put on the shelf what is whole."""
        whole = [file for file in fresh if self.settling.is_settled(file)]
        growing = [file for file in fresh if file not in set(whole)]
        if growing and patient:
            self.wait(self.settle_s)
            for file in growing:
                found = walk(text_to_path(file.path)).files if _exists(file) else []
                whole += [one for one in found if self.settling.is_settled(one)]
            outcome.growing = len(fresh) - len(whole)
        else:
            outcome.growing = len(growing)
        added, updated = self.shelf.add_all(whole)
        outcome.added += added
        outcome.updated += updated


def _exists(file: SeenFile) -> bool:
    return os.path.lexists(text_to_path(file.path))
