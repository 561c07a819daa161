"""Library items as the API lists them, and matches set by users."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.library.models import ItemRow, Stream
from chalicelib.library.models.matching import MatchState
from chalicelib.library.store import episodes_and_extras


def get(conn: Connection, *, id: UUID, user_id: UUID) -> ItemRow | None:
    rows = list_by_ids(conn, ids=[id], user_id=user_id)
    return rows[0] if rows else None


def list_by_ids(conn: Connection, *, ids: Sequence[UUID], user_id: UUID) -> list[ItemRow]:
    """The items that exist, in the order of `ids`."""
    with conn.cursor(row_factory=class_row(ItemRow)) as cur:
        cur.execute(
            """
            SELECT
                item.id, item.media_id, item.episode_id,
                episode.season_number, episode.episode_number,
                coalesce(contents.episodes, '[]') AS episodes,
                item.extra_kind, item.part_number, whole.parts, whole.parts_seconds,
                whole.parts_bytes,
                CASE WHEN item.part_number IS NULL THEN '{}'
                    ELSE missing_parts(item, (SELECT library_away()))
                END AS missing_parts,
                item.editions,
                item.content, item.file_name, item.file_size_bytes, item.container_format,
                item.video_codec, item.audio_codec, item.duration_seconds,
                item.resolution_label, item.hdr, item.width, item.height,
                item.match_state, item.match_confidence, item.match_is_manual,
                item.probe_error, item.guess, item.candidates, item.stored_at,
                item.freed_at IS NOT NULL AS is_only_in_store, item.source_job_id,
                version_position(
                    progress.position_seconds, progress.duration_seconds,
                    coalesce(nullif(whole.parts_seconds, 0), item.duration_seconds)
                ) AS position_seconds,
                item.part_number IS NULL AND is_sample(
                    item.duration_seconds, coalesce(episode.runtime_minutes, media.runtime_minutes)
                ) AS is_sample,
                item.missing_since, absent_in(item, (SELECT library_away())) AS absent_in,
                item.absolute_path, item.discovered_at, item.scanned_at,
                item.updated_at
            FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS wanted (id, position)
            JOIN library_items AS item ON item.id = wanted.id AND item.match_state <> 'recycled'
            LEFT JOIN media_items AS media ON media.id = item.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            LEFT JOIN user_progress AS progress
                ON progress.user_id = %(user_id)s
                AND progress.media_id = item.media_id
                AND progress.episode_id IS NOT DISTINCT FROM item.episode_id
                AND progress.completed_at IS NULL
            LEFT JOIN LATERAL (
                SELECT jsonb_agg(
                    jsonb_build_object(
                        'id', own.id, 'season_number', own.season_number,
                        'episode_number', own.episode_number
                    )
                    ORDER BY held.position
                ) AS episodes
                FROM (
                    SELECT item.episode_id, 1 AS position
                    UNION ALL
                    SELECT more.episode_id, more.position
                    FROM library_item_episodes AS more
                    WHERE more.item_id = item.id
                ) AS held
                JOIN show_episodes AS own ON own.id = held.episode_id
                WHERE item.episode_id IS NOT NULL
            ) AS contents ON true
            CROSS JOIN LATERAL (
                SELECT count(*)::integer AS parts,
                    coalesce(sum(part.duration_seconds), 0)::integer AS parts_seconds,
                    coalesce(sum(part.file_size_bytes), 0)::bigint AS parts_bytes
                FROM library_items AS part
                WHERE item.part_number IS NOT NULL
                    AND part.media_id = item.media_id
                    AND part.part_set = item.part_set
                    AND part.part_number IS NOT NULL
                    AND part.match_state = 'matched'
            ) AS whole
            ORDER BY wanted.position
            """,
            {"ids": list(ids), "user_id": user_id},
        )
        return cur.fetchall()


@dataclass(frozen=True, slots=True)
class ListFilter:
    """
    What a list shows. Ignored items and extras are listed only when their state or a condition is
    asked for. `is_missing`: those of them that scans did not find.

    `pattern` is a LIKE pattern for the file name or the title.
    """

    condition: Literal["missing", "damaged"] | None = None
    match_state: MatchState | None = None
    media_type: MediaType | None = None
    pattern: str | None = None
    is_missing: bool = False

    @property
    def items(self) -> sql.Composed:
        """
        Id and change of each item, with conditions for what is filtered by and no others.

        Found by text they are a union, because an index serves one table.
        """
        conditions = [sql.SQL("item.match_state <> 'recycled'")]
        if self.match_state:
            conditions = [sql.SQL("item.match_state = %(match_state)s")]
        elif not self.condition:
            conditions.append(
                sql.SQL("item.match_state <> 'ignored' AND item.match_state <> 'extra'")
            )
        if self.condition:
            conditions.append(sql.SQL(CONDITIONS[self.condition]))
        if self.is_missing:
            conditions.append(sql.SQL(CONDITIONS["missing"]))
        if self.media_type:
            conditions.append(sql.SQL("item.media_type = %(media_type)s"))
        chosen = sql.SQL(" AND ").join(conditions)
        return sql.SQL(FOUND_BY_TEXT if self.pattern else ALL).format(chosen=chosen)


#: As the indexes of these files have them.
CONDITIONS: Mapping[str, LiteralString] = {
    "missing": "item.missed_scans > 0 AND item.missing_since IS NOT NULL",
    "damaged": "item.probe_error <> ''",
}
ALL = """
    SELECT item.id, item.updated_at
    FROM library_items AS item
    WHERE {chosen}
"""
FOUND_BY_TEXT = """
    SELECT item.id, item.updated_at
    FROM library_items AS item
    WHERE {chosen} AND fold(item.file_name) LIKE fold(%(pattern)s)
    UNION
    SELECT item.id, item.updated_at
    FROM library_items AS item
    WHERE {chosen}
        AND item.media_id IN (
            SELECT media.id FROM media_items AS media WHERE fold(media.title) LIKE fold(%(pattern)s)
        )
    UNION
    SELECT item.id, item.updated_at
    FROM library_items AS item
    WHERE {chosen}
        AND item.media_id IN (
            SELECT title.media_id
            FROM library_titles AS title -- with their names in other languages
            WHERE title.search_text LIKE fold(%(pattern)s)
        )
"""


def page_statement(wanted: ListFilter) -> sql.Composed:
    """Of `list_page`: read from an index, without the rows."""
    return sql.SQL(
        """
        SELECT found.id
        FROM ({items}) AS found
        ORDER BY found.updated_at DESC, found.id
        LIMIT %(limit)s OFFSET %(offset)s
        """
    ).format(items=wanted.items)


def list_page(conn: Connection, wanted: ListFilter, *, limit: int, offset: int) -> list[UUID]:
    """The ids of one page, the last changed first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(page_statement(wanted), {**asdict(wanted), "limit": limit, "offset": offset})
        return cur.fetchall()


def count(conn: Connection, wanted: ListFilter) -> int:
    """The number of items over all pages."""
    statement = sql.SQL("SELECT count(*) FROM ({items}) AS found").format(items=wanted.items)
    with conn.cursor(row_factory=scalar_row) as cur:
        return int(next(cur.execute(statement, asdict(wanted))))


def list_newest_ids(conn: Connection, *, limit: int) -> list[UUID]:
    """
    The newest matched items that are at hand, one per title.

    Walks from one title's newest item to the next title's along the index, and so reads only the
    items on the way, not the newest of every title.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            WITH RECURSIVE newest AS (
                (
                    SELECT id, discovered_at, ARRAY[media_id] AS seen
                    FROM library_items
                    WHERE match_state = 'matched'
                        AND is_at_hand(library_items, (SELECT library_away()))
                    ORDER BY discovered_at DESC, id
                    LIMIT 1
                )
                UNION ALL
                SELECT next.id, next.discovered_at, newest.seen || next.media_id
                FROM newest
                CROSS JOIN LATERAL (
                    SELECT item.id, item.discovered_at, item.media_id
                    FROM library_items AS item
                    WHERE item.match_state = 'matched'
                        AND is_at_hand(item, (SELECT library_away()))
                        AND item.discovered_at <= newest.discovered_at
                        AND item.media_id <> ALL(newest.seen)
                    ORDER BY item.discovered_at DESC, item.id
                    LIMIT 1
                ) AS next
                WHERE cardinality(newest.seen) < %(limit)s
            )
            SELECT id
            FROM newest
            ORDER BY cardinality(seen)
            """,
            {"limit": limit},
        )
        return cur.fetchall()


def list_ids_of_title(conn: Connection, *, media_id: int) -> list[UUID]:
    """Every file of a title: episodes in order, the best version first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT item.id
            FROM library_items AS item
            JOIN media_items AS media ON media.id = item.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE item.media_id = %(media_id)s AND item.match_state = 'matched'
                AND NOT EXISTS (  -- the first part stands for all
                    SELECT
                    FROM library_items AS part
                    WHERE part.media_id = item.media_id
                        AND part.part_set = item.part_set
                        AND part.part_number < item.part_number
                        AND part.match_state = 'matched'
                )
            ORDER BY episode.season_number, episode.episode_number,
                version_rank(
                    item, coalesce(episode.runtime_minutes, media.runtime_minutes)
                ) DESC, item.discovered_at DESC, item.id
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()


def list_streams(conn: Connection, *, item_ids: Sequence[UUID]) -> dict[UUID, list[Stream]]:
    found: dict[UUID, list[Stream]] = {}
    rows = conn.execute(
        """
        SELECT library_item_id, id, stream_index, stream_type, codec, language, title,
            channels, bitrate_kbps, is_default
        FROM library_streams
        WHERE library_item_id = ANY(%(ids)s)
        ORDER BY library_item_id, stream_index
        """,
        {"ids": list(item_ids)},
    )
    for item_id, *fields in rows:
        found.setdefault(item_id, []).append(
            Stream(**dict(zip(Stream.model_fields, fields, strict=True)))
        )
    return found


def set_matches(
    conn: Connection, *, media_id: int, episodes: Mapping[UUID, Sequence[int]], now: datetime
) -> None:
    """
    Store that files are of a title, as a user set it; scans do not change it.

    `episodes`: by file; of a film there are none. The parts of a film stay parts of another one.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            UPDATE library_items AS item
            SET media_id = %(media_id)s, episode_id = given.episode_id, match_state = 'matched',
                match_confidence = 1, match_is_manual = true, extra_kind = '',
                part_number = CASE WHEN given.episode_id IS NULL THEN item.part_number END,
                part_set = CASE WHEN given.episode_id IS NULL THEN item.part_set ELSE '' END,
                updated_at = %(now)s
            FROM unnest(%(ids)s::uuid[], %(episode_ids)s::bigint[]) AS given (id, episode_id)
            WHERE item.id = given.id AND item.match_state <> 'recycled'
            RETURNING item.id
            """,
            {
                "ids": list(episodes),
                "media_id": media_id,
                "episode_ids": [each[0] if each else None for each in episodes.values()],
                "now": now,
            },
        )
        episodes_and_extras.put_more_episodes(
            conn, {one: episodes[one][1:] for one in cur.fetchall()}
        )


def set_ignored(conn: Connection, *, id: UUID, is_home_video: bool, now: datetime) -> bool:
    """Ignore the file permanently; scans do not change it."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET media_id = NULL, episode_id = NULL, match_state = 'ignored',
                match_confidence = 0, match_is_manual = true, extra_kind = '',
                part_number = NULL, part_set = '',
                guess = CASE
                    WHEN %(is_home_video)s THEN guess || '{"type": "home_video"}' ELSE guess
                END,
                updated_at = %(now)s
            WHERE id = %(id)s AND match_state <> 'recycled'
            """,
            {"id": id, "is_home_video": is_home_video, "now": now},
        ).rowcount
        == 1
    )


def reset_match(conn: Connection, *, id: UUID, now: datetime) -> bool:
    """Put the file back into the review queue, as if no user had decided."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET media_id = NULL, episode_id = NULL, match_state = 'unmatched',
                match_confidence = 0, match_is_manual = false, extra_kind = '',
                part_number = NULL, part_set = '',
                guess = CASE
                    WHEN guess ->> 'type' = 'home_video' THEN guess || '{"type": null}' ELSE guess
                END,
                updated_at = %(now)s
            WHERE id = %(id)s AND match_state <> 'recycled'
            """,
            {"id": id, "now": now},
        ).rowcount
        == 1
    )


def list_user_ids(conn: Connection) -> list[UUID]:
    """All users: the library is shared."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute("SELECT id FROM users").fetchall()
