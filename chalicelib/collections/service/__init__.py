"""
The list of collections, and their titles.

The titles of a collection are the same for every user and are cached until the catalogue changes.
The order of the list is one small statement and is not cached.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from chalicelib.catalog.errors import GenreNotFound
from chalicelib.catalog.models import IdPage
from chalicelib.catalog.models.filters import Filter
from chalicelib.catalog.service import CatalogService
from chalicelib.collections import store
from chalicelib.collections.errors import CollectionNotFound
from chalicelib.collections.models import (
    MAX_TITLES,
    Collection,
    CollectionItem,
    CollectionList,
    CollectionPreview,
)
from chalicelib.http.schemas import Paging
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.db import Database

MAX_POSTERS = 4
MAX_ID = 2**63 - 1

PREVIEWS = TypeAdapter(dict[int, CollectionPreview])


@dataclass(frozen=True, slots=True)
class CollectionService:
    db: Database
    cache: Cache
    catalog: CatalogService

    def page(self, paging: Paging) -> CollectionList:
        """Collections that have titles: the pinned ones, then the most clicked."""
        collections = self.list_active()
        previews = self.previews(collections)
        items = [
            item_of(each, previews[each.id])
            for each in collections
            if each.id in previews and previews[each.id].count
        ]
        return CollectionList(
            items=items[paging.offset : paging.offset + paging.page_size],
            page=paging.page,
            page_size=paging.page_size,
            total=len(items),
        )

    def list_active(self) -> list[Collection]:
        """Every active collection, including empty ones."""
        with self.db.read() as conn:
            return store.list_active(conn)

    def titles(self, slug_or_id: str, *, page: int, per_page: int) -> tuple[Collection, IdPage]:
        """A collection and a page of its titles. Raises `CollectionNotFound`."""
        collection = self.get(slug_or_id)
        ids = self.ids(collection)
        first = (page - 1) * per_page
        return collection, IdPage(ids[first : first + per_page], len(ids))

    def get(self, slug_or_id: str) -> Collection:
        """By its slug, else by its id. Raises `CollectionNotFound`."""
        number = int(slug_or_id) if slug_or_id.isascii() and slug_or_id.isdigit() else None
        if number is not None and number > MAX_ID:
            number = None
        with self.db.read() as conn:
            found = store.get(conn, slug=slug_or_id, id=number)
        if found is None:
            raise CollectionNotFound("There is no such collection.")
        return found

    def contents(self, slug_or_id: str) -> Filter | list[int]:
        """The filter of a collection, or its ids in order. Raises `CollectionNotFound`."""
        collection = self.get(slug_or_id)
        return collection.filter or self.ids(collection)

    def ids(self, collection: Collection) -> list[int]:
        """All titles of a collection, in its order."""
        if collection.filter is None:
            with self.db.read() as conn:
                return store.titles(conn, collection_id=collection.id, limit=MAX_TITLES)
        try:
            return self.catalog.filtered(collection.filter).ids
        except GenreNotFound:  # no title of the catalogue has the genre yet
            return []

    def preview(self, ids: Sequence[int]) -> CollectionPreview:
        first = ids[:MAX_POSTERS]
        with self.db.read() as conn:
            posters = store.posters(conn, ids=first)
        return CollectionPreview(len(ids), [posters.get(media_id) for media_id in first])

    def previews(self, collections: Sequence[Collection]) -> dict[int, CollectionPreview]:
        """The previews of collections by id."""

        def compute() -> bytes:
            ids = {each.id: self.ids(each) for each in collections}
            first = [media_id for titles in ids.values() for media_id in titles[:MAX_POSTERS]]
            with self.db.read() as conn:
                posters = store.posters(conn, ids=first)
            previews = {
                collection_id: CollectionPreview(
                    len(titles), [posters.get(media_id) for media_id in titles[:MAX_POSTERS]]
                )
                for collection_id, titles in ids.items()
            }
            return PREVIEWS.dump_json(previews)

        versions = " ".join(f"{each.id}:{each.updated_at.isoformat()}" for each in collections)
        digest = hashlib.blake2b(f"collections {versions}".encode(), digest_size=16).hexdigest()
        return PREVIEWS.validate_json(
            self.cache.get_or_compute(discover_key(digest), CATALOGUE, DISCOVER_TTL_S, compute)
        )


def item_of(collection: Collection, preview: CollectionPreview) -> CollectionItem:
    return CollectionItem(
        id=collection.id,
        slug=collection.slug,
        name=collection.name,
        description=collection.description,
        pinned=collection.pinned,
        strategy=collection.strategy,
        count=preview.count,
        engagement_count=round(collection.engagement_count),
        posters=preview.posters,
    )
