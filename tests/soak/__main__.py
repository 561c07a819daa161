"""
`make soak-downloads`: workers killed and disks filled, over and over, for some minutes.

The seed is printed: the same one makes the same choices again. Everything happens on 127.0.0.1
and in a folder of its own; every process is ended by its own number.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from chalicelib.migrate import migrate
from chalicelib.platform.db import Database
from localstack.embedded_postgres import EmbeddedPostgres
from tests.soak import scenarios
from tests.soak.stage import NotSupported, Stage

MINUTES = 20.0


@dataclass
class Tally:
    """What became of one kind of scenario."""

    rounds: int = 0
    violation_count: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak-downloads")
    minutes = float(os.environ.get("MINUTES") or MINUTES)
    parser.add_argument("--minutes", type=float, default=minutes)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", choices=list(scenarios.ALL))
    options = parser.parse_args()
    print_line(f"seed {options.seed}, {options.minutes:g} minutes")
    rng = random.Random(options.seed)
    ends_at_s = time.monotonic() + options.minutes * 60
    tallies: dict[str, Tally] = {}
    with database_server() as server:
        template = make_template(server)
        number = 0
        while time.monotonic() < ends_at_s:
            for name, scenario in scenarios.ALL.items():
                if options.only in (None, name) and time.monotonic() < ends_at_s:
                    number += 1
                    with stage(server, template, rng, f"{name}-{number}") as on:
                        run_scenario(name, scenario, on, tallies.setdefault(name, Tally()))
    print_line()
    print_line(f"{'scenario':<12} {'times':>5} {'wrong':>5} {'seconds':>8}  what happened")
    for name, tally in tallies.items():
        happened = ", ".join(f"{count} {what}" for what, count in sorted(tally.counts.items()))
        figures = f"{tally.rounds:>5} {tally.violation_count:>5} {tally.seconds:>8.0f}"
        print_line(f"{name:<12} {figures}  {happened}")
    violation_count = sum(tally.violation_count for tally in tallies.values())
    outcome = f"{violation_count} went wrong" if violation_count else "nothing was wrong"
    print_line(f"\n{outcome} (seed {options.seed})")
    return 1 if violation_count else 0


def run_scenario(
    name: str, scenario: Callable[[Stage], list[str]], on: Stage, tally: Tally
) -> None:
    began_s = time.monotonic()
    try:
        violations = scenario(on)
    except NotSupported as error:
        print_line(f"{name}: left out: {error}")
        return
    except Exception:  # noqa: BLE001  # one that breaks must not end the others
        violations = [traceback.format_exc()]
    took_s = time.monotonic() - began_s
    tally.rounds += 1
    tally.seconds += took_s
    tally.counts += on.counts
    tally.violation_count += bool(violations)
    happened = ", ".join(f"{count} {what}" for what, count in sorted(on.counts.items()))
    print_line(f"{name}: {'WRONG' if violations else 'right'} after {took_s:.0f} s; {happened}")
    for slow in on.slow:
        print_line(f"    took long: {slow}")
    for violation_count in violations:
        print_line(f"    {violation_count}")


@contextmanager
def database_server() -> Iterator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp(prefix="seen-soak-"))
    folder.chmod(0o755)
    try:
        with EmbeddedPostgres(folder / "postgres", fsync=False) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_template(server: EmbeddedPostgres) -> str:
    with psycopg.connect(server.url("postgres"), autocommit=True) as conn:
        conn.execute("CREATE DATABASE soak_template")
    migrate(server.url("soak_template"))
    return "soak_template"


@contextmanager
def stage(
    server: EmbeddedPostgres, template: str, rng: random.Random, name: str
) -> Iterator[Stage]:
    """A database and a folder of its own, which is gone afterwards."""
    database = f"soak_{uuid4().hex}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as conn:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        conn.execute(statement.format(*map(sql.Identifier, (database, template))))
    folder = Path(tempfile.mkdtemp(prefix=f"seen-soak-{name}-"))
    db = Database(server.url(database), max_connections=8)
    with ExitStack() as stack:
        try:
            yield Stage(db, folder, random.Random(rng.random()), stack)
        finally:
            stack.close()
            db.close()
            shutil.rmtree(folder, ignore_errors=True)
            with psycopg.connect(server.url("postgres"), autocommit=True) as conn:
                conn.execute(
                    sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
                )


def print_line(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
