"""
Gives a file another path: a hard link, a verified copy, or a new name.

A name that exists is never overwritten. A file is complete under its new name from the first
moment on, also after a crash.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.library.models.path_text import path_to_text
from worker.cancellation import raise_if_stopping
from worker.exclusive_rename import is_same_file, rename_exclusively
from worker.names.games import is_game_file, stem_of_game
from worker.scanner.file_filter import is_unfinished, is_video
from worker.scanner.fingerprint import fingerprint_of
from worker.scanner.subtitle_sidecars import AFTER_STEM

CHUNK_BYTES = 4 * 2**20
#: The file systems differ, or theirs has no hard links.
NEEDS_COPY = frozenset(
    {errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES}
)


class MoveRefused(Exception):
    """A file stays where it is; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class FileLinker:
    """Paths are those of the system, not texts."""

    stop: threading.Event

    def link(self, old: str, new: str) -> None:
        """
        The same file under another path: the old one stays, to be shared on.

        A hard link takes no space; on another disk the file is copied and compared. Idempotent.
        Raises `MoveRefused`, `OSError` or `ShutdownRequested`.
        """
        if not self._must_be_made(old, new):
            return
        make_folders(new)
        try:
            os.link(old, new, follow_symlinks=False)
        except OSError as error:
            if error.errno not in NEEDS_COPY:
                raise
            self._copy(old, new)
        sync_folder(os.path.dirname(new))  # noqa: PTH120

    def rename(self, old: str, new: str) -> None:
        """Idempotent. Raises `MoveRefused` or `OSError`, also when it would leave its disk."""
        if not os.path.lexists(old) and os.path.isfile(new):  # noqa: PTH113
            return
        is_same = os.path.lexists(new) and is_same_file(old, new)  # another case of letters
        if not is_same and not self._must_be_made(old, new):
            raise MoveRefused("There are two copies of it, under both names.")
        make_folders(new)
        _rename(old, new)
        sync_folder(os.path.dirname(new))  # noqa: PTH120
        sync_folder(os.path.dirname(old))  # noqa: PTH120

    def _must_be_made(self, old: str, new: str) -> bool:
        """False when the file is at its new path already. Raises `MoveRefused`."""
        try:
            facts = os.lstat(old)
        except FileNotFoundError as error:
            raise MoveRefused("The file is not there any more.") from error
        if not stat.S_ISREG(facts.st_mode):
            raise MoveRefused("It is not an ordinary file.")
        if not os.path.lexists(new):
            return True
        if os.path.islink(new) or not os.path.isfile(new):  # noqa: PTH113, PTH114
            raise MoveRefused("Another file has this name.")
        same = os.path.samefile(old, new) or (  # noqa: PTH121
            os.path.getsize(new) == facts.st_size  # noqa: PTH202
            and fingerprint_of(path_to_text(new)) == fingerprint_of(path_to_text(old))
        )
        if not same:
            raise MoveRefused("Another file has this name.")
        return False

    def _copy(self, old: str, new: str) -> None:
        """Copied under a hidden name, written to the disk, compared, and only then named."""
        folder, name = os.path.split(new)
        size = os.path.getsize(old)  # noqa: PTH202
        if shutil.disk_usage(folder).free < size:
            raise MoveRefused(f"The disk of {path_to_text(folder)} has no room for it.")
        draft = f"{folder}/.{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}.part"
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)  # noqa: PTH108  # of an attempt that was cut off
        try:
            self._write_and_name(old, draft, new)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft)  # noqa: PTH108
            raise

    def _write_and_name(self, old: str, draft: str, new: str) -> None:
        if self._write(old, draft) != self._digest(draft):
            raise MoveRefused("The copy did not come out like the file.")
        shutil.copystat(old, draft)
        _rename(draft, new)

    def _write(self, old: str, draft: str) -> bytes:
        digest = hashlib.sha256()
        with open(old, "rb") as source, open(draft, "xb") as target:  # noqa: PTH123
            while chunk := source.read(CHUNK_BYTES):
                raise_if_stopping(self.stop)
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
            if hasattr(os, "posix_fadvise"):  # compare what is on the disk, not in memory
                os.posix_fadvise(target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return digest.digest()

    def _digest(self, path: str) -> bytes:
        digest = hashlib.sha256()
        with open(path, "rb") as file:  # noqa: PTH123
            while chunk := file.read(CHUNK_BYTES):
                raise_if_stopping(self.stop)
                digest.update(chunk)
        return digest.digest()


def list_companions(path: str, *, is_game: bool = False) -> Iterator[tuple[str, str]]:
    """
    Files beside a video that are named after it: subtitles, artwork, NFO files. Beside a game's
    file: the pieces of its disc or archive.

    Path, and what comes behind the name of the video in theirs: `.en.srt`. A file that begins with
    the names of two videos belongs to the one with the longer name. Raises `OSError`.
    """
    is_main, stem_of = (is_game_file, stem_of_game) if is_game else (is_video, _stem_of_video)
    folder, name = os.path.split(path)
    with os.scandir(folder) as listing:
        entries = [one for one in listing if one.is_file(follow_symlinks=False)]
    names = {one.name.lower() for one in entries}
    stems = {stem_of(one) for one in names if is_main(one)}
    own = stem_of(name).lower()
    for one in entries:
        if one.name == name or is_main(one.name) or is_unfinished(one.name, names):
            continue
        named = [stem for stem in {*stems, own} if _is_named_after(one.name.lower(), stem)]
        if max(named, key=len, default=None) == own:
            yield one.path, one.name[len(own) :]


def _stem_of_video(name: str) -> str:
    return name.rpartition(".")[0]


def _is_named_after(name: str, stem: str) -> bool:
    return name.startswith(stem) and name[len(stem) : len(stem) + 1] in AFTER_STEM


def _rename(old: str, new: str) -> None:
    """Raises `MoveRefused` or `OSError`."""
    try:
        rename_exclusively(old, new)
    except FileExistsError as error:
        raise MoveRefused("Another file has this name.") from error


def make_folders(path: str) -> None:
    """The folders above a path. Raises `MoveRefused`."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    except FileExistsError as error:
        raise MoveRefused("A file has the name of its folder.") from error


def remove_empty_folders(folder: str, root: str) -> None:
    """A folder and those above it, below `root`, as far as nothing is left in them."""
    while folder != root and folder.startswith(f"{root}/"):
        try:
            os.rmdir(folder)  # noqa: PTH106
        except OSError:
            return
        folder = os.path.dirname(folder)  # noqa: PTH120


def sync_folder(folder: str) -> None:
    """Write the names in a folder to the disk, where the file system can."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
