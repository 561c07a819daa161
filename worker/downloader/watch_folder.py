"""
A folder people put .torrent and .magnet files into.

What was taken up is moved to `.added` in it, what could not be to `.refused`, with the reason
beside it. A file counts once it has stopped growing. Links and everything else are left alone.
"""

import base64
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.downloads.models import MAX_TORRENT_BYTES, DownloadCreate, SourceType
from chalicelib.downloads.service import DownloadService, Houseowner
from chalicelib.platform.errors import SeenError, Unavailable
from chalicelib.platform.sessions import User
from worker.downloader.names import safe_name

logger = logging.getLogger(__name__)

ADDED, REFUSED = ".added", ".refused"
ENDINGS = frozenset({".torrent", ".magnet"})
MOST_AT_ONCE = 50
MOST_MAGNETS = 100

Seen = tuple[int, int]  # size in bytes, and when it was changed, in nanoseconds


@dataclass
class WatchFolder:
    downloads: DownloadService
    owner: Houseowner
    folder: Callable[[], str | None]  # as the house has it at the moment
    _before: dict[Path, Seen] = field(default_factory=dict, init=False)

    def work(self) -> bool:
        """Look once; True when there may be more."""
        path = self.folder()
        if not path:
            return False
        files = list(candidates(Path(path)))[:MOST_AT_ONCE]
        settled = [file for file, seen in files if self._before.get(file) == seen]
        self._before = dict(files)
        owner = self.owner.find() if settled else None
        if owner is None:
            return False
        for file in settled:
            self._take_up(file, owner)
        return len(settled) == MOST_AT_ONCE

    def _take_up(self, file: Path, owner: User) -> None:
        try:
            data = file.read_bytes()
            for wanted in wishes_in(file, data):
                # A worker that dies before the file is moved finds the same answer.
                key = hashlib.sha256(wanted.source.encode()).hexdigest()
                self.downloads.request(owner, wanted, f"watch-folder-{key}")
        except Unavailable:
            raise
        except (SeenError, ValueError) as error:
            logger.warning("file of the watch folder refused", extra={"because": str(error)})
            put_away(file, REFUSED, because=str(error))
        except OSError as error:
            logger.warning("file of the watch folder not read", extra={"errno": error.errno})
        else:
            put_away(file, ADDED)


def candidates(folder: Path) -> list[tuple[Path, Seen]]:
    """Files to take up, oldest first. None when the folder is not there."""
    found = []
    try:
        for path in folder.iterdir():
            if path.suffix.lower() not in ENDINGS or path.name.startswith("."):
                continue
            status = path.lstat()
            if path.is_symlink() or not path.is_file() or status.st_size > MAX_TORRENT_BYTES:
                continue
            found.append((path, (status.st_size, status.st_mtime_ns)))
    except OSError:
        return []
    return sorted(found, key=lambda each: (each[1][1], each[0].name))


def wishes_in(file: Path, data: bytes) -> list[DownloadCreate]:
    """Raises `ValueError` for a file that holds nothing to ask for."""
    if file.suffix.lower() == ".torrent":
        name = safe_name(file.name).replace(",", "_").replace(";", "_")
        text = base64.b64encode(data).decode()
        head = f"data:application/x-bittorrent;name={name[:300]};base64,"
        return [DownloadCreate(sourceType=SourceType.TORRENT, source=head + text)]
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    magnets = [line for line in lines if line and not line.startswith("#")][:MOST_MAGNETS]
    if not magnets:
        raise ValueError("There is no magnet link in this file.")
    return [DownloadCreate(sourceType=SourceType.MAGNET, source=line) for line in magnets]


def put_away(file: Path, where: str, because: str = "") -> None:
    """Next to the others, under a name nobody has there."""
    folder = file.parent / where
    folder.mkdir(exist_ok=True)
    target, number = folder / file.name, 1
    while target.exists():
        number += 1
        target = folder / f"{file.stem} ({number}){file.suffix}"
    file.rename(target)
    if because:
        target.with_name(target.name + ".txt").write_text(because + "\n")
