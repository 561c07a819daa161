"""
Every legal step of a download, taken by the real monitor, dispatcher and reaper with an engine
that does as it is told; and no other.
"""

import itertools
from uuid import UUID

import pytest

from chalicelib.downloads.models import TRANSITIONS, DownloadJob, Status
from chalicelib.leases.service import LeaseLost
from tests.downloads.accounts import claim_one
from tests.downloads.data import url
from tests.downloads.harness import WorkerHarness, start_job
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from worker.downloader.engine import Connectivity, Fault, Phase
from worker.downloader.transitions import Timeouts

GONE = Fault("not_found", "Gone.", may_retry=False)
BUSY = Fault("unreachable", "No.", may_retry=True)
#: Less than a step of the worker: a job that gets nothing stalls, and is set back, at once.
HASTY = Timeouts(slow_after_s=0.15, stalled_s=0.15)
#: Retries are counted when a try ends, so a job never fails while it waits for the next one.
NEVER_NEEDED = {(Status.RETRYING, Status.FAILED)}


def steps_of(harness: WorkerHarness, job_id: UUID) -> set[tuple[Status, Status]]:
    """The pairs of neighbours in a story."""
    with harness.db.read() as conn:
        rows = conn.execute(
            "SELECT status FROM download_events WHERE job_id = %s ORDER BY id", [job_id]
        ).fetchall()
    told = [Status(row[0]) for row in rows]
    return {(before, after) for before, after in itertools.pairwise(told) if before is not after}


def started(harness: WorkerHarness, engine: ScriptedEngine, user, number: int) -> DownloadJob:
    job = harness.add_job(user, "http", url(number))
    harness.wait_until(lambda: job.id in engine.tasks)
    return job


def ends(harness: WorkerHarness, user, job: DownloadJob, status: str) -> None:
    harness.wait_until(lambda: harness.job(user, job).status == status, what=status)


def complete(harness, engine, user) -> DownloadJob:
    job = start_job(harness, engine, user, 1)
    engine.deliver_file(job.id, b"film")
    ends(harness, user, job, "completed")
    return job


def fails_at_once(harness, engine, user) -> DownloadJob:
    job = started(harness, engine, user, 2)
    engine.update_report(job.id, phase=Phase.BROKEN, fault=GONE)
    ends(harness, user, job, "failed")
    return job


def fails_on_the_way(harness, engine, user) -> DownloadJob:
    job = start_job(harness, engine, user, 3)
    engine.update_report(job.id, phase=Phase.BROKEN, fault=GONE)
    ends(harness, user, job, "failed")
    return job


def is_tried_until_it_is_enough(harness, engine, user) -> DownloadJob:
    engine.on_add = lambda task: engine.update_report(task.job_id, phase=Phase.BROKEN, fault=BUSY)
    job = harness.add_job(user, "http", url(4))
    ends(harness, user, job, "failed")
    engine.on_add = lambda _task: None
    return job


def stalls_until_it_is_enough(harness, engine, user) -> DownloadJob:
    """The last of its stalls is not followed by another try."""
    engine.on_add = lambda task: engine.update_report(
        task.job_id, phase=Phase.RUNNING, bytes_total=10**6
    )
    job = harness.add_job(user, "http", url(5))
    ends(harness, user, job, "failed")
    engine.on_add = lambda _task: None
    return job


def flows_again_and_is_cancelled(harness, engine, user) -> DownloadJob:
    engine.current_connectivity = Connectivity(is_up=False)
    job = started(harness, engine, user, 6)
    ends(harness, user, job, "stalled")
    engine.current_connectivity = Connectivity()
    ends(harness, user, job, "downloading")
    harness.downloads.cancel(user, job.id)
    return job


def is_cancelled_while_it_waits_for_the_network(harness, engine, user) -> DownloadJob:
    engine.current_connectivity = Connectivity(is_up=False)
    job = started(harness, engine, user, 7)
    ends(harness, user, job, "stalled")
    harness.downloads.cancel(user, job.id)
    engine.current_connectivity = Connectivity()
    return job


def is_cancelled_while_it_gets_ready(harness, engine, user) -> DownloadJob:
    job = started(harness, engine, user, 8)
    harness.downloads.cancel(user, job.id)
    return job


def is_cancelled_in_the_queue(harness, engine, user) -> DownloadJob:
    harness.newest_worker.component.context.stopping.set()
    job = harness.add_job(user, "http", url(9))
    harness.downloads.cancel(user, job.id)
    harness.newest_worker.component.context.stopping.clear()
    return job


def is_paused_resumed_and_cancelled(harness, engine, user) -> DownloadJob:
    job = start_job(harness, engine, user, 10, total=0)
    harness.control.pause(user, job.id)
    harness.wait_until(lambda: harness.job(user, job).detail == "paused")
    harness.newest_worker.component.context.stopping.set()
    harness.control.resume(user, job.id)
    harness.downloads.cancel(user, job.id)
    harness.newest_worker.component.context.stopping.clear()
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


def test_only_legal_transitions_are_applied(harness, engine, user):
    harness.backoff_s = 0.02
    harness.max_active = 20
    harness.timeouts = HASTY
    harness.stepped_worker(every_source_with(engine))
    taken: set[tuple[Status, Status]] = set()
    for way in WAYS:
        job = way(harness, engine, user)
        taken |= steps_of(harness, job.id)

    assert taken <= TRANSITIONS
    assert TRANSITIONS - taken == NEVER_NEEDED


def test_a_stale_worker_applies_no_transition(harness, user):
    """Whatever the state it left the job in, another has it by now."""
    job = harness.add_job(user, "http", url())
    stale = claim_one(harness.leases, "stale", "/data")
    harness.workers.reap(["stale"])
    claim_one(harness.leases, "fresh", "/data")
    before = harness.job(user, job)
    for status in Status:
        with pytest.raises(LeaseLost):
            harness.leases.transition(stale, status)

    assert harness.job(user, job) == before
