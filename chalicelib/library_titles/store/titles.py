"""
Titles that have files, page by page along an index.

These statements are not prepared: the best plan of a filter depends on its values, and of a
prepared one PostgreSQL soon uses a plan for any values.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Connection, DataError, sql
from psycopg.rows import class_row, scalar_row

from chalicelib.library_titles.models import (
    MAX_COUNTED,
    LibrarySort,
    LibraryTitleQuery,
    LibraryTitleRow,
    Position,
    Resolution,
    TitleFilter,
)
from chalicelib.platform.errors import InvalidInput

#: The column of each order and the type of its value in a cursor.
ORDERS: dict[LibrarySort, tuple[LiteralString, LiteralString]] = {
    LibrarySort.ADDED: ("title.added_at", "timestamptz"),
    LibrarySort.TITLE: ('title.sort_title COLLATE "C"', "text"),
    LibrarySort.YEAR: ("title.year", "smallint"),
    LibrarySort.SIZE: ("title.size_bytes", "bigint"),
    LibrarySort.RATING: ("title.rating", "numeric"),
    LibrarySort.RESOLUTION: ("title.picture_lines", "integer"),
}
RESOLUTIONS: dict[Resolution, tuple[str, ...]] = {
    "full_hd": ("2160p", "1080p"),
    "hd": ("2160p", "1080p", "720p"),
}
#: Conditions that are written only when they are filtered by, by the field of `TitleFilter`.
CONDITIONS: dict[str, LiteralString] = {
    # By its id: how many titles have it decides between the index of the order and its own.
    "genre": """EXISTS (
        SELECT
        FROM media_genres AS tag
        WHERE tag.media_id = title.media_id AND tag.genre_id = %(genre_id)s
    )""",
    "year_min": "title.year >= %(year_min)s",
    "year_max": "title.year BETWEEN 1 AND %(year_max)s",
    "size_min": "title.size_bytes >= %(size_min)s",
    "size_max": "title.size_bytes <= %(size_max)s",
    "added_since": "title.added_at >= %(added_since)s::date",
    "root": """EXISTS (
        SELECT
        FROM library_items AS item
        WHERE item.media_id = title.media_id AND item.match_state = 'matched'
          AND starts_with(item.absolute_path, %(root)s || '/')
    )""",
    "query": "title.search_text LIKE '%%' || fold(%(pattern)s) || '%%'",
}


def conditions(filter: TitleFilter, seen: Sequence[int] | None) -> sql.Composable:
    """The filter on a row of library_titles; `seen` are the ids of the titles a user has seen."""
    found = [
        sql.SQL(condition)
        for field, condition in CONDITIONS.items()
        if getattr(filter, field) is not None
    ]
    if _facets(filter):
        found.append(sql.SQL("title.facets @> %(facets)s::text[]"))
    if filter.resolution in RESOLUTIONS:
        found.append(sql.SQL("title.facets && %(resolutions)s::text[]"))
    if seen is not None:
        among = "title.media_id = ANY(%(seen)s)" if filter.seen else UNSEEN
        found.append(sql.SQL(among))
    return sql.SQL(" AND ").join(found or [sql.SQL("true")])


UNSEEN: LiteralString = "title.media_id <> ALL(%(seen)s)"  # hashed by PostgreSQL


def parameters(filter: TitleFilter, seen: Sequence[int] | None) -> dict[str, Any]:
    """Everything the conditions may name, but the id of the genre."""
    pattern = filter.query or ""
    for sign in ("\\", "%", "_"):
        pattern = pattern.replace(sign, f"\\{sign}")
    return filter.model_dump(by_alias=False) | {
        "facets": _facets(filter),
        "resolutions": [
            f"resolution:{each}" for each in RESOLUTIONS.get(filter.resolution or "sd", ())
        ],
        "pattern": pattern,
        "seen": list(seen or ()),
    }


def _facets(filter: TitleFilter) -> list[str]:
    """What a title must have all of, as library_titles.facets writes it."""
    exact = None if filter.resolution in RESOLUTIONS else filter.resolution
    wanted = {
        "kind": filter.media_type,
        "resolution": exact,
        "codec": filter.codec,
        "audio": filter.audio,
        "hdr": filter.hdr,
        "language": filter.language,
        "state": filter.state,
    }
    return [f"{name}:{value}" for name, value in wanted.items() if value is not None]


def page_statement(query: LibraryTitleQuery, seen: Sequence[int] | None) -> sql.Composed:
    """Of `list_page`: the ids of a page are read from the index of the order."""
    column, kind = ORDERS[query.sort]
    after: sql.Composable = sql.SQL("true")
    if query.cursor:
        after = sql.SQL("({column}, title.media_id) {sign} (%(value)s::{kind}, %(last)s)").format(
            column=sql.SQL(column),
            kind=sql.SQL(kind),
            sign=sql.SQL(">" if query.is_ascending else "<"),
        )
    return sql.SQL(
        """
        SELECT title.media_id, title.files, title.missing_files, title.versions, title.episodes,
               title.seasons, title.size_bytes, title.resolution, title.hdr, title.video_codec,
               title.audio_codec, title.added_at, ({column})::text AS sort_value,
               CASE WHEN title.media_type = 'show' THEN (
                   SELECT count(*)
                   FROM show_episodes AS episode
                   WHERE episode.media_id = title.media_id AND episode.season_number > 0
                     AND (episode.air_date <= %(today)s OR episode.air_date IS NULL)
               ) ELSE 0 END AS aired_episodes
        FROM library_titles AS title
        WHERE {conditions} AND {after}
        ORDER BY {column} {direction}, title.media_id {direction}
        LIMIT %(limit)s
        """
    ).format(
        column=sql.SQL(column),
        conditions=conditions(query, seen),
        after=after,
        direction=sql.SQL("ASC" if query.is_ascending else "DESC"),
    )


def list_page(
    conn: Connection,
    query: LibraryTitleQuery,
    *,
    seen: Sequence[int] | None,
    today: date,
    limit: int,
) -> list[LibraryTitleRow]:
    """Raises `InvalidInput` for a foreign cursor."""
    values = parameters(query, seen) | {
        "genre_id": _genre_id(conn, query.genre),
        "today": today,
        "limit": limit,
    }
    if query.cursor:
        position = Position.decode(query.cursor)
        values |= {"value": position.value, "last": position.media_id}
    with conn.cursor(row_factory=class_row(LibraryTitleRow)) as cur:
        try:
            cur.execute(page_statement(query, seen), values, prepare=False)
        except DataError as error:  # a value of another order
            raise InvalidInput("This cursor is of another order.", field="cursor") from error
        return cur.fetchall()


def count(conn: Connection, filter: TitleFilter, *, seen: Sequence[int] | None) -> int:
    """How many titles match, at most `MAX_COUNTED`."""
    statement = sql.SQL(
        """
        SELECT count(*)
        FROM (
            SELECT FROM library_titles AS title WHERE {conditions} LIMIT %(most)s
        ) AS found
        """
    ).format(conditions=conditions(filter, seen))
    with conn.cursor(row_factory=scalar_row) as cur:
        values = parameters(filter, seen) | {
            "genre_id": _genre_id(conn, filter.genre),
            "most": MAX_COUNTED,
        }
        cur.execute(statement, values, prepare=False)
        return int(next(cur))


def _genre_id(conn: Connection, slug: str | None) -> int | None:
    """None without a slug, and for one that no genre has."""
    if slug is None:
        return None
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute("SELECT id FROM genres WHERE slug = %(slug)s", {"slug": slug})
        found = cur.fetchone()
        return None if found is None else int(found)


def get(conn: Connection, *, media_id: int, today: date) -> LibraryTitleRow | None:
    with conn.cursor(row_factory=class_row(LibraryTitleRow)) as cur:
        cur.execute(
            """
            SELECT media_id, files, missing_files, versions, episodes, seasons, size_bytes,
                   resolution, hdr, video_codec, audio_codec, added_at, '' AS sort_value,
                   (
                       SELECT count(*)
                       FROM show_episodes AS episode
                       WHERE episode.media_id = title.media_id AND episode.season_number > 0
                         AND (episode.air_date <= %(today)s OR episode.air_date IS NULL)
                   ) AS aired_episodes
            FROM library_titles AS title
            WHERE media_id = %(media_id)s
            """,
            {"media_id": media_id, "today": today},
        )
        return cur.fetchone()


def list_absent(conn: Connection, *, media_ids: Sequence[int]) -> dict[int, str]:
    """Of the titles without a file at hand what is away, or empty when every file is missing."""
    found = conn.execute(
        """
        SELECT item.media_id,
               coalesce(min(nullif(absent_in(item, (SELECT library_away())), '')), '')
        FROM library_items AS item
        WHERE item.media_id = ANY(%(media_ids)s) AND item.match_state = 'matched'
        GROUP BY item.media_id
        HAVING NOT bool_or(is_at_hand(item, (SELECT library_away())))
        """,
        {"media_ids": list(media_ids)},
    ).fetchall()
    return dict(found)


def list_missing_parts(conn: Connection, *, media_ids: Sequence[int]) -> dict[int, list[int]]:
    """Of the films in parts without a complete version: those that the best copy lacks."""
    found = conn.execute(
        """
        SELECT DISTINCT ON (part.media_id) part.media_id, lacking.parts
        FROM library_items AS part
        JOIN media_items AS media ON media.id = part.media_id
        CROSS JOIN LATERAL missing_parts(part, (SELECT library_away())) AS lacking (parts)
        WHERE part.media_id = ANY(%(media_ids)s) AND part.part_number IS NOT NULL
            AND part.match_state = 'matched' AND is_at_hand(part, (SELECT library_away()))
            AND NOT EXISTS (
                SELECT
                FROM library_items AS whole
                WHERE whole.media_id = part.media_id AND whole.part_number IS NULL
                    AND whole.match_state = 'matched' AND whole.probe_error = ''
                    AND is_at_hand(whole, (SELECT library_away()))
                    AND NOT is_sample(whole.duration_seconds, media.runtime_minutes)
            )
        ORDER BY part.media_id, cardinality(lacking.parts)
        """,
        {"media_ids": list(media_ids)},
    ).fetchall()
    return {media_id: parts for media_id, parts in found if parts}


def part_paths(conn: Connection, *, item_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The paths of all parts of the films that these files are parts of, in their order."""
    found = conn.execute(
        """
        SELECT item.id, array_agg(part.absolute_path ORDER BY part.part_number)
        FROM library_items AS item
        JOIN library_items AS part
            ON part.media_id = item.media_id AND part.part_set = item.part_set
            AND part.part_number IS NOT NULL AND part.match_state = 'matched'
        WHERE item.id = ANY(%(ids)s) AND item.part_number IS NOT NULL
        GROUP BY item.id
        """,
        {"ids": list(item_ids)},
    ).fetchall()
    return dict(found)


def paths(conn: Connection, *, item_ids: Sequence[UUID]) -> dict[UUID, str]:
    found = conn.execute(
        "SELECT id, absolute_path FROM library_items WHERE id = ANY(%(ids)s)",
        {"ids": list(item_ids)},
    ).fetchall()
    return dict(found)
