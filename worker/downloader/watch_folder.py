"""
A folder whose .torrent and .magnet files become jobs.

A file that was added is moved to its subfolder `.added`, a rejected one to `.refused`, with the
reason beside it. A file is read once it has stopped growing. An invalid one is tried again for a
while, as it may be incomplete. The same file put there again is added again. Links and other
files are ignored.
"""

import base64
import errno
import hashlib
import logging
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.download_settings.errors import QuotaExceeded
from chalicelib.download_settings.service import WatchFolderOwner
from chalicelib.downloads.models import MAX_TORRENT_BYTES, DownloadCreate, SourceType
from chalicelib.downloads.models.source_parser import MAX_MAGNET_LENGTH
from chalicelib.downloads.service import DownloadService
from chalicelib.platform.errors import SeenError, Unavailable
from chalicelib.platform.sessions import User
from worker.downloader.safe_names import safe_name
from worker.downloader.worker_context import background_job
from worker.job_loop import Job

logger = logging.getLogger(__name__)

ADDED, REFUSED = ".added", ".refused"
ENDINGS = frozenset({".torrent", ".magnet"})
MAX_AT_ONCE = 50
SCAN_EVERY_S = 5.0
MAX_MAGNETS = 100
#: An invalid file may be incomplete, by a slow connection or a sync that pauses.
INVALID_AFTER_S = 30.0
CREATED = 201

#: Device, inode, size in bytes, and times of the last change of content and of metadata, in
#: nanoseconds. The same file put there again is another version.
FileVersion = tuple[int, int, int, int, int]


class InvalidWatchFile(Exception):
    """A file holds nothing that can be added; the message is shown to users."""


@dataclass
class WatchFolder:
    downloads: DownloadService
    owner: WatchFolderOwner
    folder: Callable[[], str | None]  # the configured one
    owner_id: Callable[[], UUID | None] = lambda: None  # of the jobs; None: the first administrator
    monotonic: Callable[[], float] = time.monotonic
    _previous: dict[Path, FileVersion] = field(default_factory=dict, init=False)
    _invalid_since: dict[FileVersion, float] = field(default_factory=dict, init=False)
    #: Processed, but they could not be moved away.
    _unmovable: set[FileVersion] = field(default_factory=set, init=False)
    _last_warning: str = field(default="", init=False)

    def job(self) -> Job:
        return background_job("watch folder", self.work, SCAN_EVERY_S)

    def work(self) -> bool:
        """One scan; True when there may be more."""
        path = self.folder()
        found = scan(Path(path)) if path else {}
        if found is None:
            self._warn("the watch folder cannot be read")
            found = {}
        now_s = self.monotonic()
        there = set(found.values())
        self._unmovable &= there
        self._invalid_since = {
            each: at for each, at in self._invalid_since.items() if each in there
        }
        stable = {
            file: version
            for file, version in found.items()
            if self._previous.get(file) == version and self._is_due(version, now_s)
        }
        self._previous = found
        owner = self.owner.find(self.owner_id()) if stable else None
        if owner is None:
            if stable:
                self._warn("the watch folder has no owner: there is no administrator")
            return False
        for file in sorted(stable, key=lambda each: (stable[each][3], each.name))[:MAX_AT_ONCE]:
            if not self._process(file, stable[file], owner, now_s):
                return False
        return len(stable) > MAX_AT_ONCE

    def _is_due(self, version: FileVersion, now_s: float) -> bool:
        since_s = self._invalid_since.get(version)
        is_retry_pending = since_s is not None and now_s - since_s < INVALID_AFTER_S
        return version not in self._unmovable and not is_retry_pending

    def _process(self, file: Path, version: FileVersion, owner: User, now_s: float) -> bool:
        """False when the owner's quota allows no further job now."""
        try:
            notes = self._add_jobs(read_version(file, version), file, version, owner)
        except FileNotFoundError:
            return True  # another worker processes it
        except QuotaExceeded as error:
            self._warn(f"the watch folder waits: {error}")
            return False
        except (InvalidWatchFile, OSError) as error:
            if version not in self._invalid_since:
                self._invalid_since[version] = now_s
                return True
            because = (
                str(error) if isinstance(error, InvalidWatchFile) else "This file cannot be read."
            )
            logger.warning("file of the watch folder refused", extra={"because": because})
            self._move_away(file, version, REFUSED, because)
        else:
            self._last_warning = ""
            self._move_away(file, version, ADDED, "\n".join(notes))
        return True

    def _add_jobs(self, data: bytes, file: Path, version: FileVersion, owner: User) -> list[str]:
        """Reasons for what was not added. Raises `InvalidWatchFile` when nothing was."""
        notes: list[str] = []
        requests: list[DownloadCreate] = []
        for wanted in requests_in(file, data):
            try:
                self.downloads.validator.validate(wanted.source_type, wanted.source)
                requests.append(wanted)
            except SeenError as error:
                notes.append(str(error))
        is_first_try = version not in self._invalid_since
        if notes and (is_first_try or not requests):
            raise InvalidWatchFile("\n".join(notes))  # the file may be incomplete
        is_any_added = False
        for wanted in requests:
            # A worker that died before it moved the file must not add the job twice.
            key = hashlib.sha256(f"{version}{wanted.source}".encode()).hexdigest()
            try:
                result = self.downloads.request(owner, wanted, f"watch-folder-{key}")
            except (Unavailable, QuotaExceeded):
                raise
            except SeenError as error:
                notes.append(str(error))
                continue
            if result.status == CREATED:
                is_any_added = True
            else:
                notes.append(f"This is a download already: {result.job.title or result.job.source}")
        if not is_any_added:
            self._invalid_since.setdefault(version, float("-inf"))  # trying again changes nothing
            raise InvalidWatchFile("\n".join(notes))
        return notes

    def _move_away(self, file: Path, version: FileVersion, where: str, because: str) -> None:
        self._invalid_since.pop(version, None)
        try:
            move_to_subfolder(file, where, because)
        except FileNotFoundError:
            pass  # another worker moved it
        except OSError as error:
            self._unmovable.add(version)
            logger.warning("file of the watch folder not moved", extra={"errno": error.errno})

    def _warn(self, what: str) -> None:
        """Log a message once, until another one is logged."""
        if what != self._last_warning:
            logger.warning(what)
        self._last_warning = what


def scan(folder: Path) -> dict[Path, FileVersion] | None:
    """Files to add. None when the folder cannot be read."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = Path(entry.path)
                if path.suffix.lower() not in ENDINGS or entry.name.startswith("."):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                if stat.S_ISREG(status.st_mode):
                    found[path] = version_of(status)
    except OSError:
        return None
    return found


def version_of(status: os.stat_result) -> FileVersion:
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def read_version(file: Path, version: FileVersion) -> bytes:
    """
    The content of a file that has not changed since it was scanned.

    Raises `FileNotFoundError` when it is not, `InvalidWatchFile` and `OSError`.
    """
    if version[2] > MAX_TORRENT_BYTES:
        raise InvalidWatchFile("This file is larger than 4 MiB.")
    # It may have been replaced: a link is not followed, a pipe not waited for.
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as opened:
        if version_of(os.fstat(opened.fileno())) != version:
            raise FileNotFoundError(errno.ENOENT, "another file by now")
        return opened.read(MAX_TORRENT_BYTES)


def requests_in(file: Path, data: bytes) -> list[DownloadCreate]:
    """The jobs a file asks for. Raises `InvalidWatchFile`."""
    if not data:
        raise InvalidWatchFile("This file is empty.")
    if file.suffix.lower() == ".torrent":
        name = safe_name(file.name).replace(",", "_").replace(";", "_")
        text = base64.b64encode(data).decode()
        head = f"data:application/x-bittorrent;name={name[:300]};base64,"
        return [DownloadCreate(sourceType=SourceType.TORRENT, source=head + text)]
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    magnets = [line for line in lines if line and not line.startswith("#")]
    if not magnets:
        raise InvalidWatchFile("There is no magnet link in this file.")
    if len(magnets) > MAX_MAGNETS or max(map(len, magnets)) > MAX_MAGNET_LENGTH:
        raise InvalidWatchFile(
            "This file has too many magnet links in it, or one that is too long."
        )
    return [DownloadCreate(sourceType=SourceType.MAGNET, source=line) for line in magnets]


def move_to_subfolder(file: Path, where: str, because: str = "") -> None:
    """Move a file, under a free name. Raises `OSError`."""
    folder = file.parent / where
    folder.mkdir(exist_ok=True)
    target, number = folder / file.name, 1
    while target.exists():
        number += 1
        target = folder / f"{file.stem} ({number}){file.suffix}"
    file.rename(target)
    if because:
        target.with_name(target.name + ".txt").write_text(because + "\n")
