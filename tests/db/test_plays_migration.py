"""Migration 0040 makes plays of what was watched."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from chalicelib import migrate
from tests.databases import on_server

NAME = "0040_plays.sql"
THEN = datetime(2024, 5, 4, 20, tzinfo=UTC)


@pytest.fixture
def before(postgres):
    """A database of the release before."""
    name = f"seen_{uuid4().hex}"
    on_server(postgres, "CREATE DATABASE {}", name)
    with psycopg.connect(postgres.url(name), autocommit=True) as conn:
        for file, text in migrate.files():
            if file < NAME:
                conn.execute(text)
        yield conn
    on_server(postgres, "DROP DATABASE {} WITH (FORCE)", name)


def test_every_mark_becomes_its_plays_and_a_show_as_a_whole_none(before):
    user = uuid4()
    before.execute(
        """
        INSERT INTO users (id, email, display_name, password_hash, role, created_at, updated_at)
        VALUES (%s, 'rosa@example.com', 'Rosa', 'x', 'user', now(), now())
        """,
        [user],
    )
    before.execute(
        "INSERT INTO media_items (id, media_type, title) OVERRIDING SYSTEM VALUE VALUES"
        " (1, 'movie', 'Metropolis'), (2, 'show', 'Pioneer One'), (3, 'show', 'Lost serial')"
    )
    before.execute("INSERT INTO show_seasons (media_id, season_number, name) VALUES (2, 1, '')")
    before.execute(
        "INSERT INTO show_episodes (id, media_id, season_number, episode_number, title)"
        " OVERRIDING SYSTEM VALUE VALUES (7, 2, 1, 1, 'Earthfall')"
    )
    again = THEN + timedelta(days=30)
    for media_id, episode_id, updated_at in (
        (1, None, again),
        (2, None, THEN),
        (2, 7, THEN + timedelta(seconds=1)),
        (3, None, THEN),
    ):
        before.execute(
            "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            [user, media_id, episode_id, THEN, updated_at],
        )
    before.execute(
        "INSERT INTO user_progress (user_id, media_id, position_seconds, duration_seconds,"
        " completed_at, updated_at) VALUES (%s, 1, 9, 9, %s, %s)",
        [user, again, again],
    )

    (text,) = (text for file, text in migrate.files() if file == NAME)
    with before.transaction():
        before.execute(text)

    plays = before.execute(
        "SELECT media_id, episode_id, watched_at, source FROM user_plays ORDER BY 1, 3"
    ).fetchall()
    watched = before.execute(
        "SELECT media_id, episode_id, plays, last_watched_at FROM user_watched ORDER BY 1"
    ).fetchall()
    assert plays == [
        (1, None, THEN, "hand"),
        (1, None, again, "player"),
        (2, 7, THEN, "hand"),
        (3, None, THEN, "hand"),
    ]
    assert watched == [(1, None, 2, again), (2, 7, 1, THEN), (3, None, 1, THEN)]
