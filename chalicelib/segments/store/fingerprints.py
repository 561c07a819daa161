"""Audio fingerprints: which are missing, and which were not compared."""

import sys
from array import array
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.segments.models.fingerprints import Fingerprint, HeardEpisode, UnheardEpisode

MIN_DURATION_S = 240  # shorter episodes have no intro that is worth a button


def next_unheard(
    conn: Connection, *, reads_store: bool, postponed: list[UUID]
) -> UnheardEpisode | None:
    """
    An episode without a fingerprint, of a season that has several: shows in use first, and what
    is postponed last, in its order.
    """
    with conn.cursor(row_factory=class_row(UnheardEpisode)) as cur:
        cur.execute(
            """
            SELECT item.id, item.file_size_bytes AS size_bytes, item.duration_seconds
            FROM library_items AS item
            JOIN show_episodes AS episode ON episode.id = item.episode_id
            LEFT JOIN (
                SELECT media_id, max(updated_at) AS at FROM user_progress GROUP BY media_id
            ) AS played ON played.media_id = item.media_id
            WHERE item.match_state = 'matched' AND item.probe_error = ''
              AND item.duration_seconds >= %(min_duration_s)s AND item.missing_since IS NULL
              AND (item.freed_at IS NULL OR %(reads_store)s)
              AND NOT EXISTS (
                  SELECT
                  FROM audio_fingerprints AS heard
                  WHERE heard.library_item_id = item.id
                    AND heard.file_size_bytes = item.file_size_bytes
              )
              AND EXISTS (
                  SELECT
                  FROM show_episodes AS sibling
                  JOIN library_items AS file ON file.episode_id = sibling.id
                  WHERE sibling.media_id = episode.media_id
                    AND sibling.season_number = episode.season_number
                    AND sibling.id <> episode.id
                    AND file.match_state = 'matched' AND file.probe_error = ''
              )
            ORDER BY array_position(%(postponed)s::uuid[], item.id) NULLS FIRST,
                played.at DESC NULLS LAST, episode.media_id DESC, episode.season_number,
                episode.episode_number, item.id
            LIMIT 1
            """,
            {
                "min_duration_s": MIN_DURATION_S,
                "reads_store": reads_store,
                "postponed": postponed,
            },
        )
        return cur.fetchone()


def put(conn: Connection, *, item: UnheardEpisode, fingerprint: Fingerprint, now: datetime) -> None:
    """Store a fingerprint, unless the file has gone meanwhile."""
    conn.execute(
        """
        INSERT INTO audio_fingerprints (
            library_item_id, file_size_bytes, opening, ending, ending_at, made_at
        )
        SELECT id, %(size)s, %(opening)s, %(ending)s, %(ending_at)s, %(now)s
        FROM library_items
        WHERE id = %(item_id)s
        ON CONFLICT (library_item_id) DO UPDATE
        SET file_size_bytes = excluded.file_size_bytes,
            opening = excluded.opening,
            ending = excluded.ending,
            ending_at = excluded.ending_at,
            made_at = excluded.made_at,
            compared_at = NULL
        """,
        {
            "item_id": item.id,
            "size": item.size_bytes,
            "opening": _packed(fingerprint.opening),
            "ending": _packed(fingerprint.ending),
            "ending_at": fingerprint.ending_at,
            "now": now,
        },
    )


def list_season_to_compare(conn: Connection) -> list[HeardEpisode]:
    """The episodes of a season with new fingerprints, in order; empty when there is none."""
    rows = conn.execute(
        """
        WITH season AS (
            SELECT episode.media_id, episode.season_number
            FROM audio_fingerprints AS heard
            JOIN library_items AS item ON item.id = heard.library_item_id
            JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE heard.compared_at IS NULL
            ORDER BY heard.made_at
            LIMIT 1
        )
        SELECT item.id, item.duration_seconds, heard.opening, heard.ending, heard.ending_at
        FROM season
        JOIN show_episodes AS episode
            ON episode.media_id = season.media_id
            AND episode.season_number = season.season_number
        JOIN library_items AS item ON item.episode_id = episode.id
        JOIN audio_fingerprints AS heard ON heard.library_item_id = item.id
        WHERE heard.file_size_bytes = item.file_size_bytes OR heard.compared_at IS NULL
        ORDER BY episode.episode_number, item.id
        """
    ).fetchall()
    return [
        HeardEpisode(item_id, duration_s, Fingerprint(_read(opening), _read(ending), ending_at))
        for item_id, duration_s, opening, ending, ending_at in rows
    ]


def mark_compared(conn: Connection, *, item_ids: Sequence[UUID], now: datetime) -> None:
    conn.execute(
        """
        UPDATE audio_fingerprints
        SET compared_at = %(now)s
        WHERE library_item_id = ANY(%(item_ids)s)
        """,
        {"item_ids": list(item_ids), "now": now},
    )


def _packed(values: Sequence[int]) -> bytes:
    """Little-endian, 32 bits each, as chromaprint writes them."""
    packed = array("I", values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _read(raw: bytes) -> list[int]:
    values = array("I", raw)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()
