"""A house of people with a history: one of them watches hundreds of shows at once."""

import psycopg

SHOWS, EPISODES = 3_000, 40
MOVIES = 30_000
#: Of each person: shows that run, episodes of each, and movies; 10,000 plays together.
RUNNING, SEEN_EPISODES, SEEN_MOVIES = 500, 16, 2_000
STARTED_MOVIES = 30
PEOPLE = 100
FILES = 20_000  # of the first movies


def file_of(movie: int) -> str:
    """The id of the file of a movie."""
    return f"00000000-0000-4000-a000-{movie:012d}"


SCHEMA = (
    """
    INSERT INTO media_items (id, media_type, title, year, runtime_minutes, release_date)
    SELECT n, 'movie', 'Film ' || n, 1930 + n %% 96, 100, make_date(1930 + n %% 96, 1, 1)
    FROM generate_series(1, %(movies)s) AS n
    """,
    """
    INSERT INTO media_items (id, media_type, title, year, runtime_minutes, release_date)
    SELECT 1000000 + n, 'show', 'Show ' || n, 2000 + n %% 26, 45, make_date(2000 + n %% 26, 1, 1)
    FROM generate_series(1, %(shows)s) AS n
    """,
    """
    INSERT INTO media_scores (media_id, media_type, year, released_on, rating, votes, popularity)
    SELECT id, media_type, year, release_date, 5 + id %% 5, id %% 9999,
           popularity_of((id %% 9999)::integer, year::integer, 2026)
    FROM media_items
    """,
    """
    INSERT INTO show_seasons (media_id, season_number, name)
    SELECT id, 1, 'Season 1' FROM media_items WHERE media_type = 'show'
    """,
    """
    INSERT INTO show_episodes (
        media_id, season_number, episode_number, title, air_date, runtime_minutes
    )
    SELECT m.id, 1, n, 'Episode ' || n, date '2020-01-01' + n, 45
    FROM media_items AS m
    CROSS JOIN generate_series(1, %(episodes)s) AS n
    WHERE m.media_type = 'show'
    """,
    """
    INSERT INTO library_items (
        id, media_id, absolute_path, file_name, match_state, duration_seconds, height, discovered_at
    )
    SELECT ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid, n,
           '/films/' || n || '.mkv', n || '.mkv', 'matched', 6000, 1080, now() - make_interval(mins => n)
    FROM generate_series(1, %(files)s) AS n
    """,
    """
    INSERT INTO users (id, email, display_name, password_hash, role, created_at, updated_at)
    SELECT gen_random_uuid(), 'person' || n || '@bench.lan', 'Person ' || n, 'x', 'user', now(), now()
    FROM generate_series(2, %(people)s) AS n
    """,
    """
    CREATE TEMP TABLE person AS
    SELECT id, (row_number() OVER (ORDER BY created_at, email))::integer AS n FROM users
    """,
    """
    CREATE TEMP TABLE play AS
    SELECT p.id AS user_id, e.media_id, e.id AS episode_id,
           now() - make_interval(hours => 4 * place.n, mins => 60 * (%(seen)s - e.episode_number))
               AS watched_at
    FROM person AS p
    CROSS JOIN generate_series(0, %(running)s - 1) AS place (n)
    JOIN show_episodes AS e
        ON e.media_id = 1000000 + 1 + (place.n * 6 + p.n * 37) %% %(shows)s
        AND e.episode_number <= %(seen)s
    UNION ALL
    SELECT p.id, 1 + (place.n * 13 + p.n * 101) %% %(movies)s, NULL,
           now() - make_interval(hours => 7 * place.n + 1)
    FROM person AS p
    CROSS JOIN generate_series(0, %(seen_movies)s - 1) AS place (n)
    """,
    """
    INSERT INTO user_plays (
        user_id, media_id, episode_id, watched_at, precision, source, created_at
    )
    SELECT user_id, media_id, episode_id, watched_at, 'moment', 'player', watched_at
    FROM play
    ORDER BY watched_at
    """,
    """
    INSERT INTO user_watched (
        user_id, media_id, episode_id, watched_at, last_watched_at, updated_at
    )
    SELECT user_id, media_id, episode_id, watched_at, watched_at, watched_at
    FROM play
    ORDER BY watched_at
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO user_progress (
        user_id, media_id, episode_id, position_seconds, duration_seconds, completed_at, updated_at
    )
    SELECT user_id, media_id, episode_id, 2700, 2700, watched_at, watched_at
    FROM play
    ORDER BY watched_at
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO user_progress (
        user_id, media_id, position_seconds, duration_seconds, updated_at
    )
    SELECT p.id, 1 + (place.n * 17 + p.n * 7) %% %(movies)s, 1500, 6000,
           now() - make_interval(hours => 5 * place.n)
    FROM person AS p
    CROSS JOIN generate_series(1, %(started)s) AS place (n)
    ON CONFLICT DO NOTHING
    """,
)


def fill(dsn: str, *, scale: float = 1.0) -> None:
    """Fill a migrated database in which the first user has registered."""
    parameters = {
        "shows": SHOWS,
        "episodes": EPISODES,
        "files": max(2, round(FILES * scale)),
        "movies": MOVIES,
        "running": max(2, round(RUNNING * scale)),
        "seen": SEEN_EPISODES,
        "seen_movies": max(2, round(SEEN_MOVIES * scale)),
        "started": max(2, round(STARTED_MOVIES * scale)),
        "people": max(2, round(PEOPLE * scale)),
    }
    with psycopg.connect(dsn) as conn:
        for statement in SCHEMA:
            conn.execute(statement, parameters)
        conn.commit()
        conn.autocommit = True
        conn.execute("VACUUM ANALYZE")
