"""
Two rows that turn out to be one title become one.

One stays, the other goes; whatever refers to the one that goes refers to the one that stays
afterwards. Where both have the same (two people's marks are two, one person's are one), the one
that stays keeps its own, and the fuller or earlier of what people did counts. `MOVED` and the
functions below speak of every reference there is; a test compares them with the database's.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg import sql
from psycopg.rows import scalar_row

from chalicelib.platform.db import Connection

#: References that move as they are, unless the title that stays has a row of the same key.
#: Without a key, they move when it has no row at all.
MOVED: dict[tuple[str, str], tuple[str, ...]] = {
    ("show_seasons", "media_id"): ("season_number",),  # with their episodes
    ("user_watch_later", "media_id"): ("user_id",),
    ("download_jobs", "media_id"): ("id",),
    ("collection_items", "media_id"): ("collection_id",),
    ("discover_section_items", "media_id"): ("section_id",),
    ("featured_items", "media_id"): (),
    ("custom_genre_reviews", "media_id"): (),
    ("credits", "movie_id"): (),
    ("credits", "show_id"): (),
    ("media_external_ids", "media_id"): ("source",),
    ("media_alternate_titles", "media_id"): ("title", "region"),
    ("media_links", "media_id"): ("kind", "linked_id"),
    ("media_links", "linked_id"): ("media_id", "kind"),
    ("media_offers", "media_id"): ("region", "kind", "provider_id"),
    ("media_ratings", "media_id"): ("source",),
    ("media_releases", "media_id"): ("region", "platform", "kind"),
    ("media_videos", "media_id"): ("site", "key"),
    ("title_views", "media_id"): ("id",),
    ("titles_made_by_hand", "media_id"): (),
    ("merged_titles", "media_id"): ("old_id",),
}
#: References that are looked at one by one below.
BY_HAND = frozenset(
    {
        ("media_genres", "media_id"),
        ("media_scores", "media_id"),
        ("library_items", "media_id"),
        ("library_items", "episode_id"),
        ("merged_episodes", "episode_id"),
        ("user_progress", "media_id"),
        ("user_progress", "episode_id"),
        ("user_watched", "media_id"),
        ("user_watched", "episode_id"),
    }
)
#: What is only true of the row that goes: when it was asked about, and what it was found by.
DROPPED = frozenset({("media_fetches", "media_id"), ("search_names", "media_id")})


def current(conn: Connection, *, media_ids: Sequence[int]) -> dict[int, int]:
    """Of ids whose rows were merged into another, where they are found now."""
    found = conn.execute(
        "SELECT old_id, media_id FROM merged_titles WHERE old_id = ANY(%(media_ids)s)",
        {"media_ids": list(media_ids)},
    ).fetchall()
    return dict(found)


def people(conn: Connection, *, media_id: int) -> set[UUID]:
    """Whose pages show the title because of something they did."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT user_id FROM user_watch_later WHERE media_id = %(media_id)s
            UNION
            SELECT user_id FROM user_progress WHERE media_id = %(media_id)s
            UNION
            SELECT user_id FROM user_watched WHERE media_id = %(media_id)s
            UNION
            SELECT user_id FROM download_jobs WHERE media_id = %(media_id)s
            """,
            {"media_id": media_id},
        )
        return set(cur)


def merge(conn: Connection, *, stays: int, goes: int) -> None:
    """Needs a transaction."""
    both = {"stays": stays, "goes": goes}
    # Whoever is adding something to either has ended after this, and is seen by what follows.
    conn.execute(
        """
        SELECT FROM media_items WHERE id IN (%(stays)s, %(goes)s) ORDER BY id FOR UPDATE
        """,
        both,
    )
    conn.execute(  # no title stands beside itself
        """
        DELETE FROM media_links
        WHERE (media_id, linked_id) IN ((%(stays)s, %(goes)s), (%(goes)s, %(stays)s))
        """,
        both,
    )
    for (table, column), key in MOVED.items():
        conn.execute(_move(table, column, key), both)
    _move_episodes(conn, both)
    _move_what_people_did(conn, both)
    _note_episodes(conn, both)
    _move_genres(conn, both)
    _fill_scores(conn, both)
    _delete(conn, both)


def _move(table: str, column: str, key: Sequence[str]) -> sql.Composed:
    same = [
        sql.SQL("known.{0} IS NOT DISTINCT FROM moved.{0}").format(sql.Identifier(name))
        for name in key
    ]
    return sql.SQL(
        """
        UPDATE {table} AS moved
        SET {column} = %(stays)s
        WHERE moved.{column} = %(goes)s
          AND NOT EXISTS (
              SELECT FROM {table} AS known WHERE {same}
          )
        """
    ).format(
        table=sql.Identifier(table),
        column=sql.Identifier(column),
        same=sql.SQL(" AND ").join(
            [sql.SQL("known.{} = %(stays)s").format(sql.Identifier(column)), *same]
        ),
    )


def _move_episodes(conn: Connection, both: dict[str, int]) -> None:
    """Of seasons both have: episodes only one has, and what is known of those both have."""
    conn.execute(
        """
        UPDATE show_episodes AS moved
        SET media_id = %(stays)s
        WHERE moved.media_id = %(goes)s
          AND NOT EXISTS (
              SELECT
              FROM show_episodes AS known
              WHERE known.media_id = %(stays)s
                AND known.season_number = moved.season_number
                AND known.episode_number = moved.episode_number
          )
        """,
        both,
    )
    conn.execute(
        """
        UPDATE show_episodes AS known
        SET title = coalesce(nullif(known.title, ''), gone.title),
            overview = coalesce(nullif(known.overview, ''), gone.overview),
            air_date = coalesce(known.air_date, gone.air_date),
            runtime_minutes = coalesce(known.runtime_minutes, gone.runtime_minutes),
            still_url = coalesce(known.still_url, gone.still_url),
            absolute_number = coalesce(known.absolute_number, gone.absolute_number)
        FROM show_episodes AS gone
        WHERE known.media_id = %(stays)s
          AND gone.media_id = %(goes)s
          AND gone.season_number = known.season_number
          AND gone.episode_number = known.episode_number
        """,
        both,
    )


#: The episode that takes the place of one that goes; others keep their rows.
SUCCESSORS = """
    WITH successors AS (
        SELECT gone.id AS old_id, known.id AS new_id
        FROM show_episodes AS gone
        JOIN show_episodes AS known
            ON known.media_id = %(stays)s
            AND known.season_number = gone.season_number
            AND known.episode_number = gone.episode_number
        WHERE gone.media_id = %(goes)s
    )
"""


def _move_what_people_did(conn: Connection, both: dict[str, int]) -> None:
    """Somebody who watched both watched it when they first did; the further position counts."""
    conn.execute(
        f"""
        {SUCCESSORS},
        moved AS (
            DELETE FROM user_watched
            WHERE media_id = %(goes)s
            RETURNING user_id, episode_id, watched_at, updated_at
        )
        INSERT INTO user_watched AS known (user_id, media_id, episode_id, watched_at, updated_at)
        SELECT m.user_id, %(stays)s, coalesce(s.new_id, m.episode_id), m.watched_at, m.updated_at
        FROM moved AS m
        LEFT JOIN successors AS s ON s.old_id = m.episode_id
        ON CONFLICT ON CONSTRAINT user_watched_once DO UPDATE
        SET watched_at = least(known.watched_at, excluded.watched_at)
        """,  # noqa: S608  # a constant of ours
        both,
    )
    conn.execute(
        f"""
        {SUCCESSORS},
        moved AS (
            DELETE FROM user_progress
            WHERE media_id = %(goes)s
            RETURNING user_id, episode_id, position_seconds, duration_seconds, hidden_at,
                      completed_at, updated_at
        )
        INSERT INTO user_progress AS known (
            user_id, media_id, episode_id, position_seconds, duration_seconds, hidden_at,
            completed_at, updated_at
        )
        SELECT m.user_id, %(stays)s, coalesce(s.new_id, m.episode_id), m.position_seconds,
               m.duration_seconds, m.hidden_at, m.completed_at, m.updated_at
        FROM moved AS m
        LEFT JOIN successors AS s ON s.old_id = m.episode_id
        ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
        SET position_seconds = excluded.position_seconds,
            duration_seconds = excluded.duration_seconds,
            hidden_at = excluded.hidden_at,
            completed_at = excluded.completed_at,
            updated_at = excluded.updated_at
        WHERE (
            known.completed_at IS NOT NULL,
            known.position_seconds::float8 / known.duration_seconds
        ) < (
            excluded.completed_at IS NOT NULL,
            excluded.position_seconds::float8 / excluded.duration_seconds
        )
        """,  # noqa: S608  # a constant of ours
        both,
    )
    conn.execute(
        f"""
        {SUCCESSORS}
        UPDATE library_items AS l
        SET media_id = %(stays)s,
            episode_id = coalesce(
                (SELECT s.new_id FROM successors AS s WHERE s.old_id = l.episode_id), l.episode_id
            )
        WHERE l.media_id = %(goes)s
        """,  # noqa: S608  # a constant of ours
        both,
    )


def _note_episodes(conn: Connection, both: dict[str, int]) -> None:
    """Whoever asks for an episode that goes, by its id, means the one in its place."""
    conn.execute(
        f"""
        {SUCCESSORS},
        moved AS (
            UPDATE merged_episodes AS m
            SET episode_id = s.new_id
            FROM successors AS s
            WHERE m.episode_id = s.old_id
        )
        INSERT INTO merged_episodes (old_id, episode_id)
        SELECT old_id, new_id FROM successors
        """,  # noqa: S608  # a constant of ours
        both,
    )


def _move_genres(conn: Connection, both: dict[str, int]) -> None:
    """Two services' words for the same are not mixed; what people here said of it is kept."""
    conn.execute(
        """
        INSERT INTO media_genres (media_id, genre_id, position)
        SELECT %(stays)s, mg.genre_id, mg.position
        FROM media_genres AS mg
        JOIN genres AS g ON g.id = mg.genre_id
        WHERE mg.media_id = %(goes)s
          AND (g.is_custom OR NOT EXISTS (
              SELECT FROM media_genres AS known WHERE known.media_id = %(stays)s
          ))
        ON CONFLICT DO NOTHING
        """,
        both,
    )


def _fill_scores(conn: Connection, both: dict[str, int]) -> None:
    conn.execute(
        """
        UPDATE media_scores AS s
        SET rating = coalesce(s.rating, gone.rating),
            votes = CASE WHEN s.rating IS NULL THEN greatest(s.votes, gone.votes) ELSE s.votes END,
            provider_popularity = coalesce(s.provider_popularity, gone.provider_popularity),
            popularity = coalesce(s.provider_popularity, gone.provider_popularity, s.popularity)
        FROM media_scores AS gone
        WHERE s.media_id = %(stays)s AND gone.media_id = %(goes)s
        """,
        both,
    )


#: What a row says of a title; empty texts and lists say nothing.
FACTS = (
    *("slug", "original_title", "year", "end_year", "release_date", "runtime_minutes", "overview"),
    *("tagline", "status", "language", "countries", "platforms", "directors", "top_cast"),
    *("certificate", "license", "poster_url", "backdrop_url", "logo_url"),
)
EMPTY = {
    **dict.fromkeys(("overview", "tagline", "status"), ""),
    **dict.fromkeys(("countries", "platforms", "directors", "top_cast"), "{}"),
}


def _delete(conn: Connection, both: dict[str, int]) -> None:
    """What only the row that goes says of the title is said by the other from now on."""
    filled = sql.SQL(", ").join(
        sql.SQL("{0} = coalesce({1}, gone.{0})").format(
            sql.Identifier(name),
            sql.SQL("nullif(m.{}, {})").format(sql.Identifier(name), sql.Literal(EMPTY[name]))
            if name in EMPTY
            else sql.Identifier("m", name),
        )
        for name in FACTS
    )
    conn.execute(
        sql.SQL(
            """
            WITH gone AS (DELETE FROM media_items WHERE id = %(goes)s RETURNING {facts})
            UPDATE media_items AS m
            SET {filled}
            FROM gone
            WHERE m.id = %(stays)s
            """
        ).format(facts=sql.SQL(", ").join(map(sql.Identifier, FACTS)), filled=filled),
        both,
    )
    conn.execute("INSERT INTO merged_titles (old_id, media_id) VALUES (%(goes)s, %(stays)s)", both)
