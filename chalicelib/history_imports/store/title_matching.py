"""Finds the titles of a file in the catalogue: by ids, by exact names, and what is similar."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.catalog import imdb_ids
from chalicelib.history_imports.models.import_rows import SimilarTitle, UnmatchedTitle
from chalicelib.platform.db import Connection

#: In search weights: fifty times the votes. The better known one of two namesakes is meant.
MIN_WEIGHT_GAP = 400


def match_ids(conn: Connection, *, import_id: UUID) -> None:
    """Match titles by the ids of the file; IMDb's numbers hold for films and shows alike."""
    conn.execute(
        """
        WITH found AS (
            SELECT DISTINCT ON (t.number) t.number, x.media_id
            FROM history_import_titles AS t
            CROSS JOIN LATERAL jsonb_each_text(t.ids) AS i (source, external_id)
            JOIN media_external_ids AS x
                ON x.source = i.source
                AND x.external_id = i.external_id
                AND x.media_type IN ('movie', 'show', 'game')
                AND (i.source = 'imdb' OR t.media_type IS NULL OR x.media_type = t.media_type)
            WHERE t.import_id = %(import_id)s AND t.match IS NULL
            ORDER BY t.number,
                     array_position(ARRAY['imdb', 'tmdb', 'tvdb', 'igdb', 'mal'], i.source)
        )
        UPDATE history_import_titles AS t
        SET match = 'ids', media_id = f.media_id
        FROM found AS f
        WHERE t.import_id = %(import_id)s AND t.number = f.number
        """,
        {"import_id": import_id},
    )


def match_imdb_episodes(conn: Connection, *, import_id: UUID) -> None:
    """Match what IMDb lists as an episode: the title is its show, the rows get its numbers."""
    conn.execute(
        """
        WITH found AS (
            SELECT t.number, e.media_id, e.season_number, e.episode_number
            FROM history_import_titles AS t
            LEFT JOIN show_episodes AS e
                ON e.id = %(episodes_from)s
                    + substring(t.ids ->> 'imdb_episode' FROM '^tt([0-9]{1,10})$')::bigint
            WHERE t.import_id = %(import_id)s AND t.match IS NULL AND t.ids ? 'imdb_episode'
        ),
        numbered AS (
            UPDATE history_import_rows AS r
            SET season_number = f.season_number, episode_number = f.episode_number
            FROM found AS f
            WHERE r.import_id = %(import_id)s AND r.title_number = f.number
              AND f.media_id IS NOT NULL
        )
        UPDATE history_import_titles AS t
        SET match = CASE WHEN f.media_id IS NULL THEN 'none' ELSE 'ids' END,
            media_id = f.media_id
        FROM found AS f
        WHERE t.import_id = %(import_id)s AND t.number = f.number
        """,
        {"import_id": import_id, "episodes_from": imdb_ids.EPISODES_FROM},
    )


def match_names(conn: Connection, *, import_id: UUID) -> None:
    """
    Match titles with the exact name, and the year where the file has one; a year may be off by one.

    Of several, the best known one is meant if it is far better known than the next one. Otherwise
    they become candidates.
    """
    conn.execute(
        """
        WITH wanted AS MATERIALIZED (
            SELECT t.number, t.media_type, t.year,
                   replace(search_name(t.title), ' ', '') AS squeezed
            FROM history_import_titles AS t
            WHERE t.import_id = %(import_id)s AND t.match IS NULL
        ),
        found AS MATERIALIZED (
            SELECT w.number, n.media_id, max(n.weight) AS weight,
                   min(CASE
                       WHEN w.year IS NULL OR m.year IS NULL THEN 2
                       WHEN w.year = m.year THEN 0
                       WHEN abs(w.year - m.year) = 1 THEN 2
                       ELSE 4
                   END + CASE WHEN n.is_main THEN 0 ELSE 1 END) AS grade
            FROM wanted AS w
            JOIN search_names AS n
                ON n.squeezed = w.squeezed
                AND n.media_id IS NOT NULL
                AND CASE
                    WHEN w.media_type IS NULL THEN n.kind IN ('movie', 'show')
                    ELSE n.kind = w.media_type
                END
            JOIN media_items AS m ON m.id = n.media_id
            WHERE w.squeezed <> ''
            GROUP BY w.number, n.media_id
        ),
        ordered AS (
            SELECT f.number, f.grade,
                   array_agg(f.media_id ORDER BY f.weight DESC, f.media_id) AS ids,
                   array_agg(f.weight ORDER BY f.weight DESC, f.media_id) AS weights
            FROM found AS f
            GROUP BY f.number, f.grade
        ),
        best AS (
            SELECT DISTINCT ON (o.number) o.number, o.ids[1] AS media_id,
                   o.grade < 4 AND (
                       cardinality(o.ids) = 1 OR o.weights[1] - o.weights[2] >= %(gap)s
                   ) AS is_certain
            FROM ordered AS o
            ORDER BY o.number, o.grade
        ),
        listed AS (
            SELECT f.number,
                   array_agg(f.media_id ORDER BY f.grade, f.weight DESC, f.media_id) AS ids
            FROM found AS f
            GROUP BY f.number
        )
        UPDATE history_import_titles AS t
        SET match = CASE WHEN b.is_certain THEN 'name' ELSE 'uncertain' END,
            media_id = CASE WHEN b.is_certain THEN b.media_id END,
            candidates = l.ids[1:5]
        FROM best AS b
        JOIN listed AS l ON l.number = b.number
        WHERE t.import_id = %(import_id)s AND t.number = b.number
        """,
        {"import_id": import_id, "gap": MIN_WEIGHT_GAP},
    )


def match_episode_names(conn: Connection, *, import_id: UUID) -> None:
    """Match `Show: Episode`, which looks like the name of a film, by the name of the episode."""
    conn.execute(
        """
        WITH wanted AS MATERIALIZED (
            SELECT t.number,
                   replace(search_name(split_part(t.title, ': ', 1)), ' ', '') AS squeezed,
                   search_name(r.episode_title) AS episode
            FROM history_import_titles AS t
            CROSS JOIN LATERAL (
                SELECT r.episode_title
                FROM history_import_rows AS r
                WHERE r.import_id = t.import_id AND r.title_number = t.number
                LIMIT 1
            ) AS r
            WHERE t.import_id = %(import_id)s
              AND t.match IS NULL
              AND t.media_type IS NULL
              AND r.episode_title <> ''
        ),
        found AS (
            SELECT DISTINCT ON (w.number) w.number, n.media_id
            FROM wanted AS w
            JOIN search_names AS n ON n.squeezed = w.squeezed AND n.kind = 'show'
            JOIN show_episodes AS e
                ON e.media_id = n.media_id AND search_name(e.title) = w.episode
            ORDER BY w.number, n.weight DESC, n.media_id
        )
        UPDATE history_import_titles AS t
        SET match = 'name', media_id = f.media_id
        FROM found AS f
        WHERE t.import_id = %(import_id)s AND t.number = f.number
        """,
        {"import_id": import_id},
    )


def number_episodes(conn: Connection, *, import_id: UUID, title_number: int | None = None) -> None:
    """
    Give rows that name an episode its numbers, those of the season they say if it has one.

    With `title_number`, the rows of one title of the file.
    """
    conn.execute(
        """
        WITH wanted AS MATERIALIZED (
            SELECT r.number, t.media_id, r.season_number, search_name(r.episode_title) AS name
            FROM history_import_rows AS r
            JOIN history_import_titles AS t
                ON t.import_id = r.import_id AND t.number = r.title_number
            WHERE r.import_id = %(import_id)s
              AND r.episode_title <> ''
              AND r.outcome NOT IN ('applied', 'undone', 'kept')
              AND t.media_id IS NOT NULL
              AND (%(title_number)s::integer IS NULL OR t.number = %(title_number)s)
        ),
        episode AS MATERIALIZED (
            SELECT e.media_id, e.season_number, e.episode_number, search_name(e.title) AS name
            FROM show_episodes AS e
            WHERE e.media_id IN (SELECT media_id FROM wanted) AND e.title <> ''
        ),
        found AS (
            SELECT DISTINCT ON (w.number) w.number, e.season_number, e.episode_number
            FROM wanted AS w
            JOIN episode AS e ON e.media_id = w.media_id AND e.name = w.name
            ORDER BY w.number, (e.season_number IS NOT DISTINCT FROM w.season_number) DESC,
                     e.season_number, e.episode_number
        )
        UPDATE history_import_rows AS r
        SET season_number = f.season_number, episode_number = f.episode_number
        FROM found AS f
        WHERE r.import_id = %(import_id)s AND r.number = f.number
        """,
        {"import_id": import_id, "title_number": title_number},
    )


def unmatched(conn: Connection, *, import_id: UUID, limit: int) -> list[UnmatchedTitle]:
    """The next titles that nothing was found for yet."""
    with conn.cursor(row_factory=class_row(UnmatchedTitle)) as cur:
        cur.execute(
            """
            SELECT number, media_type, title, year
            FROM history_import_titles
            WHERE import_id = %(import_id)s AND match IS NULL
            ORDER BY number
            LIMIT %(limit)s
            """,
            {"import_id": import_id, "limit": limit},
        )
        return cur.fetchall()


def similar(conn: Connection, *, media_ids: Sequence[int]) -> list[SimilarTitle]:
    with conn.cursor(row_factory=class_row(SimilarTitle)) as cur:
        cur.execute(
            """
            SELECT m.id AS media_id, m.media_type, m.title, m.original_title, m.year,
                   max(n.weight) AS weight
            FROM media_items AS m
            JOIN search_names AS n ON n.media_id = m.id
            WHERE m.id = ANY(%(media_ids)s)
            GROUP BY m.id
            """,
            {"media_ids": list(media_ids)},
        )
        return cur.fetchall()


def set_match(
    conn: Connection,
    *,
    import_id: UUID,
    number: int,
    match: str,
    media_id: int | None,
    candidates: Sequence[int],
) -> None:
    conn.execute(
        """
        UPDATE history_import_titles
        SET match = %(match)s, media_id = %(media_id)s, candidates = %(candidates)s::bigint[]
        WHERE import_id = %(import_id)s AND number = %(number)s
        """,
        {
            "import_id": import_id,
            "number": number,
            "match": match,
            "media_id": media_id,
            "candidates": list(candidates),
        },
    )


def count_matched_rows(conn: Connection, *, import_id: UUID) -> int:
    """How many rows have a title that was looked for."""
    row = conn.execute(
        """
        SELECT count(*)
        FROM history_import_rows AS r
        LEFT JOIN history_import_titles AS t
            ON t.import_id = r.import_id AND t.number = r.title_number
        WHERE r.import_id = %(import_id)s AND (t.number IS NULL OR t.match IS NOT NULL)
        """,
        {"import_id": import_id},
    ).fetchone()
    return 0 if row is None else int(row[0])
