"""
Lists of titles: filtered, sorted, counted, and what is beside a title.

Lists are the same for everyone and are kept in the cache as ids, under a hash of the question;
a change of the catalogue drops them all.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import TypeAdapter

from chalicelib.catalog.errors import GenreNotFound
from chalicelib.catalog.models import Facets, Filter, Found, Genre, MediaType, Sort, ValueCount
from chalicelib.catalog.store import browse, counting, similar
from chalicelib.catalog.store.filtering import (
    GEM_RATING,
    GEM_VOTES,
    MAX_COUNTED,
    MAX_WALKED,
    Question,
)
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database

#: How many votes a title needs to be among the top rated; fewer when none has so many.
ENOUGH_VOTES = (1_000, 100, 1)
#: Up to so many titles of a kind there is nothing to be picky about: everything is listed.
SMALL = 5_000

MAX_FACETS = 100

FOUND = TypeAdapter(Found)
IDS = TypeAdapter(list[int])


@dataclass(frozen=True, slots=True)
class Lists:
    db: Database
    clock: Clock
    cache: Cache

    def filtered(self, wanted: Filter) -> Found:
        """
        A page of ids and how many there are in all, from 10 000 on only that it is so many.

        A total of a kind and genre alone is exact. Raises `GenreNotFound`.
        """
        return FOUND.validate_json(
            self.recall(lambda: FOUND.dump_json(self._find(wanted)), "list", *_values(wanted))
        )

    def fresh(self, wanted: Filter) -> Found:
        """The same, asked of the database now. Raises `GenreNotFound`."""
        return self._find(wanted)

    def narrowed(self, ids: Sequence[int], wanted: Filter, *, keep_order: bool) -> Found:
        """
        A page of those of `ids` that pass; in their own order, or as the filter sorts.

        Raises `GenreNotFound`.
        """
        if not ids:
            return Found([], 0)
        if not keep_order:
            return self._find(wanted, among=ids)
        passing = set(
            self._find(replace(wanted, sort=Sort.TRENDING, offset=0, limit=len(ids)), ids).ids
        )
        left = [one for one in ids if one in passing]
        return Found(left[wanted.offset : wanted.offset + wanted.limit], len(left))

    def genres(self, media_type: MediaType | None) -> list[Genre]:
        with self.db.read() as conn:
            return counting.genres(conn, media_type=media_type)

    def facets(self, kinds: Sequence[MediaType]) -> Facets:
        """What lists of these kinds can be narrowed down by."""
        with self.db.read() as conn:
            rows = counting.facets(
                conn, kinds=kinds, names=["language", "country", "platform"], limit=MAX_FACETS
            )
            first, last = counting.years(conn, kinds=kinds)
        found: dict[str, list[ValueCount]] = {"language": [], "country": [], "platform": []}
        for row in rows:
            found[row.facet].append(ValueCount(row.value, row.count))
        return Facets(found["language"], found["country"], found["platform"], first, last)

    def similar(self, media_id: int, *, limit: int) -> list[int]:
        """What providers name beside a title, then popular titles that share its genres."""

        def compute() -> bytes:
            with self.db.read() as conn:
                ids = similar.linked(conn, media_id=media_id, limit=limit)
                if len(ids) < limit:
                    ids += similar.of_genres(conn, media_id=media_id, limit=limit)
            return IDS.dump_json(list(dict.fromkeys(ids))[:limit])

        return IDS.validate_json(self.recall(compute, "similar", media_id, limit))

    def recall(self, compute: Callable[[], bytes], *question: Any) -> bytes:
        """The answer to a question whose answer does not depend on who asks."""
        digest = hashlib.blake2b(json.dumps(question).encode(), digest_size=16).hexdigest()
        return self.cache.get_or_compute(discover_key(digest), CATALOGUE, DISCOVER_TTL_S, compute)

    def _find(self, wanted: Filter, among: Sequence[int] | None = None) -> Found:
        found = Found([], 0)
        with self.db.read() as conn:
            for question in self._questions(conn, wanted, among):
                found = self._answer(conn, question)
                if found.total:
                    break
        return found

    def _answer(self, conn: Connection, question: Question) -> Found:
        wanted = question.wanted
        is_endless = question.is_plain and not question.order.only
        # Walking so far takes long, and nobody reads there.
        if wanted.offset >= (MAX_WALKED if is_endless else MAX_COUNTED):
            return Found([], question.plain_size if is_endless else MAX_COUNTED)
        if question.is_driven:
            found = browse.driven(conn, question)
            return found if is_endless else replace(found, total=min(found.total, MAX_COUNTED))
        ids = browse.walked(conn, question)
        if question.counted is not None and question.counted > MAX_COUNTED:
            return Found(ids, question.counted if is_endless else MAX_COUNTED)
        if 0 < len(ids) < wanted.limit or (not ids and not wanted.offset):
            return Found(ids, wanted.offset + len(ids))
        return Found(ids, self._total(conn, question))

    def _total(self, conn: Connection, question: Question) -> int:
        """Counted once for all pages and orders that hold the same titles."""
        if question.is_surely_more_than(MAX_COUNTED):
            return MAX_COUNTED
        held = replace(question.wanted, limit=0, offset=0)
        if not question.order.only:
            held = replace(held, sort=Sort.MAX_RATED)
        return int(
            self.recall(lambda: b"%d" % browse.counted(conn, question), "total", *_values(held))
        )

    def _questions(
        self, conn: Connection, wanted: Filter, among: Sequence[int] | None
    ) -> Iterator[Question]:
        """What to ask, until something is found. Raises `GenreNotFound`."""
        genre_id = None
        if wanted.genre is not None:
            genre_id = browse.genre_id(conn, genre=wanted.genre)
            if genre_id is None:
                raise GenreNotFound("There is no such genre.")
        kinds = kinds_of(wanted)
        for implied in self._implied(conn, wanted, kinds, is_part=among is not None):
            sizes = counting.sizes(conn, kinds=kinds, genre_id=genre_id, wanted=implied)
            yield Question(implied, kinds, genre_id, sizes, self.clock(), among)

    def _implied(
        self, conn: Connection, wanted: Filter, kinds: Sequence[MediaType], *, is_part: bool
    ) -> Iterator[Filter]:
        """The filter with what its order asks for, and with less of it if need be."""
        if wanted.sort.meaning == Sort.HIDDEN_GEMS:
            yield replace(
                wanted,
                rating_min=max(wanted.rating_min or 0, GEM_RATING),
                min_votes=max(wanted.min_votes or 0, GEM_VOTES[0]),
            )
        elif (
            wanted.sort.meaning != Sort.TOP_RATED
            or wanted.min_votes is not None
            or is_part
            or counting.total(conn, kinds=kinds) <= SMALL
        ):
            yield wanted
        else:
            for least in ENOUGH_VOTES:
                yield replace(wanted, min_votes=least)


def shown(total: int) -> int:
    """Of so many titles, how many the pages of a list reach; those beyond are empty."""
    return min(total, MAX_WALKED)


FIELDS = tuple(field.name for field in fields(Filter))


def _values(wanted: Filter) -> list[Any]:
    return [getattr(wanted, name) for name in FIELDS]


def kinds_of(wanted: Filter) -> list[MediaType]:
    if wanted.media_type is not None:
        return [wanted.media_type]
    return [kind for kind in MediaType if wanted.with_games or kind != MediaType.GAME]
