"""The queue: how quickly jobs are taken, how soon, and what waiting costs."""

import dataclasses
import sys
import threading
import time
from pathlib import Path

import psycopg

from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.download_settings.service import DownloadSettingsService
from chalicelib.leases.service import LeaseService
from chalicelib.platform.db import Connection
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.wiring import wire
from tests.bench.downloads_database import listening
from tests.bench.downloads_torrents import wait_for_worker
from tests.bench.method import cpu_seconds, server

JOBS = 10_000
ONE_BY_ONE = 2_000
BATCH = 100
PEOPLE = 20

FILL = (
    """
    INSERT INTO users (id, email, password_hash, display_name, role,
                       created_at, updated_at)
    SELECT gen_random_uuid(), 'claims' || n || '@seen.example', '', 'Somebody', 'user', now(), now()
    FROM generate_series(1, %(people)s) AS n
    """,
    """
    INSERT INTO download_jobs (id, user_id, source_type, source, title)
    SELECT gen_random_uuid(), people.id, 'http', 'http://seen.example/' || n, 'Film ' || n
    FROM generate_series(1, %(jobs)s) AS n
    JOIN (
        SELECT id, row_number() OVER () AS place FROM users WHERE email LIKE 'claims%%'
    ) AS people ON people.place = n %% %(people)s + 1
    """,
    "ANALYZE download_jobs",
)
EMPTY = "DELETE FROM users WHERE email LIKE 'claims%'"


class UnlimitedSettings(DownloadSettingsService):
    """With a slot for every job."""

    def get_in(self, conn: Connection) -> DownloadSettings:
        settings = DownloadSettingsService.get_in(self, conn)
        return settings.model_copy(update={"most_active": 10 * JOBS})


def claims(dsn: str) -> dict[str, float]:
    """Jobs a second out of 10,000 of 20 people, until none is left, and one after the other."""
    wire()
    work = get(LeaseService)
    settings = UnlimitedSettings(
        **{
            name.name: getattr(work.settings, name.name)
            for name in dataclasses.fields(work.settings)
        }
    )
    roomy = dataclasses.replace(work, settings=settings)
    with psycopg.connect(dsn, autocommit=True) as conn:
        _fill(conn)
        began = time.perf_counter()
        taken = 0
        while found := len(roomy.claim("bench", "/nowhere", BATCH)):
            taken += found
        batches = taken / (time.perf_counter() - began)
        if taken != JOBS:
            sys.exit(f"{taken} of {JOBS} jobs were claimed")
        _fill(conn)
        began = time.perf_counter()
        taken = sum(len(roomy.claim("bench", "/nowhere", 1)) for _ in range(ONE_BY_ONE))
        single = taken / (time.perf_counter() - began)
        _fill(conn)
        began = time.perf_counter()
        taken = _by_four(roomy)
        together = taken / (time.perf_counter() - began)
        conn.execute(EMPTY)
    return {
        f"{BATCH} at a time, one worker": batches,
        f"{BATCH // 5} at a time, four workers": together,
        "one at a time, one worker": single,
    }


def _by_four(work: LeaseService) -> int:
    taken: list[int] = []

    def take(name: str) -> None:
        while found := len(work.claim(name, "/nowhere", BATCH // 5)):
            taken.append(found)

    threads = [threading.Thread(target=take, args=(f"bench {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if sum(taken) != JOBS:
        sys.exit(f"{sum(taken)} of {JOBS} jobs were claimed")
    return sum(taken)


def _fill(conn: psycopg.Connection) -> None:
    conn.execute(EMPTY)
    conn.execute("VACUUM ANALYZE download_jobs, download_events")
    for statement in FILL:
        conn.execute(statement, {"people": PEOPLE, "jobs": JOBS} if "%(" in statement else None)


def idle(env: dict[str, str], seconds: float) -> dict[str, float]:
    """What the download part of a worker asks while there is nothing to do."""
    dsn, log = env["DATABASE_URL"], Path(env["SEEN_DATA_DIR"]) / "postgres.log"
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("DELETE FROM download_workers")
    with server([sys.executable, "-m", "tests.bench.downloads_queue"], env=env) as process:
        wait_for_worker(dsn)
        time.sleep(3)
        with listening(dsn, log) as asked:
            before = cpu_seconds(process.pid)
            time.sleep(seconds)
            share = (cpu_seconds(process.pid) - before) / seconds
    return {
        "queries/s": len(asked.questions) / asked.seconds,
        "with pings and borders/s": len(asked.statements) / asked.seconds,
        "CPU of a core": share,
    }


def only_downloads() -> None:
    """A worker with its download part and nothing else."""
    from worker.downloader.component import DownloaderComponent
    from worker.worker_main import run

    wire()
    assert get(Settings).seen_torrents == "on"
    run([DownloaderComponent.from_settings()], threading.Event())


if __name__ == "__main__":
    only_downloads()
