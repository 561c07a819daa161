"""One scan of the library: walk, take what is new and has stopped growing, look into it."""

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.models import KnownFile, SeenFile, path_to_text, text_to_path
from chalicelib.library.store import files, scans
from worker.scanner.probe import Prober
from worker.scanner.settle import Settling
from worker.scanner.shelf import Shelf
from worker.scanner.walk import FolderUnavailable, Walk, look_again, walk
from worker.stopping import check

logger = logging.getLogger(__name__)

BATCH = 100  # files in one transaction
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
    stop: threading.Event = field(default_factory=threading.Event)
    turn: threading.RLock = field(default_factory=threading.RLock)  # one scan at a time

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
    ) -> Outcome:
        """
        Look through whole folders. `again` also matches anew what could not be placed so far.

        Waits once for files that were not seen before to prove that they are whole; what still
        grows then is left to the next look.
        """
        outcome = Outcome(folders=len(folders))
        fresh: list[SeenFile] = []
        readable = []
        with self.turn:
            for folder in folders:
                try:
                    fresh += self._look_through(folder, outcome)
                    readable.append(folder)
                except FolderUnavailable as reason:
                    outcome.unavailable.append(f"{path_to_text(folder)} was left alone: {reason}.")
                    logger.warning("folder not scanned", extra={"reason": str(reason)})
            note(outcome)
            whole, growing = self._settle(fresh)
            if growing:
                self.stop.wait(self.settling.after_s)
                now_whole, growing = self._settle(filter(None, map(look_again, growing)))
                whole += now_whole
            outcome.growing = len(growing)
            self._take(whole, outcome)
            if again:
                outcome.placed = sum(self._judge_again(folder) for folder in readable)
            note(outcome)
            self._finish(readable, outcome)
        return outcome

    def look_at(self, paths: list[str]) -> Outcome:
        """
        Look at files and folders in which something has changed just now.

        What is still growing is remembered and taken when it is looked at again, whole.
        """
        outcome = Outcome()
        fresh: dict[str, SeenFile] = {}
        for path in paths:
            if os.path.realpath(path) != path or self.shelf.roots.of_path(path) is None:
                continue  # behind a link, or not ours
            with contextlib.suppress(FolderUnavailable):  # gone again
                found = self._new_or_changed(path, walk(path, self.stop), outcome)
                fresh |= {file.path: file for file in found}
        with self.turn:
            whole, growing = self._settle(fresh.values())
            outcome.growing = len(growing)
            self._take(whole, outcome)
            self._finish(paths, outcome)
            self.settling.keep_only({path for path in self.settling.waiting if _exists(path)})
        return outcome

    def probe_again(self, item_id: UUID) -> None:
        """Look into one file once more."""
        with self.shelf.db.read() as conn:
            file = files.get(conn, id=item_id)
        if file is None:
            return
        with self.turn, self.prober:
            if self.shelf.look_into(file, self.prober):
                self.shelf.tell_everyone()

    def look_into_new(self, folder: str) -> int:
        """Probe whatever nobody has looked into yet, the newest first; how many."""
        done: list[UUID] = []
        with self.prober:
            while batch := self._not_looked_into(folder, except_ids=done):
                for file in batch:
                    check(self.stop)
                    self.shelf.look_into(file, self.prober)
                done += [file.id for file in batch]
        return len(done)

    def _not_looked_into(self, folder: str, *, except_ids: list[UUID]) -> list[KnownFile]:
        with self.shelf.db.read() as conn:
            return files.unprobed_under(
                conn, folder=path_to_text(folder), except_ids=except_ids, limit=PROBE_BATCH
            )

    def _look_through(self, folder: str, outcome: Outcome) -> list[SeenFile]:
        """Files of one folder that are new or changed. Raises `FolderUnavailable`."""
        self._check(folder)
        seen = walk(folder, self.stop)
        if not seen.files:
            with self.shelf.db.read() as conn:
                if files.known_under(conn, folder=path_to_text(folder)):
                    # A lost mount leaves an empty folder behind.
                    raise FolderUnavailable("it is empty now, though it held files before")
        return self._new_or_changed(folder, seen, outcome)

    def _new_or_changed(self, folder: str, seen: Walk, outcome: Outcome) -> list[SeenFile]:
        outcome.found += len(seen.files)
        with self.shelf.db.read() as conn:
            known = files.known_under(conn, folder=path_to_text(folder))
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

    def _settle(self, found: Iterable[SeenFile]) -> tuple[list[SeenFile], list[SeenFile]]:
        """Files that are whole, and files that may still grow."""
        whole: list[SeenFile] = []
        growing: list[SeenFile] = []
        for file in found:
            (whole if self.settling.is_settled(file) else growing).append(file)
        return whole, growing

    def _take(self, whole: list[SeenFile], outcome: Outcome) -> None:
        """Put files on the shelf, some at a time, so that they show while the scan goes on."""
        for start in range(0, len(whole), BATCH):
            check(self.stop)
            added, updated = self.shelf.add_all(whole[start : start + BATCH])
            outcome.added += added
            outcome.updated += updated

    def _judge_again(self, folder: str) -> int:
        check(self.stop)
        return self.shelf.judge_again(path_to_text(folder))

    def _finish(self, folders: Iterable[str], outcome: Outcome) -> None:
        """Look into what is new, and let pages show it before and after."""
        if outcome.added or outcome.updated or outcome.placed:
            self.shelf.tell_everyone()
        if sum(self.look_into_new(folder) for folder in folders):
            self.shelf.tell_everyone()


def _exists(path: str) -> bool:
    return os.path.lexists(text_to_path(path))
