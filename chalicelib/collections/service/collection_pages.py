"""Lists of collections and the page of one, whosever it is."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import IdPage, Mark
from chalicelib.catalog.models.selection_rules import PREVIEW_CARDS, RulePreview, SmartRules
from chalicelib.catalog.service import CatalogService
from chalicelib.collections.models import CollectionList, CollectionPage
from chalicelib.collections.models.user_collections import (
    CollectionQuery,
    CollectionShelf,
    CollectionTitleQuery,
    TitleSort,
    UserCollection,
)
from chalicelib.collections.service import CollectionService, item_of
from chalicelib.collections.service.collection_titles import CollectionContents
from chalicelib.collections.store import collection_items, user_collections
from chalicelib.engagement.service import EngagementService
from chalicelib.platform.db import Database

MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class CollectionPages:
    db: Database
    catalog: CatalogService
    engagement: EngagementService
    catalogue: CollectionService
    contents: CollectionContents

    def list(self, reader_id: UUID, query: CollectionQuery) -> CollectionList:
        """The collections of a shelf, as the reader sees them."""
        if query.owner == CollectionShelf.CATALOG:
            return self.catalogue.page(query)
        with self.db.read() as conn:
            if query.owner == CollectionShelf.ME:
                found = user_collections.list_mine(conn, reader_id=reader_id)
            else:
                found = user_collections.list_of_house(conn, reader_id=reader_id)
        shown = found[query.offset : query.offset + query.page_size]
        return CollectionList(
            items=self.contents.describe(reader_id, shown),
            page=query.page,
            page_size=query.page_size,
            total=len(found),
        )

    def open(self, reader_id: UUID, slug_or_id: str, query: CollectionTitleQuery) -> CollectionPage:
        """
        A page of the titles of one collection; counts a click on one of the catalogue.

        Raises `CollectionNotFound`, also for another person's private one.
        """
        of_person = self._of_person(reader_id, slug_or_id)
        if of_person is not None:
            (item,) = self.contents.describe(reader_id, [of_person])
            ids = self.contents.ids(reader_id, [of_person])[of_person.id]
            rules, cover = of_person.rules, of_person.cover_media_id
        else:
            collection = self.catalogue.get(slug_or_id)
            ids = self.catalogue.ids(collection)
            item, rules, cover = item_of(collection, self.catalogue.preview(ids)), None, None
            self.engagement.click(reader_id, collection.id)
        marks = self.catalog.marks(reader_id, ids)
        unseen = [one for one in ids if not (one in marks and marks[one].watched)]
        with self.db.read() as conn:
            minutes_left = collection_items.minutes(conn, media_ids=unseen)
            if query.sort != TitleSort.ORDER:
                ids = collection_items.sorted_by(conn, media_ids=ids, sort=query.sort)
        listed = [one for one in ids if passes(query, marks.get(one))]
        page = listed[query.offset : query.offset + query.page_size]
        cards = self.catalog.cards_by_id(reader_id, [*page, *unseen[:1]])
        return CollectionPage(
            collection=item.model_copy(update={"seen_count": item.count - len(unseen)}),
            rules=rules,
            next=cards.get(unseen[0]) if unseen else None,
            minutes_left=minutes_left,
            cover_media_id=cover,
            items=[cards[one] for one in page if one in cards],
            page=query.page,
            page_size=query.page_size,
            total=len(listed),
        )

    def preview(self, reader_id: UUID, rules: SmartRules) -> RulePreview:
        """What rules choose for the reader, before a collection is made of them."""
        found = self.catalog.rules.find(reader_id, rules)
        return RulePreview(
            total=found.total,
            in_library=self._in_library(reader_id, found),
            items=self.catalog.cards(reader_id, found.ids[:PREVIEW_CARDS]),
        )

    def _in_library(self, reader_id: UUID, found: IdPage) -> int:
        marks = self.catalog.marks(reader_id, found.ids)
        return sum(mark.in_library for mark in marks.values())

    def _of_person(self, reader_id: UUID, slug_or_id: str) -> UserCollection | None:
        if not (slug_or_id.isascii() and slug_or_id.isdigit()) or int(slug_or_id) > MAX_ID:
            return None
        with self.db.read() as conn:
            return user_collections.get(conn, id=int(slug_or_id), reader_id=reader_id)


def passes(query: CollectionTitleQuery, mark: Mark | None) -> bool:
    if query.unseen and mark is not None and mark.watched:
        return False
    return not query.available or (mark is not None and mark.in_library)
