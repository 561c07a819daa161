"""The audio tracks of a file, and which tracks a user chose for a title."""

from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.subtitles.models.track_choice import AudioOption, TrackChoice


def list_audio(conn: Connection, *, item_id: UUID) -> list[AudioOption]:
    """The audio streams of a file, in order."""
    with conn.cursor(row_factory=class_row(AudioOption)) as cur:
        cur.execute(
            """
            SELECT stream_index AS index, language, is_default
            FROM library_streams
            WHERE library_item_id = %(item_id)s AND stream_type = 'audio'
            ORDER BY stream_index
            """,
            {"item_id": item_id},
        )
        return cur.fetchall()


def get_choice(conn: Connection, *, user_id: UUID, media_id: int) -> TrackChoice | None:
    with conn.cursor(row_factory=class_row(TrackChoice)) as cur:
        cur.execute(
            """
            SELECT audio_language, subtitle_language, is_forced, is_sdh
            FROM user_track_choices
            WHERE user_id = %(user_id)s AND media_id = %(media_id)s
            """,
            {"user_id": user_id, "media_id": media_id},
        )
        return cur.fetchone()


def put_choice(
    conn: Connection, *, user_id: UUID, media_id: int, choice: TrackChoice, now: datetime
) -> None:
    """Store what was chosen; a language that is None keeps the earlier choice."""
    conn.execute(
        """
        INSERT INTO user_track_choices AS known (
            user_id, media_id, audio_language, subtitle_language, is_forced, is_sdh, updated_at
        )
        VALUES (
            %(user_id)s, %(media_id)s, %(audio)s, %(subtitle)s, %(is_forced)s, %(is_sdh)s, %(now)s
        )
        ON CONFLICT (user_id, media_id) DO UPDATE
        SET audio_language = coalesce(excluded.audio_language, known.audio_language),
            subtitle_language = coalesce(excluded.subtitle_language, known.subtitle_language),
            is_forced = CASE
                WHEN excluded.subtitle_language IS NULL
                    THEN known.is_forced ELSE excluded.is_forced
            END,
            is_sdh = CASE
                WHEN excluded.subtitle_language IS NULL THEN known.is_sdh ELSE excluded.is_sdh
            END,
            updated_at = excluded.updated_at
        """,
        {
            "user_id": user_id,
            "media_id": media_id,
            "audio": choice.audio_language,
            "subtitle": choice.subtitle_language,
            "is_forced": choice.is_forced,
            "is_sdh": choice.is_sdh,
            "now": now,
        },
    )
