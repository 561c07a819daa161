"""Migration 0044 carries played games over, and takes them out of what was watched."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from chalicelib import migrate
from tests.databases import on_server

NAME = "0044_games.sql"
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


def test_played_games_are_completed_with_a_playthrough_for_each_play(before):
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
        " (1, 'movie', 'Metropolis'), (2, 'game', 'Xonotic'), (3, 'game', 'NetHack')"
    )
    later = THEN + timedelta(days=30)
    for media_id, at, precision in (
        (1, THEN, "moment"),
        (2, THEN, "moment"),
        (2, later, "day"),
        (3, "-infinity", "unknown"),
    ):
        before.execute(
            "INSERT INTO user_plays (user_id, media_id, watched_at, precision, source, created_at)"
            " VALUES (%s, %s, %s, %s, 'hand', %s)",
            [user, media_id, at, precision, later],
        )
    for media_id, first, last in ((1, THEN, THEN), (2, THEN, later), (3, *["-infinity"] * 2)):
        before.execute(
            "INSERT INTO user_watched"
            " (user_id, media_id, plays, watched_at, last_watched_at, updated_at)"
            " VALUES (%s, %s, 1, %s, %s, %s)",
            [user, media_id, first, last, later],
        )

    (text,) = (text for file, text in migrate.files() if file == NAME)
    with before.transaction():
        before.execute(text)

    def rows(statement):
        return before.execute(statement).fetchall()

    assert rows("SELECT media_id, status, last_played_at FROM user_games ORDER BY 1") == [
        (2, "completed", later),
        (3, "completed", None),
    ]
    assert rows(
        "SELECT media_id, completion, finished_on FROM user_playthroughs ORDER BY 1, 3"
    ) == [
        (2, "story", date(2024, 5, 4)),
        (2, "story", date(2024, 6, 3)),
        (3, "story", None),
    ]
    assert rows("SELECT media_id FROM user_plays") == [(1,)]
    assert rows("SELECT media_id FROM user_watched") == [(1,)]
