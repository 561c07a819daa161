"""What it costs to watch over two hundred torrents."""

import base64
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg

from tests.bench.api import gateway
from tests.bench.downloads_database import listening
from tests.bench.downloads_swarm import MIB, Net, make_films, make_torrents, seeders, tracker
from tests.bench.downloads_torrents import PEERS
from tests.bench.method import cpu_seconds, server

TORRENTS = 200
BYTES_PER_S = 8 * 1024
WITHIN_S = 120

MOVING, IDLE = "slowly moving", "idle"


def cost(env: dict[str, str], net: Net, place: Path, seconds: float) -> dict[str, dict[str, float]]:
    """
    Shares of a core at 8 KiB a second for each torrent, and without peers.

    The same torrents in libtorrent alone are the reference.
    """
    films = make_films(place / "films", 1, 32 * MIB)
    with tracker(net) as announce:
        editions = make_torrents(films, place / "films", place / "torrents", announce, TORRENTS)
        torrents = [path for edition in editions for path in edition]
        found: dict[str, dict[str, float]] = {MOVING: {}, IDLE: {}}
        alone = place / "alone"
        with server(
            [sys.executable, PEERS / "bare_libtorrent.py", net.home, alone, *torrents]
        ) as process:
            with seeders(net, 1, place / "films", torrents, BYTES_PER_S):
                _wait(lambda: sum(1 for _ in alone.glob("*")) > 0, "libtorrent begins nothing")
                time.sleep(10)
                found[MOVING]["libtorrent alone"] = _share(process.pid, seconds)
            time.sleep(5)
            found[IDLE]["libtorrent alone"] = _share(process.pid, seconds)
        shutil.rmtree(alone)
        _with_worker(env, net, place, torrents, seconds, found)
    return found


def _with_worker(
    env: dict[str, str],
    net: Net,
    place: Path,
    torrents: list[Path],
    seconds: float,
    found: dict[str, dict[str, float]],
) -> None:
    dsn, log = env["DATABASE_URL"], Path(env["SEEN_DATA_DIR"]) / "postgres.log"
    given = env | {"SEEN_DOWNLOAD_ALLOW": net.range, "SEEN_PUSH": "off"}
    with gateway(given) as seen, httpx.Client(headers=seen.headers) as client:
        for path in torrents:
            source = base64.b64encode(path.read_bytes()).decode()
            body = {
                "sourceType": "torrent",
                "source": f"data:application/x-bittorrent;base64,{source}",
            }
            client.post(f"{seen.base}/downloads", json=body).raise_for_status()
    with psycopg.connect(dsn, autocommit=True) as conn:
        # Forced jobs are not subject to the limit of active downloads.
        conn.execute("UPDATE download_jobs SET is_forced = true WHERE status = 'queued'")

        def are(status: str) -> Callable[[], bool]:
            def count() -> bool:
                row = conn.execute(
                    "SELECT count(*) FROM download_jobs WHERE status = %s AND worker_id IS NOT NULL",
                    [status],
                ).fetchone()
                return row is not None and row[0] >= TORRENTS

            return count

        with server([sys.executable, "-m", "tests.bench.downloads_queue"], env=given) as process:
            with seeders(net, 1, place / "films", torrents, BYTES_PER_S):
                _wait(are("downloading"), "the worker does not begin them all")
                time.sleep(10)
                found[MOVING] |= _measure(dsn, log, process.pid, seconds)
            _wait(are("stalled"), "the worker does not notice that nothing comes")
            time.sleep(5)
            found[IDLE] |= _measure(dsn, log, process.pid, seconds)
        conn.execute(
            "UPDATE download_jobs SET status = 'cancelled', cancelled_at = now()"
            " WHERE status NOT IN ('completed', 'failed', 'cancelled')"
        )


def _measure(dsn: str, log: Path, worker: int, seconds: float) -> dict[str, float]:
    with listening(dsn, log) as asked:
        share = _share(worker, seconds)
    return {
        "our worker": share,
        "PostgreSQL": asked.cpu_s / asked.seconds,
        "statements/s": len(asked.questions) / asked.seconds,
        "progress writes/s": asked.progress_writes / asked.seconds,
    }


def _share(pid: int, seconds: float) -> float:
    """Of one core."""
    before, began = cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    return (cpu_seconds(pid) - before) / (time.monotonic() - began)


def _wait(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(otherwise)
        time.sleep(0.25)
