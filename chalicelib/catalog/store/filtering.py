"""The parts that statements about lists of titles are put together from."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from math import prod
from typing import Any

from psycopg import sql

from chalicelib.catalog.models import Filter, MediaType, Sort
from chalicelib.catalog.store.counting import Sizes

MAX_COUNTED = 10_000  # beyond it a list only says that there is more
MAX_WALKED = 100_000  # beyond it even a list without filters is empty

#: Looking at each title of a genre is quicker than anything PostgreSQL thinks of when it is to find
#: no more than `MAX_COUNTED` of them: otherwise it reads all titles there are.
MAX_LOOKED_AT = 3 * MAX_COUNTED

FEW = 2_000  # sorting so many is quick whatever a walk would be
OLD_AFTER_YEARS = 25
OLD_LUCK = 20

VIEWS_FOR = timedelta(days=7)
MAX_VIEWED = 1_000  # of what was visited in that time, and is ordered by it

FIRST_YEAR, LAST_YEAR = 1800, 2200  # further than any title

GEM_RATING = 7.5
GEM_VOTES = (100, 10_000)


@dataclass(frozen=True, slots=True)
class Order:
    """
    What is sorted by: columns, along the index of one kind, and over all that was found.

    `only` is what a title must have to be in this order at all. `luck` is how much longer than
    expected a walk along it may become before sorting all that passes is better: the popular
    films of 1925 are not spread evenly among the popular films.
    """

    columns: str
    keys: str
    inner: str
    outer: str
    only: str | None = None
    luck: int = 3
    is_by_title: bool = False
    is_by_views: bool = False


BY_RATING = Order(
    "s.rating, s.votes",
    "s.rating AS k1, s.votes AS k2",
    "s.rating DESC, s.votes DESC, s.media_id",
    "k1 DESC, k2 DESC, id",
)
ORDERS = {
    Sort.MAX_RATED: Order("s.votes", "s.votes AS k1", "s.votes DESC, s.media_id", "k1 DESC, id"),
    Sort.TRENDING: Order(
        "s.popularity", "s.popularity AS k1", "s.popularity DESC, s.media_id", "k1 DESC, id"
    ),
    Sort.POPULAR: Order(
        "s.popularity",
        "coalesce(v.views, 0) AS k1, s.popularity AS k2",
        "s.popularity DESC, s.media_id",
        "k1 DESC, k2 DESC, id",
        is_by_views=True,
    ),
    Sort.TOP_RATED: replace(BY_RATING, only="s.rating IS NOT NULL"),
    Sort.HIDDEN_GEMS: replace(BY_RATING, only="s.votes <= %(gem_most)s"),
    # A year and a day of release are from different sources and may differ a little.
    Sort.NEWEST: Order(
        "s.released_on",
        "s.released_on AS k1",
        "s.released_on DESC, s.media_id",
        "k1 DESC, id",
        only="s.released_on BETWEEN make_date(%(first_year)s - 2, 1, 1) "
        "AND least(%(today)s, make_date(%(last_year)s + 2, 12, 31))",
    ),
    # The collation of the machine must not decide where a page ends.
    Sort.A_TO_Z: Order(
        "s.votes",
        'fold(m.title) COLLATE "C" AS k1, m.year AS k2',
        'fold(m.title) COLLATE "C", m.year, m.id',
        "k1, k2, id",
        luck=1,
        is_by_title=True,
    ),
}
#: Where too few are rated by many, all are listed and the unrated come last.
UNRATED_LAST = Order(
    "s.rating, s.votes, s.popularity",
    "s.rating AS k1, s.votes AS k2, s.popularity AS k3",
    "s.rating DESC NULLS LAST, s.votes DESC, s.popularity DESC, s.media_id",
    "k1 DESC NULLS LAST, k2 DESC, k3 DESC, id",
)

#: What a row of media_scores must be; each belongs to a field of Filter.
OF_SCORES = {
    "year_min": "s.year >= %(year_min)s",
    "year_max": "s.year <= %(year_max)s",
    "rating_min": "s.rating >= %(rating_min)s::numeric",
    "min_votes": "s.votes >= %(min_votes)s",
}
OF_ITEMS = {
    "language": "i.language = %(language)s",
    "country": "i.countries @> ARRAY[%(country)s]",
    "platform": "i.platforms @> ARRAY[%(platform)s]",
}

#: Looking at one title, for walks: PostgreSQL leaves a subquery with a LIMIT where it is, so it
#: cannot become a join with, and a sort of, the whole table.
HAS_GENRE = """(
    SELECT true
    FROM media_genres AS g
    WHERE g.media_id = {id} AND g.genre_id = %(genre_id)s
    LIMIT 1
) IS NOT NULL"""
HAS_SCORES = """(
    SELECT true FROM media_scores AS s WHERE s.media_id = {id} AND {only} LIMIT 1
) IS NOT NULL"""
IS_ITEM = """(
    SELECT true FROM media_items AS i WHERE i.id = {id} AND {only} LIMIT 1
) IS NOT NULL"""

#: The same for sets of titles, which PostgreSQL may join as it likes.
OF_GENRE = (
    "s.media_id IN (SELECT g.media_id FROM media_genres AS g WHERE g.genre_id = %(genre_id)s)"
)
AMONG_ITEMS = "s.media_id IN (SELECT i.id FROM media_items AS i WHERE {only})"
AMONG = "s.media_id = ANY(%(among)s)"


@dataclass(frozen=True, slots=True)
class Question:
    """A filter, and what has to be known to answer it."""

    wanted: Filter
    kinds: Sequence[MediaType]
    genre_id: int | None
    sizes: Sizes
    now: datetime
    among: Sequence[int] | None = None  # only these titles

    @property
    def order(self) -> Order:
        sort = self.wanted.sort.meaning
        is_any = sort == Sort.TOP_RATED and self.wanted.min_votes is None
        return UNRATED_LAST if is_any else ORDERS[sort]

    @property
    def parts(self) -> dict[str, int]:
        """What the filter consists of, and how many titles each part leaves by itself."""
        sizes = {field.name: getattr(self.sizes, field.name) for field in fields(Sizes)}
        del sizes["everything"]
        return {part: size for part, size in sizes.items() if size is not None}

    @property
    def is_driven(self) -> bool:
        """Whether sorting all that passes is quicker than walking until the page is full."""
        if self.among is not None:
            return True
        if not self.parts:
            return False
        everything = max(self.sizes.everything, 1)
        share = prod(size / everything for size in self.parts.values())
        walked = everything if share == 0 else min(everything, self.end / share)
        luck = self.order.luck * (OLD_LUCK if self._is_old else 1)
        return min(self.parts.values()) <= max(FEW, luck * walked)

    @property
    def counted(self) -> int | None:
        """How many titles pass, when that was counted: a filter of one part, and no condition."""
        parts = self.parts
        if self.order.only or len(parts) > 1 or "votes" in parts:
            return None
        return next(iter(parts.values()), self.sizes.everything)

    def is_surely_more_than(self, count: int) -> bool:
        """
        Whether what was counted says so although the order asks for something itself: of the
        newest, what is not out yet is a small part of any part but the coming years.
        """
        parts = self.parts
        last = self.wanted.year_max
        may_be_to_come = "years" in parts and (last is None or last >= self.now.year)
        if self.wanted.sort.meaning != Sort.NEWEST or len(parts) > 1 or may_be_to_come:
            return False
        return "votes" not in parts and min(parts.values(), default=self.sizes.everything) > (
            2 * count
        )

    @property
    def is_counted_by_genre(self) -> bool:
        """Whether the titles of the genre are few enough to look at each."""
        return self.sizes.genre is not None and self.sizes.genre <= MAX_LOOKED_AT

    @property
    def plain_size(self) -> int:
        """How many titles of the kinds, and of the genre if one is asked for, were counted."""
        return self.sizes.everything if self.sizes.genre is None else self.sizes.genre

    @property
    def is_plain(self) -> bool:
        """Nothing but kinds and a genre."""
        return set(self.parts) <= {"genre"}

    @property
    def _is_old(self) -> bool:
        """The popular titles are young: those of long ago come late in their order."""
        last = self.wanted.year_max
        is_by_popularity = self.wanted.sort.meaning in (Sort.POPULAR, Sort.TRENDING)
        return is_by_popularity and last is not None and last < self.now.year - OLD_AFTER_YEARS

    @property
    def end(self) -> int:
        return self.wanted.offset + self.wanted.limit

    def passes(self, id: str = "s.media_id", *, scores_at_hand: bool = True) -> sql.Composable:
        """What a title must be besides its kind, for walks; `id` is the column that names it."""
        which = sql.SQL(id)
        conditions: list[sql.Composable] = []
        if self._of_scores and scores_at_hand:
            conditions.append(self._of_scores)
        elif self._of_scores:
            conditions.append(sql.SQL(HAS_SCORES).format(id=which, only=self._of_scores))
        if self.genre_id is not None:
            conditions.append(sql.SQL(HAS_GENRE).format(id=which))
        if self._of_items:
            conditions.append(sql.SQL(IS_ITEM).format(id=which, only=self._of_items))
        return sql.SQL(" AND ").join(conditions or [sql.SQL("true")])

    @property
    def belongs(self) -> sql.Composable:
        """The same with the kind, for sets; `s` is media_scores."""
        among_genre = [sql.SQL(OF_GENRE)] if self.genre_id is not None else []
        return sql.SQL(" AND ").join([self.belongs_beside_genre, *among_genre])

    @property
    def belongs_beside_genre(self) -> sql.Composable:
        conditions: list[sql.Composable] = [self._of_kinds]
        if self.among is not None:
            conditions.append(sql.SQL(AMONG))
        if self._of_scores:
            conditions.append(self._of_scores)
        if self._of_items:
            conditions.append(sql.SQL(AMONG_ITEMS).format(only=self._of_items))
        return sql.SQL(" AND ").join(conditions)

    @property
    def _of_kinds(self) -> sql.Composable:
        """Spelled out, because each kind has indexes of its own."""
        each = [sql.SQL("s.media_type = {}").format(sql.Literal(str(kind))) for kind in self.kinds]
        return sql.SQL("({})").format(sql.SQL(" OR ").join(each)) if each else sql.SQL("false")

    @property
    def _of_scores(self) -> sql.Composable | None:
        said = [text for name, text in OF_SCORES.items() if self._has(name)]
        return conjunction([*said, self.order.only] if self.order.only else said)

    @property
    def _of_items(self) -> sql.Composable | None:
        return conjunction([text for name, text in OF_ITEMS.items() if self._has(name)])

    @property
    def given(self) -> dict[str, Any]:
        wanted = self.wanted
        return {
            **{name: getattr(wanted, name) for name in (*OF_SCORES, *OF_ITEMS)},
            "kinds": [str(kind) for kind in self.kinds],
            "genre_id": self.genre_id,
            "among": None if self.among is None else list(self.among),
            "limit": wanted.limit,
            "offset": wanted.offset,
            "end": self.end,
            "gem_most": GEM_VOTES[1],
            "today": self.now.date(),
            "first_year": wanted.year_min or FIRST_YEAR,
            "last_year": wanted.year_max or LAST_YEAR,
            "since": self.now - VIEWS_FOR,
            "most_viewed": MAX_VIEWED,
            "most_counted": MAX_COUNTED,
        }

    def _has(self, name: str) -> bool:
        return getattr(self.wanted, name) is not None


def conjunction(conditions: Sequence[str]) -> sql.Composable | None:
    return sql.SQL(" AND ").join(sql.SQL(text) for text in conditions) if conditions else None
