"""
Sections, genres and search.

What is the same for everyone, lists of ids, is kept in the cache under a hash of the question.
What a title is to the person looking is added to it afterwards by one statement, so nothing
about a person is ever stored under a key that another person could hit, and a popular search
is computed once for all of them.
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

from chalicelib.catalog.models import (
    PERSON,
    Filter,
    IdPage,
    MediaType,
    SearchResult,
    Sort,
    SuggestionList,
)
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.query_parsing import normalize
from chalicelib.discover import store
from chalicelib.discover.errors import SectionNotFound, TwoShelves
from chalicelib.discover.models import (
    RULES,
    CodeCount,
    FacetList,
    GenreItem,
    GenreList,
    ItemFilter,
    NameCount,
    Origin,
    Rule,
    SearchQuery,
    Section,
    SectionRow,
    SuggestionQuery,
    Years,
    both,
)
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.db import Database
from chalicelib.platform.errors import NotFound

MAX_SECTIONS = 27  # those of the rules and those of the seed
ITEMS_EACH = 20
ITEMS_KEPT = 60  # in a section that the catalogue fills

WORTH_SORTING = 1_000  # titles of a kind; with fewer, hand-made sections are better
FEWEST_IN_SECTION = 6

SECTION_ROWS = TypeAdapter(list[SectionRow])
SEARCH = TypeAdapter(SearchResult)

MAX_PEOPLE = 12  # beside the titles
NOTHING_TTL_S = 60  # somebody may add it meanwhile
FOUND_NOTHING = b'{"titles":[],"people":[],"mixed":[],"corrected":null}'
NO_SUGGESTIONS = b'{"items":[]}'


def _no_collections(slug: str) -> Filter | list[int]:
    raise NotFound(f"There is no collection {slug}.")


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A section as JSON, in two parts: its titles go in between."""

    before: bytes
    after: bytes
    ids: list[int]


@lru_cache(maxsize=4)  # what is kept is the same bytes from call to call
def laid_out(rows: bytes) -> tuple[LaidOut, ...]:
    made = []
    for row in SECTION_ROWS.validate_json(rows):
        section = Section(
            slug=row.slug,
            title=row.title,
            items=[],
            origin=row.origin,
            stale_since=row.stale_since,
        )
        before, _, after = section.model_dump_json().encode().partition(b'"items":[]')
        made.append(LaidOut(before, after, row.ids))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class DiscoverService:
    """`holdings` says what a collection is: a filter whose limit is its size, or ids in order."""

    db: Database
    cache: Cache
    catalog: CatalogService
    holdings: Callable[[str], Filter | list[int]] = _no_collections

    def overview(self, user_id: UUID) -> bytes:
        """The sections with their first titles, as a `DiscoverPage`."""
        sections = self._laid_out()
        ids = dict.fromkeys(one for section in sections for one in section.ids)
        cards = self.catalog.presenter.for_user(user_id, list(ids))
        return b'{"sections":[%b]}' % b",".join(
            b'%b"items":[%b]%b'
            % (
                section.before,
                b",".join(cards[one] for one in section.ids if one in cards),
                section.after,
            )
            for section in sections
        )

    def section_rows(self) -> list[SectionRow]:
        """The sections with their first ids."""
        return SECTION_ROWS.validate_json(self._kept_sections())

    def _laid_out(self) -> tuple["LaidOut", ...]:
        return laid_out(self._kept_sections())

    def _kept_sections(self) -> bytes:
        return self._recall(lambda: SECTION_ROWS.dump_json(self._sections()), "sections")

    def items(self, user_id: UUID, wanted: ItemFilter) -> bytes:
        """
        A section, a collection or everything, narrowed down and page by page, as a `MediaPage`.

        Raises `TwoShelves`, `SectionNotFound`, `GenreNotFound`, or what the collections raise.
        """
        if wanted.section is not None and wanted.collection is not None:
            raise TwoShelves("Name a section or a collection, not both.", field="collection")
        found = self._found(wanted)
        return self.catalog.presenter.page(
            user_id, found, page=wanted.page, page_size=wanted.page_size
        )

    def genres(self, media_type: MediaType | None) -> bytes:
        """The genres as the JSON the browser gets; it is the same for everyone."""

        def compute() -> bytes:
            genres = self.catalog.lists.genres(media_type)
            items = [GenreItem(slug=g.slug, name=g.name, count=g.count) for g in genres]
            return GenreList(items=items).model_dump_json().encode()

        return self._recall(compute, "genres", media_type)

    def facets(self, media_type: MediaType | None) -> bytes:
        """What lists can be narrowed down by, as the JSON the browser gets."""

        def compute() -> bytes:
            found = self.catalog.lists.facets([media_type] if media_type else list(MediaType))
            return (
                FacetList(
                    languages=[CodeCount(code=v.value, count=v.count) for v in found.languages],
                    countries=[CodeCount(code=v.value, count=v.count) for v in found.countries],
                    platforms=[NameCount(name=v.value, count=v.count) for v in found.platforms],
                    years=Years(min=found.first_year, max=found.last_year),
                )
                .model_dump_json()
                .encode()
            )

        return self._recall(compute, "facets", media_type)

    def refresh_from_catalogue(self, *, keep: Collection[Origin] = ()) -> list[str]:
        """
        Fill the sections from what the database has; the slugs of those that were filled.

        Sections of the origins to `keep`, the providers that are configured, stay as they are.
        So does a section that could not be filled, and everything while there is little more
        than the seed, whose sections were put together by hand.
        """
        with self.db.read() as conn:
            sizes = store.sizes(conn)
        filled = []
        for place, rule in enumerate(RULES):
            kinds = [rule.finds.media_type] if rule.finds.media_type else list(MediaType)
            if max(sizes.get(kind, 0) for kind in kinds) < WORTH_SORTING:
                continue
            ids = self._by_rule(rule)
            if len(ids) < FEWEST_IN_SECTION:
                continue
            with self.db.transaction() as conn:
                is_ours = store.put_in(
                    conn,
                    slug=rule.slug,
                    title=rule.title,
                    position=place - len(RULES),  # before what the seed brings
                    ids=ids,
                    keep=list(keep),
                    now=self.catalog.clock(),
                )
            if is_ours:
                filled.append(rule.slug)
        if filled:
            self.cache.invalidate(CATALOGUE)
        return filled

    def search(self, user_id: UUID, wanted: SearchQuery) -> bytes:
        """
        Titles and people that match what was typed, the best first, as a `SearchPage`; nonsense
        finds nothing.

        People come with the first page, unless only people were asked for: then they are paged.
        """
        found = self._searched(normalize(wanted.q), wanted.kinds)
        end = wanted.offset + wanted.page_size
        if wanted.kinds == (PERSON,):
            people, total = found.people[wanted.offset : end], len(found.people)
        else:
            people = found.people[:MAX_PEOPLE] if wanted.page == 1 else []
            total = len(found.titles)
        titles = self.catalog.presenter.page(
            user_id,
            IdPage(found.titles[wanted.offset : end], total),
            page=wanted.page,
            page_size=wanted.page_size,
        )
        rest = {"people": self.catalog.people(people), "corrected": found.corrected}
        return b"%b,%b" % (titles[:-1], to_json(rest, by_alias=True)[1:])

    def suggestions(self, wanted: SuggestionQuery) -> bytes:
        """The first titles and people as the JSON the browser gets; the same for everyone."""
        typed = normalize(wanted.q)

        def compute() -> bytes:
            items = self.catalog.suggest(typed, limit=wanted.limit)
            return SuggestionList(items=items).model_dump_json().encode()

        return self._recall(
            compute,
            "suggestions",
            typed,
            str(wanted.limit),
            ttl_s=lambda value: NOTHING_TTL_S if value == NO_SUGGESTIONS else DISCOVER_TTL_S,
        )

    def _searched(self, typed: str, kinds: Sequence[str]) -> SearchResult:
        def compute() -> bytes:
            return SEARCH.dump_json(self.catalog.search(typed, kinds))

        return SEARCH.validate_json(
            self._recall(
                compute,
                "search",
                typed,
                *kinds,
                ttl_s=lambda value: NOTHING_TTL_S if value == FOUND_NOTHING else DISCOVER_TTL_S,
            )
        )

    def _sections(self) -> list[SectionRow]:
        with self.db.read() as conn:
            return store.sections(conn, limit=MAX_SECTIONS, items_each=ITEMS_EACH)

    def _found(self, wanted: ItemFilter) -> IdPage:
        narrowed = wanted.filter(wanted.media_type, wanted.sort or Sort.POPULAR)
        if wanted.section is not None:
            with self.db.read() as conn:
                ids = store.ids(conn, slug=wanted.section)
            if ids is None:
                raise SectionNotFound("There is no such section.")
        elif wanted.collection is not None:
            held = self.holdings(wanted.collection)
            if isinstance(held, Filter):
                return self._of_filter(held, narrowed, wanted.sort)
            ids = held
        else:
            return self.catalog.filtered(narrowed)
        return self.catalog.lists.narrowed(ids, narrowed, keep_order=wanted.sort is None)

    def _of_filter(self, held: Filter, narrowed: Filter, sort: Sort | None) -> IdPage:
        """A collection that is a filter itself: its own words and those of the query."""
        most = held.limit
        merged = both(held, narrowed, sort)
        if merged is None:
            return IdPage([], 0)
        found = self.catalog.filtered(merged)
        left = max(most - merged.offset, 0)
        return IdPage(found.ids[:left], min(found.total, most))

    def _by_rule(self, rule: Rule) -> list[int]:
        finds = rule.finds
        if isinstance(finds, Filter):
            return self.catalog.lists.uncached(replace(finds, limit=ITEMS_KEPT)).ids
        today = self.catalog.clock().date()
        first, last = (today + timedelta(days=day) for day in (finds.first_day, finds.last_day))
        with self.db.read() as conn:
            if finds.of_episodes:
                return store.airing(conn, first=first, last=last, limit=ITEMS_KEPT)
            look = store.come_out if finds.newest_first else store.coming_out
            return look(conn, media_type=finds.media_type, first=first, last=last, limit=ITEMS_KEPT)

    def _recall(
        self,
        compute: Callable[[], bytes],
        *question: str | None,
        ttl_s: Callable[[bytes], int] = lambda _: DISCOVER_TTL_S,
    ) -> bytes:
        """The answer to a question whose answer does not depend on who asks."""
        digest = hashlib.blake2b(json.dumps(question).encode(), digest_size=16).hexdigest()
        computed = b""

        def keep() -> bytes:
            nonlocal computed
            computed = compute()
            return computed

        return self.cache.get_or_compute(
            discover_key(digest), CATALOGUE, lambda: ttl_s(computed), keep
        )
