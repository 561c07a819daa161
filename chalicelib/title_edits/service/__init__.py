"""Setting fields of a title by hand, and giving them back to the sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.derived_data import update_titles
from chalicelib.catalog.service.local_pictures import refresh
from chalicelib.metadata.service.staleness import provider_of
from chalicelib.metadata.service.task_queue import queue_title
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.sessions import User
from chalicelib.title_edits import store
from chalicelib.title_edits.errors import NoSuchGenre, NotLocked
from chalicelib.title_edits.models import (
    EditField,
    LockedField,
    TitleEdit,
    TitleEditChange,
    TitleEdits,
    TitleFieldValues,
    UndoneEdit,
)
from chalicelib.tracking.service.undo import UndoService

#: The name under which changes are stored.
TITLE_EDITS = "title_edits"


@dataclass(frozen=True, slots=True)
class TitleEditService:
    """Needs the right to change matches: all users see what is set here."""

    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService

    def get(self, user: User, media_id: int) -> TitleEdits:
        """Raises `NotAllowed` or `MediaNotFound`."""
        user.require("match")
        title = self.catalog.require(media_id)
        with self.db.transaction() as conn:
            return self._edits(conn, title.id, title.media_type)

    def change(self, user: User, media_id: int, edit: TitleEdit) -> TitleEditChange:
        """
        Set fields and lock them. Raises `NotAllowed`, `MediaNotFound` or `NoSuchGenre`.
        """
        user.require("match")
        title = self.catalog.require(media_id)
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            before = self._values(conn, title.id)
            changes = _changes(before, edit)
            unknown = store.unknown_genres(conn, names=changes.get("genres", ()))
            if unknown:
                raise NoSuchGenre(f"There is no genre {unknown[0]}.", field="genres")
            if not changes:
                return TitleEditChange(
                    undo_id=None, edits=self._edits(conn, title.id, title.media_type)
                )
            now = self.clock()
            undo_id = self._record(
                conn, user.id, title.id, fields=list(changes), before=before, now=now
            )
            stored = before.model_dump(mode="json")
            store.lock(
                conn,
                media_id=title.id,
                before={field: stored[field] for field in changes},
                user_id=user.id,
                now=now,
            )
            with update_titles(conn, title.id):
                self._write(conn, title.id, before, changes, now)
            edits = self._edits(conn, title.id, title.media_type)
        self.cache.invalidate(CATALOGUE)
        return TitleEditChange(undo_id=undo_id, edits=edits)

    def unlock(self, user: User, media_id: int, locked: LockedField) -> TitleEditChange:
        """
        Set a field to what the sources said of it, and let them change it again.

        Raises `NotAllowed`, `MediaNotFound` or `NotLocked`.
        """
        user.require("match")
        title, field = self.catalog.require(media_id), locked.column
        with self.db.transaction() as conn:
            self.undo.lock(conn, user.id)
            before = self._values(conn, title.id)
            lock = store.locks(conn, media_id=title.id, fields=[field]).get(field)
            if lock is None:
                raise NotLocked("This has not been set by hand.", field="field")
            now = self.clock()
            undo_id = self._record(conn, user.id, title.id, fields=[field], before=before, now=now)
            store.unlock(conn, media_id=title.id, fields=[field])
            queue_title(conn, title.id, now=now)
            with update_titles(conn, title.id):
                self._write(conn, title.id, before, {field: lock.before}, now)
            edits = self._edits(conn, title.id, title.media_type)
        self.cache.invalidate(CATALOGUE)
        return TitleEditChange(undo_id=undo_id, edits=edits)

    def revert(self, conn: Connection, user_id: UUID, changed: str) -> None:  # noqa: ARG002  # see Reverter
        """Put values and locks back; a field that was set again since stays."""
        edit = UndoneEdit.model_validate_json(changed)
        before = store.values(conn, media_id=edit.media_id)
        if before is None:
            return
        locks = store.locks(conn, media_id=edit.media_id, fields=edit.values.keys())
        fields = {
            field: value
            for field, value in edit.values.items()
            if field not in locks or locks[field].set_at == edit.at
        }
        store.unlock(conn, media_id=edit.media_id, fields=fields.keys())
        stored = [lock for lock in edit.locks if lock.field in fields]
        store.restore(conn, media_id=edit.media_id, stored=stored)
        with update_titles(conn, edit.media_id):
            self._write(conn, edit.media_id, before, fields, self.clock())

    def _record(
        self,
        conn: Connection,
        user_id: UUID,
        media_id: int,
        *,
        fields: list[EditField],
        before: TitleFieldValues,
        now: datetime,
    ) -> UUID:
        stored = before.model_dump(mode="json")
        edit = UndoneEdit(
            media_id=media_id,
            at=now,
            values={field: stored[field] for field in fields},
            locks=list(store.locks(conn, media_id=media_id, fields=fields).values()),
        )
        return self.undo.record(conn, user_id, TITLE_EDITS, edit.model_dump_json())

    def _write(
        self,
        conn: Connection,
        media_id: int,
        before: TitleFieldValues,
        changes: Mapping[EditField, Any],
        now: datetime,
    ) -> None:
        after = TitleFieldValues.model_validate({**before.model_dump(), **changes})
        year_moves = after.release_date != before.release_date
        store.write(conn, media_id=media_id, fields=after, year_moves=year_moves, now=now)
        if after.genres != before.genres:
            store.write_genres(conn, media_id=media_id, names=after.genres)
        refresh(conn, media_id)  # a picture may have come or gone since

    def _edits(self, conn: Connection, media_id: int, kind: MediaType) -> TitleEdits:
        values = self._values(conn, media_id)
        return TitleEdits(
            **values.model_dump(),
            locks=store.shown_locks(conn, media_id=media_id),
            source=provider_of(kind),
        )

    def _values(self, conn: Connection, media_id: int) -> TitleFieldValues:
        values = store.values(conn, media_id=media_id)
        if values is None:  # deleted a moment ago
            raise MediaNotFound("There is no such title.")
        return values


def _changes(before: TitleFieldValues, edit: TitleEdit) -> dict[EditField, Any]:
    return {
        field: value for field, value in edit.changes.items() if value != getattr(before, field)
    }
