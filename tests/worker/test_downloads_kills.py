"""Workers killed again and again, at random moments (cases 1 and 2)."""

import random

import pytest

from chalicelib.platform.cache import Cache
from tests.downloads.accounts import make_user
from tests.downloads.harness import WorkerHarness
from tests.downloads.swarm import Seed
from tests.processes import worker_processes
from tests.soak.kills import KillRun, violations
from worker.downloader.worker_context import Intervals

pytestmark = pytest.mark.long

BRISK = Intervals(poll_s=0.03, write_s=0.05, renew_s=0.2, resume_data_s=0.3, heartbeat_s=0.2)
#: Two hundred and more by `make soak-downloads`.
ROUNDS = 6


@pytest.fixture
def processes(tmp_path):
    with worker_processes(tmp_path) as processes:
        yield processes


def test_no_job_is_lost_or_run_twice_however_often_workers_are_killed(db, tmp_path, web, processes):
    """One or two workers are killed in each round."""
    harness = WorkerHarness(
        db, Cache(None), tmp_path / "home", max_active=6, backoff_s=0.05, intervals=BRISK
    )
    people = [make_user(db) for _ in range(3)]
    seed = Seed(tmp_path / "seed", unchoke_slots_limit=-1)
    run = KillRun(harness, people, web, seed, processes, random.Random(20_26))
    run.rounds(ROUNDS)
    run.settle()
    found = violations(run)

    assert not found, "\n".join(found)
    assert run.counts["kills"] >= ROUNDS
