"""Converted copies of files: which there are, which can be made, and asking for one."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.converted_copies.errors import (
    ConvertedCopyNotFound,
    CopiesUnavailable,
    CopyNotNeeded,
    CopyQuotaUsedUp,
    TooManyCopies,
)
from chalicelib.converted_copies.models import (
    MAX_PENDING,
    ConvertedCopies,
    ConvertedCopy,
    ConvertedCopyChange,
    CopiedFile,
    CopyRow,
    NewConvertedCopy,
    WhyNot,
    label_of,
)
from chalicelib.converted_copies.service.copy_requests import describe_change, request, withdraw
from chalicelib.converted_copies.service.quality_choices import choices_of, rendition_of
from chalicelib.converted_copies.store import copies, copy_requests
from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.playback.models.file_details import FileDetails
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.service.file_details import FileDetailsService
from chalicelib.playback.service.ticket_details import audio_tracks_of
from chalicelib.tracking.service.undo import UndoService

logger = logging.getLogger(__name__)

#: The name under which changes are stored.
CONVERTED_COPIES = "converted_copies"
NOT_YOURS = "There is no such copy that you may remove."
REFUSALS: Mapping[WhyNot, str] = {
    "no_store": "Converted copies are kept in an object store, and nothing is copied to one here.",
    "off": "An administrator of this server lets it keep no converted copies.",
    "being_read": "This file has just arrived and is being read. Try again in a moment.",
}


@dataclass(frozen=True, slots=True)
class ConvertedCopyService:
    db: Database
    clock: Clock
    new_id: NewId
    files: FileDetailsService
    undo: UndoService
    has_store: bool
    quota_bytes: int  # of all copies; 0: none are kept

    def list(self, user: User, item_id: UUID) -> ConvertedCopies:
        """Raises `LibraryItemNotFound`."""
        details = self.files.of_item(item_id)
        with self.db.read() as conn:
            file = _require(conn, item_id)
            rows = copies.list_of_item(conn, item_id=item_id)
            requested = copy_requests.list_of_user(conn, item_id=item_id, user_id=user.id)
            used = copies.total_bytes(conn)
        why_not = self._why_not(file, details)
        may_ask = user.role == "admin" or "download" in user.rights
        choices = choices_of(details, file) if details and not why_not else []
        return ConvertedCopies(
            items=[
                _shown(row, details, can_remove=_may_delete(user) or row.id in requested)
                for row in rows
            ],
            choices=choices if may_ask else [],
            audio_tracks=audio_tracks_of(details),
            why_not=why_not or ("" if may_ask else "not_allowed"),
            used_bytes=used,
            quota_bytes=self.quota_bytes,
        )

    def keep(self, user: User, item_id: UUID, wanted: NewConvertedCopy) -> ConvertedCopyChange:
        """
        Ask for a copy; for one that is there or being made, the user is one more who keeps it.

        Raises `NotAllowed`, `LibraryItemNotFound`, `CopiesUnavailable`, `CopyNotNeeded`,
        `CopyQuotaUsedUp` or `TooManyCopies`.
        """
        user.require("download")
        details = self.files.of_item(item_id)
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            file = _require(conn, item_id)
            why_not = self._why_not(file, details)
            if why_not or details is None:
                raise CopiesUnavailable(REFUSALS[why_not])
            rendition = rendition_of(details, wanted)
            if rendition is None:
                raise CopyNotNeeded(
                    "Every browser plays this file in this quality as it is.", field="height"
                )
            if copies.total_bytes(conn) >= self.quota_bytes:
                raise CopyQuotaUsedUp(
                    "There is no room for another converted copy. Remove one first."
                )
            if copy_requests.count_pending(conn, user_id=user.id) >= MAX_PENDING:
                raise TooManyCopies("Wait until your other copies are made.", retry_after_s=60)
            copy_id, is_new = request(
                conn,
                new_id=self.new_id(),
                item_id=item_id,
                rendition=rendition,
                file=file,
                user_id=user.id,
                now=self.clock(),
            )
            changed = describe_change(requested=copy_id if is_new else None)
            undo_id = self.undo.record(conn, user.id, CONVERTED_COPIES, changed)
        return ConvertedCopyChange(copies=self.list(user, item_id), undo_id=undo_id)

    def remove(self, user: User, copy_id: UUID) -> ConvertedCopyChange:
        """
        Remove a copy with the right to delete; otherwise withdraw the request of the user.

        Raises `ConvertedCopyNotFound` when the user has asked for no such copy.
        """
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            row = copies.get(conn, id=copy_id)
            if row is None:
                raise ConvertedCopyNotFound(NOT_YOURS)
            if _may_delete(user):
                copies.remove(conn, id=copy_id, for_all=True, now=self.clock())
                changed = describe_change(removed=copy_id)
            elif withdraw(conn, copy_id=copy_id, user_id=user.id, now=self.clock()):
                changed = describe_change(withdrawn=copy_id)
            else:
                raise ConvertedCopyNotFound(NOT_YOURS)
            undo_id = self.undo.record(conn, user.id, CONVERTED_COPIES, changed)
        logger.info("converted copy given up", extra={"copy": str(copy_id), "user": str(user.id)})
        return ConvertedCopyChange(copies=self.list(user, row.library_item_id), undo_id=undo_id)

    def ready(self, item_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Rendition]]:
        """What plays from the object store, by file."""
        found: dict[UUID, list[Rendition]] = {}
        with self.db.read() as conn:
            for item_id, name in copies.list_ready(conn, item_ids=item_ids):
                found.setdefault(item_id, []).append(Rendition.parse(name))
        return found

    def _why_not(self, file: CopiedFile, details: FileDetails | None) -> WhyNot:
        if not self.has_store:
            return "no_store"
        if self.quota_bytes == 0:
            return "off"
        return "being_read" if details is None or not file.fingerprint else ""


def _require(conn: Connection, item_id: UUID) -> CopiedFile:
    file = copies.file_of(conn, item_id=item_id)
    if file is None:
        raise LibraryItemNotFound("There is no such file in the library.")
    return file


def _may_delete(user: User) -> bool:
    return user.role == "admin" or "delete" in user.rights


def _shown(row: CopyRow, details: FileDetails | None, *, can_remove: bool) -> ConvertedCopy:
    rendition = Rendition.parse(row.rendition)
    tracks = {track.index: track.label for track in audio_tracks_of(details)}
    return ConvertedCopy(
        id=row.id,
        height=rendition.height,
        label=label_of(rendition),
        audio_index=rendition.audio_index,
        audio_label="" if rendition.audio_index is None else tracks.get(rendition.audio_index, ""),
        state=row.state,
        reason=row.reason,
        waits_for=row.waits_for,
        progress=row.progress,
        size_bytes=row.size_bytes,
        created_at=row.created_at,
        can_remove=can_remove,
    )
