"""Making, changing and deleting collections of a person, and undoing it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.collections.errors import (
    CollectionIsFull,
    CollectionIsReadOnly,
    CollectionIsSmart,
    CollectionNotFound,
    TooManyCollections,
)
from chalicelib.collections.models import Strategy
from chalicelib.collections.models.user_collections import (
    MAX_COLLECTIONS,
    MAX_ITEMS,
    CollectionChange,
    CollectionChoices,
    CollectionEdit,
    NewCollection,
    PeopleHere,
    UserCollection,
    moved,
)
from chalicelib.collections.service.collection_titles import CollectionContents
from chalicelib.collections.service.collection_undo import SLICE, state_of
from chalicelib.collections.store import collection_items, user_collections
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.service.undo import UndoService


@dataclass(frozen=True, slots=True)
class UserCollectionService:
    db: Database
    clock: Clock
    catalog: CatalogService
    contents: CollectionContents
    changes: UndoService

    def create(self, user_id: UUID, request: NewCollection) -> CollectionChange:
        """Raises `TooManyCollections`, `MediaNotFound` or `InvalidInput`."""
        media_ids = self._titles(request.media_ids)
        now = self.clock()
        with self.db.transaction() as conn:
            self.changes.lock(conn, user_id)
            created = user_collections.insert(
                conn,
                owner_id=user_id,
                fields={
                    "name": request.name,
                    "description": request.description,
                    "visibility": request.visibility,
                    "rules": request.rules.model_dump(mode="json") if request.rules else {},
                },
                strategy=Strategy.SMART if request.rules else Strategy.STATIC,
                maximum=MAX_COLLECTIONS,
                now=now,
            )
            if created is None:
                raise TooManyCollections(
                    f"You have {MAX_COLLECTIONS} collections; delete one first.", field="name"
                )
            self._share(conn, created, user_id, request.shared_with, now)
            collection_items.set_order(conn, collection_id=created, media_ids=media_ids)
            undo_id = self._record(conn, user_id, created, created=media_ids)
        return self._change(user_id, created, undo_id)

    def edit(self, user_id: UUID, id: int, request: CollectionEdit) -> CollectionChange:
        """
        Change what is given; only the owner may.

        Raises `CollectionNotFound`, `CollectionIsReadOnly` or `InvalidInput`.
        """
        given = request.model_fields_set
        now = self.clock()
        with self.db.transaction() as conn:
            found = self._of_owner(conn, user_id, id)
            fields = {
                name: getattr(request, name)
                for name in ("name", "description", "visibility")
                if getattr(request, name) is not None
            }
            if request.rules is not None:
                if found.strategy != Strategy.SMART:
                    raise InvalidInput("This collection is made by hand.", field="rules")
                fields["rules"] = request.rules.model_dump(mode="json")
            if "cover_media_id" in given:
                fields["cover_media_id"] = self._cover(user_id, found, request.cover_media_id)
            before = {name: value for name, value in state_of(found).items() if name in fields}
            user_collections.update(conn, id=id, fields=fields, now=now)
            after = dict(fields)
            if request.shared_with is not None:
                before["members"] = state_of(found)["members"]
                after["members"] = self._share(conn, id, user_id, request.shared_with, now)
            undo_id = None
            if before != after:
                undo_id = self._record(conn, user_id, id, before=before, after=after)
        return self._change(user_id, id, undo_id)

    def delete(self, user_id: UUID, id: int) -> CollectionChange:
        """Raises `CollectionNotFound` or `CollectionIsReadOnly`."""
        with self.db.transaction() as conn:
            found = self._of_owner(conn, user_id, id)
            order = collection_items.order(conn, collection_id=id)
            user_collections.delete(conn, id=id)
            undo_id = self._record(
                conn,
                user_id,
                id,
                deleted={**state_of(found), "strategy": found.strategy, "order": order},
            )
        return CollectionChange(undo_id=undo_id, collection=None)

    def add(self, user_id: UUID, id: int, media_ids: Sequence[int]) -> CollectionChange:
        """
        Append titles; those that are in it keep their place.

        Raises `CollectionNotFound`, `CollectionIsReadOnly`, `CollectionIsSmart`,
        `CollectionIsFull` or `MediaNotFound`.
        """
        titles = self._titles(media_ids)

        def change(order: list[int]) -> list[int]:
            changed = [*order, *(each for each in titles if each not in set(order))]
            if len(changed) > MAX_ITEMS:
                raise CollectionIsFull(
                    f"A collection has up to {MAX_ITEMS:,} titles.", field="mediaIds"
                )
            return changed

        return self._rearrange(user_id, id, change)

    def remove(self, user_id: UUID, id: int, media_ids: Sequence[int]) -> CollectionChange:
        """Raises `CollectionNotFound`, `CollectionIsReadOnly` or `CollectionIsSmart`."""
        gone = set(media_ids)
        return self._rearrange(
            user_id, id, lambda order: [each for each in order if each not in gone]
        )

    def move(
        self, user_id: UUID, id: int, media_ids: Sequence[int], before_id: int | None
    ) -> CollectionChange:
        """Raises `CollectionNotFound`, `CollectionIsReadOnly` or `CollectionIsSmart`."""
        return self._rearrange(user_id, id, lambda order: moved(order, media_ids, before_id))

    def choices(self, user_id: UUID, media_id: int) -> CollectionChoices:
        """Where a title can be added, and where it is already. Raises `MediaNotFound`."""
        title = self.catalog.require(media_id)
        with self.db.read() as conn:
            return CollectionChoices(
                items=user_collections.choices(conn, reader_id=user_id, media_id=title.id)
            )

    def people(self, user_id: UUID) -> PeopleHere:
        """The other users."""
        with self.db.read() as conn:
            return PeopleHere(items=user_collections.people(conn, but=user_id))

    def _rearrange(
        self, user_id: UUID, id: int, change: Callable[[list[int]], list[int]]
    ) -> CollectionChange:
        """Give a collection the order that `change` makes of its present one."""
        now = self.clock()
        with self.db.transaction() as conn:
            self._lock(conn, user_id, id)
            found = self._readable(conn, user_id, id)
            if found.access == "reader":
                raise CollectionIsReadOnly("You can look at this collection, but not change it.")
            if found.strategy == Strategy.SMART:
                raise CollectionIsSmart("A smart collection finds its titles by its rules.")
            before = collection_items.order(conn, collection_id=id)
            after = change(before)
            undo_id = None
            if after != before:
                collection_items.set_order(conn, collection_id=id, media_ids=after)
                user_collections.update(conn, id=id, fields={}, now=now)
                undo_id = self._record(
                    conn,
                    user_id,
                    id,
                    order=before,
                    added=[one for one in after if one not in set(before)],
                    removed=[one for one in before if one not in set(after)],
                )
        return self._change(user_id, id, undo_id)

    def _readable(self, conn: Connection, user_id: UUID, id: int) -> UserCollection:
        found = user_collections.get(conn, id=id, reader_id=user_id)
        if found is None:
            raise CollectionNotFound("There is no such collection.")
        return found

    def _lock(self, conn: Connection, user_id: UUID, id: int) -> None:
        """In the order of undoing: the person's changes, then the collection."""
        self.changes.lock(conn, user_id)
        user_collections.lock(conn, id=id)

    def _of_owner(self, conn: Connection, user_id: UUID, id: int) -> UserCollection:
        self._lock(conn, user_id, id)
        found = self._readable(conn, user_id, id)
        if found.access != "owner":
            raise CollectionIsReadOnly("Only the owner of a collection can change that.")
        return found

    def _titles(self, media_ids: Sequence[int]) -> list[int]:
        return list(dict.fromkeys(self.catalog.require(each).id for each in media_ids))

    def _cover(self, user_id: UUID, found: UserCollection, media_id: int | None) -> int | None:
        if media_id is None:
            return None
        title = self.catalog.require(media_id)
        if title.id not in self.contents.ids(user_id, [found])[found.id]:
            raise InvalidInput("This title is not in the collection.", field="coverMediaId")
        return title.id

    def _share(
        self, conn: Connection, id: int, owner_id: UUID, user_ids: Sequence[UUID], now: datetime
    ) -> list[str]:
        wanted = set(user_ids) - {owner_id}
        members = user_collections.set_members(conn, id=id, user_ids=list(wanted), now=now)
        if set(members) != wanted:
            raise InvalidInput("There is no such person here.", field="sharedWith")
        return sorted(str(each) for each in members)

    def _record(self, conn: Connection, user_id: UUID, id: int, **change: Any) -> UUID:
        return self.changes.record(conn, user_id, SLICE, json.dumps({"id": id, **change}))

    def _change(self, user_id: UUID, id: int, undo_id: UUID | None) -> CollectionChange:
        with self.db.read() as conn:
            found = self._readable(conn, user_id, id)
        (item,) = self.contents.describe(user_id, [found])
        return CollectionChange(undo_id=undo_id, collection=item)
