"""A list of titles as SQL: sort orders, conditions, and the choice between two scans."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from math import prod
from typing import Any, LiteralString

from psycopg import sql

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.catalog.store.facet_counts import FilterSizes

MAX_COUNTED = 10_000  # a larger total is reported as this number
MAX_OFFSET = 100_000  # pages beyond it are empty, even without filters

#: Up to this size of a genre, its titles are looked up one by one to be counted. PostgreSQL would
#: plan a scan of the whole table for a count that stops at `MAX_COUNTED`.
MAX_GENRE_LOOKUPS = 3 * MAX_COUNTED

MAX_CHEAP_SORT = 2_000  # rows; sorting so many is quick even if an index scan looks cheaper
OLD_AFTER_YEARS = 25
OLD_TITLES_TOLERANCE = 20

VIEW_PERIOD = timedelta(days=7)
MAX_VIEWED = 1_000  # the most viewed titles of `VIEW_PERIOD`, which are sorted by their views

FIRST_YEAR, LAST_YEAR = 1800, 2200  # bounds of every title's year

HIDDEN_GEM_MIN_RATING = 7.5
HIDDEN_GEM_VOTES = (100, 10_000)


@dataclass(frozen=True, slots=True)
class ListOrder:
    """
    A sort order: the columns it reads, its sort keys, the order along the index of one media
    type, and the order of the merged page.

    `condition` is what a title needs to be in this order at all. `tolerance` is by how much an
    index scan may exceed its expected length before sorting all matches is better: the popular
    films of 1925 are not spread evenly among the popular films.
    """

    columns: LiteralString
    sort_keys: LiteralString
    index_order: LiteralString
    page_order: LiteralString
    condition: LiteralString | None = None
    tolerance: int = 3
    is_by_title: bool = False
    is_by_views: bool = False


BY_RATING = ListOrder(
    "s.rating, s.votes",
    "s.rating AS k1, s.votes AS k2",
    "s.rating DESC, s.votes DESC, s.media_id",
    "k1 DESC, k2 DESC, id",
)
ORDERS = {
    Sort.MOST_RATED: ListOrder(
        "s.votes", "s.votes AS k1", "s.votes DESC, s.media_id", "k1 DESC, id"
    ),
    Sort.TRENDING: ListOrder(
        "s.popularity", "s.popularity AS k1", "s.popularity DESC, s.media_id", "k1 DESC, id"
    ),
    Sort.POPULAR: ListOrder(
        "s.popularity",
        "coalesce(v.views, 0) AS k1, s.popularity AS k2",
        "s.popularity DESC, s.media_id",
        "k1 DESC, k2 DESC, id",
        is_by_views=True,
    ),
    Sort.TOP_RATED: replace(BY_RATING, condition="s.rating IS NOT NULL"),
    Sort.HIDDEN_GEMS: replace(BY_RATING, condition="s.votes <= %(gem_max_votes)s"),
    # The year and the release date come from different sources and may differ by up to two years.
    Sort.NEWEST: ListOrder(
        "s.released_on",
        "s.released_on AS k1",
        "s.released_on DESC, s.media_id",
        "k1 DESC, id",
        condition="s.released_on BETWEEN make_date(%(first_year)s - 2, 1, 1) "
        "AND least(%(today)s, make_date(%(last_year)s + 2, 12, 31))",
    ),
    # COLLATE "C": page boundaries must not depend on the collation of the machine.
    Sort.A_TO_Z: ListOrder(
        "s.votes",
        'fold(m.title) COLLATE "C" AS k1, m.year AS k2',
        'fold(m.title) COLLATE "C", m.year, m.id',
        "k1, k2, id",
        tolerance=1,
        is_by_title=True,
    ),
}
#: For small catalogues, where few titles have enough votes: unrated titles come last.
UNRATED_LAST = ListOrder(
    "s.rating, s.votes, s.popularity",
    "s.rating AS k1, s.votes AS k2, s.popularity AS k3",
    "s.rating DESC NULLS LAST, s.votes DESC, s.popularity DESC, s.media_id",
    "k1 DESC NULLS LAST, k2 DESC, k3 DESC, id",
)

#: Conditions on a row of media_scores, by the field of `Filter`.
SCORE_CONDITIONS: dict[str, LiteralString] = {
    "year_min": "s.year >= %(year_min)s",
    "year_max": "s.year <= %(year_max)s",
    "rating_min": "s.rating >= %(rating_min)s::numeric",
    "min_votes": "s.votes >= %(min_votes)s",
}
#: The same on a row of media_items.
ITEM_CONDITIONS: dict[str, LiteralString] = {
    "language": "i.language = %(language)s",
    "country": "i.countries @> ARRAY[%(country)s]",
    "platform": "i.platforms @> ARRAY[%(platform)s]",
}

#: Lookups of one title, for index scans. PostgreSQL does not pull a subquery with a LIMIT up, so
#: it cannot turn the lookup into a join with, and a sort of, the whole table.
HAS_GENRE = """(
    SELECT true
    FROM media_genres AS g
    WHERE g.media_id = {id} AND g.genre_id = %(genre_id)s
    LIMIT 1
) IS NOT NULL"""
HAS_SCORES = """(
    SELECT true FROM media_scores AS s WHERE s.media_id = {id} AND {condition} LIMIT 1
) IS NOT NULL"""
HAS_ITEM = """(
    SELECT true FROM media_items AS i WHERE i.id = {id} AND {condition} LIMIT 1
) IS NOT NULL"""

HAS_FILE = """(
    SELECT true FROM library_titles AS here WHERE here.media_id = {id} LIMIT 1
) IS NOT NULL"""

#: The same conditions on sets of titles, which PostgreSQL may join in any order.
IN_GENRE = (
    "s.media_id IN (SELECT g.media_id FROM media_genres AS g WHERE g.genre_id = %(genre_id)s)"
)
IN_ITEMS = "s.media_id IN (SELECT i.id FROM media_items AS i WHERE {condition})"
IN_LIBRARY = "s.media_id IN (SELECT here.media_id FROM library_titles AS here)"
IN_IDS = "s.media_id = ANY(%(among)s)"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A filter, and what is needed to choose and write its statements."""

    filter: Filter
    kinds: Sequence[MediaType]
    genre_id: int | None
    sizes: FilterSizes
    now: datetime
    among: Sequence[int] | None = None  # restricts the list to these ids

    @property
    def order(self) -> ListOrder:
        sort = self.filter.sort.canonical
        is_any = sort == Sort.TOP_RATED and self.filter.min_votes is None
        return UNRATED_LAST if is_any else ORDERS[sort]

    @property
    def part_sizes(self) -> dict[str, int]:
        """How many titles each part of the filter leaves by itself."""
        sizes = {field.name: getattr(self.sizes, field.name) for field in fields(FilterSizes)}
        del sizes["everything"]
        return {part: size for part, size in sizes.items() if size is not None}

    @property
    def uses_filtered_scan(self) -> bool:
        """Whether sorting all matches is quicker than an index scan until the page is full."""
        if self.among is not None:
            return True
        if not self.part_sizes:
            return False
        everything = max(self.sizes.everything, 1)
        share = prod(size / everything for size in self.part_sizes.values())
        scanned = everything if share == 0 else min(everything, self.end / share)
        tolerance = self.order.tolerance * (OLD_TITLES_TOLERANCE if self._is_old else 1)
        return min(self.part_sizes.values()) <= max(MAX_CHEAP_SORT, tolerance * scanned)

    @property
    def known_total(self) -> int | None:
        """The stored count of matches of a filter with one part and no condition of the order."""
        sizes = self.part_sizes
        if self.order.condition or len(sizes) > 1 or "votes" in sizes:
            return None
        return next(iter(sizes.values()), self.sizes.everything)

    def exceeds(self, count: int) -> bool:
        """
        Whether the stored counts prove a larger total although the order has a condition.

        Of the newest titles, those not released yet are a small share, except in coming years.
        """
        sizes = self.part_sizes
        last = self.filter.year_max
        has_unreleased = "years" in sizes and (last is None or last >= self.now.year)
        if self.filter.sort.canonical != Sort.NEWEST or len(sizes) > 1 or has_unreleased:
            return False
        return "votes" not in sizes and min(sizes.values(), default=self.sizes.everything) > (
            2 * count
        )

    @property
    def counts_by_genre(self) -> bool:
        """Whether the genre has few enough titles to look each of them up."""
        return self.sizes.genre is not None and self.sizes.genre <= MAX_GENRE_LOOKUPS

    @property
    def unfiltered_size(self) -> int:
        """The stored count of titles of the media types, and of the genre if there is one."""
        return self.sizes.everything if self.sizes.genre is None else self.sizes.genre

    @property
    def is_unfiltered(self) -> bool:
        """Restricted by media types and a genre at most."""
        return set(self.part_sizes) <= {"genre"}

    @property
    def _is_old(self) -> bool:
        """Sorted by popularity, old titles come late: popular titles are mostly recent."""
        last = self.filter.year_max
        is_by_popularity = self.filter.sort.canonical in (Sort.POPULAR, Sort.TRENDING)
        return is_by_popularity and last is not None and last < self.now.year - OLD_AFTER_YEARS

    @property
    def end(self) -> int:
        return self.filter.offset + self.filter.limit

    def row_conditions(
        self, id: LiteralString = "s.media_id", *, has_scores: bool = True
    ) -> sql.Composable:
        """
        The filter without the media type, as lookups of one row, for index scans.

        `id` is the column with the title's id; `has_scores` tells whether `s` is media_scores.
        """
        id_column = sql.SQL(id)
        conditions: list[sql.Composable] = []
        if self._score_conditions and has_scores:
            conditions.append(self._score_conditions)
        elif self._score_conditions:
            conditions.append(
                sql.SQL(HAS_SCORES).format(id=id_column, condition=self._score_conditions)
            )
        if self.genre_id is not None:
            conditions.append(sql.SQL(HAS_GENRE).format(id=id_column))
        if self.filter.available:
            conditions.append(sql.SQL(HAS_FILE).format(id=id_column))
        if self._item_conditions:
            conditions.append(
                sql.SQL(HAS_ITEM).format(id=id_column, condition=self._item_conditions)
            )
        return sql.SQL(" AND ").join(conditions or [sql.SQL("true")])

    @property
    def set_conditions(self) -> sql.Composable:
        """The filter with the media types, as conditions on sets; `s` is media_scores."""
        in_genre = [sql.SQL(IN_GENRE)] if self.genre_id is not None else []
        return sql.SQL(" AND ").join([self.set_conditions_without_genre, *in_genre])

    @property
    def set_conditions_without_genre(self) -> sql.Composable:
        conditions: list[sql.Composable] = [self._kind_conditions]
        if self.among is not None:
            conditions.append(sql.SQL(IN_IDS))
        if self.filter.available:
            conditions.append(sql.SQL(IN_LIBRARY))
        if self._score_conditions:
            conditions.append(self._score_conditions)
        if self._item_conditions:
            conditions.append(sql.SQL(IN_ITEMS).format(condition=self._item_conditions))
        return sql.SQL(" AND ").join(conditions)

    @property
    def _kind_conditions(self) -> sql.Composable:
        """Written as literals, because each media type has partial indexes of its own."""
        each = [sql.SQL("s.media_type = {}").format(sql.Literal(str(kind))) for kind in self.kinds]
        return sql.SQL("({})").format(sql.SQL(" OR ").join(each)) if each else sql.SQL("false")

    @property
    def _score_conditions(self) -> sql.Composable | None:
        conditions = [text for name, text in SCORE_CONDITIONS.items() if self._is_set(name)]
        if self.order.condition:
            conditions.append(self.order.condition)
        return conjunction(conditions)

    @property
    def _item_conditions(self) -> sql.Composable | None:
        return conjunction([text for name, text in ITEM_CONDITIONS.items() if self._is_set(name)])

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything the statements of `list_pages` may name."""
        names = (*SCORE_CONDITIONS, *ITEM_CONDITIONS)
        return {
            **{name: getattr(self.filter, name) for name in names},
            "kinds": [str(kind) for kind in self.kinds],
            "genre_id": self.genre_id,
            "among": None if self.among is None else list(self.among),
            "limit": self.filter.limit,
            "offset": self.filter.offset,
            "end": self.end,
            "gem_max_votes": HIDDEN_GEM_VOTES[1],
            "today": self.now.date(),
            "first_year": self.filter.year_min or FIRST_YEAR,
            "last_year": self.filter.year_max or LAST_YEAR,
            "viewed_since": self.now - VIEW_PERIOD,
            "max_viewed": MAX_VIEWED,
            "max_counted": MAX_COUNTED,
        }

    def _is_set(self, name: str) -> bool:
        return getattr(self.filter, name) is not None


def conjunction(conditions: Sequence[LiteralString]) -> sql.Composable | None:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions)) if conditions else None
