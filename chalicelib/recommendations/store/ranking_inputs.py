"""What the ranking is made from: what people know, and the titles that come into question."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row, scalar_row

from chalicelib.platform.db import Connection
from chalicelib.recommendations.models import Known, KnownTitle, TitleTraits
from chalicelib.recommendations.models.binary_arrays import KnownRows

#: Titles of each kind that come into question because many people voted for them.
POPULAR = 3000
#: Titles of the library, the newest ones.
OF_LIBRARY = 5000
#: Links, people and keywords of a title that are looked at.
MAX_LINKS, MAX_CAST, MAX_KEYWORDS = 20, 3, 10
#: TMDB's keywords that do not say what a title is about.
NO_SUBJECTS = [
    "aftercreditsstinger",
    "based on comic",
    "based on novel or book",
    "based on play or musical",
    "based on short story",
    "based on true story",
    "based on video game",
    "black and white",
    "duringcreditsstinger",
    "remake",
    "sequel",
    "spin off",
    "woman director",
]


def due(
    conn: Connection, *, oldest: datetime, undo_period: timedelta, now: datetime, limit: int
) -> list[UUID]:
    """
    People who did something since their list was made, or whose list is too old.

    A dismissal counts when it can no longer be undone.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(
            """
            SELECT u.id
            FROM users AS u
            LEFT JOIN recommendation_snapshots AS r ON r.user_id = u.id
            CROSS JOIN LATERAL (
                SELECT greatest(
                    (SELECT w.updated_at FROM user_watched AS w
                     WHERE w.user_id = u.id ORDER BY w.updated_at DESC LIMIT 1),
                    (SELECT w.updated_at FROM user_ratings AS w
                     WHERE w.user_id = u.id ORDER BY w.updated_at DESC LIMIT 1),
                    (SELECT w.updated_at FROM user_favorites AS w
                     WHERE w.user_id = u.id ORDER BY w.updated_at DESC LIMIT 1),
                    (SELECT w.updated_at FROM user_statuses AS w
                     WHERE w.user_id = u.id ORDER BY w.updated_at DESC LIMIT 1),
                    (SELECT w.updated_at FROM user_watch_later AS w
                     WHERE w.user_id = u.id ORDER BY w.updated_at DESC LIMIT 1),
                    (SELECT w.updated_at + %(undo_period)s FROM recommendation_dismissals AS w
                     WHERE w.user_id = u.id AND w.updated_at <= %(now)s - %(undo_period)s
                     ORDER BY w.updated_at DESC LIMIT 1),
                    (SELECT max(g.active_at) FROM user_games AS g WHERE g.user_id = u.id),
                    (SELECT w.created_at FROM user_changes AS w
                     WHERE w.user_id = u.id ORDER BY w.created_at DESC LIMIT 1),
                    -- Its rows have the dates of the file.
                    (SELECT max(i.state_since) FROM history_imports AS i
                     WHERE i.user_id = u.id AND i.state IN ('applied', 'undone'))
                ) AS at
            ) AS changed
            WHERE r.made_at IS NULL OR r.made_at < %(oldest)s OR r.made_at < changed.at
            ORDER BY r.made_at NULLS FIRST
            LIMIT %(limit)s
            """,
            {"oldest": oldest, "undo_period": undo_period, "now": now, "limit": limit},
        ).fetchall()


#: What people did with titles, a row for each; a list of people or titles may follow.
KNOWN = sql.SQL("""
    SELECT k.user_id, k.media_id, k.kind, k.rating::float8 AS rating,
           CASE WHEN isfinite(k.at) THEN extract(epoch FROM k.at)::float8 ELSE 0 END AS at
    FROM (
        SELECT w.user_id, w.media_id,
               CASE WHEN bool_or(w.episode_id IS NULL AND w.plays > 1) THEN 'rewatched'
                    ELSE 'watched' END AS kind,
               NULL::numeric AS rating, max(w.last_watched_at) AS at
        FROM user_watched AS w
        GROUP BY w.user_id, w.media_id
        UNION ALL
        SELECT p.user_id, p.media_id,
               -- Left within its first quarter, of an episode that of the only one, a month ago.
               CASE WHEN count(*) = 1
                        AND bool_and(p.completed_at IS NULL)
                        AND max(p.position_seconds) * 4 < max(p.duration_seconds)
                        AND max(p.updated_at) < %(now)s::timestamptz - interval '30 days'
                   THEN 'abandoned' ELSE 'started' END,
               NULL, max(p.updated_at)
        FROM user_progress AS p
        GROUP BY p.user_id, p.media_id
        UNION ALL
        SELECT r.user_id, r.media_id, 'rated', r.rating, r.updated_at
        FROM user_ratings AS r
        WHERE r.season_number IS NULL AND r.episode_id IS NULL
        UNION ALL
        SELECT f.user_id, f.media_id, 'favorite', NULL, f.updated_at
        FROM user_favorites AS f
        UNION ALL
        SELECT s.user_id, s.media_id,
               CASE s.status
                   WHEN 'dropped' THEN 'dropped'
                   WHEN 'completed' THEN 'watched'
                   WHEN 'planned' THEN 'saved'
                   ELSE 'started'
               END,
               NULL, s.updated_at
        FROM user_statuses AS s
        UNION ALL
        SELECT l.user_id, l.media_id, 'saved', NULL, l.updated_at
        FROM user_watch_later AS l
        UNION ALL
        SELECT g.user_id, g.media_id,
               CASE g.status
                   WHEN 'dropped' THEN 'dropped'
                   WHEN 'completed' THEN 'completed'
                   WHEN 'playing' THEN 'started'
                   WHEN 'paused' THEN 'started'
                   ELSE 'saved'
               END,
               NULL, g.active_at
        FROM user_games AS g
        UNION ALL
        SELECT f.user_id, f.media_id, 'followed', NULL, f.updated_at
        FROM user_follows AS f
        WHERE f.media_id IS NOT NULL AND f.state = 'follow'
        UNION ALL
        SELECT d.user_id, d.media_id,
               CASE WHEN d.until IS NULL THEN 'refused' ELSE 'postponed' END,
               NULL, d.updated_at
        FROM recommendation_dismissals AS d
        WHERE d.until IS NULL OR d.until > %(now)s
        UNION ALL
        SELECT f.user_id, f.media_id, 'forgotten', NULL, f.updated_at
        FROM taste_forgotten AS f
    ) AS k
    WHERE {condition}
""")


#: The rows of `KNOWN` as one value: to receive them one by one takes longer than to find them.
KNOWN_ROWS = sql.SQL("""
    SELECT string_agg(
        uuid_send(k.user_id) || int8send(k.media_id)
            || int2send((array_position(%(kinds)s::text[], k.kind) - 1)::smallint)
            || float4send(coalesce(k.rating, 'NaN')::real) || float8send(k.at),
        ''
    )
    FROM ({known}) AS k
""")


def known_rows(conn: Connection, *, undo_period: timedelta, now: datetime) -> KnownRows:
    """
    What all people did with titles; several rows of a title.

    Dismissals that can be undone are left out: until then `snapshots.read` hides their titles.
    """
    condition = sql.SQL("k.kind NOT IN ('refused', 'postponed') OR k.at <= %(now)s - %(period)s")
    statement = KNOWN_ROWS.format(known=KNOWN.format(condition=condition))
    given = {"kinds": [kind.value for kind in Known], "now": now, "period": undo_period}
    with conn.cursor(binary=True) as cur:
        row = cur.execute(statement, given).fetchone()
    return KnownRows(row[0] or b"" if row else b"")


def known_of(
    conn: Connection,
    *,
    people: Collection[UUID],
    now: datetime,
    media_ids: Collection[int] | None = None,
) -> list[KnownTitle]:
    """What some people did with titles, or with some, dismissals that can be undone too."""
    condition = "k.user_id = ANY(%(people)s)"
    if media_ids is not None:
        condition += " AND k.media_id = ANY(%(media_ids)s::bigint[])"
    with conn.cursor(row_factory=class_row(KnownTitle)) as cur:
        return cur.execute(
            KNOWN.format(condition=sql.SQL(condition)),
            {"people": list(people), "media_ids": list(media_ids or ()), "now": now},
        ).fetchall()


def is_newer(conn: Connection, *, media_id: int, than: datetime) -> bool:
    """Whether the catalogue has a title only since then."""
    row = conn.execute(
        "SELECT m.created_at > %(than)s FROM media_items AS m WHERE m.id = %(media_id)s",
        {"media_id": media_id, "than": than},
    ).fetchone()
    return bool(row and row[0])


def of_genre(conn: Connection, *, media_ids: Sequence[int], genre: str) -> set[int]:
    """Those of the titles that have the genre."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return set(
            cur.execute(
                """
                SELECT mg.media_id
                FROM media_genres AS mg
                JOIN genres AS g ON g.id = mg.genre_id
                WHERE mg.media_id = ANY(%(ids)s::bigint[]) AND g.slug = %(genre)s
                """,
                {"ids": list(media_ids), "genre": genre},
            )
        )


#: A title with what the ranking looks at; `pool` names the titles.
TRAITS = sql.SQL("""
    WITH {pool}
    SELECT m.id AS media_id, m.media_type, m.year, m.language, m.countries,
           CASE m.media_type WHEN 'game' THEN m.platforms ELSE '{{}}' END AS platforms,
           m.certificate,
           ARRAY(
               SELECT g.slug
               FROM media_genres AS mg
               JOIN genres AS g ON g.id = mg.genre_id
               WHERE mg.media_id = m.id
               ORDER BY mg.position
           ) AS genres,
           m.directors || m.top_cast[1:%(cast)s] AS people,
           ARRAY(
               SELECT k.name
               FROM media_keywords AS mk
               JOIN keywords AS k ON k.id = mk.keyword_id
               WHERE mk.media_id = m.id AND k.name <> ALL(%(no_subjects)s::text[])
               ORDER BY mk.position, k.name
               LIMIT %(keywords)s
           ) AS keywords,
           ARRAY(SELECT l.linked_id FROM media_links AS l WHERE l.media_id = m.id
                 ORDER BY l.kind <> 'recommended', l.position LIMIT %(links)s) AS similar,
           least(m.id, coalesce((
               SELECT min(l.linked_id) FROM media_links AS l
               WHERE l.media_id = m.id AND l.kind = 'franchise'
           ), m.id)) AS franchise,
           s.rating::float8 AS rating, coalesce(s.votes, 0) AS votes,
           coalesce(
               m.release_date <= %(now)s::date,
               -- Of games; what comes to a country later is decided for each person.
               (SELECT bool_or(coalesce(r.released_on <= %(now)s::date, false))
                FROM media_releases AS r WHERE r.media_id = m.id AND m.media_type = 'game'),
               m.year <= extract(year FROM %(now)s::date),
               true
           ) AS is_released
    FROM pool AS p
    JOIN media_items AS m ON m.id = p.id
    LEFT JOIN media_scores AS s ON s.media_id = m.id
    ORDER BY m.id
""")

#: The known titles, what providers name beside them, the library, and what many voted for.
CANDIDATES = sql.SQL("""
    known AS MATERIALIZED (
        SELECT k.id FROM unnest(%(known)s::bigint[]) AS k (id)
    ),
    pool AS (
        SELECT k.id FROM known AS k
        UNION
        SELECT l.linked_id FROM known AS k JOIN media_links AS l ON l.media_id = k.id
        UNION
        (SELECT t.media_id FROM library_titles AS t
         ORDER BY t.added_at DESC, t.media_id DESC LIMIT %(of_library)s)
        UNION
        SELECT voted.media_id
        FROM (VALUES ('movie'), ('show'), ('game')) AS kind (name)
        CROSS JOIN LATERAL (
            SELECT s.media_id FROM media_scores AS s
            WHERE s.media_type = kind.name
            ORDER BY s.votes DESC, s.media_id
            LIMIT %(popular)s
        ) AS voted
    )
""")

NAMED = sql.SQL("pool AS (SELECT k.id FROM unnest(%(ids)s::bigint[]) AS k (id))")


def candidates(conn: Connection, *, known: Collection[int], now: datetime) -> Sequence[TitleTraits]:
    """The titles that come into question for a user's list."""
    return _titles(
        conn,
        CANDIDATES,
        {"known": list(known), "of_library": OF_LIBRARY, "popular": POPULAR, "now": now},
    )


def traits(conn: Connection, *, media_ids: Collection[int], now: datetime) -> Sequence[TitleTraits]:
    """These titles with what they are made of."""
    return _titles(conn, NAMED, {"ids": list(media_ids), "now": now})


def _titles(conn: Connection, pool: sql.SQL, given: dict[str, Any]) -> list[TitleTraits]:
    with conn.cursor(row_factory=class_row(TitleTraits)) as cur:
        return cur.execute(
            TRAITS.format(pool=pool),
            {
                "cast": MAX_CAST,
                "links": MAX_LINKS,
                "keywords": MAX_KEYWORDS,
                "no_subjects": NO_SUBJECTS,
                **given,
            },
        ).fetchall()


def keywords(conn: Connection, *, media_ids: Collection[int]) -> dict[int, list[str]]:
    """What titles are about, of those of which that is known."""
    rows = conn.execute(
        """
        SELECT t.id, array_agg(k.name ORDER BY k.position, k.name)
        FROM unnest(%(ids)s::bigint[]) AS t (id)
        CROSS JOIN LATERAL (
            SELECT k.name, mk.position
            FROM media_keywords AS mk
            JOIN keywords AS k ON k.id = mk.keyword_id
            WHERE mk.media_id = t.id AND k.name <> ALL(%(no_subjects)s::text[])
            ORDER BY mk.position, k.name
            LIMIT %(keywords)s
        ) AS k
        GROUP BY t.id
        """,
        {"ids": list(media_ids), "no_subjects": NO_SUBJECTS, "keywords": MAX_KEYWORDS},
    ).fetchall()
    return dict(rows)


def people(conn: Connection, *, media_ids: Collection[int]) -> dict[int, list[str]]:
    """Who made titles and plays in them, of those of which that is known."""
    rows = conn.execute(
        """
        SELECT m.id, m.directors || m.top_cast[1:%(cast)s]
        FROM media_items AS m
        WHERE m.id = ANY(%(ids)s::bigint[])
        """,
        {"ids": list(media_ids), "cast": MAX_CAST},
    ).fetchall()
    return dict(rows)
