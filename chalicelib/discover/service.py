"""
Sections, genres and search.

Lists of ids are the same for every user and are cached under a hash of the query. The user's marks
are added afterwards by one statement: nothing about a user is cached under a key of another user,
and a popular search is computed once for all.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import to_json

from chalicelib.catalog.models import IdPage, MediaType
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.catalog.models.search import PERSON, SearchResult, SuggestionList
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.query_parsing import normalize
from chalicelib.discover import store
from chalicelib.discover.errors import SectionAndCollection, SectionNotFound
from chalicelib.discover.models import (
    SECTION_RULES,
    CodeCount,
    FacetList,
    GenreCountList,
    GenreItem,
    ItemFilter,
    NameCount,
    Origin,
    SearchQuery,
    Section,
    SectionRow,
    SectionRule,
    SuggestionQuery,
    Years,
    combine_filters,
)
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.db import Database
from chalicelib.platform.errors import NotFound

MAX_SECTIONS = 28  # of the rules and of the seed
SECTION_ITEMS = 20
MAX_STORED_ITEMS = 60  # of a section filled by a rule

MIN_TITLES_FOR_RULES = 1_000  # of a media type; with fewer, the seed's sections are better
MIN_SECTION_ITEMS = 6

SECTION_ROWS = TypeAdapter(list[SectionRow])
SEARCH_RESULT = TypeAdapter(SearchResult)

MAX_PEOPLE = 12  # beside the titles
EMPTY_RESULT_TTL_S = 60  # short, as the title may be added meanwhile
EMPTY_SEARCH = b'{"titles":[],"people":[],"mixed":[],"corrected":null}'
EMPTY_SUGGESTIONS = b'{"items":[]}'


def _no_collections(slug: str) -> Filter | list[int]:
    raise NotFound(f"There is no collection {slug}.")


@dataclass(frozen=True, slots=True)
class SectionFragments:
    """A section as JSON in two parts, between which its cards are inserted."""

    before: bytes
    after: bytes
    ids: list[int]


@lru_cache(maxsize=4)  # the cached bytes are mostly the same from call to call
def section_fragments(rows: bytes) -> tuple[SectionFragments, ...]:
    fragments = []
    for row in SECTION_ROWS.validate_json(rows):
        section = Section(
            slug=row.slug,
            title=row.title,
            items=[],
            origin=row.origin,
            stale_since=row.stale_since,
        )
        before, _, after = section.model_dump_json().encode().partition(b'"items":[]')
        fragments.append(SectionFragments(before, after, row.ids))
    return tuple(fragments)


@dataclass(frozen=True, slots=True)
class DiscoverService:
    """`contents` returns a collection's filter, whose limit is its size, or its ids in order."""

    db: Database
    cache: Cache
    catalog: CatalogService
    contents: Callable[[str], Filter | list[int]] = _no_collections

    def overview(self, user_id: UUID) -> bytes:
        """The sections with their first titles, as a `DiscoverPage`."""
        sections = self._section_fragments()
        ids = dict.fromkeys(media_id for section in sections for media_id in section.ids)
        cards = self.catalog.presenter.for_user(user_id, list(ids))
        return b'{"sections":[%b]}' % b",".join(
            b'%b"items":[%b]%b'
            % (
                section.before,
                b",".join(cards[media_id] for media_id in section.ids if media_id in cards),
                section.after,
            )
            for section in sections
        )

    def section_rows(self) -> list[SectionRow]:
        """The sections with their first ids."""
        return SECTION_ROWS.validate_json(self._cached_sections())

    def _section_fragments(self) -> tuple[SectionFragments, ...]:
        return section_fragments(self._cached_sections())

    def _cached_sections(self) -> bytes:
        return self._get_or_compute(lambda: SECTION_ROWS.dump_json(self._sections()), "sections")

    def items(self, user_id: UUID, query: ItemFilter) -> bytes:
        """
        A page of a section, a collection or the whole catalogue, filtered, as a `MediaPage`.

        Raises `SectionAndCollection`, `SectionNotFound`, `GenreNotFound` or `CollectionNotFound`.
        """
        if query.section is not None and query.collection is not None:
            raise SectionAndCollection(
                "Name a section or a collection, not both.", field="collection"
            )
        found = self._id_page(query)
        return self.catalog.presenter.page(
            user_id, found, page=query.page, page_size=query.page_size
        )

    def genres(self, media_type: MediaType | None) -> bytes:
        """The genres as a serialized `GenreCountList`."""

        def compute() -> bytes:
            genres = self.catalog.lists.genres(media_type)
            items = [GenreItem(slug=g.slug, name=g.name, count=g.count) for g in genres]
            return GenreCountList(items=items).model_dump_json().encode()

        return self._get_or_compute(compute, "genres", media_type)

    def facets(self, media_type: MediaType | None) -> bytes:
        """The filter values of lists, as a serialized `FacetList`."""

        def compute() -> bytes:
            found = self.catalog.lists.facets([media_type] if media_type else list(MediaType))
            return (
                FacetList(
                    languages=[CodeCount(code=v.value, count=v.count) for v in found.languages],
                    countries=[CodeCount(code=v.value, count=v.count) for v in found.countries],
                    platforms=[NameCount(name=v.value, count=v.count) for v in found.platforms],
                    years=Years(min=found.first_year, max=found.last_year),
                    sorts=found.sorts,
                    has_ratings=found.has_ratings,
                )
                .model_dump_json()
                .encode()
            )

        return self._get_or_compute(compute, "facets", media_type)

    def refresh_from_catalogue(self, *, keep: Collection[Origin] = ()) -> list[str]:
        """
        Fill the sections by their rules; the slugs of those that were filled.

        Sections from the origins in `keep` (the configured providers) are unchanged. So are
        sections with too few titles, and all sections while the catalogue is hardly larger than the
        seed, whose sections are curated.
        """
        with self.db.read() as conn:
            sizes = store.sizes(conn)
        filled = []
        for place, rule in enumerate(SECTION_RULES):
            kinds = [rule.source.media_type] if rule.source.media_type else list(MediaType)
            if max(sizes.get(kind, 0) for kind in kinds) < MIN_TITLES_FOR_RULES:
                continue
            ids = self._by_rule(rule)
            if len(ids) < MIN_SECTION_ITEMS:
                continue
            with self.db.transaction() as conn:
                is_ours = store.replace_items(
                    conn,
                    slug=rule.slug,
                    title=rule.title,
                    position=place - len(SECTION_RULES),  # before what the seed brings
                    ids=ids,
                    keep=list(keep),
                    now=self.catalog.clock(),
                )
            if is_ours:
                filled.append(rule.slug)
        if filled:
            self.cache.invalidate(CATALOGUE)
        return filled

    def search(self, user_id: UUID, query: SearchQuery) -> bytes:
        """
        Titles and people that match the query, the best first, as a `SearchPage`.

        People come with the first page; a search for people only pages them.
        """
        found = self._searched(normalize(query.q), query.kinds)
        end = query.offset + query.page_size
        if query.kinds == (PERSON,):
            people, total = found.people[query.offset : end], len(found.people)
        else:
            people = found.people[:MAX_PEOPLE] if query.page == 1 else []
            total = len(found.titles)
        titles = self.catalog.presenter.page(
            user_id,
            IdPage(found.titles[query.offset : end], total),
            page=query.page,
            page_size=query.page_size,
        )
        rest = {"people": self.catalog.people(people), "corrected": found.corrected}
        return b"%b,%b" % (titles[:-1], to_json(rest, by_alias=True)[1:])

    def suggestions(self, user_id: UUID, query: SuggestionQuery) -> bytes:
        """The first titles and people, as a serialized `SuggestionList`."""
        found = self._suggestions(query)
        if not self.catalog.language_of(user_id):
            return found
        items = SuggestionList.model_validate_json(found).items
        titles = self.catalog.presenter.titles(
            user_id, [item.id for item in items if item.kind != PERSON]
        )
        translated = [
            item
            if item.kind == PERSON
            else item.model_copy(update={"title": titles.get(item.id, item.title)})
            for item in items
        ]
        return SuggestionList(items=translated).model_dump_json().encode()

    def _suggestions(self, query: SuggestionQuery) -> bytes:
        """The same for every user."""
        typed = normalize(query.q)

        def compute() -> bytes:
            items = self.catalog.suggest(typed, limit=query.limit)
            return SuggestionList(items=items).model_dump_json().encode()

        return self._get_or_compute(
            compute,
            "suggestions",
            typed,
            str(query.limit),
            ttl_s=lambda value: (
                EMPTY_RESULT_TTL_S if value == EMPTY_SUGGESTIONS else DISCOVER_TTL_S
            ),
        )

    def _searched(self, typed: str, kinds: Sequence[str]) -> SearchResult:
        def compute() -> bytes:
            return SEARCH_RESULT.dump_json(self.catalog.search(typed, kinds))

        return SEARCH_RESULT.validate_json(
            self._get_or_compute(
                compute,
                "search",
                typed,
                *kinds,
                ttl_s=lambda value: EMPTY_RESULT_TTL_S if value == EMPTY_SEARCH else DISCOVER_TTL_S,
            )
        )

    def _sections(self) -> list[SectionRow]:
        with self.db.read() as conn:
            return store.sections(conn, limit=MAX_SECTIONS, items_each=SECTION_ITEMS)

    def _id_page(self, query: ItemFilter) -> IdPage:
        narrowed = query.filter(query.media_type, query.sort or Sort.POPULAR)
        if query.section is not None:
            with self.db.read() as conn:
                ids = store.ids(conn, slug=query.section)
            if ids is None:
                raise SectionNotFound("There is no such section.")
        elif query.collection is not None:
            contents = self.contents(query.collection)
            if isinstance(contents, Filter):
                return self._of_filter(contents, narrowed, query.sort)
            ids = contents
        else:
            return self.catalog.filtered(narrowed)
        return self.catalog.lists.narrowed(ids, narrowed, keep_order=query.sort is None)

    def _of_filter(self, collection_filter: Filter, narrowed: Filter, sort: Sort | None) -> IdPage:
        """A page of a filter collection, restricted by the query's filter."""
        size = collection_filter.limit
        merged = combine_filters(collection_filter, narrowed, sort)
        if merged is None:
            return IdPage([], 0)
        id_page = self.catalog.filtered(merged)
        remaining = max(size - merged.offset, 0)
        return IdPage(id_page.ids[:remaining], min(id_page.total, size))

    def _by_rule(self, rule: SectionRule) -> list[int]:
        source = rule.source
        if isinstance(source, Filter):
            return self.catalog.lists.uncached(replace(source, limit=MAX_STORED_ITEMS)).ids
        today = self.catalog.clock().date()
        first, last = (today + timedelta(days=day) for day in (source.first_day, source.last_day))
        with self.db.read() as conn:
            if source.of_episodes:
                return store.airing(conn, first=first, last=last, limit=MAX_STORED_ITEMS)
            select = store.newest_released if source.newest_first else store.most_popular_released
            return select(
                conn, media_type=source.media_type, first=first, last=last, limit=MAX_STORED_ITEMS
            )

    def _get_or_compute(
        self,
        compute: Callable[[], bytes],
        *key: str | None,
        ttl_s: Callable[[bytes], int] = lambda _: DISCOVER_TTL_S,
    ) -> bytes:
        """A cached value that is the same for every user."""
        digest = hashlib.blake2b(json.dumps(key).encode(), digest_size=16).hexdigest()
        computed = b""

        def compute_once() -> bytes:
            nonlocal computed
            computed = compute()
            return computed

        return self.cache.get_or_compute(
            discover_key(digest), CATALOGUE, lambda: ttl_s(computed), compute_once
        )
