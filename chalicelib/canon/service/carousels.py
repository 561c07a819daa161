"""
Carousels: the best titles of every media type and genre.

Computing them reads forty thousand titles. The result is cached until the catalogue changes, and
then served stale while a thread recomputes it.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from chalicelib.canon.models.requests import CarouselQuery, Reader
from chalicelib.canon.models.responses import Carousel, CarouselPage
from chalicelib.canon.service.read_api import KINDS, ReadApi
from chalicelib.canon.store import carousels
from chalicelib.canon.store.carousels import CarouselRow
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.collections.models import Collection
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.db import Database
from chalicelib.platform.errors import SeenError

logger = logging.getLogger(__name__)

MAX_TITLES = 30
CAROUSELS_TTL_S = 6 * 3600  # they depend on years of ratings

KEY = discover_key("carousels")
ROWS = TypeAdapter(list[CarouselRow])
PLURALS = {MediaType.MOVIE: "movies", MediaType.SHOW: "shows"}
#: Orders that do not start with the best titles of a genre.
NOT_BEST_FIRST = {Sort.HIDDEN_GEMS, Sort.NEWEST}


class NotCached(Exception):
    """The cache has no carousels of the present catalogue."""


class StaleCarousels(Exception):
    """Only carousels of an older catalogue exist, which are served and not cached."""

    def __init__(self, rows: list[CarouselRow]) -> None:
        super().__init__("These are carousels of an older catalogue.")
        self.rows = rows


@dataclass(slots=True)
class LastCarousels:
    """The last carousels this process has read, possibly of an older catalogue."""

    rows: list[CarouselRow] | None = None
    seen_at: float = 0.0  # on the monotonic clock
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class CarouselService:
    db: Database
    cache: Cache
    read_api: ReadApi
    latest: LastCarousels = field(default_factory=LastCarousels)

    def page(self, query: CarouselQuery, reader: Reader) -> bytes:
        """
        A page of carousels as JSON.

        Pages with stale carousels are not cached: they would be returned as those of the present
        catalogue until they expire.
        """

        def compute() -> bytes:
            return self._rendered(self._current(), query)

        lists = self.read_api.catalog.lists
        try:
            page = lists.get_or_compute(compute, "carousels", query.page, query.per_page)
        except StaleCarousels as before:
            page = self._rendered(before.rows, query)
        if reader.origin is None:
            return page
        # Cached once for all origins. Quotes inside JSON strings are escaped, so the replaced text
        # occurs nowhere else.
        origin = json.dumps(reader.origin.rstrip("/"))[1:-1].encode()
        return page.replace(b'"image_url":"/', b'"image_url":"' + origin + b"/")

    def rows(self) -> list[CarouselRow]:
        """All carousels, possibly stale."""
        try:
            return self._current()
        except StaleCarousels as before:
            return before.rows

    def _current(self) -> list[CarouselRow]:
        """
        The carousels of the present catalogue, computed at once when there are no older ones.

        Raises `StaleCarousels` when there are older ones, and recomputes them in a thread.
        """
        try:
            return self._cached(self._raise_not_cached)
        except NotCached:
            before = self.latest.rows
            if before is None:
                return self._cached(self._compute)
        # Without a cache, changes of the catalogue are unknown.
        age_s = time.monotonic() - self.latest.seen_at
        is_old = age_s > DISCOVER_TTL_S or self.cache.is_up()
        if is_old and self.latest.lock.acquire(blocking=False):
            threading.Thread(target=self._recompute, daemon=True).start()
        raise StaleCarousels(before)

    def _rendered(self, rows: list[CarouselRow], query: CarouselQuery) -> bytes:
        first = (query.page - 1) * query.per_page
        shown = CarouselPage(
            carousels=self._filled(rows[first : first + query.per_page], None),
            total=len(rows),
            page=query.page,
            per_page=query.per_page,
        )
        return shown.model_dump_json().encode()

    def _cached(self, compute: Callable[[], bytes]) -> list[CarouselRow]:
        rows = ROWS.validate_json(
            self.cache.get_or_compute(KEY, CATALOGUE, CAROUSELS_TTL_S, compute)
        )
        self.latest.rows, self.latest.seen_at = rows, time.monotonic()
        return rows

    def _raise_not_cached(self) -> bytes:
        raise NotCached

    def _recompute(self) -> None:
        try:
            self._cached(self._compute)
        except SeenError as error:  # the next request tries again
            logger.warning("carousels not computed", extra={"error": str(error)})
        finally:
            self.latest.lock.release()

    def _compute(self) -> bytes:
        """Genres without any of the most rated titles get a query of their own."""
        with self.db.read() as conn:
            rows = carousels.best(conn, each=MAX_TITLES)
        found = {(row.kind, row.genre) for row in rows}
        lists = self.read_api.catalog.lists
        for kind in KINDS:
            for genre in lists.genres(kind):
                if (kind, genre.slug) in found:
                    continue
                filter_ = Filter(kind, genre.slug, sort=Sort.MOST_RATED, limit=MAX_TITLES)
                ids = lists.uncached(filter_).ids
                rows.append(CarouselRow(kind, genre.slug, genre.name, genre.count, ids))
        return ROWS.dump_json(rows)

    def _filled(self, rows: list[CarouselRow], origin: str | None) -> list[Carousel]:
        ids = list(dict.fromkeys(media_id for row in rows for media_id in row.ids))
        posters = {each.title_id: each for each in self.read_api.posters(ids, origin)}
        namesakes = self._namesakes()
        made = []
        for row in rows:
            namesake = namesakes.get((row.kind, row.name.lower()))
            word = PLURALS[MediaType(row.kind)]
            made.append(
                Carousel(
                    name=namesake.name if namesake else f"{row.name} {word}",
                    slug=namesake.slug if namesake else f"{row.genre}-{word}",
                    description=namesake.description if namesake else "",
                    collection_id=namesake.id if namesake else None,
                    engagement_count=namesake.engagement_count if namesake else 0,
                    total_count=row.total,
                    titles=[posters[media_id] for media_id in row.ids if media_id in posters],
                )
            )
        return made

    def _namesakes(self) -> dict[tuple[str, str], Collection]:
        """Collections by their media type and genre; the most clicked of several."""
        found: dict[tuple[str, str], Collection] = {}
        for each in self.read_api.collections.list_active():
            definition = each.filter
            if definition is None or not is_a_whole_genre(definition):
                continue
            if definition.media_type and definition.genre:
                found.setdefault((definition.media_type, definition.genre.lower()), each)
        return found


def is_a_whole_genre(filter: Filter) -> bool:
    """
    Whether a collection has all titles of its media type and genre except those with few votes.

    A collection of a part (Japanese animation, little known horror) must not name the whole genre.
    """
    whole = Filter(
        media_type=filter.media_type,
        genre=filter.genre,
        min_votes=filter.min_votes,
        sort=filter.sort,
        limit=filter.limit,
    )
    return filter == whole and filter.sort not in NOT_BEST_FIRST
