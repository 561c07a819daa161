"""
Lists of titles: filtered, sorted and counted.

Lists are the same for every user and are cached as ids, under a hash of the query; a change of
the catalogue invalidates all of them.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import TypeAdapter

from chalicelib.catalog.errors import GenreNotFound
from chalicelib.catalog.models import IdPage, MediaType
from chalicelib.catalog.models.facets import Facets, GenreCount, ValueCount
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.catalog.store import facet_counts, list_pages
from chalicelib.catalog.store.list_query import (
    HIDDEN_GEM_MIN_RATING,
    HIDDEN_GEM_VOTES,
    MAX_COUNTED,
    MAX_OFFSET,
    ListQuery,
)
from chalicelib.catalog.store.score_coverage import score_coverage
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database

#: Votes a title needs to be among the top rated; the next step is tried when no title has so many.
TOP_RATED_MIN_VOTES = (1_000, 100, 1)
#: Up to so many titles of the media types, the top rated are all of them.
SMALL_CATALOGUE = 5_000

MAX_FACETS = 100

ID_PAGE = TypeAdapter(IdPage)
IDS = TypeAdapter(list[int])


@dataclass(frozen=True, slots=True)
class TitleLists:
    db: Database
    clock: Clock
    cache: Cache

    def filtered(self, filter: Filter) -> IdPage:
        """
        A page of ids and the total, which is 10 000 when there are more.

        The total of a media type and genre alone is exact. What the library has is never cached:
        it changes with every file. Raises `GenreNotFound`.
        """
        if filter.available:
            return self.uncached(filter)
        return ID_PAGE.validate_json(
            self.get_or_compute(
                lambda: ID_PAGE.dump_json(self._find(filter)), "list", *_values(filter)
            )
        )

    def uncached(self, filter: Filter) -> IdPage:
        """The same, always from the database. Raises `GenreNotFound`."""
        return self._find(filter)

    def narrowed(self, ids: Sequence[int], filter: Filter, *, keep_order: bool) -> IdPage:
        """
        A page of those of `ids` that pass, in the order of `ids` or sorted by the filter.

        Raises `GenreNotFound`.
        """
        if not ids:
            return IdPage([], 0)
        if not keep_order:
            return self._find(filter, among=ids)
        passing = set(
            self._find(replace(filter, sort=Sort.TRENDING, offset=0, limit=len(ids)), ids).ids
        )
        kept = [media_id for media_id in ids if media_id in passing]
        return IdPage(kept[filter.offset : filter.offset + filter.limit], len(kept))

    def genres(self, media_type: MediaType | None) -> list[GenreCount]:
        with self.db.read() as conn:
            return facet_counts.genres(conn, media_type=media_type)

    def facets(self, kinds: Sequence[MediaType]) -> Facets:
        """The filter values that occur among titles of these media types."""
        with self.db.read() as conn:
            rows = facet_counts.facet_values(
                conn, kinds=kinds, names=["language", "country", "platform"], limit=MAX_FACETS
            )
            first, last = facet_counts.year_range(conn, kinds=kinds)
            scores = score_coverage(conn, kinds=kinds)
        values: dict[str, list[ValueCount]] = {"language": [], "country": [], "platform": []}
        for row in rows:
            values[row.facet].append(ValueCount(row.value, row.count))
        return Facets(
            values["language"],
            values["country"],
            values["platform"],
            first,
            last,
            sorts=scores.sorts,
            has_ratings=scores.has_ratings,
        )

    def get_or_compute(self, compute: Callable[[], bytes], *key: Any) -> bytes:
        """A cached value that is the same for every user."""
        digest = hashlib.blake2b(json.dumps(key).encode(), digest_size=16).hexdigest()
        return self.cache.get_or_compute(discover_key(digest), CATALOGUE, DISCOVER_TTL_S, compute)

    def _find(self, filter: Filter, among: Sequence[int] | None = None) -> IdPage:
        page = IdPage([], 0)
        with self.db.read() as conn:
            for query in self._queries(conn, filter, among):
                page = self._run(conn, query)
                if page.total:
                    break
        return page

    def _run(self, conn: Connection, query: ListQuery) -> IdPage:
        offset = query.filter.offset
        has_exact_total = query.is_unfiltered and not query.order.condition
        # Deep pages are slow, and no user reads them.
        if offset >= (MAX_OFFSET if has_exact_total else MAX_COUNTED):
            return IdPage([], query.unfiltered_size if has_exact_total else MAX_COUNTED)
        if query.uses_filtered_scan:
            page = list_pages.filtered_scan(conn, query)
            return page if has_exact_total else replace(page, total=min(page.total, MAX_COUNTED))
        ids = list_pages.index_scan(conn, query)
        if query.known_total is not None and query.known_total > MAX_COUNTED:
            return IdPage(ids, query.known_total if has_exact_total else MAX_COUNTED)
        if 0 < len(ids) < query.filter.limit or (not ids and not offset):
            return IdPage(ids, offset + len(ids))
        return IdPage(ids, self._total(conn, query))

    def _total(self, conn: Connection, query: ListQuery) -> int:
        """Cached once for all pages, and for all orders that contain the same titles."""
        if query.exceeds(MAX_COUNTED):
            return MAX_COUNTED
        if query.filter.available:
            return list_pages.count(conn, query)
        key = replace(query.filter, limit=0, offset=0)
        if not query.order.condition:
            key = replace(key, sort=Sort.MOST_RATED)
        return int(
            self.get_or_compute(
                lambda: b"%d" % list_pages.count(conn, query), "total", *_values(key)
            )
        )

    def _queries(
        self, conn: Connection, filter: Filter, among: Sequence[int] | None
    ) -> Iterator[ListQuery]:
        """Queries to try until one has matches. Raises `GenreNotFound`."""
        genre_id = None
        if filter.genre is not None:
            genre_id = list_pages.genre_id(conn, genre=filter.genre)
            if genre_id is None:
                raise GenreNotFound("There is no such genre.")
        kinds = kinds_of(filter)
        for effective in self._effective_filters(conn, filter, kinds, is_part=among is not None):
            sizes = facet_counts.filter_sizes(
                conn, kinds=kinds, genre_id=genre_id, filter=effective
            )
            yield ListQuery(effective, kinds, genre_id, sizes, self.clock(), among)

    def _effective_filters(
        self, conn: Connection, filter: Filter, kinds: Sequence[MediaType], *, is_part: bool
    ) -> Iterator[Filter]:
        """The filter with the conditions its order implies, then with weaker ones."""
        if filter.sort.canonical == Sort.HIDDEN_GEMS:
            yield replace(
                filter,
                rating_min=max(filter.rating_min or 0, HIDDEN_GEM_MIN_RATING),
                min_votes=max(filter.min_votes or 0, HIDDEN_GEM_VOTES[0]),
            )
        elif (
            filter.sort.canonical != Sort.TOP_RATED
            or filter.min_votes is not None
            or is_part
            or facet_counts.total_titles(conn, kinds=kinds) <= SMALL_CATALOGUE
        ):
            yield filter
        else:
            for min_votes in TOP_RATED_MIN_VOTES:
                yield replace(filter, min_votes=min_votes)


def reachable(total: int) -> int:
    """How many of `total` titles the pages of a list reach; later pages are empty."""
    return min(total, MAX_OFFSET)


FIELDS = tuple(field.name for field in fields(Filter))


def _values(filter: Filter) -> list[Any]:
    return [getattr(filter, name) for name in FIELDS]


def kinds_of(filter: Filter) -> list[MediaType]:
    if filter.media_type is not None:
        return [filter.media_type]
    return [kind for kind in MediaType if filter.with_games or kind != MediaType.GAME]
