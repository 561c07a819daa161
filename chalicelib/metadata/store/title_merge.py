"""
Merges two rows of one title: every reference to the removed row is moved to the kept row.

Where both rows have the same reference (one user's marks on ids), the kept row's stays, and the
earlier date or the further position counts. `MOVED` and `MOVED_BY_FUNCTION` cover every foreign key
of the schema; a test compares them with the database's.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg import sql
from psycopg.rows import scalar_row

from chalicelib.metadata.store import field_lock_merge, user_data_merge
from chalicelib.platform import foreign_keys
from chalicelib.platform.db import Connection

#: References moved as they are, unless the kept title has a row of the same key. With an empty
#: key they are moved only if it has no row at all.
MOVED: dict[tuple[str, str], tuple[str, ...]] = {
    ("show_seasons", "media_id"): ("season_number",),  # with their episodes
    ("user_favorites", "media_id"): ("user_id",),
    ("user_follows", "media_id"): ("user_id",),
    ("user_playthroughs", "media_id"): ("id",),
    ("recommendation_dismissals", "media_id"): ("user_id",),
    ("catch_up_plans", "media_id"): ("user_id",),
    ("taste_forgotten", "media_id"): ("user_id",),
    ("shared_viewings", "media_id"): ("user_id",),
    ("user_statuses", "media_id"): ("user_id",),
    ("user_track_choices", "media_id"): ("user_id",),
    ("user_tags", "media_id"): ("user_id", "name"),
    ("user_game_timers", "media_id"): ("user_id",),
    ("user_wanted_upcoming", "media_id"): ("user_id", "season_number"),
    ("user_watch_later", "media_id"): ("user_id",),
    ("download_jobs", "media_id"): ("id",),
    ("history_import_titles", "media_id"): ("import_id", "number"),
    ("free_sources", "media_id"): ("address",),
    ("collection_items", "media_id"): ("collection_id",),
    ("collections", "cover_media_id"): ("id",),
    ("discover_section_items", "media_id"): ("section_id",),
    ("featured_items", "media_id"): (),
    ("custom_genre_reviews", "media_id"): (),
    ("credits", "movie_id"): (),
    ("credits", "show_id"): (),
    ("media_external_ids", "media_id"): ("source",),
    ("media_alternate_titles", "media_id"): ("title", "region"),
    ("media_keywords", "media_id"): ("keyword_id",),
    ("media_links", "media_id"): ("kind", "linked_id"),
    ("media_links", "linked_id"): ("media_id", "kind"),
    ("media_offers", "media_id"): ("region", "kind", "provider_id"),
    ("media_ratings", "media_id"): ("source",),
    ("media_releases", "media_id"): ("region", "platform", "kind"),
    ("media_translations", "media_id"): ("language",),
    ("media_videos", "media_id"): ("site", "key"),
    ("title_views", "media_id"): ("id",),
    ("titles_made_by_hand", "media_id"): (),
    ("merged_titles", "media_id"): ("old_id",),
}
#: References with a function of their own, below, in `user_data_merge` or in `field_lock_merge`.
MOVED_BY_FUNCTION = frozenset(
    {
        ("media_genres", "media_id"),
        ("media_scores", "media_id"),
        ("title_locks", "media_id"),
        ("library_items", "media_id"),
        ("library_items", "episode_id"),
        ("library_item_episodes", "episode_id"),
        ("merged_episodes", "episode_id"),
        ("user_games", "media_id"),
        ("user_notes", "media_id"),
        ("user_plays", "media_id"),
        ("user_plays", "episode_id"),
        ("user_ratings", "media_id"),
        ("user_ratings", "episode_id"),
        ("user_progress", "media_id"),
        ("user_progress", "episode_id"),
        ("user_wanted", "media_id"),
        ("user_wanted", "episode_id"),
        ("user_title_moves", "media_id"),
        ("user_title_moves", "episode_id"),
        ("user_watched", "media_id"),
        ("user_watched", "episode_id"),
    }
)
#: Valid for the removed row alone: what it was asked for, its search names …
DROPPED = frozenset(
    {
        ("enrichment", "media_id"),
        ("library_titles", "media_id"),
        ("media_fetches", "media_id"),
        ("search_names", "media_id"),
        ("title_local_pictures", "media_id"),  # they follow the files
        ("title_matches", "media_id"),
        ("title_match_episodes", "episode_id"),
    }
)


def find_kept_ids(conn: Connection, *, media_ids: Sequence[int]) -> dict[int, int]:
    """Of the ids that were merged into another title, the id of that title."""
    found = conn.execute(
        "SELECT old_id, media_id FROM merged_titles WHERE old_id = ANY(%(media_ids)s)",
        {"media_ids": list(media_ids)},
    ).fetchall()
    return dict(found)


def list_affected_users(conn: Connection, *, media_id: int) -> set[UUID]:
    """Users with anything of the title: marks, progress, history, downloads."""
    statements = [
        sql.SQL("SELECT user_id FROM {} WHERE {} = %(media_id)s").format(
            sql.Identifier(reference.table_name), sql.Identifier(reference.column_name)
        )
        for reference in foreign_keys.list_references(conn, "media_items")
        if "user_id" in reference.columns
    ]
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(sql.SQL(" UNION ").join(statements), {"media_id": media_id})
        return set(cur)


def merge(conn: Connection, *, kept: int, removed: int) -> None:
    """Requires a transaction."""
    ids = {"kept": kept, "removed": removed}
    # Wait for transactions that add references to either row; the next statements see theirs.
    conn.execute(
        """
        SELECT FROM media_items WHERE id IN (%(kept)s, %(removed)s) ORDER BY id FOR UPDATE
        """,
        ids,
    )
    conn.execute(  # a title is not linked to itself
        """
        DELETE FROM media_links
        WHERE (media_id, linked_id) IN ((%(kept)s, %(removed)s), (%(removed)s, %(kept)s))
        """,
        ids,
    )
    for (table, column), key in MOVED.items():
        conn.execute(foreign_keys.move(table, column, key), ids)
    _move_episodes(conn, ids)
    user_data_merge.move(conn, ids)
    _record_merged_episodes(conn, ids)
    field_lock_merge.move(conn, ids)
    _move_genres(conn, ids)
    _fill_scores(conn, ids)
    _fill_behind_local_pictures(conn, ids)
    _delete(conn, ids)


def _move_episodes(conn: Connection, ids: dict[str, int]) -> None:
    """Move episodes only the removed title has; fill gaps of the episodes both have."""
    conn.execute(
        """
        UPDATE show_episodes AS moved
        SET media_id = %(kept)s
        WHERE moved.media_id = %(removed)s
          AND NOT EXISTS (
              SELECT
              FROM show_episodes AS known
              WHERE known.media_id = %(kept)s
                AND known.season_number = moved.season_number
                AND known.episode_number = moved.episode_number
          )
        """,
        ids,
    )
    conn.execute(
        """
        UPDATE show_episodes AS known
        SET title = coalesce(nullif(known.title, ''), gone.title),
            overview = coalesce(nullif(known.overview, ''), gone.overview),
            air_date = coalesce(known.air_date, gone.air_date),
            runtime_minutes = coalesce(known.runtime_minutes, gone.runtime_minutes),
            still_url = coalesce(known.still_url, gone.still_url),
            absolute_number = coalesce(known.absolute_number, gone.absolute_number),
            is_finale = coalesce(known.is_finale, gone.is_finale)
        FROM show_episodes AS gone
        WHERE known.media_id = %(kept)s
          AND gone.media_id = %(removed)s
          AND gone.season_number = known.season_number
          AND gone.episode_number = known.episode_number
        """,
        ids,
    )


def _record_merged_episodes(conn: Connection, ids: dict[str, int]) -> None:
    """Redirect the ids of replaced episodes to their successors."""
    conn.execute(
        sql.SQL(
            """
            {successors},
            moved AS (
                UPDATE merged_episodes AS m
                SET episode_id = s.new_id
                FROM successors AS s
                WHERE m.episode_id = s.old_id
            )
            INSERT INTO merged_episodes (old_id, episode_id)
            SELECT old_id, new_id FROM successors
            """
        ).format(successors=user_data_merge.SUCCESSORS),
        ids,
    )


def _move_genres(conn: Connection, ids: dict[str, int]) -> None:
    """
    Move custom genres; move a provider's genres only if the kept title has none.

    Genres that a person set on the kept title stay as they are.
    """
    conn.execute(
        """
        INSERT INTO media_genres (media_id, genre_id, position)
        SELECT %(kept)s, mg.genre_id, mg.position
        FROM media_genres AS mg
        JOIN genres AS g ON g.id = mg.genre_id
        WHERE mg.media_id = %(removed)s
          AND (g.is_custom OR NOT EXISTS (
              SELECT FROM media_genres AS known WHERE known.media_id = %(kept)s
          ))
          AND NOT EXISTS (
              SELECT FROM title_locks WHERE media_id = %(kept)s AND field = 'genres'
          )
        ON CONFLICT DO NOTHING
        """,
        ids,
    )


def _fill_scores(conn: Connection, ids: dict[str, int]) -> None:
    conn.execute(
        """
        UPDATE media_scores AS s
        SET rating = coalesce(s.rating, gone.rating),
            votes = CASE WHEN s.rating IS NULL THEN greatest(s.votes, gone.votes) ELSE s.votes END,
            provider_popularity = coalesce(s.provider_popularity, gone.provider_popularity),
            popularity = coalesce(s.provider_popularity, gone.provider_popularity, s.popularity)
        FROM media_scores AS gone
        WHERE s.media_id = %(kept)s AND gone.media_id = %(removed)s
        """,
        ids,
    )


def _fill_behind_local_pictures(conn: Connection, ids: dict[str, int]) -> None:
    """What the kept title shows again when the picture beside its files is gone."""
    conn.execute(
        """
        UPDATE title_local_pictures AS known
        SET sources_url = to_jsonb(gone) ->> known.field
        FROM media_items AS gone
        WHERE known.media_id = %(kept)s AND known.url IS NOT NULL
          AND known.sources_url IS NULL AND gone.id = %(removed)s
        """,
        ids,
    )


#: Columns filled from the removed row where the kept row has no value.
FACTS = (
    *("slug", "original_title", "year", "end_year", "release_date", "runtime_minutes", "overview"),
    *("tagline", "status", "language", "countries", "platforms", "directors", "top_cast"),
    *("airs_at", "air_zone", "last_air_date", "certificate", "license"),
    *("poster_url", "backdrop_url", "logo_url"),
)
EMPTY = {
    **dict.fromkeys(("overview", "tagline", "status"), ""),
    **dict.fromkeys(("countries", "platforms", "directors", "top_cast"), "{}"),
}


def _delete(conn: Connection, ids: dict[str, int]) -> None:
    """Delete the removed row, fill gaps of the kept row from it, and record the redirect."""
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
            WITH gone AS (DELETE FROM media_items WHERE id = %(removed)s RETURNING {facts})
            UPDATE media_items AS m
            SET {filled}
            FROM gone
            WHERE m.id = %(kept)s
            """
        ).format(facts=sql.SQL(", ").join(map(sql.Identifier, FACTS)), filled=filled),
        ids,
    )
    conn.execute("INSERT INTO merged_titles (old_id, media_id) VALUES (%(removed)s, %(kept)s)", ids)
