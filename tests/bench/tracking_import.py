"""An import of 20,000 plays, with its dry run, into the long history of the benchmark."""

import json
import time
from uuid import UUID

import psycopg

from chalicelib.history_imports.models import ImportState
from chalicelib.platform.db import Database
from tests.history_imports import Importing, trakt_movie, trakt_play

SHOWS, EPISODES = 1_000, 20
TIMEOUT_MS = 120_000  # the limit of a request does not hold for the worker


def import_plays(dsn: str, user_id: str) -> dict[str, dict[str, float]]:
    """Rows per second from the upload to the last row, and of the undo."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            SELECT id, 'tvdb', 'show', id::text FROM media_items
            WHERE media_type = 'show' ORDER BY media_items.id DESC LIMIT %s
            ON CONFLICT DO NOTHING
            """,
            [SHOWS],
        )
        ids = [
            row[0]
            for row in conn.execute(
                "SELECT id FROM media_items WHERE media_type = 'show' ORDER BY id DESC LIMIT %s",
                [SHOWS],
            )
        ]
    shows = [trakt_movie(f"Show {each - 1_000_000}", tvdb=each) for each in ids]
    plays = [
        trakt_play(show, f"2025-{1 + n % 12:02}-03T1{n % 10}:00:00Z", id=n, episode=(1, 1 + n % 20))
        for n, show in ((n, shows[n // EPISODES]) for n in range(SHOWS * EPISODES))
    ]
    person = Importing(Database(dsn, statement_timeout_ms=TIMEOUT_MS))
    person.user = UUID(user_id)
    started = time.perf_counter()
    made = person.read(json.dumps(plays), "watched-history.json")
    made = person.apply(made)
    written_s = time.perf_counter() - started
    assert made.state is ImportState.APPLIED, made.message
    started = time.perf_counter()
    person.take_back(made)
    return {
        "import, 20,000 plays": {"per second": len(plays) / written_s},
        "undo of that import": {"per second": len(plays) / (time.perf_counter() - started)},
    }
