"""Copies that are made before a user asks: of the files of folders that an administrator chose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.converted_copies.models import CopiedFile, PreparationPreview
from chalicelib.converted_copies.service.copy_requests import request
from chalicelib.converted_copies.service.quality_choices import max_bytes_of, usual_rendition
from chalicelib.converted_copies.store import copies, preparation
from chalicelib.library.errors import FolderNotFound
from chalicelib.library.models.path_text import path_to_text
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Database
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.service.file_details import FileDetailsService

#: Files that are read at once.
BATCH = 200


@dataclass(frozen=True, slots=True)
class SpaceNeed:
    """What every browser needs of a file, or None; and the most that its copy takes."""

    item_id: UUID
    file: CopiedFile
    rendition: Rendition | None
    max_bytes: int


@dataclass(frozen=True, slots=True)
class CopyPreviewService:
    """What preparing copies would do, before it is switched on."""

    db: Database
    files: FileDetailsService
    folders: LibraryFolderService
    has_store: bool
    quota_bytes: int  # of all copies; 0: none are kept

    def preview(self, folder: str) -> PreparationPreview:
        """Raises `FolderNotFound`."""
        if folder not in map(path_to_text, self.folders.paths(is_fresh=True)):
            raise FolderNotFound("This folder is not in the library.")
        with self.db.read() as conn:
            found = preparation.list_of_folder(conn, folder=folder)
            used = copies.total_bytes(conn)
            ready = set(copies.list_ready(conn, item_ids=[item_id for item_id, _ in found]))
        needed = [need for need in needs_of(self.files, found) if need.rendition is not None]
        missing = [need for need in needed if (need.item_id, str(need.rendition)) not in ready]
        return PreparationPreview(
            files=len(missing),
            max_bytes=sum(need.max_bytes for need in missing),
            ready_files=len(needed) - len(missing),
            why_not="no_store" if not self.has_store else "" if self.quota_bytes else "off",
            used_bytes=used,
            quota_bytes=self.quota_bytes,
        )


@dataclass(frozen=True, slots=True)
class CopyPreparer:
    """As the worker does it."""

    db: Database
    clock: Clock
    new_id: NewId
    files: FileDetailsService
    quota_bytes: int

    def prepare_next(self) -> bool:
        """
        Ask for the copy of one file; whether there was one.

        One at a time, and none while another is being made: users who ask come first. A file whose
        copy may not fit waits until there is room.
        """
        with self.db.transaction() as conn:
            if preparation.has_pending(conn):
                return False
            room = self.quota_bytes - copies.total_bytes(conn)
            found = preparation.list_unprepared(conn, limit=BATCH)
            for need in needs_of(self.files, found):
                if need.rendition is not None and need.max_bytes > room:
                    continue
                now = self.clock()
                preparation.mark_prepared(conn, files=[(need.item_id, need.file)], now=now)
                if need.rendition is None:
                    continue
                new_id = self.new_id()
                copy_id, _ = request(
                    conn,
                    new_id=new_id,
                    item_id=need.item_id,
                    rendition=need.rendition,
                    file=need.file,
                    user_id=None,
                    now=now,
                )
                if copy_id == new_id:
                    return True
        return False


def needs_of(
    files: FileDetailsService, found: Sequence[tuple[UUID, CopiedFile]]
) -> Iterator[SpaceNeed]:
    for start in range(0, len(found), BATCH):
        some = found[start : start + BATCH]
        known = files.of_items([item_id for item_id, _ in some])
        for item_id, file in some:
            details = known.get(item_id)
            if details is None:
                continue
            rendition = usual_rendition(details)
            size = max_bytes_of(rendition.height, details, file) if rendition else 0
            yield SpaceNeed(item_id, file, rendition, size)
