"""Undoing what a request changed."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.tracking.errors import UndoExpired
from chalicelib.tracking.models.plays import UNDO_PERIOD
from chalicelib.tracking.store import changes, favorites, plays, ratings, statuses, watch_later

#: Reverts the changes of one list, which are JSON, for the user.
Reverter = Callable[[Connection, UUID, str], None]


@dataclass(frozen=True, slots=True)
class UndoService:
    db: Database
    cache: Cache
    clock: Clock
    #: Of the lists of other slices, by their names in `Change.parts`.
    reverters: Mapping[str, Reverter] = field(default_factory=dict)
    #: Whose plays the changes of a list are about, besides the user's own.
    concerned: Mapping[str, Callable[[str], Collection[UUID]]] = field(default_factory=dict)
    #: What follows when a list of that name was reverted, after the transaction.
    followers: Mapping[str, Callable[[], None]] = field(default_factory=dict)

    def lock(self, conn: Connection, user_id: UUID) -> None:
        """Let one transaction at a time change what can be undone of a user."""
        plays.lock(conn, user_id=user_id)

    def record(
        self,
        conn: Connection,
        user_id: UUID,
        part: str,
        changed: str,
        *,
        period: timedelta = UNDO_PERIOD,
    ) -> UUID:
        """
        Store what a request changed of another slice's lists, in its transaction.

        `part` is the name of its reverter, which is given `changed`, JSON. Returns what undoes it
        for that period.
        """
        now = self.clock()
        return changes.insert(
            conn,
            user_id=user_id,
            parts={part: changed},
            now=now,
            expires_at=now + period,
        )

    def undo(self, user_id: UUID, change_id: UUID) -> None:
        """
        Revert a change that has not expired; what happened since stays.

        Raises `UndoExpired`, also for another user's change.
        """
        now = self.clock()
        with self.db.transaction() as conn:
            parts = json.loads(changes.parts_of(conn, user_id=user_id, change_id=change_id))
            users = {user_id}
            for name in parts.keys() & self.concerned.keys():
                users |= set(self.concerned[name](json.dumps(parts[name])))
            plays.lock_all(conn, users)
            change = changes.take(conn, user_id=user_id, change_id=change_id)
            if change is None or change.expires_at < now:
                raise UndoExpired("It is too late to undo this.")
            titles = changes.revert_plays(conn, user_id=user_id, change=change)
            plays.summarize(conn, user_id=user_id, media_ids=titles)
            changes.revert_positions(conn, user_id=user_id, change=change)
            ratings.revert(conn, user_id=user_id, ratings=change.ratings, now=now)
            statuses.revert(conn, user_id=user_id, statuses=change.statuses)
            favorites.revert(conn, user_id=user_id, favorites=change.favorites)
            reverters = {"watch_later": watch_later.revert, **self.reverters}
            for name, rows in parts.items():
                reverters[name](conn, user_id, json.dumps(rows))
            changes.forget_moves(conn, user_id=user_id, change=change)
            # An undo is a change too: what the worker made of the history is made again.
            changes.insert(conn, user_id=user_id, now=now, expires_at=now + UNDO_PERIOD)
        self.cache.invalidate_user(user_id)
        for name in parts:
            if name in self.followers:
                self.followers[name]()
