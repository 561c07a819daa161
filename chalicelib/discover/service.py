"""
Sections, genres and search.

What is the same for everyone, lists of ids, is kept in the cache under a hash of the question.
What a title is to the person looking is added to it afterwards by one statement, so nothing
about a person is ever stored under a key that another person could hit, and a popular search
is computed once for all of them.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.catalog.models import Found, MediaPage, MediaType, Sort, understand
from chalicelib.catalog.service import CatalogService
from chalicelib.discover import store
from chalicelib.discover.errors import NothingChosen, SectionNotFound
from chalicelib.discover.models import (
    DiscoverPage,
    GenreItem,
    GenreList,
    ItemFilter,
    SearchQuery,
    Section,
    SectionRow,
)
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.db import Database

MOST_SECTIONS = 20
ITEMS_EACH = 20

SECTION_ROWS = TypeAdapter(list[SectionRow])
IDS = TypeAdapter(list[int])


@dataclass(frozen=True, slots=True)
class DiscoverService:
    db: Database
    cache: Cache
    catalog: CatalogService

    def overview(self, user_id: UUID) -> DiscoverPage:
        rows = self.section_rows()
        cards = self.catalog.cards_by_id(user_id, [one for row in rows for one in row.ids])
        return DiscoverPage(
            sections=[
                Section(
                    slug=row.slug,
                    title=row.title,
                    items=[cards[one] for one in row.ids if one in cards],
                )
                for row in rows
            ]
        )

    def section_rows(self) -> list[SectionRow]:
        """The sections with their first ids."""
        return SECTION_ROWS.validate_json(
            self._recall(lambda: SECTION_ROWS.dump_json(self._sections()), "sections")
        )

    def items(self, user_id: UUID, wanted: ItemFilter) -> MediaPage:
        """
        A section or a genre, page by page.

        Raises `NothingChosen`, `SectionNotFound` or `GenreNotFound`.
        """
        if (wanted.section is None) == (wanted.genre is None):
            raise NothingChosen("Name a section or a genre.", field="section")
        found = self._section(wanted) if wanted.section else self._genre(wanted)
        return self.catalog.card_page(user_id, found, page=wanted.page, page_size=wanted.page_size)

    def genres(self, media_type: MediaType | None) -> bytes:
        """The genres as the JSON the browser gets; it is the same for everyone."""

        def compute() -> bytes:
            genres = self.catalog.genres(media_type)
            items = [GenreItem(slug=g.slug, name=g.name, count=g.count) for g in genres]
            return GenreList(items=items).model_dump_json().encode()

        return self._recall(compute, "genres", media_type)

    def search(self, user_id: UUID, wanted: SearchQuery) -> MediaPage:
        """Titles that match what was typed, the best first; nonsense finds nothing."""
        typed = understand(wanted.q).text
        ids = IDS.validate_json(
            self._recall(
                lambda: IDS.dump_json(self.catalog.search(typed, wanted.media_type)),
                "search",
                typed,
                wanted.media_type,
            )
        )
        shown = ids[wanted.offset : wanted.offset + wanted.page_size]
        found = Found(shown, len(ids))
        return self.catalog.card_page(user_id, found, page=wanted.page, page_size=wanted.page_size)

    def _sections(self) -> list[SectionRow]:
        with self.db.read() as conn:
            return store.sections(conn, limit=MOST_SECTIONS, items_each=ITEMS_EACH)

    def _section(self, wanted: ItemFilter) -> Found:
        with self.db.read() as conn:
            found = store.page(
                conn,
                slug=wanted.section or "",
                media_type=wanted.media_type,
                limit=wanted.page_size,
                offset=wanted.offset,
            )
        if found is None:
            raise SectionNotFound("There is no such section.")
        return found

    def _genre(self, wanted: ItemFilter) -> Found:
        return self.catalog.list_ids(
            media_type=wanted.media_type,
            genre=wanted.genre,
            sort=Sort.POPULAR,
            limit=wanted.page_size,
            offset=wanted.offset,
        )

    def _recall(self, compute: Callable[[], bytes], *question: str | None) -> bytes:
        """The answer to a question whose answer does not depend on who asks."""
        digest = hashlib.blake2b(json.dumps(question).encode(), digest_size=16).hexdigest()
        return self.cache.remember(discover_key(digest), CATALOGUE, DISCOVER_TTL_S, compute)
