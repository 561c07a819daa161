"""
Stores the metadata of providers in the catalogue.

Stored facts of any source are kept; only gaps are filled. What changes by its nature is
replaced each time: ratings, popularity, offers, links and release dates. A value that is missing
from a response, or unreadable, erases nothing.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.derived_data import add_title, refresh_names
from chalicelib.metadata.models import (
    AttemptState,
    EpisodeUpdate,
    LinkUpdate,
    LocalEpisode,
    PersonIdentity,
    PersonUpdate,
    Provider,
    RatingUpdate,
    SeasonUpdate,
    TitleIdentity,
    TitleUpdate,
)
from chalicelib.metadata.service.duplicates import merge_duplicates
from chalicelib.metadata.service.row_mapping import (
    episode_row,
    external_rows,
    fact_row,
    genre_rows,
    keyword_rows,
    person_row,
    rating_row,
    season_row,
)
from chalicelib.metadata.service.title_lists import rows_of_all, write_credits, write_lists
from chalicelib.metadata.store import (
    episodes,
    extras,
    fetch_status,
    identity,
    people,
    source_queue,
    titles,
)
from chalicelib.metadata.store.rows import Row
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
            return identity.get_identity(conn, media_id=media_id)

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
            found = identity.find(conn, rows=ids)
            if not found:
                identity.lock_title_creation(conn)
                found = identity.find(conn, rows=ids)
            media_id = found[0] if found else self._add(conn, update)
            identity.assign_external_ids(conn, rows=external_rows(media_id, update))
            if not found:
                add_title(conn, media_id)
        return media_id

    def _add(self, conn: Connection, update: TitleUpdate) -> int:
        media_id = identity.insert(
            conn,
            row=fact_row(0, update) | {"media_type": update.media_type, "title": update.title},
            imdb_id=update.external_ids.get("imdb"),
            now=self.clock(),
        )
        titles.score(conn, rows=[fact_row(media_id, update)])
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
            identity.assign_external_ids(
                conn,
                rows=[row for media_id, update in pairs for row in external_rows(media_id, update)],
            )
            moved = titles.fill(conn, rows=facts, now=now)
            titles.score(conn, rows=facts)
            titles.genres(conn, rows=rows_of_all(genre_rows, pairs))
            titles.keywords(conn, rows=rows_of_all(keyword_rows, pairs))
            titles.alternate_titles(
                conn,
                rows=[
                    {"media_id": media_id, "title": title, "region": region}
                    for media_id, update in pairs
                    for title, region in update.alternate_titles
                ],
            )
            extras.ratings(
                conn,
                rows=[rating_row(media_id, r) for media_id, u in pairs for r in u.ratings],
                now=now,
            )
            moved += write_lists(conn, pairs)
            for media_id, update in pairs:
                if update.seasons:
                    rows = [season_row(season) for season in update.seasons]
                    episodes.fill_seasons(conn, media_id=media_id, rows=rows)
                if update.next_episode:
                    row = episode_row(update.next_episode)
                    moved += episodes.announce(conn, media_id=media_id, row=row, today=now.date())
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

    def link_franchise(
        self, provider: Provider, parts: Sequence[LinkUpdate], *, is_whole: bool
    ) -> None:
        """
        Link the titles of a franchise with each other, as far as the catalogue has them by id.

        `is_whole`: the list is complete, so that other franchise links of them are deleted.
        """
        rows: list[Row] = [
            {
                "source": provider,
                "media_type": part.media_type,
                "external_id": part.external_id,
                "position": position,
            }
            for position, part in enumerate(parts)
        ]
        with self.db.transaction() as conn:
            extras.link_franchise(conn, rows=rows, is_whole=is_whole)
        known = self.find_known_titles(
            provider, {(part.external_id, part.media_type) for part in parts}
        )
        self.cache.invalidate_titles(set(known.values()))

    def remove_from_franchises(self, media_ids: Sequence[int]) -> None:
        """Delete the franchise links of these titles."""
        if media_ids:
            with self.db.transaction() as conn:
                changed = extras.remove_from_franchises(conn, media_ids=media_ids)
            self.cache.invalidate_titles(changed)

    def write_ratings(self, media_id: int, ratings: Iterable[RatingUpdate]) -> None:
        now = self.clock()
        with self.db.transaction() as conn:
            extras.ratings(conn, rows=[rating_row(media_id, rating) for rating in ratings], now=now)
        self.cache.invalidate_titles([media_id])

    def write_episodes(
        self,
        media_id: int,
        seasons: Sequence[SeasonUpdate],
        updates: Sequence[EpisodeUpdate],
        *,
        completes_request: bool = True,
    ) -> int:
        """Fill in seasons and episodes, and record the fetch; returns how many episodes changed."""
        now = self.clock()
        with self.db.transaction() as conn:
            episodes.fill_seasons(
                conn, media_id=media_id, rows=[season_row(season) for season in seasons]
            )
            changed = episodes.fill(
                conn, media_id=media_id, rows=[episode_row(update) for update in updates]
            )
            fetch_status.record(
                conn,
                media_ids=[media_id],
                now=now,
                episodes=True,
                completes_request=completes_request,
            )
        self.cache.invalidate_titles([media_id])
        if changed:
            self.cache.invalidate(RELEASES)
        return changed

    def add_episodes(self, media_id: int, updates: Sequence[EpisodeUpdate]) -> int:
        """Fill in episodes of known seasons; returns how many changed."""
        with self.db.transaction() as conn:
            changed = episodes.fill(
                conn, media_id=media_id, rows=[episode_row(update) for update in updates]
            )
        if changed:
            self.cache.invalidate_titles([media_id])
            self.cache.invalidate(RELEASES)
        return changed

    def write_air_time(self, media_id: int, airs_at: dt.time, zone: str | None = None) -> None:
        """The time of day at which a show airs, and the zone of its network where it is known."""
        with self.db.transaction() as conn:
            titles.set_air_time(conn, media_id=media_id, airs_at=airs_at, zone=zone)
        self.cache.invalidate(RELEASES)

    def list_episodes(self, media_id: int) -> list[LocalEpisode]:
        with self.db.read() as conn:
            return episodes.list_episodes(conn, media_id=media_id)

    def record_failure(self, media_id: int, reason: str, *, marks_fetched: bool = False) -> None:
        """`marks_fetched`: counts as a fetch, because the provider does not know the title."""
        with self.db.transaction() as conn:
            fetch_status.record(
                conn, media_ids=[media_id], now=self.clock(), title=marks_fetched, failure=reason
            )
        self.cache.invalidate_titles([media_id])

    def record_attempt(
        self, media_id: int, source: str, state: AttemptState, *, error: str = ""
    ) -> None:
        """How asking a source beside the describing one ended."""
        with self.db.transaction() as conn:
            source_queue.record(
                conn, media_id=media_id, source=source, state=state, now=self.clock(), error=error
            )

    def record_completion(self, media_id: int) -> None:
        """Complete the request for a title for which no provider is configured."""
        with self.db.transaction() as conn:
            fetch_status.record(conn, media_ids=[media_id], now=self.clock())
        self.cache.invalidate_titles([media_id])

    def remove_external_id(self, media_id: int, source: str) -> None:
        with self.db.transaction() as conn:
            identity.delete_external_id(conn, media_id=media_id, source=source)
        self.cache.invalidate_titles([media_id])

    def find_known_titles(
        self, source: str, ids: Collection[tuple[str, MediaType]]
    ) -> dict[tuple[str, MediaType], int]:
        """The titles of a provider's ids and media types; unknown ones are missing."""
        with self.db.read() as conn:
            return identity.find_by_provider_ids(conn, source=source, ids=ids)

    def get_person(self, person_id: int) -> PersonIdentity | None:
        with self.db.read() as conn:
            return people.get_identity(conn, person_id=person_id)

    def write_person(self, person_id: int, update: PersonUpdate) -> int:
        """Fill in a person; returns their id, which changes when two rows are merged."""
        now = self.clock()
        with self.db.transaction() as conn:
            if update.imdb_id and update.tmdb_id:
                person_id = people.merge_into(
                    conn, person_id=person_id, imdb_id=update.imdb_id, tmdb_id=update.tmdb_id
                )
            people.fill(conn, person_id=person_id, row=person_row(update), now=now)
            people.mark_checked(conn, person_id=person_id, now=now)
            refresh_names(conn, people_ids=[person_id])
            credited_titles = people.list_credited_titles(conn, person_id=person_id)
        self.cache.invalidate_titles(credited_titles)
        return person_id

    def mark_person_checked(self, person_id: int) -> None:
        with self.db.transaction() as conn:
            people.mark_checked(conn, person_id=person_id, now=self.clock())

    def invalidate_catalogue(self) -> None:
        """Invalidate everything cached for all users."""
        self._last_invalidation.at = self.monotonic()
        self.cache.invalidate(CATALOGUE)

    def invalidate_catalogue_throttled(self) -> None:
        if self.monotonic() - self._last_invalidation.at >= MIN_CATALOGUE_INVALIDATION_INTERVAL_S:
            self.invalidate_catalogue()
