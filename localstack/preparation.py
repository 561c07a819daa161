"""
Bring the database up to date and fill the catalogue: `python -m localstack.preparation`.

It is started together with PostgreSQL, so that importing and starting overlap.
"""

import os
import runpy
import sys
import time

import psycopg

from chalicelib.platform.migrate import migrate

WAIT_S = 60.0
LOOK_EVERY_S = 0.05


def wait_for(dsn: str) -> None:
    """Raises `psycopg.OperationalError` when the server does not answer in time."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_EVERY_S)
        else:
            return


def main() -> None:
    dsn = os.environ["DATABASE_URL"]
    wait_for(dsn)
    for name in migrate(dsn):
        sys.stdout.write(f"applied {name}\n")
    runpy.run_module("chalicelib.catalog.seed", run_name="__main__")


if __name__ == "__main__":
    main()
