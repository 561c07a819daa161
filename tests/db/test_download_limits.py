"""Fencing tokens within one worker, progress that never falls, and quotas to the very byte."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from chalicelib.download_settings.errors import QuotaExceeded
from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.downloads.models import Status
from chalicelib.leases.models import FailureReason, Progress
from chalicelib.leases.service import LeaseLost
from chalicelib.platform.cache import Cache
from chalicelib.platform.sessions import User
from tests.downloads.accounts import claim_one, make_user
from tests.downloads.harness import WorkerHarness
from tests.waiting import wait_until

ROOT = "/data/downloads"
BROKEN = FailureReason("unreachable", "Nobody answered.")
REQUESTS = 4


@pytest.fixture
def harness(db, tmp_path) -> WorkerHarness:
    return WorkerHarness(db, Cache(None), tmp_path)


@pytest.fixture
def user(db) -> User:
    return make_user(db)


def url(number: int) -> str:
    return f"http://127.0.0.1/{number}"


def report(claim, done: int, total: int = 100) -> Progress:
    return Progress(claim.id, claim.attempt, "", done * 100 // total, total, done, 1.0, 5)


@pytest.fixture
def claimed_twice(harness, user):
    """A job that one worker claimed, gave back and claimed again: both claims."""
    harness.add_job(user, "http", url(1))
    first = claim_one(harness.leases, "w", ROOT)
    harness.leases.release(first)
    second = claim_one(harness.leases, "w", ROOT)
    assert (first.id, first.worker_id) == (second.id, second.worker_id)
    assert second.attempt == first.attempt + 1
    return first, second


@pytest.mark.parametrize(
    "late_write",
    [
        lambda leases, claim: leases.transition(claim, Status.DOWNLOADING),
        lambda leases, claim: leases.fail(claim, BROKEN),
        lambda leases, claim: leases.record_event(claim, Status.DOWNLOADING, "Late.", 99),
        lambda leases, claim: leases.save_resume_data(claim, b"late"),
        lambda leases, claim: leases.release(claim),
    ],
    ids=["transition", "fail", "event", "resume data", "release"],
)
def test_a_late_write_of_an_earlier_claim_of_the_same_worker_is_refused(
    harness, claimed_twice, late_write
):
    first, second = claimed_twice

    with pytest.raises(LeaseLost):
        late_write(harness.leases, first)
    harness.leases.transition(second, Status.DOWNLOADING)


def test_late_progress_of_an_earlier_claim_of_the_same_worker_changes_nothing(
    harness, user, claimed_twice
):
    first, second = claimed_twice
    assert harness.leases.record_progress("w", [report(second, 10)]) == {second.id}

    assert harness.leases.record_progress("w", [report(first, 90)]) == set()

    job = harness.downloads.get(user, second.id)
    assert (job.progress_percent, job.bytes_downloaded) == (10, 10)


def test_downloaded_bytes_do_not_fall_within_an_attempt(harness, user):
    harness.add_job(user, "http", url(1))
    claim = claim_one(harness.leases, "w", ROOT)
    harness.leases.transition(claim, Status.DOWNLOADING)

    for done in (80, 40):
        harness.leases.record_progress("w", [report(claim, done)])

    job = harness.downloads.get(user, claim.id)
    assert (job.bytes_downloaded, job.progress_percent) == (80, 80)


def test_a_quota_that_is_used_up_to_the_byte_allows_nothing_more(harness, user):
    harness.settings.update(DownloadSettings.model_validate({"perPerson": {"bytesAMonth": 100}}))
    harness.add_job(user, "http", url(1))
    claim = claim_one(harness.leases, "w", ROOT)
    harness.leases.transition(claim, Status.DOWNLOADING)
    harness.leases.record_progress("w", [report(claim, 9, total=99)])
    assert harness.quotas.get(user.id).bytes_this_month == 99
    harness.add_job(user, "http", url(2))

    harness.leases.record_progress("w", [report(claim, 9, total=100)])

    with pytest.raises(QuotaExceeded):
        harness.add_job(user, "http", url(3))


def test_of_several_concurrent_requests_for_the_last_place_one_gets_it(db, harness, user):
    """All are held between the check and the insert, where they can until then."""
    harness.settings.update(DownloadSettings.model_validate({"perPerson": {"mostOpen": 2}}))
    harness.add_job(user, "http", url(0))

    def request(number: int) -> bool:
        try:
            harness.add_job(user, "http", url(number))
        except QuotaExceeded:
            return False
        return True

    with psycopg.connect(db.dsn) as conn, ThreadPoolExecutor(REQUESTS) as pool:
        conn.execute("LOCK TABLE download_jobs IN SHARE ROW EXCLUSIVE MODE")
        answers = [pool.submit(request, number) for number in range(1, REQUESTS + 1)]
        wait_until(lambda: waiting_for_a_lock(db) == REQUESTS)
        conn.commit()
        accepted = [answer.result(20) for answer in answers]

    assert accepted.count(True) == 1


def waiting_for_a_lock(db) -> int:
    with db.read() as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return row[0]
