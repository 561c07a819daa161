"""
Every legal step of a download, taken by the real monitor, dispatcher and reaper with an engine
that does as it is told; and no other.
"""

import itertools
from uuid import UUID

import pytest

from chalicelib.downloads.models import STEPS, DownloadJob, Status
from chalicelib.downloads.service import LeaseLost
from tests.downloads import Home, ScriptedEngine, begun, one_claim, scripted, url, wait_until
from worker.downloader.engine import Connectivity, Fault, Phase
from worker.downloader.verdicts import Patience

GONE = Fault("not_found", "Gone.", may_retry=False)
BUSY = Fault("unreachable", "No.", may_retry=True)
#: So little patience that a job that gets nothing stalls, and is set back, at once.
HASTY = Patience(slow_after_s=0.15, stalled_s=0.15)
#: Retries are counted when a try ends, so a job never fails while it waits for the next one.
NEVER_NEEDED = {(Status.RETRYING, Status.FAILED)}


def steps_of(home: Home, job_id: UUID) -> set[tuple[Status, Status]]:
    """The pairs of neighbours in a story."""
    with home.db.read() as conn:
        rows = conn.execute(
            "SELECT status FROM download_events WHERE job_id = %s ORDER BY id", [job_id]
        ).fetchall()
    told = [Status(row[0]) for row in rows]
    return {(before, after) for before, after in itertools.pairwise(told) if before is not after}


def started(home: Home, engine: ScriptedEngine, user, number: int) -> DownloadJob:
    job = home.ask(user, "http", url(number))
    wait_until(lambda: job.id in engine.tasks)
    return job


def ends(home: Home, user, job: DownloadJob, status: str) -> None:
    wait_until(lambda: home.job(user, job).status == status, what=status)


def complete(home, engine, user) -> DownloadJob:
    job = begun(home, engine, user, 1)
    engine.brings(job.id, b"film")
    ends(home, user, job, "completed")
    return job


def fails_at_once(home, engine, user) -> DownloadJob:
    job = started(home, engine, user, 2)
    engine.says(job.id, phase=Phase.BROKEN, fault=GONE)
    ends(home, user, job, "failed")
    return job


def fails_on_the_way(home, engine, user) -> DownloadJob:
    job = begun(home, engine, user, 3)
    engine.says(job.id, phase=Phase.BROKEN, fault=GONE)
    ends(home, user, job, "failed")
    return job


def is_tried_until_it_is_enough(home, engine, user) -> DownloadJob:
    engine.on_add = lambda task: engine.says(task.job_id, phase=Phase.BROKEN, fault=BUSY)
    job = home.ask(user, "http", url(4))
    ends(home, user, job, "failed")
    engine.on_add = lambda _task: None
    return job


def stalls_until_it_is_enough(home, engine, user) -> DownloadJob:
    """The last of its stalls is not followed by another try."""
    engine.on_add = lambda task: engine.says(task.job_id, phase=Phase.RUNNING, bytes_total=10**6)
    job = home.ask(user, "http", url(5))
    ends(home, user, job, "failed")
    engine.on_add = lambda _task: None
    return job


def flows_again_and_is_cancelled(home, engine, user) -> DownloadJob:
    engine.reaches = Connectivity(is_up=False)
    job = started(home, engine, user, 6)
    ends(home, user, job, "stalled")
    engine.reaches = Connectivity()
    ends(home, user, job, "downloading")
    home.downloads.cancel(user, job.id)
    return job


def is_cancelled_while_it_waits_for_the_network(home, engine, user) -> DownloadJob:
    engine.reaches = Connectivity(is_up=False)
    job = started(home, engine, user, 7)
    ends(home, user, job, "stalled")
    home.downloads.cancel(user, job.id)
    engine.reaches = Connectivity()
    return job


def is_cancelled_while_it_gets_ready(home, engine, user) -> DownloadJob:
    job = started(home, engine, user, 8)
    home.downloads.cancel(user, job.id)
    return job


def is_cancelled_in_the_queue(home, engine, user) -> DownloadJob:
    home.newest_worker.part.dispatcher.stop.set()
    job = home.ask(user, "http", url(9))
    home.downloads.cancel(user, job.id)
    home.newest_worker.part.dispatcher.stop.clear()
    return job


def is_paused_resumed_and_cancelled(home, engine, user) -> DownloadJob:
    job = begun(home, engine, user, 10, total=0)
    home.wishes.pause(user, job.id)
    wait_until(lambda: home.job(user, job).detail == "paused")
    home.newest_worker.part.dispatcher.stop.set()
    home.wishes.resume(user, job.id)
    home.downloads.cancel(user, job.id)
    home.newest_worker.part.dispatcher.stop.clear()
    return job


WAYS = (
    complete,
    fails_at_once,
    fails_on_the_way,
    is_tried_until_it_is_enough,
    stalls_until_it_is_enough,
    flows_again_and_is_cancelled,
    is_cancelled_while_it_waits_for_the_network,
    is_cancelled_while_it_gets_ready,
    is_cancelled_in_the_queue,
    is_paused_resumed_and_cancelled,
)


def test_every_legal_step_is_taken_and_no_other(home, engine, user):
    home.backoff_s = 0.02
    home.max_active = 20
    home.patience = HASTY
    home.worker(scripted(engine))
    taken: set[tuple[Status, Status]] = set()
    for way in WAYS:
        job = way(home, engine, user)
        taken |= steps_of(home, job.id)

    assert taken <= STEPS
    assert STEPS - taken == NEVER_NEEDED


def test_a_stale_worker_takes_no_step_at_all(home, user):
    """Whatever the state it left the job in, another has it by now."""
    job = home.ask(user, "http", url())
    stale = one_claim(home.work, "stale", "/data")
    home.workers.reap(["stale"])
    one_claim(home.work, "fresh", "/data")
    before = home.job(user, job)
    for status in Status:
        with pytest.raises(LeaseLost):
            home.work.move(stale, status)

    assert home.job(user, job) == before
