"""Keeps the rows of subtitle files and pictures beside videos as the folders are."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.models.scans import LibraryFile, ScannedFile
from worker.cancellation import raise_if_stopping
from worker.scanner.ingest import Ingestor
from worker.scanner.pictures import PictureRows, list_pictures
from worker.scanner.roots import is_under
from worker.scanner.subtitle_sidecars import SidecarRows, list_sidecars
from worker.scanner.walk import is_gone


@dataclass(frozen=True, slots=True)
class SidecarSync:
    """`is_picture` says whether a picture can be shown; None: titles show none from files."""

    ingestor: Ingestor
    is_picture: Callable[[bytes], bool] | None
    stop: threading.Event

    def sync_folder(self, folder: str, known: Mapping[str, LibraryFile]) -> None:
        """
        List one folder and sync what it holds; `known` are the library's files below it.

        Raises `OSError`.
        """
        text = path_to_text(folder)
        videos = {path: file for path, file in known.items() if path.rpartition("/")[0] == text}
        self.sync_subtitles(folder, list_sidecars(folder), videos)
        self.sync_pictures(folder, list_pictures(folder), is_deep=False)

    def sync_subtitles(
        self,
        folder: str,
        found: Sequence[ScannedFile],
        known: Mapping[str, LibraryFile],
        *,
        except_ids: Sequence[UUID] = (),
    ) -> None:
        """Sync the subtitle files beside the `known` videos of a folder."""
        left_out = frozenset(except_ids)
        videos = {path: file.id for path, file in known.items() if file.id not in left_out}
        ingestor = self.ingestor
        rows = SidecarRows(ingestor.db, ingestor.clock, ingestor.new_id)
        rows.sync(path_to_text(folder), found, videos, is_gone=is_gone)

    def sync_pictures(
        self,
        folder: str,
        found: Sequence[ScannedFile],
        *,
        away: Sequence[str] = (),
        is_deep: bool = True,
    ) -> None:
        """Sync the pictures of a folder, except below mount points that are `away`."""
        if self.is_picture is None:
            return

        def is_known_gone(path: str) -> bool:
            is_away = any(is_under(text_to_path(path), point) for point in away)
            return not is_away and is_gone(path)

        ingestor = self.ingestor
        folders = (root.path for root in ingestor.roots.folders)
        rows = PictureRows(
            ingestor.db,
            ingestor.cache,
            frozenset({*folders, *ingestor.roots.downloads}),
            ingestor.seasons_of,
            self.is_picture,
        )
        rows.sync(
            folder,
            found,
            is_gone=is_known_gone,
            is_deep=is_deep,
            check=lambda: raise_if_stopping(self.stop),
        )
