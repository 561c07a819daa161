"""Statements of preferences: a row per person who changed one."""

from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.errors import InvalidParameterValue
from psycopg.rows import class_row

from chalicelib.platform.errors import InvalidInput
from chalicelib.preferences.models import Preferences, PreferencesChange


def get(conn: Connection, *, user_id: UUID) -> Preferences | None:
    with conn.cursor(row_factory=class_row(Preferences)) as cur:
        cur.execute(
            """
            SELECT autoplays_next, autoplay_seconds, hides_spoilers, start_page, first_steps_done,
                   watched_leaves_watch_later, started_percent, finished_percent, hides_seen,
                   home_parts, hidden_home_parts, still_watching_after, time_zone, language,
                   region, intro_action, recap_action, credits_action, preview_action,
                   audio_languages, subtitle_languages, subtitle_mode, prefers_sdh, subtitle_size,
                   subtitle_color, subtitle_background, subtitle_position, recorded_by_others
            FROM user_preferences
            WHERE user_id = %(user_id)s
            """,
            {"user_id": user_id},
        )
        return cur.fetchone()


def update(
    conn: Connection, *, user_id: UUID, changes: PreferencesChange, now: datetime
) -> Preferences:
    """
    Change the fields that are not null; the others keep their value or their default.

    Raises `InvalidInput` for a time zone that the database does not know.
    """
    try:
        return _upsert(conn, user_id=user_id, changes=changes, now=now)
    except InvalidParameterValue as error:
        raise InvalidInput("There is no such time zone.", field="timeZone") from error


def _upsert(
    conn: Connection, *, user_id: UUID, changes: PreferencesChange, now: datetime
) -> Preferences:
    with conn.cursor(row_factory=class_row(Preferences)) as cur:
        cur.execute(
            """
            INSERT INTO user_preferences AS known (
                user_id, autoplays_next, autoplay_seconds, hides_spoilers, start_page,
                first_steps_done, watched_leaves_watch_later, started_percent, finished_percent,
                hides_seen, home_parts, hidden_home_parts, still_watching_after, time_zone,
                language, region, region_since,
                intro_action, recap_action, credits_action, preview_action,
                audio_languages, subtitle_languages, subtitle_mode, prefers_sdh,
                subtitle_size, subtitle_color, subtitle_background, subtitle_position,
                recorded_by_others, updated_at
            )
            VALUES (
                %(user_id)s,
                coalesce(%(autoplays_next)s::boolean, true),
                coalesce(%(autoplay_seconds)s::smallint, 10),
                coalesce(%(hides_spoilers)s::boolean, false),
                coalesce(%(start_page)s::text, 'dashboard'),
                coalesce(%(first_steps_done)s::boolean, false),
                coalesce(%(watched_leaves_watch_later)s::boolean, true),
                coalesce(%(started_percent)s::smallint, 2),
                coalesce(%(finished_percent)s::smallint, 90),
                coalesce(%(hides_seen)s::boolean, false),
                coalesce(%(home_parts)s::text[], '{}'),
                coalesce(%(hidden_home_parts)s::text[], '{}'),
                coalesce(%(still_watching_after)s::smallint, 4),
                coalesce(%(time_zone)s::text, 'UTC'),
                nullif(%(language)s::text, ''),
                nullif(%(region)s::text, ''),
                CASE WHEN %(region)s::text <> '' THEN %(now)s::timestamptz END,
                coalesce(%(intro_action)s::text, 'ask'),
                coalesce(%(recap_action)s::text, 'ask'),
                coalesce(%(credits_action)s::text, 'ask'),
                coalesce(%(preview_action)s::text, 'ask'),
                coalesce(%(audio_languages)s::text[], '{}'),
                coalesce(%(subtitle_languages)s::text[], '{}'),
                coalesce(%(subtitle_mode)s::text, 'foreign'),
                coalesce(%(prefers_sdh)s::boolean, false),
                coalesce(%(subtitle_size)s::smallint, 100),
                coalesce(%(subtitle_color)s::text, 'white'),
                coalesce(%(subtitle_background)s::text, 'outline'),
                coalesce(%(subtitle_position)s::smallint, 0),
                coalesce(%(recorded_by_others)s::text, 'ask'),
                %(now)s
            )
            ON CONFLICT (user_id) DO UPDATE
            SET autoplays_next = coalesce(%(autoplays_next)s::boolean, known.autoplays_next),
                autoplay_seconds = coalesce(%(autoplay_seconds)s::smallint, known.autoplay_seconds),
                hides_spoilers = coalesce(%(hides_spoilers)s::boolean, known.hides_spoilers),
                start_page = coalesce(%(start_page)s::text, known.start_page),
                first_steps_done = coalesce(%(first_steps_done)s::boolean, known.first_steps_done),
                watched_leaves_watch_later = coalesce(
                    %(watched_leaves_watch_later)s::boolean, known.watched_leaves_watch_later
                ),
                started_percent = coalesce(%(started_percent)s::smallint, known.started_percent),
                finished_percent = coalesce(%(finished_percent)s::smallint, known.finished_percent),
                hides_seen = coalesce(%(hides_seen)s::boolean, known.hides_seen),
                home_parts = coalesce(%(home_parts)s::text[], known.home_parts),
                hidden_home_parts = coalesce(
                    %(hidden_home_parts)s::text[], known.hidden_home_parts
                ),
                still_watching_after = coalesce(
                    %(still_watching_after)s::smallint, known.still_watching_after
                ),
                time_zone = coalesce(%(time_zone)s::text, known.time_zone),
                audio_languages = coalesce(%(audio_languages)s::text[], known.audio_languages),
                subtitle_languages = coalesce(
                    %(subtitle_languages)s::text[], known.subtitle_languages
                ),
                subtitle_mode = coalesce(%(subtitle_mode)s::text, known.subtitle_mode),
                prefers_sdh = coalesce(%(prefers_sdh)s::boolean, known.prefers_sdh),
                subtitle_size = coalesce(%(subtitle_size)s::smallint, known.subtitle_size),
                subtitle_color = coalesce(%(subtitle_color)s::text, known.subtitle_color),
                subtitle_background = coalesce(
                    %(subtitle_background)s::text, known.subtitle_background
                ),
                subtitle_position = coalesce(
                    %(subtitle_position)s::smallint, known.subtitle_position
                ),
                recorded_by_others = coalesce(
                    %(recorded_by_others)s::text, known.recorded_by_others
                ),
                language = CASE
                    WHEN %(language)s::text IS NULL THEN known.language ELSE excluded.language
                END,
                region = CASE
                    WHEN %(region)s::text IS NULL THEN known.region ELSE excluded.region
                END,
                region_since = CASE
                    WHEN %(region)s::text IS NULL OR excluded.region = known.region
                        THEN known.region_since
                    ELSE excluded.region_since
                END,
                intro_action = coalesce(%(intro_action)s::text, known.intro_action),
                recap_action = coalesce(%(recap_action)s::text, known.recap_action),
                credits_action = coalesce(%(credits_action)s::text, known.credits_action),
                preview_action = coalesce(%(preview_action)s::text, known.preview_action),
                updated_at = excluded.updated_at
            RETURNING autoplays_next, autoplay_seconds, hides_spoilers, start_page,
                first_steps_done, watched_leaves_watch_later, started_percent, finished_percent,
                hides_seen, home_parts, hidden_home_parts, still_watching_after, time_zone,
                language, region, intro_action, recap_action, credits_action, preview_action,
                audio_languages, subtitle_languages, subtitle_mode, prefers_sdh, subtitle_size,
                subtitle_color, subtitle_background, subtitle_position, recorded_by_others
            """,
            {**changes.model_dump(mode="json"), "user_id": user_id, "now": now},
        )
        return next(cur)


def regions(conn: Connection) -> frozenset[str]:
    """The countries that users have chosen."""
    rows = conn.execute(
        "SELECT DISTINCT region FROM user_preferences WHERE region IS NOT NULL"
    ).fetchall()
    return frozenset(region for (region,) in rows)


def languages(conn: Connection) -> dict[str, str]:
    """The languages of titles that users have chosen, by user."""
    rows = conn.execute(
        "SELECT user_id::text, language FROM user_preferences WHERE language IS NOT NULL"
    ).fetchall()
    return dict(rows)
