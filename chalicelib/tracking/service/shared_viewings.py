"""Watching together: who is there, and who may say so."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import NothingToPlay, SharedViewingNotFound
from chalicelib.tracking.models.shared_viewings import (
    MAX_EVENING,
    NewSharedViewing,
    PossibleCompanions,
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

    def people(self, user_id: UUID) -> PossibleCompanions:
        """Those the person may name as companions."""
        with self.db.read() as conn:
            found = shared_viewings.possible_companions(conn, but=user_id)
        return PossibleCompanions(items=found)

    def state(self, user_id: UUID) -> SharedViewingState:
        """The viewing the person takes part in, and those they are asked about."""
        with self.db.read() as conn:
            rows = shared_viewings.page(conn, user_id=user_id, now=self.clock())
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        shown = [row for row in rows if row.media_id in cards]
        current = next((row for row in shown if not row.is_ask), None)
        return SharedViewingState(
            viewing=_viewing(current, cards[current.media_id]) if current else None,
            asks=[_viewing(row, cards[row.media_id]) for row in shown if row.is_ask],
        )

    def start(self, user_id: UUID, request: SharedViewingRequest) -> SharedViewingChange:
        """
        From now on the person's player reports a title for the others too.

        Each of them leaves the viewing they were in before; those who want to be asked first stay
        there until they have answered. Raises `MediaNotFound`, `NothingToPlay` for a game, or
        `InvalidInput` for a user who is not here or for whom others may not report.
        """
        title = self.catalog.require(request.media_id)
        if title.media_type == MediaType.GAME:
            raise NothingToPlay("A game is not played here.", field="mediaId")
        others = set(request.people) - {user_id}
        if not others:
            raise InvalidInput("Name a person who watches with you.", field="people")
        now = self.clock()
        with self.db.transaction() as conn:
            possible = {
                each.id: each for each in shared_viewings.possible_companions(conn, but=user_id)
            }
            if missing := others - possible.keys():
                raise InvalidInput(
                    f"{min(missing)} is not a user of this server you may record viewings for.",
                    field="people",
                )
            asked = frozenset(each for each in others if possible[each].is_asked)
            viewing = NewSharedViewing(
                self.new_id(),
                user_id,
                title.id,
                now,
                now + MAX_EVENING,
                frozenset(others - asked),
                asked,
            )
            plays.lock_all(conn, {user_id, *others})
            before = shared_viewings.end_all(conn, users={user_id, *viewing.companions})
            shared_viewings.insert(conn, viewing=viewing)
            undo_id = self.record(conn, user_id, before, started=str(viewing.id))
        return SharedViewingChange(viewing=self.state(user_id).viewing, undo_id=undo_id)

    def leave(self, user_id: UUID, person: UUID) -> SharedViewingChange:
        """
        A user has gone to bed: the player no longer reports for them.

        The owner of the player may say so of each companion, and ends the viewing by leaving; a
        companion may leave. Raises `SharedViewingNotFound`.
        """
        with self.db.transaction() as conn:
            plays.lock_all(conn, {user_id, person})
            rows = shared_viewings.page(conn, user_id=user_id, now=self.clock())
            row = next((row for row in rows if not row.is_ask), None)
            if row is None or person not in row.people:
                raise SharedViewingNotFound("You do not watch this together.")
            if user_id not in (person, row.user_id):
                raise SharedViewingNotFound("Only the person who started it can say who has left.")
            if person in {each.id for each in row.asked}:  # is somewhere else, perhaps
                before = shared_viewings.decline(conn, viewing_id=row.id, user_id=person)
            else:
                before = shared_viewings.end_all(conn, users={person})
            undo_id = self.record(conn, user_id, before)
        return SharedViewingChange(viewing=self.state(user_id).viewing, undo_id=undo_id)

    def record(
        self,
        conn: Connection,
        user_id: UUID,
        before: str,
        *,
        started: str | None = None,
        joined: dict[str, str] | None = None,
    ) -> UUID:
        """
        The undo of a change: see `chalicelib.tracking.store.shared_viewings.revert`.

        `started`: the id of a viewing; `joined`: `{"viewing_id": …, "user_id": …}`.
        """
        changed = {"before": json.loads(before), "started": started, "joined": joined}
        return self.undo.record(conn, user_id, SHARED_VIEWINGS, json.dumps(changed))


def _viewing(row: SharedViewingRow, card: MediaCard) -> SharedViewing:
    return SharedViewing(
        media=card,
        owner=row.owner,
        companions=row.companions,
        asked=row.asked,
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
