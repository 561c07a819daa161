"""Deleting files of the library into the recycle folder, and getting them back."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from uuid import UUID

from chalicelib.download_settings.service import DownloadSettingsService
from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.service import LibraryService
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.recycle_folder.errors import (
    BeingWatched,
    FileStillSeeding,
    FolderReadOnly,
    OnlyVersion,
)
from chalicelib.recycle_folder.models import (
    MAX_LISTED,
    DeleteRequest,
    FileToDelete,
    RecycledFiles,
    RecycleFolder,
    RecycleRequest,
    RecycleSelection,
)
from chalicelib.recycle_folder.store import entries, remaining_versions
from chalicelib.tracking.models import PLAYING_FOR
from chalicelib.tracking.service.undo import UndoService

RECYCLED_FILES = "recycled_files"  # the name of these changes among those to undo


@dataclass(frozen=True, slots=True)
class RecycleFolderService:
    """Every method raises `NotAllowed` without the right to delete. The worker moves the files."""

    db: Database
    library: LibraryService
    undo: UndoService
    settings: DownloadSettingsService
    clock: Clock

    def delete(self, user: User, request: DeleteRequest) -> RecycledFiles:
        """
        Take files out of the library. They are moved once the time to undo is over.

        Raises `LibraryItemNotFound`, `FolderReadOnly` or `FileStillSeeding`, for spare versions
        `OnlyVersion` or `BeingWatched`; nothing is deleted then.
        """
        user.require("delete")
        with self.db.read() as conn:
            files = entries.list_to_delete(conn, ids=request.library_item_ids)
        if not files:
            raise LibraryItemNotFound("There is no such file in the library.")
        _refuse_seeding(files)
        _refuse_read_only(files)
        ids, now = [file.id for file in files], self.clock()
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            if request.spare_only:
                _refuse_needed(conn, ids, now)
            taken = entries.put(conn, ids=ids, user_id=user.id, now=now)
            changed = json.dumps([str(item_id) for item_id in taken])
            undo_id = self.undo.record(conn, user.id, RECYCLED_FILES, changed)
        self.library.invalidate_caches()
        return RecycledFiles(
            undo_id=undo_id,
            files=len(files),
            size_bytes=sum(file.size_bytes for file in files),
        )

    def revert(self, conn: Connection, _user_id: UUID, changed: str) -> None:
        entries.restore(conn, ids=[UUID(item_id) for item_id in json.loads(changed)])

    def replace(self, conn: Connection, ids: Sequence[UUID], *, by: UUID) -> None:
        """
        Take files out of the library, because `by` is better. The worker moves them at once;
        `restore` and `restore_replaced` put them back.
        """
        remaining_versions.lock_versions(conn, ids=ids)
        entries.put(conn, ids=ids, user_id=None, now=self.clock(), replaced_by=by)

    def has_replaced(self, conn: Connection, *, by: UUID) -> bool:
        """Whether a file is in the recycle folder, or on its way there, because of `by`."""
        return bool(entries.list_replaced(conn, by=[by]))

    def restore_replaced(self, conn: Connection, *, replaced_by: Sequence[UUID]) -> None:
        """Put the files back that these have replaced."""
        entries.restore(conn, ids=entries.list_replaced(conn, by=replaced_by))

    def list(self, user: User) -> RecycleFolder:
        """Deleted files, and the user's removed downloads; administrators see all."""
        user.require("delete")
        with self.db.read() as conn:
            days = self.settings.get_in(conn).recycle_days
            owner = _owner(user)
            listed = entries.list_entries(conn, days=days, user_id=owner, limit=MAX_LISTED)
            files, size_bytes = entries.count_entries(conn, user_id=owner)
        return RecycleFolder(items=listed, files=files, size_bytes=size_bytes, kept_days=days)

    def restore(self, user: User, request: RecycleRequest) -> None:
        """Put deleted files back where they were; the worker does so within moments."""
        user.require("delete")
        with self.db.transaction() as conn:
            entries.restore(conn, ids=request.library_item_ids)
        self.library.invalidate_caches()

    def empty(self, user: User, selection: RecycleSelection) -> None:
        """Delete entries for good, these or all, with their copies in the object store."""
        user.require("delete")
        with self.db.transaction() as conn:
            entries.remove(conn, ids=selection.ids)
            entries.expire_downloads(conn, ids=selection.ids, user_id=_owner(user))


def _owner(user: User) -> UUID | None:
    return None if user.role == "admin" else user.id


def _refuse_needed(conn: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Decided in the transaction that deletes: a page may show what has changed since."""
    remaining_versions.lock_versions(conn, ids=ids)
    for version in remaining_versions.list_versions(conn, ids=ids, playing_since=now - PLAYING_FOR):
        if not version.has_another:
            raise OnlyVersion(
                f"These are the only files of {version.name} by now, so they stay.",
                field="libraryItemIds",
            )
        if version.is_playing:
            raise BeingWatched(
                f"{version.name} is being watched now. Try again when it is over.",
                field="libraryItemIds",
            )


def _refuse_seeding(files: Sequence[FileToDelete]) -> None:
    seeding = next((file for file in files if file.is_seeding), None)
    if seeding is not None:
        name = PurePath(seeding.path).name
        raise FileStillSeeding(
            f"{name} is still used by its download. Remove the download, or end its seeding first.",
            field="libraryItemIds",
        )


def _refuse_read_only(files: Sequence[FileToDelete]) -> None:
    """A file that is not there is no obstacle: nothing of it has to be moved."""
    for folder in {Path(text_to_path(file.path)).parent for file in files}:
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            name = path_to_text(folder.name)
            raise FolderReadOnly(
                f"The server may only read the folder {name}, so nothing in it can be deleted.",
                field="libraryItemIds",
            )
