"""The wanted list: films and episodes that the library is to get."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.service.undo import UndoService
from chalicelib.watchlist.errors import NotWantable, TooManyWanted
from chalicelib.watchlist.models.wanted import (
    MAX_WANTED,
    EpisodeState,
    WantedChange,
    WantedCounts,
    WantedEpisode,
    WantedEpisodeRow,
    WantedKind,
    WantedMovie,
    WantedPage,
    WantedQuery,
    WantedRequest,
    WantedScope,
    WantedSeason,
    WantedShow,
)
from chalicelib.watchlist.store import wanted, wanted_changes

#: Names the changes of this list.
WANTED = "wanted"


@dataclass(frozen=True, slots=True)
class WantedService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService

    def page(self, user_id: UUID, query: WantedQuery) -> WantedPage:
        with self.db.read() as conn:
            rows = wanted.titles(
                conn,
                user_id=user_id,
                kind=query.kind,
                search=query.q,
                now=self.clock(),
                limit=query.page_size,
                offset=query.offset,
            )
        ids = [row.media_id for row in rows]
        cards = self.catalog.cards_by_id(user_id, ids)
        is_show = query.kind is WantedKind.SHOW
        return WantedPage(
            movies=[
                WantedMovie(media=cards[row.media_id], is_upcoming=row.is_upcoming)
                for row in rows
                if not is_show and row.media_id in cards
            ],
            shows=self._shows(user_id, [cards[each] for each in ids if is_show and each in cards]),
            page=query.page,
            page_size=query.page_size,
            total=rows[0].total if rows else 0,
        )

    def of_show(self, user_id: UUID, media_id: int) -> WantedShow:
        """Every episode of a show with its state. Raises `MediaNotFound` or `NotWantable`."""
        title = self.catalog.require(media_id)
        if title.media_type != MediaType.SHOW:
            raise NotWantable("Only shows have episodes.", field="mediaId")
        return self._shows(user_id, [self.catalog.card(user_id, title.id)])[0]

    def counts(self, user_id: UUID) -> WantedCounts:
        with self.db.read() as conn:
            return wanted.counts(conn, user_id=user_id, now=self.clock())

    def add(self, user_id: UUID, request: WantedRequest) -> WantedChange:
        """
        Want films, or episodes of shows. Upcoming ones are wanted once they have aired.

        Raises `MediaNotFound`, `EpisodeNotFound`, `EpisodeOfAnotherTitle`, `NotWantable`,
        `TooManyWanted` or `InvalidInput`.
        """
        movies, shows, episode_id = self._resolve(request)
        now = self.clock()
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            before = self._snapshot(conn, user_id, [*movies, *shows])
            wanted_changes.add_movies(conn, user_id=user_id, media_ids=movies, now=now)
            wanted_changes.add_episodes(
                conn,
                user_id=user_id,
                media_ids=shows,
                season_number=request.season_number,
                episode_id=episode_id,
                preset=request.preset,
                now=now,
            )
            if shows and (episode_id is None or request.preset == "from_here"):
                if episode_id is not None:
                    wanted_changes.exclude_before(
                        conn, user_id=user_id, media_id=shows[0], episode_id=episode_id, now=now
                    )
                wanted_changes.add_upcoming(
                    conn,
                    user_id=user_id,
                    media_ids=shows,
                    season_number=request.season_number,
                    episode_id=episode_id,
                    now=now,
                )
            if wanted.count_parts(conn, user_id=user_id) > MAX_WANTED:
                raise TooManyWanted(
                    f"You want more than {MAX_WANTED:,} films and episodes; remove some first.",
                    field="mediaIds",
                )
            undo_id = self._record(conn, user_id, before)
        return self._change(user_id, [*movies, *shows], undo_id)

    def remove(self, user_id: UUID, scope: WantedScope) -> WantedChange:
        """
        Remove films, shows, or a part of a show. Raises as `add` does.
        """
        movies, shows, episode_id = self._resolve(scope)
        media_ids = [*movies, *shows]
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            before = self._snapshot(conn, user_id, media_ids)
            wanted_changes.remove(
                conn,
                user_id=user_id,
                media_ids=media_ids,
                season_number=scope.season_number,
                episode_id=episode_id,
                now=self.clock(),
            )
            undo_id = self._record(conn, user_id, before)
        return self._change(user_id, media_ids, undo_id)

    def revert(self, conn: Connection, user_id: UUID, changed: str) -> None:
        """A `Reverter` of `UndoService`; a title that was changed since stays as it is."""
        for media_id, before, after in json.loads(changed):
            if wanted_changes.snapshot(conn, user_id=user_id, media_id=media_id) == after:
                wanted_changes.restore(
                    conn,
                    user_id=user_id,
                    media_id=media_id,
                    parts=json.dumps(before["parts"]),
                    upcoming=json.dumps(before["upcoming"]),
                )

    def _snapshot(
        self, conn: Connection, user_id: UUID, media_ids: Sequence[int]
    ) -> dict[int, object]:
        return {
            each: wanted_changes.snapshot(conn, user_id=user_id, media_id=each)
            for each in media_ids
        }

    def _record(self, conn: Connection, user_id: UUID, before: dict[int, object]) -> UUID | None:
        after = self._snapshot(conn, user_id, list(before))
        changed = [
            (each, rows, after[each]) for each, rows in before.items() if rows != after[each]
        ]
        if not changed:
            return None
        return self.undo.record(conn, user_id, WANTED, json.dumps(changed))

    def _resolve(self, scope: WantedScope) -> tuple[list[int], list[int], int | None]:
        """The films, the shows and the episode by their present ids."""
        titles = [self.catalog.require(each, scope.episode_id) for each in scope.media_ids]
        if any(title.media_type == MediaType.GAME for title in titles):
            raise NotWantable("Games have a wishlist of their own.", field="mediaIds")
        movies = [title.id for title in titles if title.media_type == MediaType.MOVIE]
        shows = [title.id for title in titles if title.media_type == MediaType.SHOW]
        if movies and scope.season_number is not None:
            raise InvalidInput("Only shows have seasons.", field="seasonNumber")
        return list(dict.fromkeys(movies)), list(dict.fromkeys(shows)), titles[0].episode_id

    def _change(
        self, user_id: UUID, media_ids: Sequence[int], undo_id: UUID | None
    ) -> WantedChange:
        self.cache.invalidate_user(user_id)
        return WantedChange(undo_id=undo_id, media=self.catalog.cards(user_id, media_ids))

    def _shows(self, user_id: UUID, cards: Sequence[MediaCard]) -> list[WantedShow]:
        if not cards:
            return []
        with self.db.read() as conn:
            rows = wanted.episodes(
                conn,
                user_id=user_id,
                media_ids=[card.id for card in cards],
                now=self.clock(),
            )
        found = {key: list(group) for key, group in groupby(rows, lambda row: row.media_id)}
        return [_show(card, found.get(card.id, [])) for card in cards]


def _show(card: MediaCard, rows: Sequence[WantedEpisodeRow]) -> WantedShow:
    seasons = [
        _season(number, list(group)) for number, group in groupby(rows, lambda r: r.season_number)
    ]
    return WantedShow(
        media=card,
        have=sum(season.have for season in seasons),
        wanted=sum(season.wanted for season in seasons),
        upcoming=sum(season.upcoming for season in seasons),
        aired=sum(season.aired for season in seasons),
        seasons=seasons,
    )


def _season(number: int, rows: Sequence[WantedEpisodeRow]) -> WantedSeason:
    states = [row.state for row in rows]
    return WantedSeason(
        season_number=number,
        have=states.count(EpisodeState.HAVE),
        wanted=states.count(EpisodeState.WANTED),
        upcoming=states.count(EpisodeState.UPCOMING),
        aired=sum(row.has_aired for row in rows),
        episodes=[
            WantedEpisode(
                id=row.id,
                episode_number=row.episode_number,
                title=row.title,
                air_date=row.air_date,
                state=row.state,
                is_wanted=row.is_wanted,
            )
            for row in rows
        ],
    )
