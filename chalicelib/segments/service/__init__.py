"""Segments of files: what is known, and what users set by hand for all users."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.segments.errors import SegmentOutsideFile
from chalicelib.segments.models import (
    FileSegment,
    SegmentKind,
    SegmentRequest,
    SegmentsChange,
)
from chalicelib.segments.store import segments as store
from chalicelib.tracking.service.undo import Reverter, UndoService

#: The name under which changes are stored, and what undoes them.
SEGMENTS = "segments"
revert: Reverter = store.revert


@dataclass(frozen=True, slots=True)
class SegmentService:
    db: Database
    clock: Clock
    undo: UndoService

    def of_item(self, item_id: UUID) -> list[FileSegment]:
        """The segments of a file, in order of time; none for a file that is unknown."""
        with self.db.read() as conn:
            return store.list_of_item(conn, item_id=item_id)

    def set(
        self, user: User, item_id: UUID, kind: SegmentKind, request: SegmentRequest
    ) -> SegmentsChange:
        """
        Set where a segment is, for all users who play the file.

        Raises `LibraryItemNotFound` or `SegmentOutsideFile`.
        """
        return self._write(user, item_id, kind, request.start_seconds, request.end_seconds)

    def hide(self, user: User, item_id: UUID, kind: SegmentKind) -> SegmentsChange:
        """Hide a segment, also one that was found. Raises `LibraryItemNotFound`."""
        return self._write(user, item_id, kind, 0.0, 0.0)

    def _write(
        self, user: User, item_id: UUID, kind: SegmentKind, start_s: float, end_s: float
    ) -> SegmentsChange:
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            _require_inside(conn, item_id, start_s, end_s)
            changed = store.set_by_hand(
                conn,
                user_id=user.id,
                item_id=item_id,
                kind=kind,
                start_s=start_s,
                end_s=end_s,
                now=self.clock(),
            )
            undo_id = self.undo.record(conn, user.id, SEGMENTS, changed)
            segments = store.list_of_item(conn, item_id=item_id)
        return SegmentsChange(undo_id=undo_id, segments=segments)


def _require_inside(conn: Connection, item_id: UUID, start_s: float, end_s: float) -> None:
    duration_s = store.duration(conn, item_id=item_id)
    if duration_s is None:
        raise LibraryItemNotFound("There is no such file in the library.")
    # Lengths are stored in whole seconds.
    for field, at_s in (("startSeconds", start_s), ("endSeconds", end_s)):
        if duration_s and at_s > duration_s + 1:
            raise SegmentOutsideFile("This is after the end of the file.", field=field)
