"""The watchlist: shows and people that a user follows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaType, episode_label
from chalicelib.catalog.service import CatalogService
from chalicelib.people.errors import PersonNotFound
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.tracking.service.undo import UndoService
from chalicelib.watchlist.errors import NotAShow, TooManyFollows
from chalicelib.watchlist.models import parse_ids
from chalicelib.watchlist.models.follows import (
    MAX_FOLLOWS,
    AiringEpisode,
    FollowChange,
    FollowedPerson,
    FollowedShow,
    FollowKind,
    FollowQuery,
    FollowRequest,
    FollowState,
    FollowStates,
    UnseenEpisode,
    WatchlistCounts,
    WatchlistEpisodeRow,
    WatchlistPage,
    WatchlistQuery,
)
from chalicelib.watchlist.store import followed_lists, follows

#: Names the changes of this list.
FOLLOWS = "follows"
MAX_UNSEEN = 3


@dataclass(frozen=True, slots=True)
class WatchlistService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService

    def page(self, user_id: UUID, query: WatchlistQuery) -> WatchlistPage:
        if query.kind is FollowKind.PERSON:
            return self._people(user_id, query)
        now = self.clock()
        with self.db.read() as conn:
            rows = followed_lists.shows(
                conn,
                user_id=user_id,
                is_muted=query.muted,
                sort=query.sort,
                now=now,
                limit=query.page_size,
                offset=query.offset,
            )
            ids = [row.media_id for row in rows]
            airing = followed_lists.next_episodes(conn, media_ids=ids, now=now)
            unseen = followed_lists.unseen_episodes(
                conn, user_id=user_id, media_ids=ids, now=now, limit=MAX_UNSEEN
            )
        waiting: dict[int, list[WatchlistEpisodeRow]] = defaultdict(list)
        for episode in unseen:
            waiting[episode.media_id].append(episode)
        cards = self.catalog.cards_by_id(user_id, ids)
        return WatchlistPage(
            shows=[
                FollowedShow(
                    media=cards[row.media_id],
                    is_default=row.is_default,
                    next_episode=_airing(airing.get(row.media_id)),
                    unseen=[_unseen(episode) for episode in waiting[row.media_id]],
                    unseen_count=next(
                        (episode.unseen_count for episode in waiting[row.media_id]), 0
                    ),
                )
                for row in rows
                if row.media_id in cards
            ],
            people=[],
            page=query.page,
            page_size=query.page_size,
            total=rows[0].total if rows else 0,
        )

    def _people(self, user_id: UUID, query: WatchlistQuery) -> WatchlistPage:
        with self.db.read() as conn:
            rows = followed_lists.people(
                conn,
                user_id=user_id,
                sort=query.sort,
                today=self.clock().date(),
                limit=query.page_size,
                offset=query.offset,
            )
        people = {person.id: person for person in self.catalog.people([r.person_id for r in rows])}
        newest = [row.newest_id for row in rows if row.newest_id is not None]
        cards = self.catalog.cards_by_id(user_id, newest)
        return WatchlistPage(
            shows=[],
            people=[
                FollowedPerson(
                    person=people[row.person_id],
                    titles_seen=row.titles_seen,
                    titles_total=row.titles_total,
                    newest=cards.get(row.newest_id or 0),
                    released_on=row.released_on,
                )
                for row in rows
                if row.person_id in people
            ],
            page=query.page,
            page_size=query.page_size,
            total=rows[0].total if rows else 0,
        )

    def counts(self, user_id: UUID) -> WatchlistCounts:
        with self.db.read() as conn:
            return followed_lists.counts(conn, user_id=user_id, now=self.clock())

    def check(self, user_id: UUID, query: FollowQuery) -> FollowStates:
        """Whether each of a page of ids is followed, in their order."""
        with self.db.read() as conn:
            items = self._states(conn, user_id, query.kind, parse_ids(query.ids))
        return FollowStates(items=items)

    def add(self, user_id: UUID, request: FollowRequest) -> FollowChange:
        """
        Follow shows or people.

        Raises `MediaNotFound`, `NotAShow`, `PersonNotFound` or `TooManyFollows`.
        """
        return self._change(user_id, request, is_followed=True)

    def remove(self, user_id: UUID, request: FollowRequest) -> FollowChange:
        """
        Stop following shows or people; a running show of the library is muted.

        Raises `MediaNotFound`, `NotAShow` or `PersonNotFound`.
        """
        return self._change(user_id, request, is_followed=False)

    def _change(self, user_id: UUID, request: FollowRequest, *, is_followed: bool) -> FollowChange:
        ids = self._resolve(request)
        is_person = request.kind is FollowKind.PERSON
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            undo_id = self._store(
                conn,
                user_id,
                media_ids=[] if is_person else ids,
                person_ids=ids if is_person else [],
                is_followed=is_followed,
            )
            if is_followed and follows.count(conn, user_id=user_id) > MAX_FOLLOWS:
                raise TooManyFollows(
                    f"You follow {MAX_FOLLOWS:,} shows and people; stop following one first.",
                    field="ids",
                )
            items = self._states(conn, user_id, request.kind, ids)
        self.cache.invalidate_user(user_id)
        return FollowChange(undo_id=undo_id, items=items)

    def _store(
        self,
        conn: Connection,
        user_id: UUID,
        *,
        media_ids: Sequence[int],
        person_ids: Sequence[int],
        is_followed: bool,
    ) -> UUID | None:
        now = self.clock()
        store = follows.follow if is_followed else follows.unfollow
        changed = store(conn, user_id=user_id, media_ids=media_ids, person_ids=person_ids, now=now)
        if changed == "[]":
            return None
        return self.undo.record(conn, user_id, FOLLOWS, changed)

    def _resolve(self, request: FollowRequest) -> list[int]:
        if request.kind is FollowKind.PERSON:
            with self.db.read() as conn:
                present = follows.resolve_people(conn, ids=request.ids)
            if len(present.keys() & set(request.ids)) < len(set(request.ids)):
                raise PersonNotFound("There is no such person.")
            return list(dict.fromkeys(present[each] for each in request.ids))
        titles = [self.catalog.require(each) for each in request.ids]
        if any(title.media_type != MediaType.SHOW for title in titles):
            raise NotAShow("Only shows and people can be followed.", field="ids")
        return list(dict.fromkeys(title.id for title in titles))

    def _states(
        self, conn: Connection, user_id: UUID, kind: FollowKind, ids: Sequence[int]
    ) -> list[FollowState]:
        read = follows.person_states if kind is FollowKind.PERSON else follows.show_states
        return read(conn, user_id=user_id, ids=ids)

    def revert(self, conn: Connection, user_id: UUID, changed: str) -> None:
        """A `Reverter` of `UndoService`."""
        follows.revert(conn, user_id, changed)


def _airing(row: WatchlistEpisodeRow | None) -> AiringEpisode | None:
    if row is None or row.air_date is None:
        return None
    return AiringEpisode(
        id=row.id,
        label=episode_label(row.season_number, row.episode_number),
        title=row.title,
        air_date=row.air_date,
        runtime_minutes=row.runtime_minutes,
    )


def _unseen(row: WatchlistEpisodeRow) -> UnseenEpisode:
    return UnseenEpisode(
        id=row.id,
        label=episode_label(row.season_number, row.episode_number),
        title=row.title,
        still_url=row.still_url,
        still_placeholder=row.still_placeholder,
        library_item_id=row.library_item_id,
    )
