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

from chalicelib.platform.db import Database
from chalicelib.platform.migrate import migrate
from localstack.postgres import EmbeddedPostgres
from tests.soak import scenarios
from tests.soak.stage import NotHere, Stage

MINUTES = 20.0


@dataclass
class Tally:
    """What became of one kind of scenario."""

    rounds: int = 0
    wrong: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak-downloads")
    minutes = float(os.environ.get("MINUTES") or MINUTES)
    parser.add_argument("--minutes", type=float, default=minutes)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", choices=list(scenarios.ALL))
    chosen = parser.parse_args()
    say(f"seed {chosen.seed}, {chosen.minutes:g} minutes")
    dice = random.Random(chosen.seed)
    ends_at_s = time.monotonic() + chosen.minutes * 60
    tallies: dict[str, Tally] = {}
    with database_server() as server:
        template = make_template(server)
        number = 0
        while time.monotonic() < ends_at_s:
            for name, scenario in scenarios.ALL.items():
                if chosen.only in (None, name) and time.monotonic() < ends_at_s:
                    number += 1
                    with stage(server, template, dice, f"{name}-{number}") as on:
                        one(name, scenario, on, tallies.setdefault(name, Tally()))
    say()
    say(f"{'scenario':<12} {'times':>5} {'wrong':>5} {'seconds':>8}  what happened")
    for name, tally in tallies.items():
        happened = ", ".join(f"{count} {what}" for what, count in sorted(tally.counts.items()))
        say(f"{name:<12} {tally.rounds:>5} {tally.wrong:>5} {tally.seconds:>8.0f}  {happened}")
    wrong = sum(tally.wrong for tally in tallies.values())
    say(f"\n{'nothing was wrong' if not wrong else f'{wrong} went wrong'} (seed {chosen.seed})")
    return 1 if wrong else 0


def one(name: str, scenario: Callable[[Stage], list[str]], on: Stage, tally: Tally) -> None:
    began_s = time.monotonic()
    try:
        wrongs = scenario(on)
    except NotHere as error:
        say(f"{name}: left out: {error}")
        return
    except Exception:  # noqa: BLE001  # one that breaks must not end the others
        wrongs = [traceback.format_exc()]
    took_s = time.monotonic() - began_s
    tally.rounds += 1
    tally.seconds += took_s
    tally.counts += on.counts
    tally.wrong += bool(wrongs)
    happened = ", ".join(f"{count} {what}" for what, count in sorted(on.counts.items()))
    say(f"{name}: {'WRONG' if wrongs else 'right'} after {took_s:.0f} s; {happened}")
    for slow in on.slow:
        say(f"    took long: {slow}")
    for wrong in wrongs:
        say(f"    {wrong}")


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
    server: EmbeddedPostgres, template: str, dice: random.Random, name: str
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
            yield Stage(db, folder, random.Random(dice.random()), stack)
        finally:
            stack.close()
            db.close()
            shutil.rmtree(folder, ignore_errors=True)
            with psycopg.connect(server.url("postgres"), autocommit=True) as conn:
                conn.execute(
                    sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
                )


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
