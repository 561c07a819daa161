"""Undo changes of a user's collection."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chalicelib.collections.errors import CollectionHasMoreTitles
from chalicelib.collections.models.user_collections import UserCollection, reordered
from chalicelib.collections.store import collection_items, user_collections
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection

#: The name under which the changes of this slice are stored.
SLICE = "collections"


@dataclass(frozen=True, slots=True)
class CollectionUndo:
    clock: Clock

    def revert(self, conn: Connection, user_id: UUID, changed: str) -> None:
        """
        Undo a change of a collection; what happened since stays.

        Nothing happens when the person may not change the collection any more. Raises
        `CollectionHasMoreTitles`.
        """
        change = json.loads(changed)
        collection_id = change["id"]
        user_collections.lock(conn, id=collection_id)
        if "deleted" in change:
            self._restore(conn, user_id, collection_id, change["deleted"])
            return
        found = user_collections.get(conn, id=collection_id, reader_id=user_id)
        if found is None or found.access == "reader":
            return
        if "created" in change:
            if set(collection_items.order(conn, collection_id=collection_id)) - set(
                change["created"]
            ):
                raise CollectionHasMoreTitles(
                    "Titles were added to this collection since. You can delete it on its page."
                )
            user_collections.delete(conn, id=collection_id)
        elif "order" in change:
            self._put_in_order(conn, collection_id, change)
        else:
            self._put_back(conn, found, change["before"], change["after"])

    def _put_in_order(self, conn: Connection, collection_id: int, change: dict[str, Any]) -> None:
        order = collection_items.order(conn, collection_id=collection_id)
        added, present = set(change["added"]), set(order)
        removed = collection_items.existing(
            conn, media_ids=[one for one in change["removed"] if one not in present]
        )
        kept = [one for one in order if one not in added]
        back = reordered([*kept, *removed], change["order"])
        collection_items.set_order(conn, collection_id=collection_id, media_ids=back)

    def _put_back(
        self,
        conn: Connection,
        found: UserCollection,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        state, now = state_of(found), self.clock()
        fields = {name: old for name, old in before.items() if state[name] == after[name]}
        members = fields.pop("members", None)
        cover = fields.get("cover_media_id")
        if cover is not None and not collection_items.existing(conn, media_ids=[cover]):
            del fields["cover_media_id"]
        user_collections.update(conn, id=found.id, fields=fields, now=now)
        if members is not None:
            user_collections.set_members(
                conn, id=found.id, user_ids=[UUID(one) for one in members], now=now
            )

    def _restore(self, conn: Connection, user_id: UUID, id: int, deleted: dict[str, Any]) -> None:
        now = self.clock()
        user_collections.restore(
            conn, id=id, owner_id=user_id, fields=deleted, strategy=deleted["strategy"], now=now
        )
        user_collections.set_members(
            conn, id=id, user_ids=[UUID(one) for one in deleted["members"]], now=now
        )
        known = collection_items.existing(conn, media_ids=deleted["order"])
        order = [media_id for media_id in deleted["order"] if media_id in known]
        collection_items.set_order(conn, collection_id=id, media_ids=order)


def state_of(found: UserCollection) -> dict[str, Any]:
    """What undo compares and brings back, as JSON."""
    return {
        "name": found.name,
        "description": found.description,
        "visibility": found.visibility,
        "cover_media_id": found.cover_media_id,
        "rules": found.filter_params,
        "members": sorted(str(each) for each in found.member_ids),
    }
