"""Playthroughs of games: adding, changing and removing them, and the time played in them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from chalicelib.catalog.models import GameStatus
from chalicelib.games.errors import (
    PlaythroughNotFound,
    SessionNotFound,
    TimerNotFound,
    TooManyRecords,
)
from chalicelib.games.models import (
    MAX_CLOCK_SKEW,
    MAX_PLAYTHROUGHS,
    MAX_SESSION_MIN,
    MAX_SESSIONS,
    Completion,
    GameChange,
    PlaythroughRequest,
    PlaythroughRow,
    SessionRequest,
)
from chalicelib.games.service.game_states import NOT_BEGUN, GameService
from chalicelib.games.store import game_states, playthroughs, session_timers
from chalicelib.games.store.local_day import person_today
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection
from chalicelib.platform.errors import InvalidInput

EMPTY = PlaythroughRow(
    id=0,
    media_id=0,
    platform=None,
    started_on=None,
    finished_on=None,
    completion=None,
    other_minutes=0,
    session_minutes=0,
    session_count=0,
    note="",
)


@dataclass(frozen=True, slots=True)
class PlaythroughService:
    clock: Clock
    games: GameService

    def add(self, user_id: UUID, media_id: int, request: PlaythroughRequest) -> GameChange:
        """
        Add a playthrough. An open one makes the game playing, a finished one completes a game that
        was not begun.

        Raises `MediaNotFound`, `NotAGame`, `InvalidInput` or `TooManyRecords`.
        """
        media_id = self.games.require(media_id)
        row = self._edited(EMPTY, request)

        def write(conn: Connection) -> None:
            known = playthroughs.of_title(conn, user_id=user_id, media_id=media_id)
            if len(known) >= MAX_PLAYTHROUGHS:
                raise TooManyRecords("This game has too many playthroughs.", field="mediaId")
            now = self.clock()
            playthroughs.insert(conn, user_id=user_id, media_id=media_id, row=row, now=now)
            is_open = row.completion is None
            game_states.set_status_from(
                conn,
                user_id=user_id,
                media_id=media_id,
                status=GameStatus.PLAYING if is_open else GameStatus.COMPLETED,
                unless=() if is_open else tuple(set(GameStatus) - set(NOT_BEGUN)),
                now=now,
            )

        return self.games.change(user_id, media_id, write)

    def edit(
        self, user_id: UUID, media_id: int, playthrough_id: int, request: PlaythroughRequest
    ) -> GameChange:
        """
        Change what is given of a playthrough.

        Raises `MediaNotFound`, `NotAGame`, `PlaythroughNotFound` or `InvalidInput`.
        """
        media_id = self.games.require(media_id)

        def write(conn: Connection) -> None:
            row = _of(conn, user_id, media_id, playthrough_id)
            playthroughs.update(conn, user_id=user_id, row=self._edited(row, request))

        return self.games.change(user_id, media_id, write)

    def delete(self, user_id: UUID, media_id: int, playthrough_id: int) -> GameChange:
        """
        Remove a playthrough with its sessions; the game stays on its shelf.

        Raises `MediaNotFound`, `NotAGame` or `PlaythroughNotFound`.
        """
        media_id = self.games.require(media_id)

        def write(conn: Connection) -> None:
            row = _of(conn, user_id, media_id, playthrough_id)
            playthroughs.delete(conn, user_id=user_id, playthrough_id=row.id)

        return self.games.change(user_id, media_id, write)

    def log_session(self, user_id: UUID, media_id: int, request: SessionRequest) -> GameChange:
        """
        Add time played. Without naming a playthrough, the game is being played from now on.

        Raises `MediaNotFound`, `NotAGame`, `PlaythroughNotFound`, `InvalidInput` or
        `TooManyRecords`.
        """
        media_id = self.games.require(media_id)
        now = self.clock()
        played_at = request.played_at or now
        if played_at > now + MAX_CLOCK_SKEW:
            raise InvalidInput("That is in the future.", field="playedAt")
        self.games.require_day(played_at.date(), field="playedAt")
        played_at = played_at.astimezone(UTC)  # fails at the ends of the calendar

        def write(conn: Connection) -> None:
            if request.playthrough_id is None:
                self._play(conn, user_id, media_id, played_at.date())
            _log(conn, user_id, media_id, request, played_at)

        return self.games.change(user_id, media_id, write)

    def start_timer(self, user_id: UUID, media_id: int) -> GameChange:
        """
        Begin to play: the game is being played, and its time is taken. A timer that runs goes on.

        Raises `MediaNotFound` or `NotAGame`.
        """
        media_id = self.games.require(media_id)
        now = self.clock()

        def write(conn: Connection) -> None:
            self._play(conn, user_id, media_id, person_today(conn, user_id=user_id, now=now))
            session_timers.start(conn, user_id=user_id, media_id=media_id, now=now)

        return self.games.change(user_id, media_id, write)

    def stop_timer(self, user_id: UUID, media_id: int) -> GameChange:
        """
        Log the time since the timer was started, a day at most; less than half a minute is none.

        Raises `MediaNotFound`, `NotAGame`, `TimerNotFound` or `TooManyRecords`.
        """
        media_id = self.games.require(media_id)
        now = self.clock()

        def write(conn: Connection) -> None:
            started_at = session_timers.stop(conn, user_id=user_id, media_id=media_id)
            if started_at is None:
                raise TimerNotFound("The timer of this game does not run.")
            minutes = min(round((now - started_at) / timedelta(minutes=1)), MAX_SESSION_MIN)
            if minutes < 1:
                return
            self._play(conn, user_id, media_id, person_today(conn, user_id=user_id, now=started_at))
            _log(conn, user_id, media_id, SessionRequest(minutes=minutes), started_at)

        return self.games.change(user_id, media_id, write)

    def _play(self, conn: Connection, user_id: UUID, media_id: int, day: date) -> None:
        """The game is being played; a playthrough begins on that day unless one is open."""
        now = self.clock()
        game_states.set_status(
            conn, user_id=user_id, media_ids=[media_id], status=GameStatus.PLAYING, now=now
        )
        playthroughs.begin(conn, user_id=user_id, media_ids=[media_id], day=day, now=now)

    def delete_session(self, user_id: UUID, media_id: int, session_id: int) -> GameChange:
        """Remove a session. Raises `MediaNotFound`, `NotAGame` or `SessionNotFound`."""
        media_id = self.games.require(media_id)

        def write(conn: Connection) -> None:
            if not playthroughs.delete_session(
                conn, user_id=user_id, media_id=media_id, session_id=session_id
            ):
                raise SessionNotFound("There is no such session.")

        return self.games.change(user_id, media_id, write)

    def _edited(self, row: PlaythroughRow, request: PlaythroughRequest) -> PlaythroughRow:
        """The playthrough with the request's fields. Raises `InvalidInput`."""
        given = request.model_dump(exclude_unset=True)
        minutes = given.pop("minutes_played", None)
        if minutes is not None:
            if minutes < row.session_minutes:
                raise InvalidInput(
                    f"The sessions alone are {row.session_minutes} minutes.", field="minutesPlayed"
                )
            given["other_minutes"] = minutes - row.session_minutes
        if given.get("finished_on") is not None and "completion" not in given:
            given["completion"] = row.completion or Completion.STORY
        if "completion" in given and given["completion"] is None:
            if given.get("finished_on") is not None:
                raise InvalidInput("What is not finished has no such day.", field="finishedOn")
            given["finished_on"] = None
        edited = replace(row, **given)
        self.games.require_day(edited.started_on, field="startedOn")
        self.games.require_day(edited.finished_on, field="finishedOn")
        if edited.started_on and edited.finished_on and edited.finished_on < edited.started_on:
            raise InvalidInput("That is before it was started.", field="finishedOn")
        return edited


def _log(
    conn: Connection, user_id: UUID, media_id: int, request: SessionRequest, played_at: datetime
) -> None:
    """Add a session. Raises `PlaythroughNotFound` or `TooManyRecords`."""
    run = _of(conn, user_id, media_id, request.playthrough_id)
    if run.session_count >= MAX_SESSIONS:
        raise TooManyRecords("This playthrough has too many sessions.", field="playthroughId")
    playthroughs.add_session(
        conn,
        user_id=user_id,
        playthrough_id=run.id,
        played_at=played_at,
        minutes=request.minutes,
        note=request.note,
    )


def _of(
    conn: Connection, user_id: UUID, media_id: int, playthrough_id: int | None
) -> PlaythroughRow:
    """A playthrough of the user's game, or the open one (None). Raises `PlaythroughNotFound`."""
    for row in playthroughs.of_title(conn, user_id=user_id, media_id=media_id):
        if playthrough_id is None or row.id == playthrough_id:
            return row
    raise PlaythroughNotFound("There is no such playthrough.")
