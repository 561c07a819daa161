"""
A folder people put .torrent and .magnet files into.

What was taken up is moved to `.added` in it, what could not be to `.refused`, with the reason
beside it. A file counts once it has stopped growing, and one that makes no sense is given a
while: it may not be all there. The same file put there again is asked for again. Links and
everything else are left alone.
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
from chalicelib.downloads.errors import IdempotencyKeyInUse
from chalicelib.downloads.models import MAX_TORRENT_BYTES, DownloadCreate, SourceType
from chalicelib.downloads.models.sources import MAX_MAGNET_LENGTH
from chalicelib.downloads.service import DownloadService
from chalicelib.platform.errors import SeenError, Unavailable
from chalicelib.platform.sessions import User
from worker.downloader.names import safe_name

logger = logging.getLogger(__name__)

ADDED, REFUSED = ".added", ".refused"
ENDINGS = frozenset({".torrent", ".magnet"})
MAX_AT_ONCE = 50
MAX_MAGNETS = 100
#: What makes no sense yet may still be on its way, by a slow line or a sync that pauses.
GIVE_UP_AFTER_S = 30.0
CREATED = 201

#: One putting of one file: device, inode, size in bytes, and when its content and its name were
#: changed, in nanoseconds. Put there again, the same file is another one.
Sight = tuple[int, int, int, int, int]


class InvalidWatchFile(Exception):
    """Nothing of a file can be taken up; the message is for people."""


@dataclass
class WatchFolder:
    downloads: DownloadService
    owner: WatchFolderOwner
    folder: Callable[[], str | None]  # as the house has it at the moment
    owner_id: Callable[[], UUID | None] = lambda: None  # whose they are; None: the house's
    monotonic: Callable[[], float] = time.monotonic
    _before: dict[Path, Sight] = field(default_factory=dict, init=False)
    _doubtful: dict[Sight, float] = field(default_factory=dict, init=False)  # since when
    #: Those that were dealt with, and could not be moved away.
    _stuck: set[Sight] = field(default_factory=set, init=False)
    _told: str = field(default="", init=False)

    def work(self) -> bool:
        """Look once; True when there may be more."""
        path = self.folder()
        found = sights(Path(path)) if path else {}
        if found is None:
            self._tell("the watch folder cannot be read")
            found = {}
        now_s = self.monotonic()
        there = set(found.values())
        self._stuck &= there
        self._doubtful = {each: at for each, at in self._doubtful.items() if each in there}
        settled = {
            file: sight
            for file, sight in found.items()
            if self._before.get(file) == sight and self._is_due(sight, now_s)
        }
        self._before = found
        owner = self.owner.find(self.owner_id()) if settled else None
        if owner is None:
            if settled:
                self._tell("nobody is there whose the files of the watch folder could be")
            return False
        for file in sorted(settled, key=lambda each: (settled[each][3], each.name))[:MAX_AT_ONCE]:
            if not self._deal_with(file, settled[file], owner, now_s):
                return False
        return len(settled) > MAX_AT_ONCE

    def _is_due(self, sight: Sight, now_s: float) -> bool:
        since_s = self._doubtful.get(sight)
        is_waited_for = since_s is not None and now_s - since_s < GIVE_UP_AFTER_S
        return sight not in self._stuck and not is_waited_for

    def _deal_with(self, file: Path, sight: Sight, owner: User, now_s: float) -> bool:
        """False when there is no room for any of them now."""
        try:
            notes = self._take_up(read(file, sight), file, sight, owner)
        except (FileNotFoundError, IdempotencyKeyInUse):
            return True  # another worker has it
        except QuotaExceeded as error:
            self._tell(f"the watch folder waits: {error}")
            return False
        except (InvalidWatchFile, OSError) as error:
            if sight not in self._doubtful:
                self._doubtful[sight] = now_s
                return True
            because = (
                str(error) if isinstance(error, InvalidWatchFile) else "This file cannot be read."
            )
            logger.warning("file of the watch folder refused", extra={"because": because})
            self._put_away(file, sight, REFUSED, because)
        else:
            self._told = ""
            self._put_away(file, sight, ADDED, "\n".join(notes))
        return True

    def _take_up(self, data: bytes, file: Path, sight: Sight, owner: User) -> list[str]:
        """What was left out. Raises `InvalidWatchFile` when that is all of it."""
        notes: list[str] = []
        wishes: list[DownloadCreate] = []
        for wanted in wishes_in(file, data):
            try:
                self.downloads.validator.validate(wanted.source_type, wanted.source)
                wishes.append(wanted)
            except SeenError as error:
                notes.append(str(error))
        is_new_to_us = sight not in self._doubtful
        if notes and (is_new_to_us or not wishes):
            raise InvalidWatchFile("\n".join(notes))  # the rest of it may be on its way
        is_any_added = False
        for wanted in wishes:
            # A worker that dies before the file is moved finds the same answer.
            key = hashlib.sha256(f"{sight}{wanted.source}".encode()).hexdigest()
            try:
                asked = self.downloads.request(owner, wanted, f"watch-folder-{key}")
            except (Unavailable, IdempotencyKeyInUse, QuotaExceeded):
                raise
            except SeenError as error:
                notes.append(str(error))
                continue
            if asked.status == CREATED:
                is_any_added = True
            else:
                notes.append(f"This is a download already: {asked.job.title or asked.job.source}")
        if not is_any_added:
            self._doubtful.setdefault(sight, float("-inf"))  # waiting changes nothing
            raise InvalidWatchFile("\n".join(notes))
        return notes

    def _put_away(self, file: Path, sight: Sight, where: str, because: str) -> None:
        self._doubtful.pop(sight, None)
        try:
            put_away(file, where, because)
        except FileNotFoundError:
            pass  # another worker was faster
        except OSError as error:
            self._stuck.add(sight)
            logger.warning("file of the watch folder not moved", extra={"errno": error.errno})

    def _tell(self, what: str) -> None:
        """Once, until it is something else."""
        if what != self._told:
            logger.warning(what)
        self._told = what


def sights(folder: Path) -> dict[Path, Sight] | None:
    """Files to take up. None when the folder is not there."""
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
                    found[path] = sight_of(status)
    except OSError:
        return None
    return found


def sight_of(status: os.stat_result) -> Sight:
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def read(file: Path, sight: Sight) -> bytes:
    """
    What is in a file that is still the one that was seen.

    Raises `FileNotFoundError` when it is not, `InvalidWatchFile` and `OSError`.
    """
    if sight[2] > MAX_TORRENT_BYTES:
        raise InvalidWatchFile("This file is larger than 4 MiB.")
    # Whatever it may have become: a link is not followed, a pipe not waited for.
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as opened:
        if sight_of(os.fstat(opened.fileno())) != sight:
            raise FileNotFoundError(errno.ENOENT, "another file by now")
        return opened.read(MAX_TORRENT_BYTES)


def wishes_in(file: Path, data: bytes) -> list[DownloadCreate]:
    """Raises `InvalidWatchFile` for a file that holds nothing to ask for."""
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


def put_away(file: Path, where: str, because: str = "") -> None:
    """Next to the others, under a name nobody has there. Raises `OSError`."""
    folder = file.parent / where
    folder.mkdir(exist_ok=True)
    target, number = folder / file.name, 1
    while target.exists():
        number += 1
        target = folder / f"{file.stem} ({number}){file.suffix}"
    file.rename(target)
    if because:
        target.with_name(target.name + ".txt").write_text(because + "\n")
