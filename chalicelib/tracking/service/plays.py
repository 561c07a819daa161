"""Plays: adding, correcting and removing viewings, and undoing that; and the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chalicelib.catalog.models import MediaType, episode_label
from chalicelib.catalog.service import CatalogService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.errors import GameHasNoPlays, PlayNotFound
from chalicelib.tracking.models.bulk_plays import ChangedPlays
from chalicelib.tracking.models.plays import (
    FIRST_VIEWING,
    UNDO_PERIOD,
    HistoryPage,
    HistoryQuery,
    Play,
    PlayRow,
    PlaysChange,
    PlayScope,
    PlaySource,
    PlaysRequest,
    PlayTime,
    Precision,
)
from chalicelib.tracking.store import bulk_plays, changes, completed_positions, plays, watch_later


@dataclass(frozen=True, slots=True)
class PlayService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService

    def add(self, user_id: UUID, request: PlaysRequest) -> PlaysChange:
        """
        Add a play of a movie or an episode, or of the unwatched aired episodes of a part of a show.

        Raises `MediaNotFound`, `EpisodeNotFound`, `EpisodeOfAnotherTitle`, `GameHasNoPlays` or
        `InvalidInput`.
        """
        is_one = not self._names_several(request)
        return self._add(user_id, request, request, again=request.again or is_one)

    def ensure(self, user_id: UUID, scope: PlayScope) -> PlaysChange:
        """Add plays of what was never watched, now. Raises as `add` does."""
        return self._add(user_id, scope, PlayTime(), again=False)

    def report(self, user_id: UUID, scope: PlayScope, *, same_viewing: timedelta) -> bool:
        """
        Add a play that another player reports; False for the same viewing reported again.

        Raises as `add` does.
        """
        now = self.clock()
        scope, _ = self._resolve(scope)
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            if plays.was_played_since(
                conn,
                user_id=user_id,
                media_id=scope.media_id,
                episode_id=scope.episode_id,
                since=now - same_viewing,
            ):
                return False
            plays.insert(
                conn,
                user_id=user_id,
                media_id=scope.media_id,
                episode_ids=[scope.episode_id],
                watched_at=now,
                precision=Precision.MOMENT,
                source=PlaySource.WEBHOOK,
                with_watched=True,
                now=now,
            )
            completed_positions.complete(
                conn,
                user_id=user_id,
                media_id=scope.media_id,
                episode_ids=None if scope.episode_id is None else [scope.episode_id],
                now=now,
            )
            plays.summarize(conn, user_id=user_id, media_ids=[scope.media_id])
            watch_later.remove_watched(conn, user_id=user_id, media_id=scope.media_id, now=now)
        self.cache.invalidate_user(user_id)
        return True

    def _add(self, user_id: UUID, scope: PlayScope, when: PlayTime, *, again: bool) -> PlaysChange:
        now = self.clock()
        watched_at = moment_of(when, now)
        scope, is_show = self._resolve(scope)
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            chosen: list[int] | None = None
            if is_show:
                chosen = plays.episodes_of(conn, user_id=user_id, scope=scope, now=now)
            is_whole = scope.episode_id is None and scope.season_number is None
            targets: list[int | None] = [*(chosen or [])]
            added = plays.insert(
                conn,
                user_id=user_id,
                media_id=scope.media_id,
                episode_ids=targets or ([None] if is_whole else []),
                watched_at=watched_at,
                precision=when.precision,
                source=PlaySource.HAND,
                with_watched=again,
                now=now,
            )
            before = completed_positions.complete(
                conn,
                user_id=user_id,
                media_id=scope.media_id,
                episode_ids=None if is_whole else chosen,
                now=now,
            )
            plays.summarize(conn, user_id=user_id, media_ids=[scope.media_id])
            left = watch_later.remove_watched(
                conn, user_id=user_id, media_id=scope.media_id, now=now
            )
            undo_id = self._record(
                conn, user_id, added_plays=added, positions=before, watch_later=left
            )
        return self._change(user_id, scope.media_id, undo_id, added=len(added))

    def remove(self, user_id: UUID, scope: PlayScope) -> PlaysChange:
        """
        Remove every play of a title, or of a part of it.

        Raises `MediaNotFound`, `EpisodeNotFound`, `EpisodeOfAnotherTitle` or `GameHasNoPlays`.
        """
        scope, is_show = self._resolve(scope)
        is_whole = scope.episode_id is None and scope.season_number is None
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            chosen: list[int] | None = None
            if is_show and not is_whole:
                chosen = plays.episodes_of(conn, user_id=user_id, scope=scope, now=self.clock())
            removed, rows = plays.delete_of_title(
                conn, user_id=user_id, media_id=scope.media_id, episode_ids=chosen
            )
            before = completed_positions.delete_completed(
                conn, user_id=user_id, media_id=scope.media_id, episode_ids=chosen
            )
            plays.summarize(conn, user_id=user_id, media_ids=[scope.media_id])
            undo_id = self._record(conn, user_id, removed_plays=rows, positions=before)
        return self._change(user_id, scope.media_id, undo_id, removed=removed)

    def correct(self, user_id: UUID, play_id: int, when: PlayTime) -> PlaysChange:
        """Change when a play was. Raises `PlayNotFound` or `InvalidInput`."""
        watched_at = moment_of(when, self.clock())
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            changed = bulk_plays.set_time(
                conn,
                user_id=user_id,
                play_ids=[play_id],
                watched_at=watched_at,
                precision=when.precision,
            )
            media_id, undo_id = self._record_one(conn, user_id, changed)
        return self._change(user_id, media_id, undo_id)

    def delete(self, user_id: UUID, play_id: int) -> PlaysChange:
        """Remove one play; others of the same title stay. Raises `PlayNotFound`."""
        with self.db.transaction() as conn:
            plays.lock(conn, user_id=user_id)
            changed = bulk_plays.delete(conn, user_id=user_id, play_ids=[play_id])
            media_id, undo_id = self._record_one(conn, user_id, changed)
        return self._change(user_id, media_id, undo_id, removed=1)

    def _record_one(
        self, conn: Connection, user_id: UUID, changed: ChangedPlays
    ) -> tuple[int, UUID | None]:
        if not changed.media_ids:
            raise PlayNotFound("There is no such play.")
        plays.summarize(conn, user_id=user_id, media_ids=changed.media_ids)
        return changed.media_ids[0], self._record(conn, user_id, removed_plays=changed.rows)

    def history(self, user_id: UUID, query: HistoryQuery) -> HistoryPage:
        """The user's plays, the newest first. A title that was merged is found by its old id."""
        if query.media_id is not None:
            title = self.catalog.require(query.media_id)
            query = query.model_copy(update={"media_id": title.id})
        with self.db.read() as conn:
            rows = plays.history(conn, user_id=user_id, query=query, limit=query.limit + 1)
        page = rows[: query.limit]
        return HistoryPage(
            items=self._with_cards(user_id, page),
            next_cursor=page[-1].cursor if len(rows) > query.limit else None,
        )

    def _with_cards(self, user_id: UUID, rows: Sequence[PlayRow]) -> list[Play]:
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        return [
            Play(
                id=row.id,
                media=cards[row.media_id],
                episode_id=row.episode_id,
                episode_label=_label(row),
                episode_title=row.episode_title,
                watched_at=row.watched_at,
                precision=row.precision,
                source=row.source,
                rating=row.rating,
            )
            for row in rows
            if row.media_id in cards
        ]

    def _resolve(self, scope: PlayScope) -> tuple[PlayScope, bool]:
        """
        The scope by present ids, and whether the title is a show. Raises `GameHasNoPlays`.
        """
        title = self.catalog.require(scope.media_id, scope.episode_id)
        if title.media_type == MediaType.GAME:
            raise GameHasNoPlays(
                "A game has a state instead: mark it as completed.", field="mediaId"
            )
        is_show = title.media_type == MediaType.SHOW
        if scope.season_number is not None and not is_show:
            raise InvalidInput("Only shows have seasons.", field="seasonNumber")
        if scope.up_to and scope.episode_id is None:
            raise InvalidInput("Name the episode to go up to.", field="upTo")
        ids = {"media_id": title.id, "episode_id": title.episode_id}
        return scope.model_copy(update=ids), is_show

    def _names_several(self, scope: PlayScope) -> bool:
        if scope.up_to or scope.episode_id is None:
            return self.catalog.require(scope.media_id).media_type == MediaType.SHOW
        return False

    def _record(
        self,
        conn: Connection,
        user_id: UUID,
        *,
        added_plays: list[int] | None = None,
        removed_plays: str = "[]",
        positions: str = "[]",
        watch_later: str = "[]",
    ) -> UUID | None:
        if not added_plays and removed_plays == positions == watch_later == "[]":
            return None
        now = self.clock()
        return changes.insert(
            conn,
            user_id=user_id,
            added_plays=added_plays or [],
            removed_plays=removed_plays,
            positions=positions,
            parts={"watch_later": watch_later},
            now=now,
            expires_at=now + UNDO_PERIOD,
        )

    def _change(
        self, user_id: UUID, media_id: int, undo_id: UUID | None, added: int = 0, removed: int = 0
    ) -> PlaysChange:
        self.cache.invalidate_user(user_id)
        card = self.catalog.card(user_id, media_id)
        return PlaysChange(undo_id=undo_id, added=added, removed=removed, media=card)


def moment_of(when: PlayTime, now: datetime) -> datetime | None:
    """The instant to store. Raises `InvalidInput` for one in the future or before film."""
    if when.precision is Precision.DAY and when.watched_at is None:
        raise InvalidInput("Name the day.", field="watchedAt")
    moment = when.moment(now)
    if moment is not None and not FIRST_VIEWING <= moment <= when.latest(now):
        late = moment > now
        raise InvalidInput(
            "That is in the future." if late else "There were no films then.", field="watchedAt"
        )
    return moment


def _label(row: PlayRow) -> str | None:
    if row.season_number is None or row.episode_number is None:
        return None
    return episode_label(row.season_number, row.episode_number)
