"""A warm dashboard while other clients ask for a slow list: what a neighbour costs."""

import subprocess
import sys
from collections.abc import Mapping

import psycopg

from tests.bench.api import gateway, stack
from tests.bench.load import require_wrk, wait_for
from tests.bench.method import LOAD_CORE, pinned

FILES = 100_000
NEIGHBOURS = (0, 4, 16)
SECONDS = 8


def fill_library(database_url: str) -> None:
    """So many files that a page of the library takes long in the database."""
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute(
            """
            INSERT INTO library_items (
                id, media_id, absolute_path, file_name, match_state, scanned_at, updated_at
            )
            SELECT gen_random_uuid(), (SELECT min(id) FROM media_items) + number %% 40,
                '/films/' || number || '.mkv', number || '.mkv', 'matched', now(),
                now() - number * interval '1 second'
            FROM generate_series(1, %(files)s) AS number
            """,
            {"files": FILES},
        )
        conn.execute("ANALYZE library_items")


def race(env: Mapping[str, str]) -> dict[int, dict[str, float]]:
    """The dashboard's figures, by the number of clients that ask for the library meanwhile."""
    found = {}
    with gateway(dict(env)) as served:
        base, signed_in = served.base, served.headers
        header = f"Authorization: {signed_in['Authorization']}"
        for clients in NEIGHBOURS:
            wait_for(f"{base}/dashboard", signed_in)
            neighbour = None
            if clients:
                command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "-H", header]
                neighbour = subprocess.Popen(
                    pinned(LOAD_CORE, [*command, f"{base}/library?pageSize=50"]),
                    stdout=subprocess.PIPE,
                    text=True,
                )
            found[clients] = served.load("/dashboard")
            if neighbour is not None:
                sys.stdout.write(neighbour.communicate()[0])
    return found


if __name__ == "__main__":
    require_wrk()
    with stack() as environment:
        fill_library(environment["DATABASE_URL"])
        for clients, figures in race(environment).items():
            sys.stdout.write(f"{clients} neighbours: {figures}\n")
