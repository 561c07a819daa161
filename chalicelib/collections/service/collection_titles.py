"""What collections of people contain, for one reader."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.catalog.models.selection_rules import SmartRules
from chalicelib.catalog.service import CatalogService
from chalicelib.collections import store
from chalicelib.collections.models import CollectionItem, CollectionPerson, Strategy
from chalicelib.collections.models.user_collections import UserCollection
from chalicelib.collections.store import collection_items
from chalicelib.platform.cache import RULES_TTL_S, Cache, rules_key
from chalicelib.platform.db import Database

MAX_POSTERS = 5
IDS = TypeAdapter(list[int])


@dataclass(frozen=True, slots=True)
class CollectionContents:
    db: Database
    cache: Cache
    catalog: CatalogService

    def ids(self, reader_id: UUID, collections: Sequence[UserCollection]) -> dict[int, list[int]]:
        """
        The titles of each collection, in its order.

        Rules are evaluated for the reader: nothing of what the owner did becomes visible.
        """
        by_hand = [each.id for each in collections if each.strategy != Strategy.SMART]
        with self.db.read() as conn:
            found = collection_items.orders(conn, collection_ids=by_hand)
        for each in collections:
            if each.rules is not None:
                found[each.id] = self._chosen(reader_id, each.rules)
        return {each.id: found.get(each.id, []) for each in collections}

    def _chosen(self, reader_id: UUID, rules: SmartRules) -> list[int]:
        """What rules choose; kept until the reader does something, as a list has many of them."""
        digest = hashlib.blake2b(rules.model_dump_json().encode(), digest_size=16).hexdigest()
        return IDS.validate_json(
            self.cache.get_or_compute(
                rules_key(reader_id, digest),
                str(reader_id),
                RULES_TTL_S,
                lambda: IDS.dump_json(self.catalog.rules.find(reader_id, rules).ids),
            )
        )

    def describe(
        self, reader_id: UUID, collections: Sequence[UserCollection]
    ) -> list[CollectionItem]:
        """The collections with their numbers and first posters, as the reader sees them."""
        ids = self.ids(reader_id, collections)
        marks = self.catalog.marks(
            reader_id, list(dict.fromkeys(one for order in ids.values() for one in order))
        )
        shown = {each.id: first_titles(each, ids[each.id]) for each in collections}
        with self.db.read() as conn:
            posters = store.posters(conn, ids=[one for first in shown.values() for one in first])
        return [
            CollectionItem(
                id=each.id,
                slug=str(each.id),
                name=each.name,
                description=each.description,
                pinned=False,
                strategy=each.strategy,
                count=len(ids[each.id]),
                engagement_count=0,
                posters=[posters.get(media_id) for media_id in shown[each.id]],
                owner=CollectionPerson(id=each.owner_id, name=each.owner_name),
                is_own=each.access == "owner",
                can_edit=each.access != "reader" and each.strategy != Strategy.SMART,
                visibility=each.visibility,
                shared_with=each.members,
                seen_count=sum(
                    media_id in marks and marks[media_id].watched for media_id in ids[each.id]
                ),
            )
            for each in collections
        ]


def first_titles(collection: UserCollection, ids: Sequence[int]) -> list[int]:
    """The titles whose posters stand for the collection, the chosen cover first."""
    cover = collection.cover_media_id
    chosen = [cover] if cover is not None and cover in ids else []
    return [*chosen, *(one for one in ids if one != cover)][:MAX_POSTERS]
