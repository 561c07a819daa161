"""Statements of the plans to catch up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catch_up.models import EpisodeLeft, GoalRow
from chalicelib.platform.db import Connection

#: Minutes of an episode when neither it nor its show says how long it is.
USUAL_MINUTES = 45

#: Of followed and planned shows, or of one: the nearest begin or end of a season, or the one that
#: is planned. Days are those of the user where the time is known.
GOALS = """
    WITH viewer AS MATERIALIZED (
        SELECT coalesce(p.time_zone, 'UTC') AS time_zone,
               (%(now)s AT TIME ZONE coalesce(p.time_zone, 'UTC'))::date AS today
        FROM (VALUES (%(user_id)s::uuid)) AS u (id)
        LEFT JOIN user_preferences AS p ON p.user_id = u.id
    ),
    chosen AS (
        SELECT media_id FROM catch_up_plans WHERE user_id = %(user_id)s
        UNION
        SELECT s.media_id
        FROM followed_shows(%(user_id)s) AS s
        WHERE NOT %(only_plans)s
          AND NOT EXISTS (
              SELECT
              FROM user_statuses AS u
              WHERE u.user_id = %(user_id)s AND u.media_id = s.media_id AND u.status = 'dropped'
          )
    ),
    shows AS (
        SELECT media_id FROM chosen WHERE %(media_id)s::bigint IS NULL
        UNION ALL
        SELECT %(media_id)s WHERE %(media_id)s::bigint IS NOT NULL
    )
    SELECT m.id AS media_id, g.season_number, g.episode_number, g.airs_on, g.airs_at,
           CASE WHEN g.is_planned THEN p.weekdays END AS weekdays, v.today,
           coalesce((
               SELECT sum(coalesce(nullif(w.runtime_minutes, 0), m.runtime_minutes, %(usual)s))
               FROM show_episodes AS w
               WHERE w.media_id = m.id
                 AND w.id IN (
                     SELECT y.episode_id
                     FROM user_plays AS y
                     WHERE y.user_id = %(user_id)s
                       AND y.media_id = m.id
                       AND (y.watched_at AT TIME ZONE v.time_zone)::date = v.today
                 )
           ), 0)::integer AS minutes_seen_today
    FROM shows AS s
    JOIN media_items AS m ON m.id = s.media_id AND m.media_type = 'show'
    CROSS JOIN viewer AS v
    LEFT JOIN catch_up_plans AS p ON p.user_id = %(user_id)s AND p.media_id = m.id
    CROSS JOIN LATERAL (
        SELECT e.season_number, e.episode_number, d.airs_on, a.airs_at,
               (e.season_number, e.episode_number) = (p.goal_season, p.goal_episode)
                   AS is_planned
        FROM show_episodes AS e
        CROSS JOIN LATERAL (
            SELECT air_moment(e.air_date, m.airs_at, m.countries, m.air_zone) AS airs_at
            OFFSET 0
        ) AS a
        CROSS JOIN LATERAL (
            SELECT coalesce((a.airs_at AT TIME ZONE v.time_zone)::date, e.air_date)
        ) AS d (airs_on)
        WHERE e.media_id = m.id
          AND e.season_number > 0
          AND e.air_date >= v.today - 1
          AND d.airs_on > v.today
          AND (e.episode_number = 1 OR e.is_finale)
        ORDER BY is_planned DESC NULLS LAST, d.airs_on, e.season_number, e.episode_number
        LIMIT 1
    ) AS g
    ORDER BY g.airs_on, m.id
"""

EPISODES_LEFT = """
    SELECT e.media_id, e.season_number, e.episode_number, e.title,
           coalesce(nullif(e.runtime_minutes, 0), m.runtime_minutes, %(usual)s) AS minutes,
           CASE WHEN e.air_date > g.today THEN e.air_date END AS out_on,
           (
               SELECT i.id
               FROM library_shelf AS i
               WHERE i.media_id = e.media_id AND i.episode_id = e.id AND i.probe_error = ''
                 AND is_at_hand(i.file, (SELECT library_away()))
               ORDER BY i.discovered_at DESC, i.id
               LIMIT 1
           ) AS library_item_id
    FROM unnest(
        %(media_ids)s::bigint[], %(seasons)s::integer[], %(episodes)s::integer[],
        %(goals)s::date[], %(todays)s::date[]
    ) AS g (media_id, season_number, episode_number, airs_on, today)
    JOIN media_items AS m ON m.id = g.media_id
    JOIN show_episodes AS e ON e.media_id = g.media_id
    WHERE e.season_number > 0
      AND (e.season_number, e.episode_number) < (g.season_number, g.episode_number)
      AND (e.air_date < g.airs_on
           OR e.air_date IS NULL AND undated_episode_has_aired(e.id, g.today))
      AND NOT EXISTS (
          SELECT
          FROM user_watched AS w
          WHERE w.user_id = %(user_id)s AND w.media_id = e.media_id AND w.episode_id = e.id
      )
    ORDER BY e.media_id, e.season_number, e.episode_number
"""


def goals(
    conn: Connection,
    *,
    user_id: UUID,
    now: datetime,
    media_id: int | None = None,
    only_plans: bool = False,
) -> list[GoalRow]:
    """The nearest first, of all shows of a user or of one."""
    with conn.cursor(row_factory=class_row(GoalRow)) as cur:
        cur.execute(
            GOALS,
            {
                "user_id": user_id,
                "now": now,
                "media_id": media_id,
                "only_plans": only_plans,
                "usual": USUAL_MINUTES,
            },
        )
        return cur.fetchall()


def episodes_left(
    conn: Connection, *, user_id: UUID, goals: Sequence[GoalRow]
) -> list[EpisodeLeft]:
    """Unseen episodes that air before the goal of their show, in order."""
    if not goals:
        return []
    with conn.cursor(row_factory=class_row(EpisodeLeft)) as cur:
        cur.execute(
            EPISODES_LEFT,
            {
                "user_id": user_id,
                "media_ids": [goal.media_id for goal in goals],
                "seasons": [goal.season_number for goal in goals],
                "episodes": [goal.episode_number for goal in goals],
                "goals": [goal.airs_on for goal in goals],
                "todays": [goal.today for goal in goals],
                "usual": USUAL_MINUTES,
            },
        )
        return cur.fetchall()


def set_plan(
    conn: Connection, *, user_id: UUID, goal: GoalRow, weekdays: Sequence[int], now: datetime
) -> str | None:
    """
    The plan that was there before, as JSON.

    Raises `MediaNotFound` when the show was deleted concurrently.
    """
    before = _plan_of(conn, user_id=user_id, media_id=goal.media_id)
    try:
        conn.execute(
            """
            INSERT INTO catch_up_plans (
                user_id, media_id, goal_season, goal_episode, weekdays, updated_at
            )
            VALUES (
                %(user_id)s, %(media_id)s, %(season_number)s, %(episode_number)s,
                %(weekdays)s::smallint[], %(now)s
            )
            ON CONFLICT (user_id, media_id) DO UPDATE
            SET goal_season = excluded.goal_season,
                goal_episode = excluded.goal_episode,
                weekdays = excluded.weekdays,
                updated_at = excluded.updated_at
            """,
            {
                "user_id": user_id,
                "media_id": goal.media_id,
                "season_number": goal.season_number,
                "episode_number": goal.episode_number,
                "weekdays": list(weekdays),
                "now": now,
            },
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error
    return before


def delete_plan(conn: Connection, *, user_id: UUID, media_id: int) -> str | None:
    """The plan that was there, as JSON."""
    before = _plan_of(conn, user_id=user_id, media_id=media_id)
    conn.execute(
        "DELETE FROM catch_up_plans WHERE user_id = %(user_id)s AND media_id = %(media_id)s",
        {"user_id": user_id, "media_id": media_id},
    )
    return before


def _plan_of(conn: Connection, *, user_id: UUID, media_id: int) -> str | None:
    row = conn.execute(
        """
        SELECT to_jsonb(p)::text
        FROM catch_up_plans AS p
        WHERE p.user_id = %(user_id)s AND p.media_id = %(media_id)s
        """,
        {"user_id": user_id, "media_id": media_id},
    ).fetchone()
    return row[0] if row else None


def count(conn: Connection, *, user_id: UUID) -> int:
    row = conn.execute(
        "SELECT count(*) FROM catch_up_plans WHERE user_id = %(user_id)s", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else 0


def revert(conn: Connection, *, user_id: UUID, changed: str) -> None:
    """Put the plan before a change back, or take the new one away."""
    conn.execute(
        """
        WITH gone AS (
            DELETE FROM catch_up_plans
            WHERE user_id = %(user_id)s
              AND media_id = (%(changed)s::jsonb ->> 'media_id')::bigint
              AND (%(changed)s::jsonb -> 'before') = 'null'
        )
        INSERT INTO catch_up_plans
        SELECT p.*
        FROM jsonb_populate_record(
            NULL::catch_up_plans, nullif(%(changed)s::jsonb -> 'before', 'null')
        ) AS p
        WHERE p.user_id = %(user_id)s
          AND EXISTS (SELECT FROM media_items AS m WHERE m.id = p.media_id)
        ON CONFLICT (user_id, media_id) DO UPDATE
        SET goal_season = excluded.goal_season,
            goal_episode = excluded.goal_episode,
            weekdays = excluded.weekdays,
            updated_at = excluded.updated_at
        """,
        {"user_id": user_id, "changed": changed},
    )
