"""Moves library files as planned: imports of downloads, and renames. Idempotent."""

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library_imports.models import LibraryMove
from chalicelib.library_imports.store import moves
from chalicelib.platform.db import Connection
from chalicelib.recycle_folder.store import entries
from chalicelib.subtitles.store import sidecars, subtitles
from worker.cancellation import raise_if_stopping
from worker.disk_problems import reading_problem, writing_problem
from worker.scanner.file_links import FileLinker, MoveRefused, list_companions, remove_empty_folders
from worker.scanner.ingest import Ingestor
from worker.scanner.roots import is_under
from worker.scanner.upgrades import Upgrader

logger = logging.getLogger(__name__)


@dataclass
class FileMover:
    ingestor: Ingestor
    stop: threading.Event = field(default_factory=threading.Event)
    upgrader: Upgrader | None = None  # None: a better version lies beside the worse one

    def run(self, batch_id: UUID) -> int:
        """Move the files of a batch; returns how many. Each that stays says why."""
        with self.ingestor.db.read() as conn:
            ready = moves.list_ready(conn, batch_id=batch_id)
        done = 0
        for move in ready:
            raise_if_stopping(self.stop)
            try:
                done += self._move(move)
            except (MoveRefused, OSError) as error:
                problem = self._problem_of(move, error)
                logger.warning("a file was not moved", extra={"reason": problem})
                with self.ingestor.db.transaction() as conn:
                    moves.fail(conn, id=move.id, problem=problem)
        if ready:
            self.ingestor.invalidate_caches()
        return done

    def _problem_of(self, move: LibraryMove, error: MoveRefused | OSError) -> str:
        """Why a file stays, as a sentence that names the folder where the reason lies."""
        if isinstance(error, MoveRefused):
            return str(error)
        old, new = text_to_path(move.old_path), text_to_path(move.new_path)
        if error.filename == old and error.filename2 is None:
            folder = path_to_text(os.path.dirname(old))  # noqa: PTH120
            return f"A file of {folder} was not moved: {reading_problem(error)}."
        root = self.ingestor.roots.of_path(new)
        return writing_problem(error, path_to_text(root or os.path.dirname(new)))  # noqa: PTH120

    def _move(self, move: LibraryMove) -> bool:
        if move.job_id is not None:
            return self._import(move)
        with self.ingestor.db.transaction() as conn:
            # An undo waits for this file and gives it its old name again.
            if not moves.lock_ready(conn, id=move.id):
                return False
            is_moved = self._finish(conn, move, self._place(move))
        old, new = text_to_path(move.old_path), text_to_path(move.new_path)
        remove_empty_folders(os.path.dirname(old), self._root_of(new))  # noqa: PTH120
        return is_moved

    def _import(self, move: LibraryMove) -> bool:
        """
        Outside of a transaction: a copy can take hours. Of two workers with the same move, the
        first to come to its end ends it.
        """
        if self.upgrader is not None:
            self.upgrader.make_room(move)
        try:
            placed = self._place(move)
        except (MoveRefused, OSError):
            if self.upgrader is not None and self._is_open(move):
                self.upgrader.give_up(move)
            raise
        if self.upgrader is not None:
            # Before the move is done: a worker that is killed here does it again.
            self.upgrader.keep_subtitles(move, FileLinker(self.stop))
        with self.ingestor.db.transaction() as conn:
            if not moves.lock_open(conn, id=move.id):
                return False
            is_moved = self._finish(conn, move, placed)
            if is_moved:
                replaced = entries.list_replaced(conn, by=[move.item_id])
                subtitles.copy_added(conn, from_ids=replaced, to_id=move.item_id)
        return is_moved

    def _is_open(self, move: LibraryMove) -> bool:
        with self.ingestor.db.transaction() as conn:
            return moves.lock_open(conn, id=move.id)

    def _place(self, move: LibraryMove) -> list[tuple[str, str]]:
        """Give the files their new paths; old and new ones of those beside the video."""
        old, new = text_to_path(move.old_path), text_to_path(move.new_path)
        self._root_of(new)
        placer = FileLinker(self.stop)
        is_import = move.job_id is not None
        companions = self._companions(move, old)
        if is_import:
            placer.link(old, new)
        else:
            placer.rename(old, new)
        followed = (
            (old_one, self._follow(placer, old_one, new, rest, is_import=is_import))
            for old_one, rest in companions
        )
        return [(old_one, new_one) for old_one, new_one in followed if new_one is not None]

    def _finish(
        self, conn: Connection, move: LibraryMove, followed: Sequence[tuple[str, str]]
    ) -> bool:
        """Store the new paths; False when the file has left the library."""
        is_moved = moves.finish(
            conn,
            move=move,
            file_name=move.new_path.rpartition("/")[2],
            modified_ns=os.stat(text_to_path(move.new_path)).st_mtime_ns,  # noqa: PTH116
        )
        for old, new in followed:
            sidecars.move_sidecar(
                conn, item_id=move.item_id, old=path_to_text(old), new=path_to_text(new)
            )
        return is_moved

    def _root_of(self, new: str) -> str:
        """The folder of the library that the new path is in. Raises `MoveRefused`."""
        folder = self.ingestor.roots.folder_of(new)
        if folder is None:
            raise MoveRefused("It is outside the folders of the library.")
        existing = os.path.dirname(new)  # noqa: PTH120
        while not os.path.lexists(existing):
            existing = os.path.dirname(existing)  # noqa: PTH120
        if not is_under(os.path.realpath(existing), folder.path):
            raise MoveRefused("A link leads out of the folders of the library.")
        return folder.path

    def _companions(self, move: LibraryMove, old: str) -> list[tuple[str, str]]:
        """Files that go along, and what comes behind the video's name in theirs."""
        try:
            found = dict(list_companions(old))
        except FileNotFoundError:  # moved already
            return []
        stem = os.path.basename(old).rpartition(".")[0]  # noqa: PTH119
        with self.ingestor.db.read() as conn:
            for one in sidecars.list_sidecars(conn, item_id=move.item_id):
                path = text_to_path(one.path)
                name = os.path.basename(path)  # noqa: PTH119
                if path in found or name.startswith(stem) or not os.path.isfile(path):  # noqa: PTH113
                    continue
                marks = [one.language or "und", *["forced"] * one.is_forced, *["sdh"] * one.is_sdh]
                found[path] = f".{'.'.join(marks)}.{name.rpartition('.')[2].lower()}"
        return sorted(found.items())

    def _follow(
        self, placer: FileLinker, old: str, video: str, rest: str, *, is_import: bool
    ) -> str | None:
        """Where a file beside a video is then; None when it stays, which is no failure."""
        new = video.rpartition(".")[0] + rest
        try:
            if is_import:
                placer.link(old, new)
            else:
                placer.rename(old, new)
        except (MoveRefused, OSError):
            logger.warning("a file beside a video was not moved", exc_info=True)
            return None
        return new
