"""
Stores the metadata of providers in the catalogue.

Stored facts of any source are kept; only gaps are filled. What changes by its nature is
replaced each time: ratings, popularity, offers, links and release dates. A value that is missing
from a response, or unreadable, erases nothing.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.derived_data import add_title, refresh_names
from chalicelib.metadata.models import (
    RatingUpdate,
    TitleIdentity,
    TitleUpdate,
)
from chalicelib.metadata.service import manual_match_undo
from chalicelib.metadata.service.duplicate_merge import merge_duplicates
from chalicelib.metadata.service.related_rows import rows_of_all, write_credits, write_lists
from chalicelib.metadata.service.row_mapping import (
    episode_row,
    external_rows,
    fact_row,
    genre_rows,
    keyword_rows,
    rating_row,
    season_row,
)
from chalicelib.metadata.store import (
    episode_rows,
    fetch_status,
    related_rows,
    title_facts,
    title_identity,
)
from chalicelib.platform.cache import CATALOGUE, RELEASES, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database

logger = logging.getLogger(__name__)

#: The entries of a written title are invalidated at once. Lists of ids may stay cached this long.
MIN_CATALOGUE_INVALIDATION_INTERVAL_S = 60.0


@dataclass(slots=True)
class LastInvalidation:
    """When the whole catalogue was last invalidated, on the monotonic clock."""

    at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class MetadataWriter:
    db: Database
    cache: Cache
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _last_invalidation: LastInvalidation = field(default_factory=LastInvalidation)

    def get_identity(self, media_id: int) -> TitleIdentity | None:
        """What identifies the title to a provider; None for an unknown title."""
        with self.db.read() as conn:
            return title_identity.get_identity(conn, media_id=media_id)

    def find_or_create(self, update: TitleUpdate) -> int:
        """
        The id of the title, inserted if it is new; writes nothing else.

        Any known external id prevents an insert, so that a film from a provider's list and the
        same film from the IMDb import are one title.
        """
        ids = [
            {"n": 0, "media_type": update.media_type, "source": source, "external_id": external}
            for source, external in update.external_ids.items()
        ]
        with self.db.transaction() as conn:
            found = title_identity.find(conn, rows=ids)
            if not found:
                title_identity.lock_title_creation(conn)
                found = title_identity.find(conn, rows=ids)
            media_id = found[0] if found else self._add(conn, update)
            title_identity.assign_external_ids(conn, rows=external_rows(media_id, update))
            if not found:
                add_title(conn, media_id)
        return media_id

    def _add(self, conn: Connection, update: TitleUpdate) -> int:
        media_id = title_identity.insert(
            conn,
            row=fact_row(0, update) | {"media_type": update.media_type, "title": update.title},
            imdb_id=update.external_ids.get("imdb"),
            now=self.clock(),
        )
        title_facts.score(conn, rows=[fact_row(media_id, update)])
        return media_id

    def write(
        self,
        updates: Mapping[int, TitleUpdate],
        *,
        completes_request: bool = True,
        marks_fetched: bool = True,
    ) -> Mapping[int, int]:
        """
        Write updates, by title id, in one transaction; returns current ids by the given ones,
        because duplicates are merged.

        `completes_request`: a page that waits for the title need not wait for more, such as
        episodes. `marks_fetched`: the update is complete; False for an entry of a list.
        """
        if not updates:
            return {}
        now = self.clock()
        with self.db.transaction() as conn, merge_duplicates(conn, updates) as merged:
            # The same order everywhere prevents deadlocks between writers.
            pairs = sorted(merged.updates.items())
            facts = [fact_row(media_id, update) for media_id, update in pairs]
            title_identity.assign_external_ids(
                conn,
                rows=[row for media_id, update in pairs for row in external_rows(media_id, update)],
            )
            moved = title_facts.fill(conn, rows=facts, now=now)
            title_facts.score(conn, rows=facts)
            title_facts.genres(conn, rows=rows_of_all(genre_rows, pairs))
            title_facts.keywords(conn, rows=rows_of_all(keyword_rows, pairs))
            title_facts.alternate_titles(
                conn,
                rows=[
                    {"media_id": media_id, "title": title, "region": region}
                    for media_id, update in pairs
                    for title, region in update.alternate_titles
                ],
            )
            related_rows.ratings(
                conn,
                rows=[rating_row(media_id, r) for media_id, u in pairs for r in u.ratings],
                now=now,
            )
            moved += write_lists(conn, pairs, now)
            for media_id, update in pairs:
                if update.seasons or update.next_episode:
                    with manual_match_undo.recorded(conn, media_id):
                        moved += _write_parts(conn, media_id, update, now)
            credited_ids = write_credits(conn, pairs, now)
            if marks_fetched:
                fetch_status.record(
                    conn,
                    media_ids=list(merged.updates),
                    now=now,
                    title=True,
                    completes_request=completes_request,
                )
            refresh_names(conn, people_ids=credited_ids)
        self.cache.invalidate_titles({*merged.current_ids, *merged.current_ids.values()})
        for user_id in merged.affected_users:
            self.cache.invalidate_user(user_id)
        if moved:
            self.cache.invalidate(RELEASES)
        if merged.has_merged:
            self.invalidate_catalogue()
        else:
            self.invalidate_catalogue_throttled()
        return merged.current_ids

    def write_ratings(self, media_id: int, ratings: Iterable[RatingUpdate]) -> None:
        now = self.clock()
        with self.db.transaction() as conn:
            related_rows.ratings(
                conn, rows=[rating_row(media_id, rating) for rating in ratings], now=now
            )
        self.cache.invalidate_titles([media_id])

    def remove_external_id(self, media_id: int, source: str) -> None:
        with self.db.transaction() as conn:
            title_identity.delete_external_id(conn, media_id=media_id, source=source)
        self.cache.invalidate_titles([media_id])

    def find_known_titles(
        self, source: str, ids: Collection[tuple[str, MediaType]]
    ) -> dict[tuple[str, MediaType], int]:
        """The titles of a provider's ids and media types; unknown ones are missing."""
        with self.db.read() as conn:
            return title_identity.find_by_provider_ids(conn, source=source, ids=ids)

    def invalidate_catalogue(self) -> None:
        """Invalidate everything cached for all users."""
        self._last_invalidation.at = self.monotonic()
        self.cache.invalidate(CATALOGUE)

    def invalidate_catalogue_throttled(self) -> None:
        if self.monotonic() - self._last_invalidation.at >= MIN_CATALOGUE_INVALIDATION_INTERVAL_S:
            self.invalidate_catalogue()


def _write_parts(conn: Connection, media_id: int, update: TitleUpdate, now: datetime) -> int:
    """Seasons and the next episode of a show; how many episodes moved."""
    episode_rows.fill_seasons(
        conn, media_id=media_id, rows=[season_row(season) for season in update.seasons]
    )
    if update.next_episode is None:
        return 0
    row = episode_row(update.next_episode)
    return episode_rows.announce(conn, media_id=media_id, row=row, today=now.date())
