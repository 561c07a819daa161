"""The database goes away and comes back (cases 5, 6 and 7)."""

import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.migrate import migrate
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from localstack.embedded_postgres import EmbeddedPostgres
from tests.downloads.accounts import make_user
from tests.downloads.data import noise, url
from tests.downloads.harness import FAST_INTERVALS, WorkerHarness, listeners, start_job
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from tests.file_server import Page
from tests.waiting import wait_until

MIB = 1024 * 1024
#: Shorter than the usual times, and long enough for a machine that is busy with other things.
LEASE_S = SILENT_S = 6.0


@pytest.fixture
def own_server(server_dir: Path):
    with EmbeddedPostgres(server_dir / f"own-{uuid4().hex}") as server:
        migrate(server.url())
        yield server


def crash(server: EmbeddedPostgres) -> None:
    server.request_stop(immediately=True)  # "immediate"
    wait_until(lambda: not server.is_running())
    server.finish()


def test_case_05_and_06_jobs_survive_a_database_restart(own_server, engine, tmp_path):
    """Away long enough for the leases to run out, too: the engine pauses, and goes on after."""
    db = Database(own_server.url(), max_connections=8)
    harness = WorkerHarness(db, Cache(None), tmp_path / "home", lease_s=1.0)
    user = make_user(db)
    harness.worker(every_source_with(engine))
    jobs = [start_job(harness, engine, user, number) for number in range(3)]
    ids = {job.id for job in jobs}

    crash(own_server)
    with pytest.raises(Unavailable) as refusal:
        harness.downloads.get(user, jobs[0].id)
    wait_until(lambda: engine.paused == ids)
    for job in jobs:
        engine.update_report(job.id, bytes_done=500)
    own_server.start()
    wait_until(lambda: [harness.job(user, job).progress_percent for job in jobs] == [50] * 3)
    wait_until(lambda: engine.paused == set())
    for job in jobs:
        engine.deliver_file(job.id, b"film")
    done = [harness.wait_for_status(user, job, "completed") for job in jobs]
    late = harness.add_job(user, "http", url(9))
    wait_until(lambda: late.id in engine.tasks)  # listening again, or at least polling

    assert refusal.value.retry_after_s
    assert [job.retry_count for job in done] == [0, 0, 0]
    assert engine.dropped == []
    for job in jobs:
        assert harness.status_history(user, job) == [
            "queued",
            "preparing",
            "downloading",
            "completed",
        ]
    harness.close()
    db.close()


def test_case_05_active_downloads_continue_without_the_database(own_server, web, tmp_path):
    db = Database(own_server.url(), max_connections=8)
    harness = WorkerHarness(db, Cache(None), tmp_path / "home")
    user = make_user(db)
    body = noise(3 * MIB)
    for number in range(3):
        # Twelve seconds, so that all three are on their way however late the crash comes.
        web.pages[f"/{number}.mkv"] = Page(body, bytes_per_s=MIB // 4)
    harness.worker()
    jobs = [harness.add_job(user, "http", web.url(f"/{number}.mkv")) for number in range(3)]
    for job in jobs:
        wait_until(lambda job=job: harness.job(user, job).bytes_downloaded > 0)

    crash(own_server)
    sent = sum(web.bytes_sent.values())
    wait_until(lambda: sum(web.bytes_sent.values()) > sent + MIB // 4)
    own_server.start()
    for page in web.pages.values():
        page.bytes_per_s = None
    done = [harness.wait_for_status(user, job, "completed") for job in jobs]

    assert [job.retry_count for job in done] == [0, 0, 0]
    assert [harness.file_of(job).read_bytes() == body for job in done] == [True] * 3
    for number, job in enumerate(jobs):
        assert web.ranges_of(f"/{number}.mkv") == [None]  # asked for once, from the front
        assert harness.status_history(user, job) == [
            "queued",
            "preparing",
            "downloading",
            "completed",
        ]
    harness.close()
    db.close()


@pytest.mark.long
def test_case_06_after_an_outage_longer_than_a_lease_no_worker_is_declared_dead(
    own_server, tmp_path
):
    """Two workers, times shorter than usual: the first one back must not take all jobs."""
    db = Database(own_server.url(), max_connections=8)
    intervals = replace(FAST_INTERVALS, heartbeat_s=0.5, silent_after_s=SILENT_S)
    harness = WorkerHarness(
        db, Cache(None), tmp_path / "home", lease_s=LEASE_S, intervals=intervals
    )
    user = make_user(db)
    engines = ScriptedEngine(), ScriptedEngine()
    jobs, heartbeats = [], []
    for number, engine in enumerate(engines):
        harness.data_dir = tmp_path / f"machine {number}"
        worker = harness.worker(every_source_with(engine))
        jobs.append(start_job(harness, engine, user, number))
        worker.stop_claiming()  # one job for each
        heartbeats.append(worker.component.heartbeat)

    wait_until(lambda: all(heartbeat.may_judge() for heartbeat in heartbeats))
    crash(own_server)
    wait_until(
        lambda: all(job.id in engine.paused for job, engine in zip(jobs, engines, strict=True))
    )
    away_s = time.monotonic()
    wait_until(
        lambda: time.monotonic() - away_s > SILENT_S
    )  # as seen by either, the other is silent
    own_server.start()
    wait_until(lambda: not any(engine.paused for engine in engines))
    # They count from anew how long they have heard of each other, and find nothing to say.
    wait_until(lambda: all(heartbeat.connected_since_s > away_s for heartbeat in heartbeats))
    wait_until(lambda: all(heartbeat.may_judge() for heartbeat in heartbeats))
    counts = [heartbeat.sent_count for heartbeat in heartbeats]
    wait_until(
        lambda: all(
            heartbeat.sent_count > seen for heartbeat, seen in zip(heartbeats, counts, strict=True)
        )
    )
    for job, engine in zip(jobs, engines, strict=True):
        engine.deliver_file(job.id, b"film")
    done = [harness.wait_for_status(user, job, "completed") for job in jobs]

    assert [job.retry_count for job in done] == [0, 0]
    for job, engine in zip(jobs, engines, strict=True):
        assert engine.dropped == []
        assert harness.status_history(user, job) == [
            "queued",
            "preparing",
            "downloading",
            "completed",
        ]
    harness.close()
    db.close()


def test_case_07_a_lost_listener_listens_again(harness, engine, user, db, caplog):
    caplog.set_level("INFO")
    harness.poll_interval_s = 600
    harness.worker(every_source_with(engine))
    (before,) = wait_until(lambda: listeners(db))
    with db.read() as conn:
        conn.execute("SELECT pg_terminate_backend(%s)", [before])
    wait_until(lambda: [pid for pid in listeners(db) if pid != before])
    job = harness.add_job(user, "http", url())

    wait_until(lambda: job.id in engine.tasks)
    assert "download notifications waits for the database" in caplog.messages


def test_case_07_missed_notifications_are_recovered(harness, engine, user, db):
    harness.poll_interval_s = 600
    harness.worker(every_source_with(engine))
    (before,) = wait_until(lambda: listeners(db))
    with db.read() as conn:
        conn.execute("SELECT pg_terminate_backend(%s)", [before])
    job = harness.add_job(user, "http", url())

    wait_until(lambda: job.id in engine.tasks)
