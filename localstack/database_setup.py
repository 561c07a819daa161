"""
Migrate the database and seed it: `python -m localstack.database_setup SECONDS`.

The argument is the time to wait for the database: this process starts together with PostgreSQL,
so that its Python imports overlap with the server's start.
"""

import os
import runpy
import sys
import time

import psycopg

from chalicelib.migrate import migrate

POLL_INTERVAL_S = 0.05


def wait_for(dsn: str, within_s: float) -> None:
    """Exits with a message when the server does not accept connections in time."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                sys.exit(" ".join(str(error).split()))
            time.sleep(POLL_INTERVAL_S)
        else:
            return


def main() -> None:
    dsn = os.environ["DATABASE_URL"]
    wait_for(dsn, float(sys.argv.pop(1)))  # the seed script must not see our arguments
    for name in migrate(dsn):
        sys.stdout.write(f"applied {name}\n")
    for seed in ("catalog", "collections"):
        runpy.run_module(f"chalicelib.{seed}.seed", run_name="__main__")


if __name__ == "__main__":
    main()
