"""
`make bench-imdb`: the IMDb import against raw COPY and against other importers.

SCALE is how many rows title.basics has (2 000 000 without it). Every contender gets the same
files in the same order: raw COPY, then ours (first import, the same bytes, the same lines packed
again, 1 % changed; and in another database everything about 1 % changed), in empty databases.
Each runs in a process of its own, so that its memory can be measured. The result is the median of
the ratios within a round.
"""

import argparse
import gzip
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg
from isal import igzip

from chalicelib.catalog import seed
from chalicelib.migrate import migrate
from localstack.embedded_postgres import EmbeddedPostgres
from tests.bench import imdb_files, imdb_peers
from worker.imdb.dataset_files import CORE
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.line_file import open_lines
from worker.imdb.sync import Options, Sync

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".bench" / "imdb"
PAGE = ROOT / "docs" / "benchmarks-imdb.md"
CATALOGUE = [
    *("media_items", "media_scores", "media_genres", "media_external_ids"),
    *("show_seasons", "show_episodes", "search_names"),
]
FLOOR = "raw COPY"
#: What is done in a round, with which files; in an empty database each, so that either kind of
#: change follows upon the first files. The machine does not stay as quick as it was, so the floor
#: is measured before, between and after, and the middle one counts.
ROUND = (
    (
        (FLOOR, "first"),
        ("first import", "first"),
        ("the same bytes", "first"),
        (FLOOR, "first"),
        ("packed again", "repacked"),
        ("1 % changed", "second"),
    ),
    (
        ("first import", "first"),
        ("1 % rewritten", "rewritten"),
        (FLOOR, "first"),
    ),
)


@dataclass
class Transition:
    """What one contender did in one round."""

    seconds: float
    memory_mb: float = 0.0
    wal_bytes: int = 0
    updated: int = 0
    way: str = ""
    shown: float = 0.0  # seconds until readers saw it


@dataclass
class Race:
    rows: int = 0
    rounds: list[dict[str, Transition]] = field(default_factory=list)
    peers: dict[str, float | str] = field(default_factory=dict)  # rows a second, or why not


def raw_copy(dsn: str, files: Path) -> Transition:
    """The floor: three files as text into tables without anything."""
    _rest(dsn)
    began = time.perf_counter()
    with psycopg.connect(dsn, autocommit=True) as conn:
        for number, file in enumerate(CORE):
            columns = ", ".join(f'"{name}" text' for name in file.columns)
            conn.execute(f"CREATE UNLOGGED TABLE raw_{number} ({columns})")
            with open_lines(file, files / file.file_name) as lines, conn.cursor() as cur:
                statement = (
                    f"COPY raw_{number} FROM STDIN (FORMAT csv, DELIMITER E'\\t', "
                    "QUOTE E'\\b', NULL '\\N')"
                )
                with cur.copy(statement) as copy:
                    for block in lines.blocks():
                        copy.write(block)
        seconds = time.perf_counter() - began
        for number in range(len(CORE)):
            conn.execute(f"DROP TABLE raw_{number}")
    return Transition(seconds)


def ours(dsn: str, files: Path, folder: Path) -> Transition:
    place = DatasetFolder(folder)
    for file in CORE:
        place.take(files / file.file_name, file)
    _rest(dsn)
    before = _written(dsn)
    began = time.perf_counter()
    outcome = Sync(dsn, DatasetFolder(folder), Options(), None).run()
    seconds = time.perf_counter() - began
    assert outcome.state in {"completed", "unchanged"}, outcome
    after = _written(dsn)
    return Transition(
        seconds,
        wal_bytes=after[0] - before[0],
        updated=after[1] - before[1],
        way=outcome.way or outcome.state,
        shown=_shown(dsn),
    )


def _rest(dsn: str) -> None:
    """What PostgreSQL does on its own some time after a big change is done now, and not counted."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("VACUUM (ANALYZE)")
        conn.execute("CHECKPOINT")


def _shown(dsn: str) -> float:
    """How long the last run took until its catalogue was there; references are checked later."""
    with psycopg.connect(dsn) as conn:
        row = conn.execute(
            "SELECT extract(epoch FROM finished_at - started_at)::float"
            " FROM import_runs ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    return row[0]


def _written(dsn: str) -> tuple[int, int]:
    """Bytes of the log, and rows of the catalogue that were ever updated."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("SELECT pg_stat_force_next_flush()")
        row = conn.execute(
            """
            SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint,
                   (SELECT coalesce(sum(n_tup_upd), 0)::bigint
                    FROM pg_stat_user_tables
                    WHERE schemaname = 'public' AND relname = ANY(%s))
            """,
            [CATALOGUE],
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def child(words: list[str]) -> None:
    name, dsn, files, folder = words
    turn = raw_copy(dsn, Path(files)) if name == FLOOR else ours(dsn, Path(files), Path(folder))
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        turn.memory_mb = int(peak.split()[1]) / 1024
    sys.stdout.write(json.dumps(turn.__dict__))


def in_process(name: str, dsn: str, files: Path, folder: Path) -> Transition:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.imdb", "--child", name, dsn, str(files), str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Transition(**json.loads(done.stdout))


def race(basics: int, rounds: int, *, with_peers: bool) -> Race:
    files = PLACE / f"files-{basics}"
    if not (files / "done").exists():
        shutil.rmtree(files, ignore_errors=True)
        imdb_files.make(files, basics)
        repack(files / "first", files / "repacked")
        (files / "done").touch()
    found = Race()
    for file in CORE:
        with open_lines(file, files / "first" / file.file_name) as lines:
            found.rows += sum(block.count(b"\n") for block in lines.blocks())
    server_place = Path(mkdtemp(prefix="seen-bench-"))
    server_place.chmod(0o755)  # PostgreSQL's own user has to get there
    try:
        with EmbeddedPostgres(server_place / "postgres") as server:
            for _ in range(rounds):
                turns: dict[str, list[Transition]] = {}
                for steps in ROUND:
                    with database(server) as dsn, scratch() as folder:
                        for name, version in steps:
                            turn = in_process(name, dsn, files / version, folder)
                            turns.setdefault(name, []).append(turn)
                floors = sorted(turns[FLOOR], key=lambda turn: turn.seconds)
                found.rounds.append(
                    {name: done[0] for name, done in turns.items()}
                    | {FLOOR: floors[len(floors) // 2]}
                )
                sys.stderr.write(f"{summary(found)}\n")
            if with_peers:
                with database(server) as dsn:
                    found.peers = imdb_peers.race(PLACE, dsn)
    finally:
        shutil.rmtree(server_place, ignore_errors=True)
    return found


@contextmanager
def database(server: EmbeddedPostgres) -> Iterator[str]:
    name = f"bench_{uuid4().hex}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}")
    dsn = server.url(name)
    migrate(dsn)
    with psycopg.connect(dsn, autocommit=True) as conn:
        seed.load(conn)
    yield dsn
    with psycopg.connect(server.url("postgres"), autocommit=True) as conn:
        conn.execute(f"DROP DATABASE {name} WITH (FORCE)")
        conn.execute("CHECKPOINT")


@contextmanager
def scratch() -> Iterator[Path]:
    folder = PLACE / f"kept-{uuid4().hex[:8]}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def repack(source: Path, target: Path) -> None:
    """The same lines in other bytes."""
    target.mkdir(parents=True)
    for file in CORE:
        with (
            gzip.open(source / file.file_name, "rb") as unpacked,
            igzip.open(target / file.file_name, "wb", 2) as packed,
        ):
            shutil.copyfileobj(unpacked, packed, 1 << 20)


def ratio(found: Race, name: str) -> tuple[float, float, float]:
    values = sorted(turns[name].seconds / turns[FLOOR].seconds for turns in found.rounds)
    return statistics.median(values), values[0], values[-1]


def summary(found: Race) -> str:
    return "; ".join(f"{name} {turn.seconds:.2f} s" for name, turn in found.rounds[-1].items())


def report(found: Race, basics: int) -> str:
    lines = []
    for name in found.rounds[0]:
        turns = [turns[name] for turns in found.rounds]
        seconds = statistics.median(turn.seconds for turn in turns)
        shown = statistics.median(turn.shown or turn.seconds for turn in turns)
        middle, low, high = ratio(found, name)
        lines.append(
            f"| {name} | {shown:.2f} | {seconds:.2f} | {found.rows / shown:,.0f} "
            f"| {middle:.2f} ({low:.2f} to {high:.2f}) "
            f"| {max(turn.memory_mb for turn in turns):.0f} "
            f"| {max(turn.wal_bytes for turn in turns) / 1e6:,.1f} "
            f"| {max(turn.updated for turn in turns):,} |"
        )
    peers = [
        f"- {name}: {value}" if isinstance(value, str) else f"- {name}: {value:,.0f} lines a second"
        for name, value in found.peers.items()
    ]
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return f"""# The IMDb files

`make bench-imdb SCALE={basics}` on {datetime.now(UTC):%Y-%m-%d} at {revision or "an unnamed revision"}
(Python {platform.python_version()}, {platform.system()} {platform.machine()}): generated files in IMDb's format,
{found.rows:,} lines in all three, {len(found.rounds)} rounds. Raw COPY loads the same bytes as text into unlogged
tables without any index. Our catalogue is complete with every table, index and searchable name; afterwards
foreign keys are validated and search prefixes rebuilt, while the catalogue is in use. The
machine is shared and noisy: read the ratios, which count until all is done. Memory is the peak of the
importing process, WAL what PostgreSQL wrote to its log, updates the rows of the catalogue that were
updated. "1 % changed" are edits like IMDb's, in one column each, with 0.5 % new lines and 0.1 %
removed; "1 % rewritten" gives as many lines another name, year, runtime and genres, and renumbers all
of their episodes, which is more than IMDb ever changes in a day.

| | seconds until complete | until all is done | lines/s | to raw COPY (lowest to highest round) | memory MB | WAL MB | updates |
|---|---|---|---|---|---|---|---|
{chr(10).join(lines)}

Other importers on {imdb_peers.ROWS:,} titles of these files:
{chr(10).join(peers) or "- not measured"}

"""


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="make bench-imdb")
    parser.add_argument("--basics", type=int, default=int(os.environ.get("SCALE") or 2_000_000))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-page", action="store_true", help="only print")
    chosen = parser.parse_args()
    found = race(chosen.basics, chosen.rounds, with_peers=not chosen.no_peers)
    text = report(found, chosen.basics)
    sys.stdout.write(text)
    if not chosen.no_page:
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
