"""What stands in for pictures of titles, episodes and people until they are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from psycopg.rows import class_row, scalar_row

from chalicelib.platform.db import Connection

Kind = Literal["poster", "backdrop"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A title's picture nothing stands in for yet, by the address the provider gave."""

    media_id: int
    kind: Kind
    url: str


def awaited(conn: Connection, *, urls: Sequence[str]) -> list[str]:
    """Of these addresses, those of pictures something waits for a placeholder of."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT poster_url AS url
            FROM media_items
            WHERE poster_url = ANY(%(urls)s) AND poster_placeholder IS NULL
            UNION
            SELECT backdrop_url
            FROM media_items
            WHERE backdrop_url = ANY(%(urls)s) AND backdrop_placeholder IS NULL
            UNION
            SELECT still_url
            FROM show_episodes
            WHERE still_url = ANY(%(urls)s) AND still_placeholder IS NULL
            UNION
            SELECT profile_url
            FROM people
            WHERE profile_url = ANY(%(urls)s) AND profile_placeholder IS NULL
            """,
            {"urls": list(urls)},
        )
        return cur.fetchall()


def give(conn: Connection, *, found: Mapping[str, str]) -> set[int]:
    """
    Placeholders by address, for everything that has the picture and none yet; the titles whose
    pages show any of it.
    """
    given = {"urls": list(found), "placeholders": list(found.values())}
    posters = conn.execute(
        """
        UPDATE media_items AS m
        SET poster_placeholder = f.placeholder
        FROM unnest(%(urls)s::text[], %(placeholders)s::text[]) AS f (url, placeholder)
        WHERE m.poster_url = f.url AND m.poster_placeholder IS NULL
        RETURNING m.id
        """,
        given,
    ).fetchall()
    backdrops = conn.execute(
        """
        UPDATE media_items AS m
        SET backdrop_placeholder = f.placeholder
        FROM unnest(%(urls)s::text[], %(placeholders)s::text[]) AS f (url, placeholder)
        WHERE m.backdrop_url = f.url AND m.backdrop_placeholder IS NULL
        RETURNING m.id
        """,
        given,
    ).fetchall()
    stills = conn.execute(
        """
        UPDATE show_episodes AS e
        SET still_placeholder = f.placeholder
        FROM unnest(%(urls)s::text[], %(placeholders)s::text[]) AS f (url, placeholder)
        WHERE e.still_url = f.url AND e.still_placeholder IS NULL
        RETURNING e.media_id
        """,
        given,
    ).fetchall()
    profiles = conn.execute(
        """
        WITH given AS (
            UPDATE people AS p
            SET profile_placeholder = f.placeholder
            FROM unnest(%(urls)s::text[], %(placeholders)s::text[]) AS f (url, placeholder)
            WHERE p.profile_url = f.url AND p.profile_placeholder IS NULL
            RETURNING p.id
        )
        SELECT DISTINCT coalesce(c.movie_id, c.show_id)
        FROM given
        JOIN credits AS c ON c.person_id = given.id
        """,
        given,
    ).fetchall()
    return {media_id for (media_id,) in (*posters, *backdrops, *stills, *profiles)}


def on_show(conn: Connection) -> list[Waiting]:
    """
    Pictures of the discover page nothing stands in for, in its order.

    Drawings of our own (`/art/…`) are there at once and need nothing.
    """
    with conn.cursor(row_factory=class_row(Waiting)) as cur:
        cur.execute(
            """
            SELECT shown.media_id, picture.kind, picture.url
            FROM (
                SELECT i.media_id, min(i.position) AS position
                FROM discover_section_items AS i
                GROUP BY i.media_id
            ) AS shown
            JOIN media_items AS m ON m.id = shown.media_id
            CROSS JOIN LATERAL (
                VALUES ('poster', m.poster_url, m.poster_placeholder),
                       ('backdrop', m.backdrop_url, m.backdrop_placeholder)
            ) AS picture (kind, url, placeholder)
            WHERE picture.placeholder IS NULL AND starts_with(picture.url, 'https:')
            ORDER BY picture.kind = 'poster' DESC, shown.position, shown.media_id
            """
        )
        return cur.fetchall()
