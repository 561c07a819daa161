"""The states of an active job: every pair, and what the engine is told."""

from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.leases.models import Claim
from tests.downloads.scripted_engine import ScriptedEngine
from worker.downloader.active_jobs import ActiveJob
from worker.downloader.folder_lock import FolderLocks
from worker.downloader.job_state import TRANSITIONS, IllegalTransition, JobProgress, JobState
from worker.downloader.transitions import ThroughputWatch, Timeouts

S = JobState
LEGAL = {
    (S.RUNNING, S.SUSPENDED),  # no network, or no disk space
    (S.RUNNING, S.PAUSING),
    (S.RUNNING, S.FINALIZING),  # complete, and its files belong elsewhere
    (S.RUNNING, S.RELEASED),  # completed, failed, or its lease is lost
    (S.SUSPENDED, S.RUNNING),
    (S.SUSPENDED, S.PAUSING),
    (S.SUSPENDED, S.FINALIZING),  # a move goes on
    (S.SUSPENDED, S.LEAVING),
    (S.SUSPENDED, S.RELEASED),
    (S.PAUSING, S.RUNNING),  # the user resumed it
    (S.PAUSING, S.SUSPENDED),  # the user resumed it, and what it waited for is missing still
    (S.PAUSING, S.RELEASED),
    (S.FINALIZING, S.SUSPENDED),
    (S.FINALIZING, S.LEAVING),  # its lease is lost while its files move
    (S.FINALIZING, S.RELEASED),
    (S.LEAVING, S.RELEASED),
}


@pytest.fixture
def job(tmp_path) -> ActiveJob:
    claim = Claim(
        id=uuid4(),
        user_id=uuid4(),
        worker_id="w",
        attempt=1,
        source_type=SourceType.HTTP,
        source="http://127.0.0.1/1",
        title="",
        info_hash=None,
        save_path=str(tmp_path / "job"),
        resume_data=None,
        retry_count=0,
        progress_percent=0,
        bytes_downloaded=0,
    )
    lock = FolderLocks(tmp_path).acquire(tmp_path / "job")
    assert lock is not None
    progress = JobProgress(ThroughputWatch(Timeouts(), 0))
    return ActiveJob(claim, ScriptedEngine(), lock, 0, 0, progress)


def enter(job: ActiveJob, state: JobState) -> None:
    """By the method that leads to a state."""
    if state is S.SUSPENDED:
        job.suspend(StatusDetail.WAITING_FOR_SPACE, 1)
    elif state is S.PAUSING:
        job.begin_pause(5, awaits_resume_data=True)
    elif state is S.FINALIZING:
        job.finalize(Path("/films/film"))
    elif state is S.LEAVING:
        job.leave()
    elif state is S.RELEASED:
        job.release()
    else:
        job.resume(0, 1)


@pytest.mark.parametrize(
    ("state", "to"), [pair for pair in product(S, S) if pair != (S.LEAVING, S.LEAVING)]
)
def test_every_pair_of_states_is_legal_or_raises(job, state, to):
    job.state = state

    if (state, to) in LEGAL:
        enter(job, to)
        assert job.state is to
    else:
        with pytest.raises(IllegalTransition):
            enter(job, to)
        assert job.state is state


def test_the_table_says_the_same():
    assert {(state, to) for state, targets in TRANSITIONS.items() for to in targets} == LEGAL


def test_stopping_a_stopping_job_is_legal(job):
    job.state = S.LEAVING

    job.leave()

    assert job.state is S.LEAVING


def test_a_cancelled_pause_restores_the_previous_wait(job):
    job.suspend(StatusDetail.WAITING_FOR_INTERFACE, 1)
    job.engine.pause(job.claim.id)
    job.begin_pause(5, awaits_resume_data=False)

    job.cancel_pause()

    assert job.state is S.SUSPENDED
    assert job.claim.id in job.engine.paused


def test_a_suspended_move_resumes_as_a_move(job):
    job.finalize(Path("/films/film"))
    job.suspend(StatusDetail.WAITING_FOR_SPACE, 1)

    job.resume(0, 2)

    assert job.state is S.FINALIZING
    assert job.suspension is None


@pytest.mark.parametrize("state", [S.SUSPENDED, S.PAUSING, S.LEAVING])
def test_a_renewed_lease_does_not_resume_a_job_suspended_for_another_reason(job, state):
    job.doubt_lease()
    job.state = state

    job.confirm_lease()

    assert not job.is_lease_in_doubt
    assert job.claim.id in job.engine.paused


@pytest.mark.parametrize("state", [S.RUNNING, S.FINALIZING])
def test_a_renewed_lease_resumes_the_engine(job, state):
    job.doubt_lease()
    job.state = state

    job.confirm_lease()

    assert job.claim.id not in job.engine.paused


def test_an_engine_is_not_resumed_while_its_lease_is_uncertain(job):
    job.suspend(StatusDetail.WAITING_FOR_INTERFACE, 1)
    job.doubt_lease()

    job.resume(0, 2)
    assert job.claim.id in job.engine.paused

    job.confirm_lease()
    assert job.claim.id not in job.engine.paused
