"""
Rows of posters: the best of every kind and genre.

Finding them looks at forty thousand titles, so nobody waits for it twice: what was found is kept
until the catalogue changes, and then shown on while a thread finds it again.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from chalicelib.canon.models.answers import Carousel, CarouselPage
from chalicelib.canon.models.requests import CarouselQuery, Reader
from chalicelib.canon.service.reading import KINDS, Reading
from chalicelib.canon.store import carousels
from chalicelib.canon.store.carousels import Best
from chalicelib.catalog.models import Filter, MediaType, Sort
from chalicelib.collections.models import Collection
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache, discover_key
from chalicelib.platform.db import Database
from chalicelib.platform.errors import SeenError

logger = logging.getLogger(__name__)

TITLES_EACH = 30
KEPT_S = 6 * 3600  # they follow years of ratings

KEY = discover_key("carousels")
ROWS = TypeAdapter(list[Best])
WORDS = {MediaType.MOVIE: "movies", MediaType.SHOW: "shows"}
#: Orders that begin with other titles than the best of a genre.
OTHERS_FIRST = {Sort.HIDDEN_GEMS, Sort.NEWEST}


class NotKept(Exception):
    """The cache has no rows of the present catalogue."""


class OfBefore(Exception):
    """There are rows of a moment ago, which are shown and not kept."""

    def __init__(self, rows: list[Best]) -> None:
        super().__init__("These are the rows of the catalogue before.")
        self.rows = rows


@dataclass(slots=True)
class Latest:
    """The rows as this process saw them last, which may be of the catalogue before."""

    rows: list[Best] | None = None
    seen_at: float = 0.0  # on the monotonic clock
    finding: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Carousels:
    db: Database
    cache: Cache
    reading: Reading
    latest: Latest = field(default_factory=Latest)

    def page(self, wanted: CarouselQuery, reader: Reader) -> bytes:
        """
        A page of rows as JSON.

        What is kept of it belongs to the catalogue that was there before it was made: rows of an
        older one would be shown under its name for as long as the page is kept.
        """

        def compute() -> bytes:
            return self._rendered(self._current(), wanted)

        lists = self.reading.catalog.lists
        try:
            page = lists.get_or_compute(compute, "carousels", wanted.page, wanted.per_page)
        except OfBefore as before:
            page = self._rendered(before.rows, wanted)
        if reader.origin is None:
            return page
        # Kept once for everybody, whatever name they call us by. Inside a text of JSON a quote
        # has a backslash before it, so this is found nowhere else.
        origin = json.dumps(reader.origin.rstrip("/"))[1:-1].encode()
        return page.replace(b'"image_url":"/', b'"image_url":"' + origin + b"/")

    def rows(self) -> list[Best]:
        """Every row there is; perhaps those of a moment ago."""
        try:
            return self._current()
        except OfBefore as before:
            return before.rows

    def _current(self) -> list[Best]:
        """
        The rows of the present catalogue, found at once when none are known at all.

        Raises `OfBefore` when there are only those of an older one; a thread looks again.
        """
        try:
            return self._remembered(self._not_kept)
        except NotKept:
            before = self.latest.rows
            if before is None:
                return self._remembered(self._find)
        # Without a cache nobody says when the catalogue changes.
        age_s = time.monotonic() - self.latest.seen_at
        is_old = age_s > DISCOVER_TTL_S or self.cache.is_up()
        if is_old and self.latest.finding.acquire(blocking=False):
            threading.Thread(target=self._find_again, daemon=True).start()
        raise OfBefore(before)

    def _rendered(self, rows: list[Best], wanted: CarouselQuery) -> bytes:
        first = (wanted.page - 1) * wanted.per_page
        shown = CarouselPage(
            carousels=self._filled(rows[first : first + wanted.per_page], None),
            total=len(rows),
            page=wanted.page,
            per_page=wanted.per_page,
        )
        return shown.model_dump_json().encode()

    def _remembered(self, compute: Callable[[], bytes]) -> list[Best]:
        rows = ROWS.validate_json(self.cache.get_or_compute(KEY, CATALOGUE, KEPT_S, compute))
        self.latest.rows, self.latest.seen_at = rows, time.monotonic()
        return rows

    def _not_kept(self) -> bytes:
        raise NotKept

    def _find_again(self) -> None:
        try:
            self._remembered(self._find)
        except SeenError as error:  # whoever asks next tries again
            logger.warning("carousels not found", extra={"error": str(error)})
        finally:
            self.latest.finding.release()

    def _find(self) -> bytes:
        """Genres that none of the most rated titles has are filled by themselves."""
        with self.db.read() as conn:
            rows = carousels.best(conn, each=TITLES_EACH)
        found = {(row.kind, row.genre) for row in rows}
        lists = self.reading.catalog.lists
        for kind in KINDS:
            for genre in lists.genres(kind):
                if (kind, genre.slug) in found:
                    continue
                wanted = Filter(kind, genre.slug, sort=Sort.MOST_RATED, limit=TITLES_EACH)
                ids = lists.uncached(wanted).ids
                rows.append(Best(kind, genre.slug, genre.name, genre.count, ids))
        return ROWS.dump_json(rows)

    def _filled(self, rows: list[Best], origin: str | None) -> list[Carousel]:
        ids = list(dict.fromkeys(one for row in rows for one in row.ids))
        posters = {each.title_id: each for each in self.reading.posters(ids, origin)}
        namesakes = self._namesakes()
        made = []
        for row in rows:
            namesake = namesakes.get((row.kind, row.name.lower()))
            word = WORDS[MediaType(row.kind)]
            made.append(
                Carousel(
                    name=namesake.name if namesake else f"{row.name} {word}",
                    slug=namesake.slug if namesake else f"{row.genre}-{word}",
                    description=namesake.description if namesake else "",
                    collection_id=namesake.id if namesake else None,
                    engagement_count=namesake.engagement_count if namesake else 0,
                    total_count=row.total,
                    titles=[posters[one] for one in row.ids if one in posters],
                )
            )
        return made

    def _namesakes(self) -> dict[tuple[str, str], Collection]:
        """Collections by the kind and genre they are made of; the most visited of several."""
        found: dict[tuple[str, str], Collection] = {}
        for each in self.reading.collections.list_active():
            made_of = each.filter
            if made_of is None or not is_a_whole_genre(made_of):
                continue
            if made_of.media_type and made_of.genre:
                found.setdefault((made_of.media_type, made_of.genre.lower()), each)
        return found


def is_a_whole_genre(made_of: Filter) -> bool:
    """
    Whether a collection leaves out nothing of its kind and genre but what few people rated.

    What is made of a part (Japanese animation, little known horror) must not name all of it.
    """
    whole = Filter(
        media_type=made_of.media_type,
        genre=made_of.genre,
        min_votes=made_of.min_votes,
        sort=made_of.sort,
        limit=made_of.limit,
    )
    return made_of == whole and made_of.sort not in OTHERS_FIRST
