"""
Moves what users keep of a title to another row of the same title: one part of `title_merge`.

Nothing a user entered is lost: both texts are kept, every play counts, and of two values the later
or the further one.
"""

from psycopg import sql

from chalicelib.platform.db import Connection

#: Episodes both titles have: the removed title's is replaced by the kept title's.
SUCCESSORS = sql.SQL("""
    WITH successors AS (
        SELECT gone.id AS old_id, known.id AS new_id
        FROM show_episodes AS gone
        JOIN show_episodes AS known
            ON known.media_id = %(kept)s
            AND known.season_number = gone.season_number
            AND known.episode_number = gone.episode_number
        WHERE gone.media_id = %(removed)s
    )
""")


def move(conn: Connection, ids: dict[str, int]) -> None:
    """`ids` are those of the `kept` and the `removed` title."""
    _move_plays(conn, ids)
    _move_ratings(conn, ids)
    _move_wanted(conn, ids)
    _move_games(conn, ids)
    _move_notes(conn, ids)
    _move_moves(conn, ids)


def _move_plays(conn: Connection, ids: dict[str, int]) -> None:
    """Every play is kept; of a user's positions in both titles the further one counts."""
    conn.execute(
        sql.SQL(
            """
            {successors}
            UPDATE user_plays AS p
            SET media_id = %(kept)s,
                episode_id = coalesce(
                    (SELECT s.new_id FROM successors AS s WHERE s.old_id = p.episode_id),
                    p.episode_id
                )
            WHERE p.media_id = %(removed)s
            """
        ).format(successors=SUCCESSORS),
        ids,
    )
    conn.execute(
        sql.SQL(
            """
            {successors},
            moved AS (
                DELETE FROM user_watched
                WHERE media_id = %(removed)s
                RETURNING user_id, episode_id, plays, watched_at, last_watched_at, updated_at
            )
            INSERT INTO user_watched AS known (
                user_id, media_id, episode_id, plays, watched_at, last_watched_at, updated_at
            )
            SELECT m.user_id, %(kept)s, coalesce(s.new_id, m.episode_id), m.plays, m.watched_at,
                   m.last_watched_at, m.updated_at
            FROM moved AS m
            LEFT JOIN successors AS s ON s.old_id = m.episode_id
            ON CONFLICT ON CONSTRAINT user_watched_once DO UPDATE
            SET plays = known.plays + excluded.plays,
                watched_at = least(known.watched_at, excluded.watched_at),
                last_watched_at = greatest(known.last_watched_at, excluded.last_watched_at),
                updated_at = greatest(known.updated_at, excluded.updated_at)
            """
        ).format(successors=SUCCESSORS),
        ids,
    )
    conn.execute(
        sql.SQL(
            """
            {successors},
            moved AS (
                DELETE FROM user_progress
                WHERE media_id = %(removed)s
                RETURNING user_id, episode_id, position_seconds, duration_seconds, hidden_at,
                          completed_at, updated_at, viewing_id, is_from_start,
                          viewing_completed_at, completed_before, library_item_id
            )
            INSERT INTO user_progress AS known (
                user_id, media_id, episode_id, position_seconds, duration_seconds, hidden_at,
                completed_at, updated_at, viewing_id, is_from_start, viewing_completed_at,
                completed_before, library_item_id
            )
            SELECT m.user_id, %(kept)s, coalesce(s.new_id, m.episode_id), m.position_seconds,
                   m.duration_seconds, m.hidden_at, m.completed_at, m.updated_at, m.viewing_id,
                   m.is_from_start, m.viewing_completed_at, m.completed_before,
                   m.library_item_id
            FROM moved AS m
            LEFT JOIN successors AS s ON s.old_id = m.episode_id
            ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
            SET position_seconds = excluded.position_seconds,
                duration_seconds = excluded.duration_seconds,
                hidden_at = excluded.hidden_at,
                completed_at = excluded.completed_at,
                updated_at = excluded.updated_at,
                viewing_id = excluded.viewing_id,
                is_from_start = excluded.is_from_start,
                viewing_completed_at = excluded.viewing_completed_at,
                completed_before = excluded.completed_before,
                library_item_id = excluded.library_item_id
            WHERE (
                known.completed_at IS NOT NULL,
                known.position_seconds::float8 / known.duration_seconds
            ) < (
                excluded.completed_at IS NOT NULL,
                excluded.position_seconds::float8 / excluded.duration_seconds
            )
            """
        ).format(successors=SUCCESSORS),
        ids,
    )
    conn.execute(
        sql.SQL(
            """
            {successors}
            UPDATE library_items AS l
            SET media_id = %(kept)s,
                episode_id = coalesce(
                    (SELECT s.new_id FROM successors AS s WHERE s.old_id = l.episode_id),
                    l.episode_id
                )
            WHERE l.media_id = %(removed)s
            """
        ).format(successors=SUCCESSORS),
        ids,
    )
    conn.execute(
        sql.SQL(
            """
            {successors}
            UPDATE library_item_episodes AS l
            SET episode_id = s.new_id
            FROM successors AS s
            WHERE l.episode_id = s.old_id
            """
        ).format(successors=SUCCESSORS),
        ids,
    )


def _move_ratings(conn: Connection, ids: dict[str, int]) -> None:
    """Of a user's ratings of both titles, that of the kept title counts."""
    conn.execute(
        sql.SQL(
            """
            {successors},
            moved AS (
                DELETE FROM user_ratings
                WHERE media_id = %(removed)s
                RETURNING user_id, season_number, episode_id, rating, updated_at
            )
            INSERT INTO user_ratings (
                user_id, media_id, season_number, episode_id, rating, updated_at
            )
            SELECT m.user_id, %(kept)s, m.season_number, coalesce(s.new_id, m.episode_id),
                   m.rating, m.updated_at
            FROM moved AS m
            LEFT JOIN successors AS s ON s.old_id = m.episode_id
            ON CONFLICT ON CONSTRAINT user_ratings_once DO NOTHING
            """
        ).format(successors=SUCCESSORS),
        ids,
    )


def _move_games(conn: Connection, ids: dict[str, int]) -> None:
    """The state a user chose last counts; what was played of both titles is added up."""
    conn.execute(
        """
        WITH moved AS (
            DELETE FROM user_games
            WHERE media_id = %(removed)s
            RETURNING *
        )
        INSERT INTO user_games AS known (
            user_id, media_id, status, platform, more_platforms, moved_at, minutes_played,
            last_played_at, active_at
        )
        SELECT m.user_id, %(kept)s, m.status, m.platform, m.more_platforms, m.moved_at,
               m.minutes_played, m.last_played_at, m.active_at
        FROM moved AS m
        ON CONFLICT (user_id, media_id) DO UPDATE
        SET status = CASE
                WHEN excluded.moved_at > known.moved_at THEN excluded.status ELSE known.status
            END,
            platform = coalesce(known.platform, excluded.platform),
            more_platforms = ARRAY(
                SELECT p.name
                FROM unnest(
                    known.more_platforms || excluded.platform || excluded.more_platforms
                ) AS p (name)
                WHERE p.name <> coalesce(known.platform, excluded.platform)
                GROUP BY p.name
                ORDER BY p.name
            ),
            moved_at = greatest(known.moved_at, excluded.moved_at),
            minutes_played = known.minutes_played + excluded.minutes_played,
            last_played_at = greatest(known.last_played_at, excluded.last_played_at),
            active_at = greatest(known.active_at, excluded.active_at)
        """,
        ids,
    )


def _move_notes(conn: Connection, ids: dict[str, int]) -> None:
    """What a user wrote about both titles is one text after the other."""
    conn.execute(
        """
        WITH moved AS (
            DELETE FROM user_notes WHERE media_id = %(removed)s RETURNING *
        )
        INSERT INTO user_notes AS known (
            user_id, media_id, note, note_at, review, review_has_spoilers, review_at, updated_at
        )
        SELECT user_id, %(kept)s, note, note_at, review, review_has_spoilers, review_at, updated_at
        FROM moved
        ON CONFLICT (user_id, media_id) DO UPDATE
        SET note = concat_ws(E'\n\n', nullif(known.note, ''), nullif(excluded.note, '')),
            note_at = greatest(known.note_at, excluded.note_at),
            review = concat_ws(E'\n\n', nullif(known.review, ''), nullif(excluded.review, '')),
            review_has_spoilers = known.review_has_spoilers OR excluded.review_has_spoilers,
            review_at = greatest(known.review_at, excluded.review_at),
            updated_at = greatest(known.updated_at, excluded.updated_at)
        """,
        ids,
    )


def _move_wanted(conn: Connection, ids: dict[str, int]) -> None:
    """What a user wants of both titles is wanted once."""
    conn.execute(
        sql.SQL(
            """
            {successors},
            moved AS (
                DELETE FROM user_wanted
                WHERE media_id = %(removed)s
                RETURNING user_id, episode_id, is_excluded, source, added_at
            )
            INSERT INTO user_wanted (
                user_id, media_id, episode_id, is_excluded, source, added_at
            )
            SELECT m.user_id, %(kept)s, coalesce(s.new_id, m.episode_id), m.is_excluded, m.source,
                   m.added_at
            FROM moved AS m
            LEFT JOIN successors AS s ON s.old_id = m.episode_id
            ON CONFLICT DO NOTHING
            """
        ).format(successors=SUCCESSORS),
        ids,
    )


def _move_moves(conn: Connection, ids: dict[str, int]) -> None:
    """Every move is kept, but for those that merging itself made."""
    conn.execute(
        """
        DELETE FROM user_title_moves
        WHERE media_id IN (%(kept)s, %(removed)s) AND xact = pg_current_xact_id()
        """,
        ids,
    )
    conn.execute(
        sql.SQL(
            """
            {successors}
            UPDATE user_title_moves AS v
            SET media_id = %(kept)s,
                episode_id = coalesce(
                    (SELECT s.new_id FROM successors AS s WHERE s.old_id = v.episode_id),
                    v.episode_id
                )
            WHERE v.media_id = %(removed)s
            """
        ).format(successors=SUCCESSORS),
        ids,
    )
