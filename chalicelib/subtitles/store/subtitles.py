"""Statements of subtitles."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from chalicelib.subtitles.models import (
    EmbeddedTrack,
    NewSubtitle,
    SubtitleRow,
    form_of_codec,
)
from chalicelib.subtitles.models.languages import normalize_language

LENGTH_TOLERANCE = 0.02  # of a length: logos of distributors, another last second


def list_of_item(conn: Connection, *, item_id: UUID) -> list[SubtitleRow]:
    """Those of the file, in order: embedded tracks, sidecars, then what users added."""
    with conn.cursor(row_factory=class_row(SubtitleRow)) as cur:
        cur.execute(
            """
            SELECT id, library_item_id, source, form, codec, language, title, is_default, is_forced,
                is_sdh, stream_index, path, size_bytes, modified_ns, score, offset_ms, speed,
                user_id, provider_key, updated_at
            FROM subtitles
            WHERE library_item_id = %(item_id)s AND deleted_at IS NULL
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
                is_sdh, stream_index, path, size_bytes, modified_ns, score, offset_ms, speed,
                user_id, provider_key, updated_at
            FROM subtitles
            WHERE id = %(id)s AND deleted_at IS NULL
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
                AND deleted_at IS NULL
            """,
            {"item_id": item_id},
        )
        return int(next(cur))


def add(
    conn: Connection, *, id: UUID, user_id: UUID | None, new: NewSubtitle, now: datetime
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
                deleted_at = NULL, updated_at = excluded.updated_at
            RETURNING id, library_item_id, source, form, codec, language, title, is_default,
                is_forced, is_sdh, stream_index, path, size_bytes, modified_ns, score, offset_ms,
                speed, user_id, provider_key, updated_at
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


def copy_added(conn: Connection, *, from_ids: Sequence[UUID], to_id: UUID) -> None:
    """
    Give a file what users and the search have added to files that it replaces, with the times as
    corrected; of files of another length nothing. The files keep theirs: they may come back.
    """
    conn.execute(
        """
        WITH added AS (
            SELECT gen_random_uuid() AS id, old.id AS old_id, old.source, old.form, old.codec,
                old.language, old.title, old.is_forced, old.is_sdh, old.provider_key, old.score,
                old.score_parts, old.size_bytes, old.offset_ms, old.speed, old.user_id,
                old.created_at, old.updated_at
            FROM subtitles AS old
            JOIN library_items AS former ON former.id = old.library_item_id
            JOIN library_items AS better ON better.id = %(to_id)s
            WHERE old.library_item_id = ANY(%(from_ids)s) AND old.source IN ('upload', 'provider')
                AND old.deleted_at IS NULL
                AND abs(better.duration_seconds - former.duration_seconds)
                    <= %(tolerance)s * former.duration_seconds
        ),
        copied AS (
            INSERT INTO subtitles (
                id, library_item_id, source, form, codec, language, title, is_forced, is_sdh,
                provider_key, score, score_parts, size_bytes, offset_ms, speed, user_id, created_at,
                updated_at
            )
            SELECT id, %(to_id)s, source, form, codec, language, title, is_forced, is_sdh,
                provider_key, score, score_parts, size_bytes, offset_ms, speed, user_id, created_at,
                updated_at
            FROM added
            ON CONFLICT DO NOTHING
            RETURNING id
        )
        INSERT INTO subtitle_contents (subtitle_id, content)
        SELECT copied.id, known.content
        FROM copied
        JOIN added ON added.id = copied.id
        JOIN subtitle_contents AS known ON known.subtitle_id = added.old_id
        """,
        {"from_ids": list(from_ids), "to_id": to_id, "tolerance": LENGTH_TOLERANCE},
    )


def added_by(conn: Connection, *, user_id: UUID) -> tuple[int, int]:
    """How many subtitles a user has added to all files of the library, and their bytes."""
    found = conn.execute(
        """
        SELECT count(*), coalesce(sum(subtitle.size_bytes), 0)::bigint
        FROM subtitles AS subtitle
        JOIN library_items AS item ON item.id = subtitle.library_item_id
        WHERE subtitle.user_id = %(user_id)s AND subtitle.deleted_at IS NULL
            AND item.match_state <> 'recycled'
        """,
        {"user_id": user_id},
    ).fetchone()
    assert found is not None  # noqa: S101  # an aggregate
    return found


def set_timing(
    conn: Connection, *, id: UUID, offset_ms: int, speed: float, now: datetime
) -> SubtitleRow | None:
    with conn.cursor(row_factory=class_row(SubtitleRow)) as cur:
        cur.execute(
            """
            UPDATE subtitles
            SET offset_ms = %(offset_ms)s, speed = %(speed)s, updated_at = %(now)s
            WHERE id = %(id)s AND deleted_at IS NULL
            RETURNING id, library_item_id, source, form, codec, language, title, is_default,
                is_forced, is_sdh, stream_index, path, size_bytes, modified_ns, score, offset_ms,
                speed, user_id, provider_key, updated_at
            """,
            {"id": id, "offset_ms": offset_ms, "speed": speed, "now": now},
        )
        return cur.fetchone()


def delete(conn: Connection, *, id: UUID, now: datetime) -> None:
    """Hide it; `delete_old` removes it."""
    conn.execute(
        "UPDATE subtitles SET deleted_at = %(now)s WHERE id = %(id)s",
        {"id": id, "now": now},
    )


def delete_old(conn: Connection, *, deleted_before: datetime) -> None:
    conn.execute(
        "DELETE FROM subtitles WHERE deleted_at < %(deleted_before)s",
        {"deleted_before": deleted_before},
    )


def revert(conn: Connection, user_id: UUID, changed: str) -> None:  # noqa: ARG001  # a Reverter
    """
    Undo a deletion or a correction of the times, unless a user has corrected them since.

    `changed` is an object with the `id`, and with `before` and `after` of a correction.
    """
    conn.execute(
        """
        WITH change AS (SELECT %(changed)s::jsonb AS c)
        UPDATE subtitles AS s
        SET deleted_at = NULL,
            offset_ms = coalesce((c -> 'before' ->> 'offset_ms')::integer, s.offset_ms),
            speed = coalesce((c -> 'before' ->> 'speed')::double precision, s.speed),
            updated_at = now()
        FROM change
        WHERE s.id = (c ->> 'id')::uuid
          AND (
              c -> 'after' IS NULL
              OR (s.offset_ms, s.speed) = (
                  (c -> 'after' ->> 'offset_ms')::integer,
                  (c -> 'after' ->> 'speed')::double precision
              )
          )
        """,
        {"changed": changed},
    )


def title_of_item(conn: Connection, *, item_id: UUID) -> tuple[int | None] | None:
    """The title of a file, which may have none; None when there is no such file."""
    return conn.execute(
        "SELECT media_id FROM library_items WHERE id = %(item_id)s", {"item_id": item_id}
    ).fetchone()
