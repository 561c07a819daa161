"""One torrent of the session: what is known of it, and who asked for it."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.downloads.models import ArrivedFile
from worker.downloader import disk
from worker.downloader.engine import Phase, Refused, Report
from worker.downloader.names import is_inside
from worker.downloader.torrents.source import is_padding, stored_names
from worker.downloader.torrents.watching import Watching


@dataclass(eq=False)
class Torrent:
    """Guarded by the engine's lock."""

    handle: Any
    folder: Path
    jobs: set[UUID]
    report: Report
    layout: Any = None  # what the files are; None until the metadata are here
    watching: Watching | None = None
    is_settling: bool = False  # all pieces are there; their way to the disk is being awaited
    is_kept: bool = False  # a job was completed with it: its files are not ours to remove
    names: list[str] = field(default_factory=list)  # of the files, below the folder

    def tell(self, **changes: Any) -> None:
        self.report = replace(self.report, **changes)

    def described(self, layout: Any) -> None:
        """The metadata are here. Raises `Refused` when nothing of it may be written."""
        names = stored_names(layout)
        if not all(is_inside(self.folder / name, self.folder) for name in names):
            raise Refused("bad_torrent", "This torrent's files would lie elsewhere.")
        self.layout = layout
        self.names = names
        total = sum(layout.file_size(index) for index in self.real_files())
        self.tell(bytes_total=total, title=layout.name())

    def real_files(self) -> list[int]:
        return [
            index for index in range(self.layout.num_files()) if not is_padding(self.layout, index)
        ]

    def path(self, index: int) -> Path:
        """Where a file is. It may not be there yet."""
        return self.folder / self.names[index]

    def pieces_here(self) -> list[bool]:
        """Which pieces were checked and are there."""
        status = self.handle.status(lt.status_flags_t.query_pieces)
        have, count = list(status.pieces), self.layout.num_pieces()
        # libtorrent says nothing when all are there, and also when none is.
        return have if len(have) == count else [bool(status.is_seeding)] * count

    def is_intact(self) -> bool:
        """False when it was whole once, and its files have been taken away since."""
        return all(Path(file.path).is_file() for file in self.report.files)

    def settled(self) -> tuple[ArrivedFile, ...]:
        """
        Every file at its place, in the folder, whole, and on the disk itself.

        Raises `Refused` when one is not.
        """
        found = []
        folders = {self.folder}
        for index in self.real_files():
            path, size = self.path(index), self.layout.file_size(index)
            if not is_inside(path, self.folder):
                raise Refused("bad_torrent", "This torrent's files would lie elsewhere.")
            if size == 0:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            if not path.is_file() or path.stat().st_size != size:
                raise Refused("disk_error", f"{path.name} is not as it should be.", may_retry=True)
            disk.sync_file(path)
            folders.update(path.parents[: len(path.relative_to(self.folder).parts)])
            found.append(ArrivedFile(index, str(path), size))
        for folder in folders:
            disk.sync_folder(folder)
        return tuple(found)

    def finished(self, files: tuple[ArrivedFile, ...]) -> None:
        total = self.report.bytes_total
        self.tell(phase=Phase.FINISHED, files=files, bytes_done=total)
