"""Changes of titles. Every function needs a transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg.errors import UniqueViolation

from chalicelib.canon.errors import TitleKnown
from chalicelib.platform.db import Connection


def insert(conn: Connection, *, id: int | None, kind: str, name: str, now: datetime) -> int:
    """
    Insert a title with this id, or with the next one. Raises `TitleKnown` when the id is taken.
    """
    try:
        row = conn.execute(
            """
            WITH created AS (
                INSERT INTO media_items (id, media_type, title, created_at, updated_at)
                VALUES (
                    coalesce(%(id)s, nextval(pg_get_serial_sequence('media_items', 'id'))),
                    %(kind)s, %(name)s, %(now)s, %(now)s
                )
                RETURNING id
            )
            INSERT INTO titles_made_by_hand (media_id)
            SELECT id FROM created
            RETURNING media_id
            """,
            {"id": id, "kind": kind, "name": name, "now": now},
        ).fetchone()
    except UniqueViolation as error:
        raise TitleKnown("There is a title with this IMDb id.", field="imdb_id") from error
    assert row is not None  # noqa: S101  # INSERT … RETURNING
    return int(row[0])


def set_facts(conn: Connection, *, title_id: int, fields: dict[str, Any], now: datetime) -> None:
    """
    Replace all fields of a title, also locked ones: see `title_locks`.

    Further countries are kept if the first is unchanged.
    """
    conn.execute("SELECT set_config('seen.by_hand', 'on', true)")
    conn.execute(
        """
        UPDATE media_items
        SET title = %(display_name)s,
            original_title = %(original_title)s,
            year = %(start_year)s,
            end_year = %(end_year)s,
            release_date = %(release_date)s,
            runtime_minutes = %(runtime_minutes)s,
            language = %(original_language)s,
            poster_url = %(image_url)s,
            countries = CASE
                WHEN %(origin_country)s::text IS NULL THEN '{}'
                WHEN countries[1] = %(origin_country)s THEN countries
                ELSE ARRAY[%(origin_country)s]
            END,
            updated_at = %(now)s
        WHERE id = %(title_id)s
        """,
        {**fields, "title_id": title_id, "now": now},
    )


def set_scores(
    conn: Connection, *, title_id: int, fields: dict[str, Any], today: date, keep_popularity: bool
) -> None:
    """Set the scores. Popularity is the provider's, else it is derived from votes and age."""
    conn.execute(
        """
        INSERT INTO media_scores AS s (
            media_id, media_type, year, released_on, rating, votes, popularity,
            provider_popularity
        )
        SELECT m.id, m.media_type, m.year, coalesce(m.release_date, make_date(m.year, 1, 1)),
               %(average_rating)s, %(num_votes)s,
               coalesce(
                   %(tmdb_popularity)s::float8,
                   popularity_of(%(num_votes)s, m.year::integer, %(this_year)s)
               ),
               %(tmdb_popularity)s
        FROM media_items AS m
        WHERE m.id = %(title_id)s
        ON CONFLICT (media_id) DO UPDATE
        SET year = excluded.year,
            released_on = excluded.released_on,
            rating = excluded.rating,
            votes = excluded.votes,
            provider_popularity = excluded.provider_popularity,
            popularity = CASE
                WHEN %(keep_popularity)s THEN s.popularity
                ELSE excluded.popularity
            END
        """,
        {
            **fields,
            "title_id": title_id,
            "this_year": today.year,
            "keep_popularity": keep_popularity,
        },
    )


def set_external_id(conn: Connection, *, title_id: int, source: str, value: str | None) -> None:
    """Raises `TitleKnown` when another title has it."""
    if value is None:
        conn.execute(
            "DELETE FROM media_external_ids WHERE media_id = %(title_id)s AND source = %(source)s",
            {"title_id": title_id, "source": source},
        )
        return
    try:
        conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            SELECT m.id, %(source)s, m.media_type, %(value)s
            FROM media_items AS m
            WHERE m.id = %(title_id)s
            ON CONFLICT (media_id, source) DO UPDATE
            SET external_id = excluded.external_id
            """,
            {"title_id": title_id, "source": source, "value": value},
        )
    except UniqueViolation as error:
        raise TitleKnown(f"Another title has this {source} id.", field=f"{source}_id") from error


def genre_ids(conn: Connection, *, names: Sequence[str]) -> dict[str, int]:
    """The ids of these genres by their lower-case name."""
    rows = conn.execute(
        "SELECT lower(name), id FROM genres WHERE lower(name) = ANY(%(names)s)",
        {"names": [name.lower() for name in names]},
    ).fetchall()
    return dict(rows)


def set_genres(conn: Connection, *, title_id: int, ids: Sequence[int]) -> None:
    """Replace the genres of a title, in this order."""
    conn.execute(
        "DELETE FROM media_genres WHERE media_id = %(title_id)s AND genre_id <> ALL(%(ids)s)",
        {"title_id": title_id, "ids": list(ids)},
    )
    conn.execute(
        """
        INSERT INTO media_genres (media_id, genre_id, position)
        SELECT %(title_id)s, genre.id, genre.position - 1
        FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS genre (id, position)
        ON CONFLICT (media_id, genre_id) DO UPDATE
        SET position = excluded.position
        """,
        {"title_id": title_id, "ids": list(ids)},
    )


def lock(conn: Connection, *, title_id: int) -> bool:
    """Lock a title against concurrent changes; False when there is none."""
    row = conn.execute(
        "SELECT FROM media_items WHERE id = %(title_id)s FOR UPDATE", {"title_id": title_id}
    ).fetchone()
    return row is not None


def release_files(
    conn: Connection,
    *,
    title_id: int,
    season_number: int | None = None,
    episode_id: int | None = None,
) -> None:
    """Unmatch the files of the title, or of a part of it; the files stay."""
    conn.execute(
        """
        UPDATE library_items AS l
        SET match_state = CASE WHEN l.match_state = 'matched' THEN 'unmatched'
                               ELSE l.match_state END,
            media_id = NULL,
            episode_id = NULL
        WHERE l.media_id = %(title_id)s
          AND (
              num_nonnulls(%(season_number)s::integer, %(episode_id)s::bigint) = 0
              OR l.episode_id IN (
                  SELECT e.id
                  FROM show_episodes AS e
                  WHERE e.media_id = %(title_id)s
                    AND (e.season_number = %(season_number)s OR e.id = %(episode_id)s)
              )
          )
        """,
        {"title_id": title_id, "season_number": season_number, "episode_id": episode_id},
    )


def delete(conn: Connection, *, title_id: int) -> None:
    """Delete a title with everything that refers to it."""
    conn.execute("DELETE FROM media_items WHERE id = %(title_id)s", {"title_id": title_id})


def touch(conn: Connection, *, title_id: int, now: datetime) -> None:
    """Update the time of the last change."""
    conn.execute(
        "UPDATE media_items SET updated_at = %(now)s WHERE id = %(title_id)s",
        {"title_id": title_id, "now": now},
    )
