"""Playthroughs of games, and the sessions in them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.games.models import GameSessionRow, PlaythroughRow
from chalicelib.platform.db import Connection


def begin(
    conn: Connection, *, user_id: UUID, media_ids: Sequence[int], day: date, now: datetime
) -> None:
    """Begin a playthrough of the games that have no open one, on the platform of the game."""
    conn.execute(
        """
        INSERT INTO user_playthroughs (user_id, media_id, platform, started_on, created_at)
        SELECT %(user_id)s, c.media_id, g.platform, %(day)s, %(now)s
        FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
        LEFT JOIN user_games AS g ON g.user_id = %(user_id)s AND g.media_id = c.media_id
        WHERE NOT EXISTS (
            SELECT
            FROM user_playthroughs AS p
            WHERE p.user_id = %(user_id)s AND p.media_id = c.media_id AND p.completion IS NULL
        )
        """,
        {"user_id": user_id, "media_ids": list(media_ids), "day": day, "now": now},
    )


def finish(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    completion: str | None,
    finished_on: date | None,
    today: date,
    now: datetime,
) -> None:
    """
    Finish the open playthrough of each game; one without any gets one.

    Without a completion it is the story, without a day today. A game whose playthroughs are all
    finished changes only what is given.
    """
    conn.execute(
        """
        WITH newest AS (
            SELECT DISTINCT ON (p.media_id) p.id, p.media_id,
                   coalesce(
                       %(finished_on)s::date,
                       CASE WHEN p.completion IS NULL THEN %(today)s::date ELSE p.finished_on END
                   ) AS finished_on
            FROM user_playthroughs AS p
            WHERE p.user_id = %(user_id)s AND p.media_id = ANY(%(media_ids)s::bigint[])
            ORDER BY p.media_id, p.completion IS NOT NULL, p.id DESC
        ),
        finished AS (
            UPDATE user_playthroughs AS p
            SET completion = coalesce(%(completion)s, p.completion, 'story'),
                finished_on = n.finished_on,
                started_on = CASE
                    WHEN p.started_on > n.finished_on THEN n.finished_on
                    ELSE p.started_on
                END
            FROM newest AS n
            WHERE p.id = n.id
        )
        INSERT INTO user_playthroughs (
            user_id, media_id, platform, finished_on, completion, created_at
        )
        SELECT %(user_id)s, c.media_id, g.platform,
               coalesce(%(finished_on)s::date, %(today)s::date),
               coalesce(%(completion)s, 'story'), %(now)s
        FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
        LEFT JOIN user_games AS g ON g.user_id = %(user_id)s AND g.media_id = c.media_id
        WHERE NOT EXISTS (SELECT FROM newest AS n WHERE n.media_id = c.media_id)
        """,
        {
            "user_id": user_id,
            "media_ids": list(media_ids),
            "completion": completion,
            "finished_on": finished_on,
            "today": today,
            "now": now,
        },
    )


def delete_empty(conn: Connection, *, user_id: UUID, media_ids: Sequence[int]) -> None:
    """Delete open playthroughs in which nothing was played or noted: the game was not begun."""
    conn.execute(
        """
        DELETE FROM user_playthroughs AS p
        WHERE p.user_id = %(user_id)s
          AND p.media_id = ANY(%(media_ids)s::bigint[])
          AND p.completion IS NULL
          AND p.other_minutes = 0
          AND p.note = ''
          AND NOT EXISTS (
              SELECT FROM user_game_sessions AS s WHERE s.playthrough_id = p.id
          )
        """,
        {"user_id": user_id, "media_ids": list(media_ids)},
    )


def insert(
    conn: Connection, *, user_id: UUID, media_id: int, row: PlaythroughRow, now: datetime
) -> int:
    """Add a playthrough; its id and the numbers of its sessions are those of the database."""
    with conn.cursor(row_factory=scalar_row) as cur:
        try:
            cur.execute(
                """
                INSERT INTO user_playthroughs (
                    user_id, media_id, platform, started_on, finished_on, completion,
                    other_minutes, note, created_at
                )
                VALUES (
                    %(user_id)s, %(media_id)s, %(platform)s, %(started_on)s, %(finished_on)s,
                    %(completion)s, %(other_minutes)s, %(note)s, %(now)s
                )
                RETURNING id
                """,
                {
                    "user_id": user_id,
                    "media_id": media_id,
                    "platform": row.platform,
                    "started_on": row.started_on,
                    "finished_on": row.finished_on,
                    "completion": row.completion,
                    "other_minutes": row.other_minutes,
                    "note": row.note,
                    "now": now,
                },
            )
        except ForeignKeyViolation as error:
            raise MediaNotFound("There is no such game.") from error
        return int(cur.fetchall()[0])


def update(conn: Connection, *, user_id: UUID, row: PlaythroughRow) -> None:
    """Store a playthrough of the user that was changed."""
    conn.execute(
        """
        UPDATE user_playthroughs
        SET platform = %(platform)s, started_on = %(started_on)s, finished_on = %(finished_on)s,
            completion = %(completion)s, other_minutes = %(other_minutes)s, note = %(note)s
        WHERE user_id = %(user_id)s AND id = %(id)s
        """,
        {
            "user_id": user_id,
            "id": row.id,
            "platform": row.platform,
            "started_on": row.started_on,
            "finished_on": row.finished_on,
            "completion": row.completion,
            "other_minutes": row.other_minutes,
            "note": row.note,
        },
    )


def delete(conn: Connection, *, user_id: UUID, playthrough_id: int) -> None:
    """Delete a playthrough of the user, and its sessions."""
    conn.execute(
        "DELETE FROM user_playthroughs WHERE user_id = %(user_id)s AND id = %(playthrough_id)s",
        {"user_id": user_id, "playthrough_id": playthrough_id},
    )


def of_title(conn: Connection, *, user_id: UUID, media_id: int) -> list[PlaythroughRow]:
    """The user's playthroughs of a game: open ones first, then the newest first."""
    with conn.cursor(row_factory=class_row(PlaythroughRow)) as cur:
        cur.execute(
            """
            SELECT p.id, p.media_id, p.platform, p.started_on, p.finished_on, p.completion,
                   p.other_minutes, t.minutes AS session_minutes, t.sessions AS session_count,
                   p.note
            FROM user_playthroughs AS p
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(s.minutes), 0)::integer AS minutes,
                       count(*)::integer AS sessions
                FROM user_game_sessions AS s
                WHERE s.playthrough_id = p.id
            ) AS t
            WHERE p.user_id = %(user_id)s AND p.media_id = %(media_id)s
            ORDER BY p.completion IS NOT NULL,
                     coalesce(p.finished_on, p.started_on) DESC NULLS LAST, p.id DESC
            """,
            {"user_id": user_id, "media_id": media_id},
        )
        return cur.fetchall()


def sessions_of_title(
    conn: Connection, *, user_id: UUID, media_id: int, limit: int
) -> list[GameSessionRow]:
    """The newest sessions of each of the user's playthroughs of a game, the newest first."""
    with conn.cursor(row_factory=class_row(GameSessionRow)) as cur:
        cur.execute(
            """
            SELECT s.id, s.playthrough_id, s.played_at, s.minutes, s.note
            FROM user_playthroughs AS p
            CROSS JOIN LATERAL (
                SELECT e.*
                FROM user_game_sessions AS e
                WHERE e.playthrough_id = p.id
                ORDER BY e.played_at DESC, e.id DESC
                LIMIT %(limit)s
            ) AS s
            WHERE p.user_id = %(user_id)s AND p.media_id = %(media_id)s
            ORDER BY s.played_at DESC, s.id DESC
            """,
            {"user_id": user_id, "media_id": media_id, "limit": limit},
        )
        return cur.fetchall()


def add_session(
    conn: Connection,
    *,
    user_id: UUID,
    playthrough_id: int,
    played_at: datetime,
    minutes: int,
    note: str,
) -> None:
    """Add a session to a playthrough, which began on that day at the latest."""
    parameters = {
        "user_id": user_id,
        "playthrough_id": playthrough_id,
        "played_at": played_at,
        "minutes": minutes,
        "note": note,
    }
    conn.execute(
        """
        INSERT INTO user_game_sessions (user_id, playthrough_id, played_at, minutes, note)
        VALUES (%(user_id)s, %(playthrough_id)s, %(played_at)s, %(minutes)s, %(note)s)
        """,
        parameters,
    )
    conn.execute(
        """
        UPDATE user_playthroughs
        SET started_on = person_today(%(user_id)s, %(played_at)s)
        WHERE user_id = %(user_id)s
          AND id = %(playthrough_id)s
          AND started_on > person_today(%(user_id)s, %(played_at)s)
        """,
        parameters,
    )


def delete_session(conn: Connection, *, user_id: UUID, media_id: int, session_id: int) -> bool:
    """Delete a session of the user's game; False without such a session."""
    found = conn.execute(
        """
        DELETE FROM user_game_sessions AS s
        USING user_playthroughs AS p
        WHERE s.user_id = %(user_id)s
          AND s.id = %(session_id)s
          AND p.id = s.playthrough_id
          AND p.media_id = %(media_id)s
        RETURNING s.id
        """,
        {"user_id": user_id, "media_id": media_id, "session_id": session_id},
    ).fetchone()
    return found is not None
