"""States of games: choosing one, for one game or several, and undoing what was changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chalicelib.catalog.models import GameStatus, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.games.errors import NotAGame
from chalicelib.games.models import (
    FIRST_GAME,
    MAX_DAY_AHEAD,
    SHOWN_SESSIONS,
    GameChange,
    GamesChange,
    GameSession,
    GameSessionRow,
    GameState,
    GameStatusesRequest,
    GameStatusRequest,
    Playthrough,
    PlaythroughRow,
)
from chalicelib.games.store import game_changes, game_states, playthroughs, session_timers
from chalicelib.games.store.local_day import person_today
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.service.undo import UndoService

SLICE = "games"  # names its changes

#: Not begun yet.
NOT_BEGUN = (GameStatus.WISHLIST, GameStatus.BACKLOG)


@dataclass(frozen=True, slots=True)
class GameService:
    db: Database
    cache: Cache
    clock: Clock
    catalog: CatalogService
    undo: UndoService

    def state(self, user_id: UUID, media_id: int) -> GameState:
        """Where the user stands with a game. Raises `MediaNotFound` or `NotAGame`."""
        media_id = self.require(media_id)
        with self.db.read() as conn:
            game = game_states.of_title(conn, user_id=user_id, media_id=media_id)
            timer = session_timers.started_at(conn, user_id=user_id, media_id=media_id)
            runs = playthroughs.of_title(conn, user_id=user_id, media_id=media_id)
            sessions = playthroughs.sessions_of_title(
                conn, user_id=user_id, media_id=media_id, limit=SHOWN_SESSIONS
            )
        return GameState(
            status=game.status if game else None,
            platform=game.platform if game else None,
            more_platforms=game.more_platforms if game else [],
            timer_started_at=timer,
            moved_at=game.moved_at if game else None,
            minutes_played=sum(run.other_minutes + run.session_minutes for run in runs),
            last_played_at=game.last_played_at if game else None,
            playthroughs=[_playthrough(run, sessions) for run in runs],
        )

    def set_status(self, user_id: UUID, media_id: int, request: GameStatusRequest) -> GameChange:
        """
        Choose the state of a game.

        Raises `MediaNotFound`, `NotAGame` or `InvalidInput`.
        """
        media_id = self.require(media_id)
        self.require_day(request.finished_on, field="finishedOn")

        def write(conn: Connection) -> None:
            self._move(
                conn,
                user_id,
                [media_id],
                request.status,
                completion=request.completion,
                finished_on=request.finished_on,
            )
            if "platform" in request.model_fields_set:
                game_states.set_platform(
                    conn, user_id=user_id, media_id=media_id, platform=request.platform
                )
            if request.more_platforms is not None:
                game_states.set_more_platforms(
                    conn, user_id=user_id, media_id=media_id, platforms=request.more_platforms
                )

        return self.change(user_id, media_id, write)

    def forget(self, user_id: UUID, media_id: int) -> GameChange:
        """
        Take a game off the shelves; its playthroughs stay.

        Raises `MediaNotFound` or `NotAGame`.
        """
        media_id = self.require(media_id)
        return self.change(
            user_id,
            media_id,
            lambda conn: game_states.delete(conn, user_id=user_id, media_ids=[media_id]),
        )

    def set_statuses(self, user_id: UUID, request: GameStatusesRequest) -> GamesChange:
        """Choose one state for several games. Raises `MediaNotFound` or `NotAGame`."""
        media_ids = list(
            dict.fromkeys(
                self.require(media_id, field="mediaIds") for media_id in request.media_ids
            )
        )
        status = request.status

        def write(conn: Connection) -> None:
            if status is None:
                game_states.delete(conn, user_id=user_id, media_ids=media_ids)
            else:
                self._move(conn, user_id, media_ids, status)

        undo_id = self.record(user_id, media_ids, write)
        return GamesChange(undo_id=undo_id, media=self.catalog.cards(user_id, media_ids))

    def complete(self, user_id: UUID, media_id: int) -> None:
        """Complete a game that is not. Raises `MediaNotFound` or `NotAGame`."""
        self.set_status(user_id, media_id, GameStatusRequest(status=GameStatus.COMPLETED))

    def uncomplete(self, user_id: UUID, media_id: int) -> None:
        """Take a completed game off the shelves. Raises `MediaNotFound` or `NotAGame`."""
        if self.state(user_id, media_id).status is GameStatus.COMPLETED:
            self.forget(user_id, media_id)

    def require(self, media_id: int, *, field: str = "mediaId") -> int:
        """The present id of a game. Raises `MediaNotFound` or `NotAGame`."""
        title = self.catalog.require(media_id)
        if title.media_type != MediaType.GAME:
            raise NotAGame("That is not a game.", field=field)
        return title.id

    def require_day(self, day: date | None, *, field: str) -> None:
        """Raise `InvalidInput` for a day in the future, or before there were games."""
        if day is None:
            return
        if day > (self.clock() + MAX_DAY_AHEAD).date():
            raise InvalidInput("That is in the future.", field=field)
        if day < FIRST_GAME:
            raise InvalidInput("There were no games then.", field=field)

    def change(
        self, user_id: UUID, media_id: int, write: Callable[[Connection], None]
    ) -> GameChange:
        """Change a game so that it can be undone; `media_id` is a present one."""
        undo_id = self.record(user_id, [media_id], write)
        return GameChange(
            undo_id=undo_id,
            game=self.state(user_id, media_id),
            media=self.catalog.card(user_id, media_id),
        )

    def record(
        self, user_id: UUID, media_ids: Sequence[int], write: Callable[[Connection], None]
    ) -> UUID | None:
        """Write, and store what changed; None when nothing did."""
        now = self.clock()
        undo_id = None
        with self.db.transaction() as conn:
            self.undo.lock(conn, user_id)
            before = game_changes.snapshot(conn, user_id=user_id, media_ids=media_ids)
            write(conn)
            game_states.summarize(conn, user_id=user_id, media_ids=media_ids, now=now)
            after = game_changes.snapshot(conn, user_id=user_id, media_ids=media_ids)
            changed = game_changes.difference(before, after, media_ids=media_ids)
            if changed:
                undo_id = self.undo.record(conn, user_id, SLICE, changed)
        self.cache.invalidate_user(user_id)
        return undo_id

    def revert(self, conn: Connection, user_id: UUID, change: str) -> None:
        """Put games back as they were before a change; what happened since stays."""
        media_ids = game_changes.revert(conn, user_id=user_id, change=change)
        game_states.summarize(conn, user_id=user_id, media_ids=media_ids, now=self.clock())

    def _move(
        self,
        conn: Connection,
        user_id: UUID,
        media_ids: Sequence[int],
        status: GameStatus,
        *,
        completion: str | None = None,
        finished_on: date | None = None,
    ) -> None:
        now = self.clock()
        today = person_today(conn, user_id=user_id, now=now)
        game_states.set_status(conn, user_id=user_id, media_ids=media_ids, status=status, now=now)
        if status is GameStatus.PLAYING:
            playthroughs.begin(conn, user_id=user_id, media_ids=media_ids, day=today, now=now)
        elif status is GameStatus.COMPLETED:
            playthroughs.finish(
                conn,
                user_id=user_id,
                media_ids=media_ids,
                completion=completion,
                finished_on=finished_on,
                today=today,
                now=now,
            )
        elif status in NOT_BEGUN:
            playthroughs.delete_empty(conn, user_id=user_id, media_ids=media_ids)


def _playthrough(run: PlaythroughRow, sessions: Sequence[GameSessionRow]) -> Playthrough:
    return Playthrough(
        id=run.id,
        platform=run.platform,
        started_on=run.started_on,
        finished_on=run.finished_on,
        completion=run.completion,
        minutes_played=run.other_minutes + run.session_minutes,
        note=run.note,
        session_count=run.session_count,
        sessions=[
            GameSession(
                id=session.id,
                played_at=session.played_at,
                minutes=session.minutes,
                note=session.note,
            )
            for session in sessions
            if session.playthrough_id == run.id
        ],
    )
