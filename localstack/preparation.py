"""
Bring the database up to date, fill it: `python -m localstack.preparation SECONDS`.

The seconds say how long to wait for the database: this process is started together with
PostgreSQL, so that importing and starting overlap.
"""

import os
import runpy
import sys
import time

import psycopg

from chalicelib.migrate import migrate

LOOK_EVERY_S = 0.05


def wait_for(dsn: str, within_s: float) -> None:
    """Ends the process with one line when the server does not answer in time."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                sys.exit(" ".join(str(error).split()))
            time.sleep(LOOK_EVERY_S)
        else:
            return


def main() -> None:
    dsn = os.environ["DATABASE_URL"]
    wait_for(dsn, float(sys.argv.pop(1)))  # what follows is not meant for the seed
    for name in migrate(dsn):
        sys.stdout.write(f"applied {name}\n")
    for seed in ("catalog", "collections"):
        runpy.run_module(f"chalicelib.{seed}.seed", run_name="__main__")


if __name__ == "__main__":
    main()
