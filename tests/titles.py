"""People, titles and files with boring defaults, for tests that need some."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from chalicelib.catalog.store import search_index
from chalicelib.platform.db import Database

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Show:
    id: int
    episodes: list[int]  # ids, in order


def make_person(db: Database) -> UUID:
    person = uuid4()
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO users (
                id, email, display_name, password_hash, role, created_at, updated_at
            )
            VALUES (%s, %s, 'Rosa', 'x', 'user', now(), now())
            """,
            [person, f"{person}@example.com"],
        )
    return person


def make_title(
    db: Database,
    title: str = "Metropolis",
    *,
    media_type: str = "movie",
    year: int | None = 1927,
    original_title: str | None = None,
    popularity: float = 1.0,
    rating: float | None = None,
    votes: int = 0,
    release_date: date | None = None,
    runtime_minutes: int | None = None,
    genres: Sequence[str] = (),
) -> int:
    with db.transaction() as conn:
        row = conn.execute(
            """
            INSERT INTO media_items (
                media_type, title, original_title, year, release_date, runtime_minutes
            )
            VALUES (%s, %s, %s, %s, %s, %s)
            RETURNING id
            """,
            [media_type, title, original_title, year, release_date, runtime_minutes],
        ).fetchone()
        assert row is not None
        conn.execute(
            """
            INSERT INTO media_scores (
                media_id, media_type, year, released_on, rating, votes, popularity
            )
            SELECT id, media_type, year, coalesce(release_date, make_date(year, 1, 1)), %s, %s, %s
            FROM media_items
            WHERE id = %s
            """,
            [rating, votes, popularity, row[0]],
        )
        for position, genre in enumerate(genres):
            conn.execute(
                """
                WITH g AS (
                    INSERT INTO genres (slug, name) VALUES (lower(%(name)s), %(name)s)
                    ON CONFLICT (slug) DO UPDATE SET name = excluded.name
                    RETURNING id
                )
                INSERT INTO media_genres (media_id, genre_id, position)
                SELECT %(media_id)s, g.id, %(position)s FROM g
                """,
                {"name": genre, "media_id": row[0], "position": position},
            )
        search_index.refresh(conn, media_ids=[row[0]])
    return int(row[0])


def make_show(
    db: Database,
    title: str = "Pioneer One",
    *,
    seasons: Sequence[int] = (3,),
    runtime_minutes: int | None = 30,
    not_aired: Sequence[int] = (),
    specials: int = 0,
) -> Show:
    """
    A show with as many episodes in each season as `seasons` says.

    `not_aired` are places in the list of all episodes, counted from 0. Specials come last in
    `episodes`, although they are season 0.
    """
    media_id = make_title(db, title, media_type="show")
    episodes = []
    numbers = [
        (season, episode)
        for season, count in enumerate(seasons, start=1)
        for episode in range(1, count + 1)
    ]
    numbers += [(0, episode) for episode in range(1, specials + 1)]
    with db.transaction() as conn:
        for place, (season, episode) in enumerate(numbers):
            row = conn.execute(
                """
                WITH s AS (
                    INSERT INTO show_seasons (media_id, season_number, name)
                    VALUES (%(media_id)s, %(season)s, 'Season')
                    ON CONFLICT (media_id, season_number) DO UPDATE SET name = excluded.name
                    RETURNING id
                )
                INSERT INTO show_episodes (
                    media_id, season_number, episode_number, title, air_date, runtime_minutes
                )
                SELECT %(media_id)s, %(season)s, %(episode)s, %(title)s, %(air_date)s,
                       %(runtime)s
                FROM s
                RETURNING id
                """,
                {
                    "media_id": media_id,
                    "season": season,
                    "episode": episode,
                    "title": f"Part {place + 1}",
                    "air_date": date(2999, 1, 1) if place in not_aired else date(2010, 1, 1),
                    "runtime": runtime_minutes,
                },
            ).fetchone()
            assert row is not None
            episodes.append(int(row[0]))
    return Show(media_id, episodes)


def make_file(
    db: Database,
    media_id: int | None,
    episode_id: int | None = None,
    *,
    match_state: str = "matched",
    height: int = 1080,
    duration_s: int = 0,
    probe_error: str = "",
    discovered_at: datetime = LONG_AGO,
    container: str = "",
    video_codec: str = "",
    audio_codec: str = "",
    megabytes: int = 0,
) -> UUID:
    item = uuid4()
    path = f"/films/{next(_numbers)}.mkv"
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO library_items (
                id, media_id, episode_id, absolute_path, file_name, match_state, height,
                duration_seconds, probe_error, discovered_at, container_format, video_codec,
                audio_codec, file_size_bytes
            )
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            """,
            [
                item,
                media_id,
                episode_id,
                path,
                path.rpartition("/")[2],
                match_state,
                height,
                duration_s,
                probe_error,
                discovered_at,
                container,
                video_codec,
                audio_codec,
                megabytes * 1_000_000,
            ],
        )
    return item


def make_translation(
    db: Database,
    media_id: int,
    language: str = "de",
    *,
    title: str = "",
    overview: str = "",
    tagline: str = "",
) -> None:
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO media_translations (
                media_id, language, title, overview, tagline, fetched_at
            )
            VALUES (%s, %s, %s, %s, %s, now())
            """,
            [media_id, language, title, overview, tagline],
        )
        search_index.refresh(conn, media_ids=[media_id])


def make_credit(
    db: Database,
    media_id: int,
    name: str = "Brigitte Helm",
    *,
    department: str = "Acting",
    job: str = "Actor",
    character: str = "",
    position: int = 0,
    tmdb_id: int | None = None,
    imdb_id: str | None = None,
    source: str = "imdb",
) -> int:
    """A person with a credit in a film; returns the person's id."""
    with db.transaction() as conn:
        row = conn.execute(
            "INSERT INTO people (name, tmdb_id, imdb_id) VALUES (%s, %s, %s) RETURNING id",
            [name, tmdb_id, imdb_id],
        ).fetchone()
        assert row is not None
        conn.execute(
            """
            INSERT INTO credits
                (person_id, movie_id, department, job, character, position, source)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            """,
            [row[0], media_id, department, job, character, position, source],
        )
    return int(row[0])


def make_free_source(
    db: Database,
    media_id: int,
    address: str = "https://archive.org/details/Metropolis",
    *,
    kind: str = "archive_item",
    publisher: str = "Internet Archive",
    position: int = 0,
    episode: tuple[int, int] | None = None,
    size_bytes: int | None = None,
) -> int:
    with db.read() as conn:
        row = conn.execute(
            """
            INSERT INTO free_sources (
                media_id, season_number, episode_number, position, kind, publisher, address,
                licence, licence_url, size_bytes
            )
            VALUES (
                %s, %s, %s, %s, %s, %s, %s, 'Public domain',
                'https://creativecommons.org/publicdomain/mark/1.0/', %s
            )
            RETURNING id
            """,
            [media_id, *(episode or (None, None)), position, kind, publisher, address, size_bytes],
        ).fetchone()
    assert row is not None
    return int(row[0])
