"""What the catalogue knows of the titles a file could be."""

from collections.abc import Sequence
from datetime import date

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.library.models import Episode, Title

MOST_LOOKALIKES = 12
LEAST_LIKENESS = 0.4  # share of trigrams in common; below that nothing is worth showing


def lookalikes(conn: Connection, *, names: Sequence[str]) -> list[Title]:
    """
    Movies and shows called like one of `names`, the most alike first; needs a transaction.

    A title with a subtitle is found by what stands before it, too. Each search is cut off for
    itself, so that a common word costs no more than a rare one.
    """
    conn.execute(
        "SELECT set_config('pg_trgm.similarity_threshold', %(least)s, true)",
        {"least": str(LEAST_LIKENESS)},
    )
    with conn.cursor(row_factory=class_row(Title)) as cur:
        cur.execute(
            """
            WITH wanted AS MATERIALIZED (
                SELECT DISTINCT
                    fold(name) AS name,
                    regexp_replace(fold(name), '([\\%%_])', '\\\1', 'g') AS pattern
                FROM unnest(%(names)s::text[]) AS given (name)
            ),
            found AS MATERIALIZED (
                SELECT near.id, max(near.likeness) AS likeness
                FROM wanted
                CROSS JOIN LATERAL (
                    (
                        SELECT id, similarity(fold(title), wanted.name) AS likeness
                        FROM media_items
                        JOIN media_scores ON media_id = id
                        WHERE fold(title) %% wanted.name AND media_items.media_type IN ('movie', 'show')
                        ORDER BY likeness DESC, popularity DESC, id
                        LIMIT %(limit)s
                    )
                    UNION ALL
                    (
                        SELECT id, similarity(fold(original_title), wanted.name) AS likeness
                        FROM media_items
                        JOIN media_scores ON media_id = id
                        WHERE fold(original_title) %% wanted.name
                            AND media_items.media_type IN ('movie', 'show')
                        ORDER BY likeness DESC, popularity DESC, id
                        LIMIT %(limit)s
                    )
                    UNION ALL
                    (
                        SELECT id, 0.9 AS likeness
                        FROM media_items
                        JOIN media_scores ON media_id = id
                        WHERE (
                                fold(title) LIKE wanted.pattern || ':%%'
                                OR fold(title) LIKE wanted.pattern || ',%%'
                            )
                            AND media_items.media_type IN ('movie', 'show')
                        ORDER BY popularity DESC, id
                        LIMIT %(limit)s
                    )
                ) AS near
                GROUP BY near.id
            )
            SELECT media.id, media.media_type, media.title, media.original_title, media.year
            FROM found
            JOIN media_items AS media ON media.id = found.id
            JOIN media_scores AS score ON score.media_id = found.id
            ORDER BY found.likeness DESC, score.popularity DESC, media.id
            LIMIT %(limit)s
            """,
            {"names": list(names), "limit": MOST_LOOKALIKES},
            prepare=False,  # the plan depends on what is looked for
        )
        return cur.fetchall()


def media_type(conn: Connection, *, media_id: int) -> MediaType | None:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT media_type FROM media_items WHERE id = %(media_id)s", {"media_id": media_id}
        )
        found = cur.fetchone()
        return MediaType(found) if found else None


def episode(
    conn: Connection,
    *,
    media_id: int,
    season: int | None,
    number: int | None,
    air_date: date | None = None,
) -> int | None:
    """
    The one episode a file's numbers mean, or None when there is none or more than one.

    Without a season a number counts through the show, or within its only season.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT id
            FROM show_episodes
            WHERE media_id = %(media_id)s
                AND CASE
                    WHEN %(number)s::int IS NULL THEN air_date = %(air_date)s::date
                    WHEN %(season)s::int IS NOT NULL THEN
                        season_number = %(season)s AND episode_number = %(number)s
                    ELSE
                        absolute_number = %(number)s
                        OR episode_number = %(number)s AND NOT EXISTS (
                            SELECT FROM show_seasons
                            WHERE media_id = %(media_id)s AND season_number > 1
                        ) AND season_number = 1
                END
            LIMIT 2
            """,
            {"media_id": media_id, "season": season, "number": number, "air_date": air_date},
        )
        found = cur.fetchall()
        return found[0] if len(found) == 1 else None


def episodes(conn: Connection, *, media_id: int) -> list[Episode]:
    """Every episode of a show, specials last."""
    with conn.cursor(row_factory=class_row(Episode)) as cur:
        cur.execute(
            """
            SELECT id, season_number, episode_number, title
            FROM show_episodes
            WHERE media_id = %(media_id)s
            ORDER BY season_number = 0, season_number, episode_number
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()


def by_external_id(conn: Connection, *, source: str, external_id: str) -> Title | None:
    """The one movie or show with this id; None when it is not known, or the id means both."""
    with conn.cursor(row_factory=class_row(Title)) as cur:
        cur.execute(
            """
            SELECT media.id, media.media_type, media.title, media.original_title, media.year
            FROM media_external_ids AS external
            JOIN media_items AS media ON media.id = external.media_id
            WHERE external.source = %(source)s AND external.external_id = %(external_id)s
                AND external.media_type IN ('movie', 'show')
            LIMIT 2
            """,
            {"source": source, "external_id": external_id},
        )
        found = cur.fetchall()
        return found[0] if len(found) == 1 else None
