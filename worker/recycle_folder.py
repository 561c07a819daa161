"""
Moves deleted files of the library to the recycle folder of their disk, restores them, and deletes
them after some days.

Every step is a rename within one file system. The journal is written first, so that a worker
finishes the step of one that was killed. Removed downloads wait in the same folder, as
`worker.downloader.trash` moves them.
"""

import contextlib
import itertools
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.recycle_folder.models import FOLDER_NAME, JournalEntry, Move
from chalicelib.recycle_folder.service.journal import RecycleJournal
from worker.disk_problems import writing_problem
from worker.downloader import disk_space
from worker.downloader.trash import trash_folder_of
from worker.exclusive_rename import is_same_file, rename_exclusively
from worker.scanner.availability import DiskCheck
from worker.scanner.file_links import list_companions
from worker.scanner.roots import RootSource, is_under
from worker.scanner.walk import FolderUnavailable
from worker.uploader import UploadFailed

logger = logging.getLogger(__name__)

MAX_BESIDE = 100  # files that go with a video


@dataclass
class RecycleFolderWorker:
    """
    Takes only what lies below one of the library's roots or the download folder, and deletes only
    the folders that the journal names, also those of a root that left the library.
    """

    journal: RecycleJournal
    roots: RootSource
    disks: DiskCheck
    remove_object: Callable[[str], None] | None  # by key; None without an object store
    invalidate: Callable[[], None]  # cached pages
    now: Callable[[], datetime]
    #: An import asks for a round of its own, to make room for its file.
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def work_once(self) -> bool:
        """One round. Always False: the rest can wait."""
        with self._lock:
            for entry in _each(self.journal.to_restore):
                self._restore(entry)
            for entry in _each(self.journal.to_delete):
                self._delete(entry)
            for entry in _each(self.journal.to_remove):
                self._remove(entry)
        return False

    def _delete(self, entry: JournalEntry) -> None:
        if self._is_away(entry):
            return  # until its disk is back
        moves = entry.moves
        if not moves:
            try:
                moves = tuple(self._plan(entry))
            except OSError as error:
                self._refuse(entry, error)
                return
            if not self.journal.begin_delete(entry.id, moves):
                return
        try:
            for move in moves:
                _rename(text_to_path(move.old), text_to_path(move.new))
        except OSError as error:
            if _put_back(moves):
                self._refuse(entry, error)
            return
        self.journal.finish_delete(entry.id, moves)
        logger.info("file moved to the recycle folder", extra={"item_id": str(entry.id)})

    def _problem(self, entry: JournalEntry, error: OSError) -> str:
        root = self._root_of(entry) or os.path.dirname(text_to_path(entry.path))  # noqa: PTH120
        return writing_problem(error, path_to_text(root))

    def _refuse(self, entry: JournalEntry, error: OSError) -> None:
        self.journal.refuse(entry.id, self._problem(entry, error))
        self.invalidate()

    def _restore(self, entry: JournalEntry) -> None:
        if self._is_away(entry):
            return  # until its disk is back
        try:
            moves = [Move(_free_path(move), move.new) for move in entry.moves]
            if tuple(moves) != entry.moves:
                self.journal.begin_restore(entry.id, moves)
            back = [Move(move.new, move.old) for move in moves]
            for move in back:
                _rename(text_to_path(move.old), text_to_path(move.new))
        except FileExistsError:
            return  # its name was taken this moment: the next round finds another
        except OSError as error:
            self.journal.keep(entry.id, self._problem(entry, error))
            return
        if self.roots.of_path(text_to_path(back[0].new) if back else entry.path) is None:
            self.journal.forget(entry.id)  # on its disk again, whose folder left the library
        else:
            self.journal.finish_restore(entry.id, back)
        self.invalidate()
        for folder in {Path(text_to_path(move.old)).parent for move in back}:
            _remove_empty(folder)

    def _remove(self, entry: JournalEntry) -> None:
        # A disk whose folder left the library may never be back: then a user has the last word.
        is_given_up = entry.state == "removing" and self._root_of(entry) is None
        if self._is_away(entry) and not is_given_up:
            return
        if not self.journal.begin_remove(entry.id):
            return
        try:
            for folder in self._folders_of(entry):
                if folder.exists():
                    shutil.rmtree(folder)
            if entry.object_key is not None and self.remove_object is not None:
                self.remove_object(entry.object_key)
        except OSError as error:
            self.journal.keep(entry.id, self._problem(entry, error))
        except UploadFailed as error:
            self.journal.keep(entry.id, str(error))
        else:
            self.journal.forget(entry.id)
            logger.info("deleted file removed", extra={"item_id": str(entry.id)})

    def _folders_of(self, entry: JournalEntry) -> Iterator[Path]:
        """The folder of an entry in the recycle folder, which is named by its id."""
        for move in entry.moves[:1]:
            folder = Path(text_to_path(move.new)).parent
            if folder.name == str(entry.id) and folder.parent.parent.name == FOLDER_NAME:
                yield folder

    def _root_of(self, entry: JournalEntry) -> str | None:
        return self.roots.of_path(text_to_path(entry.path))

    def _is_away(self, entry: JournalEntry) -> bool:
        """Whether the file is not there because its disk is not."""
        path, root = text_to_path(entry.path), self._root_of(entry)
        if os.path.lexists(path):
            return False
        if root is None:  # its folder left the library: only the recycle folder tells of its disk
            is_there = any(folder.parent.parent.is_dir() for folder in self._folders_of(entry))
            return not is_there and not entry.is_freed
        try:
            away = self.disks.away(root)
        except FolderUnavailable:
            return True
        return not os.path.isdir(root) or any(is_under(path, point) for point in away)  # noqa: PTH112

    def _plan(self, entry: JournalEntry) -> Iterator[Move]:
        """Where a file and what belongs to it go; nothing for one that is not there."""
        video = Path(text_to_path(entry.path))
        root = self.roots.of_path(str(video))
        is_there = video.is_dir() if entry.is_folder else video.is_file()
        if root is None or not is_there or video.is_symlink():
            return
        trash = trash_folder_of(video, Path(root))
        target = trash / f"{self.now():%Y-%m-%d}" / str(entry.id)
        known = [Path(text_to_path(path)) for path in entry.subtitles]
        subtitles = [path for path in known if path.is_relative_to(video.parent) and path.is_file()]
        named_after = list_companions(str(video), is_game=entry.is_game)
        beside = [] if entry.is_folder else sorted(Path(path) for path, _ in named_after)
        for path in dict.fromkeys([video, *beside[:MAX_BESIDE], *subtitles]):
            new = target / path.relative_to(video.parent)
            yield Move(path_to_text(str(path)), path_to_text(str(new)))


def _each(page: Callable[[JournalEntry | None], Sequence[JournalEntry]]) -> Iterator[JournalEntry]:
    """Every entry once: those that have to wait hold up no other."""
    last = None
    while entries := page(last):
        yield from entries
        last = entries[-1]


def _rename(old: str, new: str) -> None:
    """
    Move a file unless that is done already, or nothing is there; durable when it returns.

    Raises `FileExistsError` when another file has the new name, or `OSError`.
    """
    if not os.path.lexists(old):
        return
    source, target = Path(old).parent, Path(new).parent
    target.mkdir(parents=True, exist_ok=True)
    rename_exclusively(old, new)
    disk_space.sync_folder(target)
    disk_space.sync_folder(source)


def _put_back(moves: Sequence[Move]) -> bool:
    """Take moves back; False when the disk refuses that, too. Then the next round tries again."""
    try:
        for move in moves:
            with contextlib.suppress(FileExistsError):  # this one was not moved
                _rename(text_to_path(move.new), text_to_path(move.old))
    except OSError:
        logger.warning("a file is in part in the recycle folder", exc_info=True)
        return False
    return True


def _free_path(move: Move) -> str:
    """The old place of a file, or a name beside it when another file has that by now."""
    old, kept = Path(text_to_path(move.old)), text_to_path(move.new)
    if not os.path.lexists(old) or not os.path.lexists(kept) or is_same_file(str(old), kept):
        return move.old
    names = (f"{old.stem} ({number}){old.suffix}" for number in itertools.count(2))
    free = next(name for name in names if not os.path.lexists(old.with_name(name)))
    return path_to_text(str(old.with_name(free)))


def _remove_empty(folder: Path) -> None:
    """Remove a folder of the recycle folder, and its day, when nothing is left in them."""
    while folder.name != FOLDER_NAME and FOLDER_NAME in folder.parts:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
