"""What the metadata of a torrent describe, and where its files lie on disk."""

import contextlib
import logging
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import libtorrent as lt

from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.downloads.models.job_options import JobOptions
from chalicelib.leases.models import ArrivedFile
from worker.downloader import disk_space
from worker.downloader.engine import TaskFailed
from worker.downloader.safe_names import are_inside, is_inside
from worker.downloader.torrents.add_torrent_params import forget_pieces, is_padding, stored_names
from worker.downloader.torrents.file_selection import FileSelection, FileSpan, select_files

logger = logging.getLogger(__name__)

#: Holds partial files that are not selected any more, by their index: the library does not list
#: them, and they are used again when selected again. No name of a torrent begins with a dot.
SKIPPED_FOLDER = ".skipped"
#: libtorrent's part files: pieces that unselected files share with others.
PART_FILES = ".*.parts"


@dataclass(eq=False)
class TorrentContent:
    layout: Any  # libtorrent's file storage
    names: list[str]  # of every file on disk, below the folder
    spans: tuple[FileSpan, ...]  # of every file that is not padding
    selection: FileSelection
    skipped: set[int] = field(default_factory=set)  # files that lie in `SKIPPED_FOLDER`

    @classmethod
    def from_info(cls, info: Any, folder: Path, options: Iterable[JobOptions]) -> "TorrentContent":
        """Raises `TaskFailed` when nothing of it may be written."""
        layout = info.layout()
        names = stored_names(layout)
        if not are_inside(names, folder):
            raise TaskFailed("bad_torrent", "This torrent's files would lie elsewhere.")
        spans = spans_of(layout)
        content = cls(layout, names, spans, select_files(layout, spans, options))
        content.skipped = content.exchange_skipped(folder)
        return content

    @property
    def piece_length(self) -> int:
        return int(self.layout.piece_length())

    @property
    def entries(self) -> tuple[TorrentEntry, ...]:
        return entries_of(self.names, self.spans)

    def selected_spans(self) -> list[FileSpan]:
        return [span for span in self.spans if self.selection.has_file(span.index)]

    def path(self, folder: Path, index: int) -> Path:
        """Where a file is, or will be when it is selected."""
        return folder / self.names[index]

    def stored_name(self, index: int) -> str:
        """The current name of a file on disk, below the folder."""
        return f"{SKIPPED_FOLDER}/{index}" if index in self.skipped else self.names[index]

    def is_complete(self, have: Sequence[bool]) -> bool:
        """Whether everything selected is downloaded; false when nothing is selected."""
        return bool(self.selected_spans()) and self.selection.is_complete(have)

    def configure_params(self, params: Any, folder: Path) -> None:
        """Tell libtorrent names and priorities before it opens the first file."""
        stored = {index: self.stored_name(index) for index in range(len(self.names))}
        is_renamed = any(name != self.layout.file_path(index) for index, name in stored.items())
        # All or none: otherwise libtorrent invents names for the rest when one of them would be
        # a folder by what the torrent says.
        params.renamed_files = stored if is_renamed else {}
        if not self.is_long_enough(folder, list(params.have_pieces)):
            logger.warning("files changed at rest", extra={"folder": str(folder)})
            forget_pieces(params)
        selection = self.selection
        params.file_priorities = [] if selection.has_every_file else selection.files
        params.piece_priorities = [] if selection.is_default else selection.pieces
        if selection.is_sequential:
            params.flags |= lt.torrent_flags.sequential_download

    def exchange_skipped(self, folder: Path) -> set[int]:
        """
        Move unselected files to `SKIPPED_FOLDER` and selected ones back.

        To be called before libtorrent opens a file. Returns the files that lie there.
        """
        skipped_folder = folder / SKIPPED_FOLDER
        if not folder.exists() or (self.selection.has_every_file and not skipped_folder.exists()):
            return set()
        found = set()
        for span in self.spans:
            is_selected = self.selection.has_file(span.index)
            path, skipped = folder / self.names[span.index], skipped_folder / str(span.index)
            with contextlib.suppress(OSError):
                if is_selected and skipped.is_file() and not path.exists():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    skipped.rename(path)
                elif not is_selected and path.is_file() and not path.is_symlink():
                    skipped_folder.mkdir(exist_ok=True)
                    path.rename(skipped)
            if not is_selected and skipped.is_file():
                found.add(span.index)
        return found

    def is_long_enough(self, folder: Path, have: Sequence[bool]) -> bool:
        """
        Whether the selected files are long enough for the pieces that the resume data claim.

        libtorrent trusts its resume data: a truncated file would be whole again, with zeros in
        it. So would a file that was not selected until now and is in part in a part file.
        """
        for span in self.selected_spans() if have else ():
            touched = span.pieces(self.piece_length)
            last = next((piece for piece in reversed(touched) if have[piece]), None)
            if last is None:
                continue
            needed = min((last + 1) * self.piece_length - span.start, span.size)
            try:
                if (folder / self.names[span.index]).lstat().st_size < needed:
                    return False
            except OSError:
                return False
        return True

    def sync_files(self, folder: Path) -> tuple[ArrivedFile, ...]:
        """
        Verify every selected file (in the folder, of the right size) and sync it to the disk.

        Raises `TaskFailed` when one is not as it should be, and `OSError`.
        """
        found = []
        folders = {folder}
        for span in self.selected_spans():
            path = folder / self.names[span.index]
            if not is_inside(path, folder):
                raise TaskFailed("bad_torrent", "This torrent's files would lie elsewhere.")
            if span.size == 0:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            if not path.is_file() or path.stat().st_size != span.size:
                raise TaskFailed(
                    "disk_error", f"{path.name} is not as it should be.", may_retry=True
                )
            disk_space.sync_file(path)
            folders.update(path.parents[: len(path.relative_to(folder).parts)])
            found.append(ArrivedFile(span.index, str(path), span.size))
        for each in folders:
            disk_space.sync_folder(each)
        return tuple(found)

    def pad_part_files(self, folder: Path) -> None:
        """
        Lengthen libtorrent's part files by a piece.

        A file that is selected again takes whole pieces out of them, and libtorrent fails at a
        last piece that was only written in part so far.
        """
        for part_file in folder.glob(PART_FILES):
            if part_file.is_file() and not part_file.is_symlink():
                os.truncate(part_file, part_file.stat().st_size + self.piece_length)


def spans_of(layout: Any) -> tuple[FileSpan, ...]:
    return tuple(
        FileSpan(index, layout.file_offset(index), layout.file_size(index))
        for index in range(layout.num_files())
        if not is_padding(layout, index)
    )


def entries_of(names: Sequence[str], spans: Iterable[FileSpan]) -> tuple[TorrentEntry, ...]:
    """The files of a torrent as the API lists them."""
    return tuple(
        TorrentEntry(index=span.index, path=names[span.index], size_bytes=span.size)
        for span in spans
    )


def remove_skipped(folder: Path) -> None:
    shutil.rmtree(folder / SKIPPED_FOLDER, ignore_errors=True)
