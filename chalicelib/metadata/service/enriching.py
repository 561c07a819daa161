"""
Write what outside services say.

Gap-only: what is known about a title stays, whoever said it. Only what changes by its nature is
taken over each time: a provider's ratings, popularity, offers, links and release days. What a
service did not say, or said unreadably, erases nothing.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service.derived_data import add_title, refresh_names
from chalicelib.metadata.models import (
    CreditUpdate,
    EpisodeUpdate,
    LinkUpdate,
    LocalEpisode,
    PersonSubject,
    PersonUpdate,
    Provider,
    RatingUpdate,
    SeasonUpdate,
    Subject,
    TitleUpdate,
)
from chalicelib.metadata.service.merging import as_one
from chalicelib.metadata.service.written import (
    credit_row,
    credited,
    episode_row,
    external_rows,
    fact_row,
    genre_rows,
    link_rows,
    offer_rows,
    person_row,
    rating_row,
    release_rows,
    season_row,
    video_rows,
)
from chalicelib.metadata.store import asking, episodes, extras, identity, people, titles
from chalicelib.metadata.store.rows import Row
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database

logger = logging.getLogger(__name__)

#: A title that was filled in is forgotten by itself and seen at once. What a visit fetches may
#: therefore wait for its turn to drop everything else that is remembered, such as lists of ids.
FORGET_EVERY_S = 60.0


@dataclass(slots=True)
class Turn:
    """When the cache was last told, on the monotonic clock."""

    at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Enriching:
    db: Database
    cache: Cache
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _turn: Turn = field(default_factory=Turn)

    def subject(self, media_id: int) -> Subject | None:
        """The title as a provider has to be asked about it; None when there is none."""
        with self.db.read() as conn:
            return identity.subject(conn, media_id=media_id)

    def place(self, update: TitleUpdate) -> int:
        """
        The title this is about, added if it is new; nothing else is written.

        Whatever outside id leads to a title of ours wins over adding one, so that a film from a
        list and the same film from the IMDb files never stand side by side.
        """
        ids = [
            {"n": 0, "media_type": update.media_type, "source": source, "external_id": external}
            for source, external in update.external_ids.items()
        ]
        with self.db.transaction() as conn:
            found = identity.find(conn, rows=ids)
            if not found:
                identity.hold_new_titles(conn)
                found = identity.find(conn, rows=ids)
            media_id = found[0] if found else self._add(conn, update)
            identity.claim(conn, rows=external_rows(media_id, update))
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
        is_answer: bool = True,
        was_asked: bool = True,
    ) -> Mapping[int, int]:
        """
        What was said about titles, by the title's id, in one transaction; where each of them is
        found afterwards, for one that turns out to be another of ours becomes one with it.

        `is_answer`: it is all somebody who waits for the title is waiting for. `was_asked`: it is
        all there is; false for what merely stood in a list.
        """
        if not updates:
            return {}
        now = self.clock()
        with self.db.transaction() as conn, as_one(conn, updates) as one:
            # In one order everywhere, so that two writers never wait for each other in a circle.
            pairs = sorted(one.updates.items())
            facts = [fact_row(media_id, update) for media_id, update in pairs]
            identity.claim(
                conn,
                rows=[row for media_id, update in pairs for row in external_rows(media_id, update)],
            )
            titles.fill(conn, rows=facts, now=now)
            titles.score(conn, rows=facts)
            titles.genres(conn, rows=_all(genre_rows, pairs))
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
            self._write_lists(conn, pairs)
            for media_id, update in pairs:
                if update.seasons:
                    rows = [season_row(season) for season in update.seasons]
                    episodes.fill_seasons(conn, media_id=media_id, rows=rows)
            who = self._write_credits(conn, pairs)
            if was_asked:
                asking.record(
                    conn, media_ids=list(one.updates), now=now, title=True, is_answer=is_answer
                )
            refresh_names(conn, people_ids=who)
        self.cache.invalidate_titles({*one.now_at, *one.now_at.values()})
        for person in one.people:
            self.cache.invalidate_user(person)
        if one.is_any_gone:
            self.forget()
        else:
            self.forget_soon()
        return one.now_at

    def link_franchise(
        self, provider: Provider, parts: Sequence[LinkUpdate], *, is_whole: bool
    ) -> None:
        """
        Each of these titles, as far as we have them by the provider's number, with all others.

        `is_whole`: there are no others, so what else these were linked with is dropped.
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
        ours = self.known(provider, {(part.external_id, part.media_type) for part in parts})
        self.cache.invalidate_titles(set(ours.values()))

    def leave_franchise(self, media_ids: Sequence[int]) -> None:
        """These titles belong to no series."""
        if media_ids:
            with self.db.transaction() as conn:
                changed = extras.leave_franchise(conn, media_ids=media_ids)
            self.cache.invalidate_titles(changed)

    def write_ratings(self, media_id: int, ratings: Iterable[RatingUpdate]) -> None:
        now = self.clock()
        with self.db.transaction() as conn:
            extras.ratings(conn, rows=[rating_row(media_id, one) for one in ratings], now=now)
            asking.record(conn, media_ids=[media_id], now=now, ratings=True, is_answer=False)
        self.cache.invalidate_titles([media_id])

    def write_episodes(
        self,
        media_id: int,
        seasons: Sequence[SeasonUpdate],
        found: Sequence[EpisodeUpdate],
        *,
        is_answer: bool = True,
    ) -> int:
        """Fill in episodes and note that they were asked about; how many changed."""
        now = self.clock()
        with self.db.transaction() as conn:
            episodes.fill_seasons(
                conn, media_id=media_id, rows=[season_row(one) for one in seasons]
            )
            changed = episodes.fill(
                conn, media_id=media_id, rows=[episode_row(one) for one in found]
            )
            asking.record(conn, media_ids=[media_id], now=now, episodes=True, is_answer=is_answer)
        self.cache.invalidate_titles([media_id])
        return changed

    def local_episodes(self, media_id: int) -> list[LocalEpisode]:
        with self.db.read() as conn:
            return episodes.local(conn, media_id=media_id)

    def failed(self, media_id: int, reason: str, *, was_asked: bool = False) -> None:
        """`was_asked`: the service is well and does not know the title; that counts as asked."""
        with self.db.transaction() as conn:
            asking.record(
                conn, media_ids=[media_id], now=self.clock(), title=was_asked, failure=reason
            )
        self.cache.invalidate_titles([media_id])

    def answered(self, media_id: int) -> None:
        """Whoever waits for this title need not wait any longer."""
        with self.db.transaction() as conn:
            asking.record(conn, media_ids=[media_id], now=self.clock())
        self.cache.invalidate_titles([media_id])

    def forget_id(self, media_id: int, source: str) -> None:
        with self.db.transaction() as conn:
            identity.forget_id(conn, media_id=media_id, source=source)
        self.cache.invalidate_titles([media_id])

    def known(
        self, source: str, wanted: Collection[tuple[str, MediaType]]
    ) -> dict[tuple[str, MediaType], int]:
        """Of titles a provider named by its id and kind, those we have."""
        with self.db.read() as conn:
            return identity.by_provider_id(conn, source=source, wanted=wanted)

    def person(self, person_id: int) -> PersonSubject | None:
        with self.db.read() as conn:
            return people.subject(conn, person_id=person_id)

    def write_person(self, person_id: int, update: PersonUpdate) -> int:
        """Fill in somebody; their id, which changes when two rows turn out to be one person."""
        now = self.clock()
        with self.db.transaction() as conn:
            if update.imdb_id and update.tmdb_id:
                person_id = people.merge_into(
                    conn, person_id=person_id, imdb_id=update.imdb_id, tmdb_id=update.tmdb_id
                )
            people.fill(conn, person_id=person_id, row=person_row(update), now=now)
            people.checked(conn, person_id=person_id, now=now)
            refresh_names(conn, people_ids=[person_id])
            titles_with_them = people.titles_with(conn, person_id=person_id)
        self.cache.invalidate_titles(titles_with_them)
        return person_id

    def person_checked(self, person_id: int) -> None:
        with self.db.transaction() as conn:
            people.checked(conn, person_id=person_id, now=self.clock())

    def forget(self) -> None:
        """Everything that is the same for everyone is computed anew."""
        self._turn.at = self.monotonic()
        self.cache.invalidate(CATALOGUE)

    def forget_soon(self) -> None:
        if self.monotonic() - self._turn.at >= FORGET_EVERY_S:
            self.forget()

    def _write_lists(self, conn: Connection, pairs: Sequence[tuple[int, TitleUpdate]]) -> None:
        extras.replace_videos(
            conn,
            rows=_all(video_rows, pairs),
            whole=[media_id for media_id, update in pairs if update.is_whole and update.videos],
        )
        extras.replace_offers(
            conn,
            rows=_all(offer_rows, pairs),
            # Offers end. A service that says there are none is believed.
            whole=[m for m, update in pairs if update.is_whole and update.offers is not None],
        )
        extras.replace_links(
            conn,
            rows=_all(link_rows, pairs),
            whole=[
                {"media_id": media_id, "kind": kind}
                for media_id, update in pairs
                if update.is_whole
                for kind in {link.kind for link in update.links or ()}
            ],
        )
        extras.replace_releases(
            conn,
            rows=_all(release_rows, pairs),
            whole=[media_id for media_id, update in pairs if update.is_whole and update.releases],
        )

    def _write_credits(
        self, conn: Connection, pairs: Sequence[tuple[int, TitleUpdate]]
    ) -> list[int]:
        """Ids of the people credited."""
        named: list[tuple[int, TitleUpdate, CreditUpdate]] = [
            (media_id, update, credit)
            for media_id, update in pairs
            for credit in update.credits or ()
            if credit.person.tmdb_id is not None
        ]
        if not named:
            return []
        people.recognise(conn, rows=[credited(media_id, credit) for media_id, _, credit in named])
        ours = people.upsert(
            conn,
            rows=list(
                {
                    credit.person.tmdb_id: person_row(credit.person) for _, _, credit in named
                }.values()
            ),
            now=self.clock(),
        )
        people.replace_credits(
            conn,
            rows=[
                credit_row(media_id, update.media_type, ours[credit.person.tmdb_id], credit)
                for media_id, update, credit in named
                if credit.person.tmdb_id in ours
            ],
            whole=[media_id for media_id, update in pairs if update.is_whole and update.credits],
        )
        return sorted(ours.values())


def _all(
    rows_of: Callable[[int, TitleUpdate], list[Row]], pairs: Sequence[tuple[int, TitleUpdate]]
) -> list[Row]:
    return [row for media_id, update in pairs for row in rows_of(media_id, update)]
