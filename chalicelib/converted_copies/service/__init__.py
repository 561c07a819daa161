"""Converted copies of files: which there are, which can be made, and asking for one."""

import json
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
    QUEUE,
    TASK,
    ConvertedCopies,
    ConvertedCopy,
    ConvertedCopyChange,
    CopiedFile,
    CopyRow,
    NewConvertedCopy,
    WhyNot,
    label_of,
)
from chalicelib.converted_copies.service.choice import choices_of, rendition_of
from chalicelib.converted_copies.store import copies
from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.clock import Clock, NewId, utc_now
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.platform.tasks import defer_once
from chalicelib.playback.models.file_details import FileDetails
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.service.details import audio_tracks_of
from chalicelib.playback.service.file_details import FileDetailsService
from chalicelib.tracking.service.undo import UndoService

logger = logging.getLogger(__name__)

#: The name under which changes are stored.
CONVERTED_COPIES = "converted_copies"
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
            used = copies.total_bytes(conn)
        why_not = self._why_not(file, details)
        may_ask = user.role == "admin" or "download" in user.rights
        choices = choices_of(details, file) if details and not why_not else []
        return ConvertedCopies(
            items=[_shown(row, details, user) for row in rows],
            choices=choices if may_ask else [],
            audio_tracks=audio_tracks_of(details),
            why_not=why_not or ("" if may_ask else "not_allowed"),
            used_bytes=used,
            quota_bytes=self.quota_bytes,
        )

    def keep(self, user: User, item_id: UUID, wish: NewConvertedCopy) -> ConvertedCopyChange:
        """
        Ask for a copy; one that is there or being made is no second one.

        Raises `NotAllowed`, `LibraryItemNotFound`, `CopiesUnavailable`, `CopyNotNeeded`,
        `CopyQuotaUsedUp` or `TooManyCopies`.
        """
        user.require("download")
        details = self.files.of_item(item_id)
        now, copy_id = self.clock(), self.new_id()
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            file = _require(conn, item_id)
            why_not = self._why_not(file, details)
            if why_not or details is None:
                raise CopiesUnavailable(REFUSALS[why_not])
            rendition = rendition_of(details, wish)
            if rendition is None:
                raise CopyNotNeeded(
                    "Every browser plays this file in this quality as it is.", field="height"
                )
            if copies.total_bytes(conn) >= self.quota_bytes:
                raise CopyQuotaUsedUp(
                    "There is no room for another converted copy. Remove one first."
                )
            if copies.count_pending(conn, user_id=user.id) >= MAX_PENDING:
                raise TooManyCopies("Wait until your other copies are made.", retry_after_s=60)
            made = copies.put(
                conn,
                id=copy_id,
                item_id=item_id,
                rendition=str(rendition),
                file=file,
                user_id=user.id,
                now=now,
            )
            if made is not None:
                queue(conn, made)
            changed = {"made": [] if made is None else [str(made)], "removed": []}
            undo_id = self.undo.record(conn, user.id, CONVERTED_COPIES, json.dumps(changed))
        return ConvertedCopyChange(copies=self.list(user, item_id), undo_id=undo_id)

    def remove(self, user: User, copy_id: UUID) -> ConvertedCopyChange:
        """
        Remove a copy that the user has asked for, or any with the right to delete.

        Raises `ConvertedCopyNotFound`.
        """
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            row = copies.get(conn, id=copy_id)
            if row is None or not _can_remove(row, user):
                raise ConvertedCopyNotFound("There is no such copy that you may remove.")
            copies.remove(conn, id=copy_id, now=self.clock())
            changed = {"made": [], "removed": [str(copy_id)]}
            undo_id = self.undo.record(conn, user.id, CONVERTED_COPIES, json.dumps(changed))
        logger.info("converted copy removed", extra={"copy": str(copy_id), "user": str(user.id)})
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


def queue(conn: Connection, copy_id: UUID) -> None:
    """Let the worker make a copy."""
    defer_once(conn, TASK, {"copy_id": str(copy_id)}, queue=QUEUE, lock=f"copy:{copy_id}")


def revert(conn: Connection, user_id: UUID, changed: str) -> None:  # noqa: ARG001  # a Reverter
    """Undo asking for copies, or removing them."""
    ids = json.loads(changed)
    now = utc_now()
    for made in ids["made"]:
        copies.remove(conn, id=UUID(made), now=now)
    for removed in ids["removed"]:
        copies.restore(conn, id=UUID(removed), now=now)
        queue(conn, UUID(removed))  # nothing is done for one that is ready


def _require(conn: Connection, item_id: UUID) -> CopiedFile:
    file = copies.file_of(conn, item_id=item_id)
    if file is None:
        raise LibraryItemNotFound("There is no such file in the library.")
    return file


def _can_remove(row: CopyRow, user: User) -> bool:
    return row.user_id == user.id or user.role == "admin" or "delete" in user.rights


def _shown(row: CopyRow, details: FileDetails | None, user: User) -> ConvertedCopy:
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
        progress=row.progress,
        size_bytes=row.size_bytes,
        created_at=row.created_at,
        can_remove=_can_remove(row, user),
    )
