"""
Collections: which there are, and what is in them now.

What is in a collection is the same for everyone and changes with the catalogue, so it is kept
in the cache until the catalogue changes. The order of the list is read each time: it is one
small statement.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.catalog.errors import GenreNotFound
from chalicelib.catalog.models import Filter, IdPage
from chalicelib.catalog.service import CatalogService
from chalicelib.collections import store
from chalicelib.collections.errors import CollectionNotFound
from chalicelib.collections.models import (
    MAX_TITLES,
    Collection,
    CollectionItem,
    CollectionList,
    CollectionPage,
    Glance,
)
from chalicelib.engagement.service import EngagementService
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.db import Database
from chalicelib.platform.schemas import Paging

POSTERS = 4
HIGHEST_ID = 2**63 - 1

GLANCES = TypeAdapter(dict[int, Glance])


@dataclass(frozen=True, slots=True)
class CollectionService:
    db: Database
    cache: Cache
    catalog: CatalogService
    engagement: EngagementService

    def page(self, paging: Paging) -> CollectionList:
        """Collections that have something in them: the pinned ones, then the most visited."""
        collections = self.listing()
        glances = self.glances(collections)
        items = [
            item_of(each, glances[each.id])
            for each in collections
            if each.id in glances and glances[each.id].count
        ]
        return CollectionList(
            items=items[paging.offset : paging.offset + paging.page_size],
            page=paging.page,
            page_size=paging.page_size,
            total=len(items),
        )

    def open(self, user_id: UUID, slug_or_id: str, paging: Paging) -> CollectionPage:
        """A page of one collection, which counts as a visit. Raises `CollectionNotFound`."""
        collection = self.get(slug_or_id)
        ids = self.ids(collection)
        found = IdPage(ids[paging.offset : paging.offset + paging.page_size], len(ids))
        page = self.catalog.card_page(user_id, found, page=paging.page, page_size=paging.page_size)
        self.engagement.click(user_id, collection.id)
        return CollectionPage(
            collection=item_of(collection, self.glance(ids)),
            items=page.items,
            page=page.page,
            page_size=page.page_size,
            total=page.total,
        )

    def listing(self) -> list[Collection]:
        """Every active collection, also those that nothing is in yet."""
        with self.db.read() as conn:
            return store.shown(conn)

    def titles(self, slug_or_id: str, *, page: int, per_page: int) -> tuple[Collection, IdPage]:
        """A collection and a page of its titles. Raises `CollectionNotFound`."""
        collection = self.get(slug_or_id)
        ids = self.ids(collection)
        first = (page - 1) * per_page
        return collection, IdPage(ids[first : first + per_page], len(ids))

    def get(self, slug_or_id: str) -> Collection:
        """By its slug, else by its id. Raises `CollectionNotFound`."""
        number = int(slug_or_id) if slug_or_id.isascii() and slug_or_id.isdigit() else None
        if number is not None and number > HIGHEST_ID:
            number = None
        with self.db.read() as conn:
            found = store.get(conn, slug=slug_or_id, id=number)
        if found is None:
            raise CollectionNotFound("There is no such collection.")
        return found

    def holdings(self, slug_or_id: str) -> Filter | list[int]:
        """What a collection is: a filter, or ids in their order. Raises `CollectionNotFound`."""
        collection = self.get(slug_or_id)
        return collection.filter or self.ids(collection)

    def ids(self, collection: Collection) -> list[int]:
        """Everything that is in it now, in its order."""
        wanted = collection.filter
        if wanted is None:
            with self.db.read() as conn:
                return store.titles(conn, collection_id=collection.id, limit=MAX_TITLES)
        try:
            return self.catalog.filtered(wanted).ids
        except GenreNotFound:  # no title has brought it yet
            return []

    def glance(self, ids: Sequence[int]) -> Glance:
        first = ids[:POSTERS]
        with self.db.read() as conn:
            posters = store.posters(conn, ids=first)
        return Glance(len(ids), [posters.get(one) for one in first])

    def glances(self, collections: Sequence[Collection]) -> dict[int, Glance]:
        """How many titles each has, and the posters of its first ones."""

        def compute() -> bytes:
            ids = {each.id: self.ids(each) for each in collections}
            first = {each: titles[:POSTERS] for each, titles in ids.items()}
            with self.db.read() as conn:
                posters = store.posters(conn, ids=[one for some in first.values() for one in some])
            glances = {
                each: Glance(len(ids[each]), [posters.get(one) for one in some])
                for each, some in first.items()
            }
            return GLANCES.dump_json(glances)

        words = " ".join(f"{each.id}:{each.updated_at.isoformat()}" for each in collections)
        digest = hashlib.blake2b(f"collections {words}".encode(), digest_size=16).hexdigest()
        return GLANCES.validate_json(
            self.cache.get_or_compute(discover_key(digest), CATALOGUE, DISCOVER_TTL_S, compute)
        )


def item_of(collection: Collection, glance: Glance) -> CollectionItem:
    return CollectionItem(
        id=collection.id,
        slug=collection.slug,
        name=collection.name,
        description=collection.description,
        pinned=collection.pinned,
        strategy=collection.strategy,
        count=glance.count,
        engagement_count=round(collection.engagement_count),
        posters=glance.posters,
    )
