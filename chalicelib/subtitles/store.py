"""Statements of subtitles and track choices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from chalicelib.subtitles.models import (
    EmbeddedTrack,
    NewSubtitle,
    Sidecar,
    SubtitleRow,
    form_of_codec,
)
from chalicelib.subtitles.models.choice import AudioOption, TrackChoice
from chalicelib.subtitles.models.languages import normalize_language


def list_of_item(conn: Connection, *, item_id: UUID) -> list[SubtitleRow]:
    """Those of the file, in order: embedded tracks, sidecars, then what users added."""
    with conn.cursor(row_factory=class_row(SubtitleRow)) as cur:
        cur.execute(
            """
            SELECT id, library_item_id, source, form, codec, language, title, is_default, is_forced,
                is_sdh, stream_index, path, size_bytes, modified_ns, score, offset_ms, user_id,
                updated_at
            FROM subtitles
            WHERE library_item_id = %(item_id)s
            ORDER BY array_position(ARRAY['embedded', 'sidecar', 'upload', 'provider'], source),
                stream_index, path, created_at, id
            """,
            {"item_id": item_id},
        )
        return cur.fetchall()


def get(conn: Connection, *, id: UUID) -> SubtitleRow | None:
    with conn.cursor(row_factory=class_row(SubtitleRow)) as cur:
        cur.execute(
            """
            SELECT id, library_item_id, source, form, codec, language, title, is_default, is_forced,
                is_sdh, stream_index, path, size_bytes, modified_ns, score, offset_ms, user_id,
                updated_at
            FROM subtitles
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return cur.fetchone()


def content(conn: Connection, *, id: UUID) -> bytes | None:
    """The bytes of an upload or of a provider's subtitle; None for one on disk."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute("SELECT content FROM subtitle_contents WHERE subtitle_id = %(id)s", {"id": id})
        return cur.fetchone()


def replace_embedded(
    conn: Connection,
    *,
    item_id: UUID,
    ids: Sequence[UUID],
    tracks: Sequence[EmbeddedTrack],
    now: datetime,
) -> None:
    """Store the subtitle streams of a file; one that stays keeps its id and its offset."""
    conn.execute(
        """
        DELETE FROM subtitles
        WHERE library_item_id = %(item_id)s AND source = 'embedded'
            AND stream_index <> ALL(%(kept)s)
        """,
        {"item_id": item_id, "kept": [track.index for track in tracks]},
    )
    conn.cursor().executemany(
        """
        INSERT INTO subtitles AS known (
            id, library_item_id, source, form, codec, language, title, is_default, is_forced,
            is_sdh, stream_index, updated_at
        )
        VALUES (
            %(id)s, %(item_id)s, 'embedded', %(form)s, %(codec)s, %(language)s, %(title)s,
            %(is_default)s, %(is_forced)s, %(is_sdh)s, %(index)s, %(now)s
        )
        ON CONFLICT ON CONSTRAINT subtitles_one_per_stream DO UPDATE
        SET form = excluded.form, codec = excluded.codec, language = excluded.language,
            title = excluded.title, is_default = excluded.is_default,
            is_forced = excluded.is_forced, is_sdh = excluded.is_sdh,
            updated_at = excluded.updated_at
        WHERE (known.form, known.codec, known.language, known.title, known.is_default,
            known.is_forced, known.is_sdh)
            <> (excluded.form, excluded.codec, excluded.language, excluded.title,
                excluded.is_default, excluded.is_forced, excluded.is_sdh)
        """,
        [
            {
                "id": new_id,
                "item_id": item_id,
                "form": form_of_codec(track.codec),
                "codec": track.codec,
                "language": normalize_language(track.language),
                "title": track.title,
                "is_default": track.is_default,
                "is_forced": track.is_forced,
                "is_sdh": track.is_sdh,
                "index": track.index,
                "now": now,
            }
            for new_id, track in zip(ids, tracks, strict=True)
        ],
    )


def sidecars_of_items(
    conn: Connection, *, item_ids: Sequence[UUID]
) -> set[tuple[UUID, str, int, int]]:
    """Item, path, size and mtime of the known sidecars of these files."""
    rows = conn.execute(
        """
        SELECT library_item_id, path, size_bytes, modified_ns
        FROM subtitles
        WHERE library_item_id = ANY(%(item_ids)s) AND source = 'sidecar'
        """,
        {"item_ids": list(item_ids)},
    ).fetchall()
    return set(rows)


def put_sidecars(
    conn: Connection, *, ids: Sequence[UUID], found: Sequence[Sidecar], now: datetime
) -> None:
    """Insert or update; a file that has changed keeps its id and its offset."""
    conn.cursor().executemany(
        """
        INSERT INTO subtitles (
            id, library_item_id, source, form, codec, language, title, is_forced, is_sdh, path,
            size_bytes, modified_ns, updated_at
        )
        VALUES (
            %(id)s, %(item_id)s, 'sidecar', %(form)s, %(codec)s, %(language)s, %(title)s,
            %(is_forced)s, %(is_sdh)s, %(path)s, %(size)s, %(modified)s, %(now)s
        )
        ON CONFLICT ON CONSTRAINT subtitles_one_per_path DO UPDATE
        SET form = excluded.form, codec = excluded.codec, language = excluded.language,
            title = excluded.title, is_forced = excluded.is_forced, is_sdh = excluded.is_sdh,
            size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns,
            updated_at = excluded.updated_at
        """,
        [
            {
                "id": new_id,
                "item_id": one.library_item_id,
                "form": one.form,
                "codec": one.codec,
                "language": one.language,
                "title": one.title,
                "is_forced": one.is_forced,
                "is_sdh": one.is_sdh,
                "path": one.path,
                "size": one.size_bytes,
                "modified": one.modified_ns,
                "now": now,
            }
            for new_id, one in zip(ids, found, strict=True)
        ],
    )


def delete_sidecars(conn: Connection, *, gone: Sequence[tuple[UUID, str]]) -> None:
    """Delete the rows of sidecars, by file and path."""
    conn.cursor().executemany(
        "DELETE FROM subtitles WHERE library_item_id = %s AND path = %s AND source = 'sidecar'",
        gone,
    )


def count_added(conn: Connection, *, item_id: UUID) -> int:
    """
    How many subtitles users have added to a file. Locks the file, so that the count holds until
    the transaction ends.
    """
    conn.execute(
        "SELECT FROM library_items WHERE id = %(item_id)s FOR NO KEY UPDATE", {"item_id": item_id}
    )
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT count(*)
            FROM subtitles
            WHERE library_item_id = %(item_id)s AND source IN ('upload', 'provider')
            """,
            {"item_id": item_id},
        )
        return int(next(cur))


def add(
    conn: Connection, *, id: UUID, user_id: UUID, new: NewSubtitle, now: datetime
) -> SubtitleRow:
    """Insert what a user adds. A provider's subtitle that is there already is replaced."""
    with conn.cursor(row_factory=class_row(SubtitleRow)) as cur:
        cur.execute(
            """
            INSERT INTO subtitles (
                id, library_item_id, source, form, codec, language, title, is_forced, is_sdh,
                provider_key, score, score_parts, size_bytes, user_id, created_at, updated_at
            )
            VALUES (
                %(id)s, %(item_id)s, %(source)s, %(form)s, %(codec)s, %(language)s, %(title)s,
                %(is_forced)s, %(is_sdh)s, %(provider_key)s, %(score)s, %(score_parts)s,
                %(size)s, %(user_id)s, %(now)s, %(now)s
            )
            ON CONFLICT ON CONSTRAINT subtitles_one_per_provider_key DO UPDATE
            SET form = excluded.form, codec = excluded.codec, score = excluded.score,
                score_parts = excluded.score_parts, size_bytes = excluded.size_bytes,
                updated_at = excluded.updated_at
            RETURNING id, library_item_id, source, form, codec, language, title, is_default,
                is_forced, is_sdh, stream_index, path, size_bytes, modified_ns, score, offset_ms,
                user_id, updated_at
            """,
            {
                "id": id,
                "item_id": new.library_item_id,
                "source": new.source,
                "form": new.form,
                "codec": new.codec,
                "language": new.language,
                "title": new.title,
                "is_forced": new.is_forced,
                "is_sdh": new.is_sdh,
                "provider_key": new.provider_key,
                "score": new.score,
                "score_parts": Jsonb(new.score_parts),
                "size": len(new.content),
                "user_id": user_id,
                "now": now,
            },
        )
        row = next(cur)
    conn.execute(
        """
        INSERT INTO subtitle_contents (subtitle_id, content)
        VALUES (%(id)s, %(content)s)
        ON CONFLICT (subtitle_id) DO UPDATE SET content = excluded.content
        """,
        {"id": row.id, "content": new.content},
    )
    return row


def set_offset(conn: Connection, *, id: UUID, offset_ms: int, now: datetime) -> SubtitleRow | None:
    with conn.cursor(row_factory=class_row(SubtitleRow)) as cur:
        cur.execute(
            """
            UPDATE subtitles
            SET offset_ms = %(offset_ms)s, updated_at = %(now)s
            WHERE id = %(id)s
            RETURNING id, library_item_id, source, form, codec, language, title, is_default,
                is_forced, is_sdh, stream_index, path, size_bytes, modified_ns, score, offset_ms,
                user_id, updated_at
            """,
            {"id": id, "offset_ms": offset_ms, "now": now},
        )
        return cur.fetchone()


def delete(conn: Connection, *, id: UUID) -> None:
    conn.execute("DELETE FROM subtitles WHERE id = %(id)s", {"id": id})


def title_of_item(conn: Connection, *, item_id: UUID) -> tuple[int | None] | None:
    """The title of a file, which may have none; None when there is no such file."""
    return conn.execute(
        "SELECT media_id FROM library_items WHERE id = %(item_id)s", {"item_id": item_id}
    ).fetchone()


def path_of_item(conn: Connection, *, item_id: UUID) -> str | None:
    """As `path_to_text` writes it."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT absolute_path FROM library_items WHERE id = %(item_id)s", {"item_id": item_id}
        )
        return cur.fetchone()


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
