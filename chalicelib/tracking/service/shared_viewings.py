"""Watching together: who is there, and who may say so."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import NothingToPlay, SharedViewingNotFound
from chalicelib.tracking.models.shared_viewings import (
    MAX_EVENING,
    SharedViewing,
    SharedViewingChange,
    SharedViewingRequest,
    SharedViewingRow,
    SharedViewingState,
)
from chalicelib.tracking.service.undo import UndoService
from chalicelib.tracking.store import plays, shared_viewings

#: The name of these changes among those that can be undone.
SHARED_VIEWINGS = "shared_viewings"


@dataclass(frozen=True, slots=True)
class SharedViewingService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService
    new_id: NewId

    def state(self, user_id: UUID) -> SharedViewingState:
        """The viewing the person takes part in."""
        with self.db.read() as conn:
            row = shared_viewings.find(conn, user_id=user_id, now=self.clock())
        return SharedViewingState(viewing=self._viewing(user_id, row))

    def start(self, user_id: UUID, request: SharedViewingRequest) -> SharedViewingChange:
        """
        From now on the person's player reports a title for the others too.

        Each of them leaves the viewing they were in before. Raises `MediaNotFound`,
        `NothingToPlay` for a game, or `InvalidInput` for a user who is not here.
        """
        title = self.catalog.require(request.media_id)
        if title.media_type == MediaType.GAME:
            raise NothingToPlay("A game is not played here.", field="mediaId")
        others = set(request.people) - {user_id}
        if not others:
            raise InvalidInput("Name a person who watches with you.", field="people")
        now = self.clock()
        row = SharedViewingRow(self.new_id(), user_id, title.id, now, now + MAX_EVENING, people=[])
        with self.db.transaction() as conn:
            if missing := others - shared_viewings.people(conn, ids=others):
                raise InvalidInput(f"{min(missing)} is not a user of this server.", field="people")
            plays.lock_all(conn, {user_id, *others})
            before = shared_viewings.end_all(conn, users={user_id, *others})
            shared_viewings.insert(conn, viewing=row, companions=others)
            undo_id = self._record(conn, user_id, before, started=row.id)
        return SharedViewingChange(viewing=self.state(user_id).viewing, undo_id=undo_id)

    def leave(self, user_id: UUID, person: UUID) -> SharedViewingChange:
        """
        A user has gone to bed: the player no longer reports for them.

        The owner of the player may say so of each companion, and ends the viewing by leaving; a
        companion may leave. Raises `SharedViewingNotFound`.
        """
        with self.db.transaction() as conn:
            plays.lock_all(conn, {user_id, person})
            row = shared_viewings.find(conn, user_id=user_id, now=self.clock())
            if row is None or person not in {each.id for each in row.people}:
                raise SharedViewingNotFound("You do not watch this together.")
            if user_id not in (person, row.user_id):
                raise SharedViewingNotFound("Only the person who started it can say who has left.")
            before = shared_viewings.end_all(conn, users={person})
            undo_id = self._record(conn, user_id, before)
        return SharedViewingChange(viewing=self.state(user_id).viewing, undo_id=undo_id)

    def _record(
        self, conn: Connection, user_id: UUID, before: str, *, started: UUID | None = None
    ) -> UUID:
        changed = {"before": json.loads(before), "started": str(started) if started else None}
        return self.undo.record(conn, user_id, SHARED_VIEWINGS, json.dumps(changed))

    def _viewing(self, user_id: UUID, row: SharedViewingRow | None) -> SharedViewing | None:
        cards = self.catalog.cards_by_id(user_id, [row.media_id] if row else [])
        if row is None or row.media_id not in cards:
            return None
        owner, *companions = row.people
        return SharedViewing(
            media=cards[row.media_id],
            owner=owner,
            companions=companions,
            started_at=row.started_at,
            expires_at=row.expires_at,
        )


def people_of(changed: str) -> Collection[UUID]:
    """Whom the undo of a change is about."""
    before = json.loads(changed)["before"]
    return {UUID(row["user_id"]) for rows in before.values() for row in rows}


def revert_shared_viewings(conn: Connection, _: UUID, changed: str) -> None:
    """See `chalicelib.tracking.service.undo.Reverter`."""
    shared_viewings.revert(conn, changed=changed)
