"""Concurrent changes of downloads by two users, or by a user and a worker."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from chalicelib.download_settings.errors import QuotaExceeded
from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.downloads.models import Status
from chalicelib.downloads.models.control_requests import (
    BulkRequest,
    FileChoice,
    JobChange,
    MoveTo,
    QueuePosition,
)
from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.inspections.errors import TooManyInspections
from chalicelib.inspections.models import InspectionCreate
from chalicelib.leases.models import ArrivedFile, FailureReason
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id
from chalicelib.platform.sessions import User
from tests.downloads.accounts import as_admin, claim_one, make_user
from tests.downloads.harness import WorkerHarness
from tests.waiting import wait_until

ROOT = "/data/downloads"
BROKEN = FailureReason("unreachable", "Nobody answered.")
GIB = 1024**3


@pytest.fixture
def harness(db, tmp_path) -> WorkerHarness:
    return WorkerHarness(db, Cache(None), tmp_path)


@pytest.fixture
def user(db) -> User:
    return make_user(db)


def url(number: int = 1) -> str:
    return f"http://127.0.0.1/{number}"


def magnet(number: int) -> str:
    return f"magnet:?xt=urn:btih:{number:040x}"


def waiting_for_a_lock(db) -> int:
    with db.read() as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return row[0]


def while_locked(db, job_id: UUID, meanwhile: Callable[[], object], statement: str) -> object:
    """Result of `meanwhile`, with `statement` committed after its start and before its end."""
    with psycopg.connect(db.dsn) as conn, ThreadPoolExecutor(1) as pool:
        conn.execute("SELECT FROM download_jobs WHERE id = %s FOR UPDATE", [job_id])
        answer = pool.submit(meanwhile)
        wait_until(lambda: waiting_for_a_lock(db))
        conn.execute(statement, [job_id])
        conn.commit()
        return answer.result(10)


def test_a_job_paused_during_a_claim_is_not_started(db, harness, user):
    job = harness.add_job(user, "http", url())

    claims = while_locked(
        db,
        job.id,
        lambda: harness.leases.claim("w", ROOT),
        "UPDATE download_jobs SET paused_at = now(), detail = 'paused' WHERE id = %s",
    )

    now = harness.job(user, job)
    assert claims == []
    assert (now.status, now.detail, now.is_paused) == ("queued", "paused", True)


def test_two_concurrent_retries_create_one_job(db, harness, user):
    """Without an info-hash, only the lock can prevent a second job."""
    old = harness.add_job(user, "http", url())
    harness.downloads.cancel(user, old.id)
    ready = threading.Barrier(4)

    def again(_number: int) -> UUID:
        ready.wait()
        return harness.control.retry(user, old.id).job.id

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(again, range(4)))

    assert len(made) == 1
    with db.read() as conn:
        row = conn.execute("SELECT count(*) FROM download_jobs").fetchone()
    assert row == (2,)


def test_a_job_can_be_retried_again_after_its_retry_has_ended(harness, user):
    old = harness.add_job(user, "http", url())
    harness.downloads.cancel(user, old.id)
    second = harness.control.retry(user, old.id)
    harness.downloads.cancel(user, second.job.id)
    third = harness.control.retry(user, old.id)

    assert (second.status, third.status) == (201, 201)
    assert third.job.id != second.job.id


def test_a_move_requested_with_the_last_byte_is_not_lost(db, harness, user):
    job = harness.add_job(user, "http", url())
    claim = claim_one(harness.leases, "w", ROOT)
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(harness.folder / "films")))
    arrived = [ArrivedFile(0, f"{claim.save_path}/a.mkv", 3)]
    harness.leases.complete(claim, arrived)  # by a worker that does not know the new target

    with db.read() as conn:
        rows = conn.execute("SELECT job_id, kind FROM download_commands WHERE done_at IS NULL")
        assert rows.fetchall() == [(job.id, "move")]


def test_a_job_in_its_target_folder_is_not_moved_again(db, harness, user):
    job = harness.add_job(user, "http", url())
    root = str(harness.folder / "films")
    harness.control.move(as_admin(user), job.id, MoveTo(root=root))
    claim = claim_one(harness.leases, "w", ROOT)
    harness.leases.complete(claim, [ArrivedFile(0, f"{root}/a/a.mkv", 3)], target_root=root)

    with db.read() as conn:
        assert conn.execute("SELECT FROM download_commands").fetchall() == []


def test_two_concurrent_torrents_do_not_both_fit_a_quota_for_one(db, harness, user):
    harness.settings.update(
        DownloadSettings.model_validate({"perPerson": {"bytesAMonth": 10 * GIB}})
    )
    for number in range(2):
        harness.add_job(user, "magnet", magnet(number))
    claims = harness.leases.claim("w", ROOT, 2)

    def told(claim) -> bool:
        return harness.leases.describe(
            claim,
            title="A film",
            save_path=claim.save_path,
            info_hash=claim.info_hash,
            entries=[TorrentEntry(index=0, path="a.mkv", size_bytes=6 * GIB)],
        )

    assert told(claims[0])
    with pytest.raises(QuotaExceeded):
        told(claims[1])


def inside_of(harness: WorkerHarness, user: User, sizes: dict[int, int], skipped: list[int]):
    """A job with known files, some of them skipped."""
    job = harness.add_job(user, "magnet", magnet(1))
    if skipped:
        priorities = dict.fromkeys(skipped, "skip")
        harness.control.choose_files(user, job.id, FileChoice(priorities=priorities))
    claim = claim_one(harness.leases, "w", ROOT)
    inside = [
        TorrentEntry(index=index, path=f"{index}.mkv", size_bytes=size)
        for index, size in sizes.items()
    ]
    harness.leases.describe(
        claim, title="", save_path=claim.save_path, info_hash=claim.info_hash, entries=inside
    )
    return job


def test_files_selected_later_count_against_the_quota(harness, user):
    harness.settings.update(
        DownloadSettings.model_validate({"perPerson": {"bytesAMonth": 10 * GIB}})
    )
    job = inside_of(harness, user, {0: GIB, 1: 20 * GIB}, skipped=[1])

    with pytest.raises(QuotaExceeded):
        harness.control.choose_files(user, job.id, FileChoice(priorities={1: "normal"}))
    change = JobChange.model_validate({"options": {"filePriorities": {"1": "high"}}})
    with pytest.raises(QuotaExceeded):
        harness.control.change(user, job.id, change)
    files = harness.control.details(user, job.id).files
    assert [file.priority for file in files] == ["normal", "skip"]


def test_bytes_of_failed_jobs_that_were_not_downloaded_do_not_count(harness, user):
    harness.settings.update(
        DownloadSettings.model_validate({"perPerson": {"bytesAMonth": 10 * GIB}})
    )
    job = inside_of(harness, user, {0: 9 * GIB}, skipped=[])
    assert harness.quotas.get(user.id).bytes_this_month == 9 * GIB
    harness.downloads.cancel(user, job.id)

    assert harness.quotas.get(user.id).bytes_this_month == 0


def test_an_administrators_retry_counts_against_the_owners_quota(db, harness, user):
    admin = User(id=make_user(db).id, session_id=new_id(), role="admin")
    harness.settings.update(DownloadSettings.model_validate({"perPerson": {"mostOpen": 1}}))
    old = harness.add_job(user, "http", url())
    harness.downloads.cancel(user, old.id)
    harness.add_job(admin, "http", url(2))  # reaches the administrator's own limit

    assert harness.control.retry(admin, old.id).status == 201
    another = harness.control.retry(admin, old.id)
    assert another.status == 200


def test_forced_jobs_respect_the_users_own_limit(harness, user):
    harness.settings.update(DownloadSettings.model_validate({"perPerson": {"mostActive": 2}}))
    for number in range(5):
        job = harness.add_job(user, "http", url(number))
        harness.control.change(user, job.id, JobChange(isForced=True))

    first = harness.leases.claim("w", ROOT, 1)
    second = harness.leases.claim("w", ROOT, 20)
    third = harness.leases.claim("w", ROOT, 20)

    assert [len(first), len(second), len(third)] == [1, 1, 0]


def test_concurrent_inspections_respect_the_limit_of_five(db, harness, user):
    looks = harness.inspections
    ready = threading.Barrier(8)

    def look(number: int) -> bool:
        ready.wait()
        try:
            looks.create(user, InspectionCreate(sourceType="http", source=url(number)))
        except TooManyInspections:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(look, range(8))) == 5


def places(harness: WorkerHarness, user: User, jobs) -> list[int | None]:
    return [harness.job(user, job).queue_position for job in jobs]


def test_a_job_moved_to_the_bottom_is_not_overtaken_by_later_jobs(harness, user):
    jobs = [harness.add_job(user, "http", url(number)) for number in range(3)]
    for _ in range(5):
        harness.control.queue(user, jobs[0].id, QueuePosition.BOTTOM)
        harness.control.queue(user, jobs[1].id, QueuePosition.BOTTOM)
    late = harness.add_job(user, "http", url(9))

    assert places(harness, user, [jobs[2], jobs[0], jobs[1], late]) == [1, 2, 3, 4]


def test_moving_up_and_down_is_among_the_users_own_jobs(db, harness, user):
    """Other users' rows are not written."""
    other = make_user(db)
    first = harness.add_job(user, "http", url(1))
    theirs = harness.add_job(other, "http", url(2))
    second = harness.add_job(user, "http", url(3))
    with db.read() as conn:
        before = conn.execute("SELECT xmin FROM download_jobs WHERE id = %s", [theirs.id])
        version = before.fetchone()
    harness.control.queue(user, second.id, QueuePosition.UP)

    assert places(harness, user, [second, first]) == [1, 3]
    with db.read() as conn:
        after = conn.execute("SELECT xmin FROM download_jobs WHERE id = %s", [theirs.id])
        assert after.fetchone() == version


def test_bulk_actions_leave_other_users_jobs_alone(db, harness, user):
    other = make_user(db)
    theirs, mine = harness.add_job(other, "http", url(1)), harness.add_job(user, "http", url(2))
    for action in ("pause", "cancel", "remove", "removeWithFiles", "top", "retry", "restore"):
        done = harness.control.bulk(user, BulkRequest(ids=[theirs.id], action=action))
        assert (done.done, [each.code for each in done.refused]) == ([], ["download_not_found"])

    now = harness.job(other, theirs)
    assert (now.status, now.is_paused, now.removed_at) == (Status.QUEUED, False, None)
    assert harness.job(user, mine).status == Status.QUEUED


def test_an_administrators_change_invalidates_the_owners_dashboard(db, cache, user, tmp_path):
    harness = WorkerHarness(db, cache, tmp_path)
    admin = User(id=make_user(db).id, session_id=new_id(), role="admin")
    job = harness.add_job(user, "http", url())
    forgotten = []
    cache_of = harness.cache

    class Watching:
        def invalidate_user(self, unsaved_user: UUID) -> None:
            forgotten.append(unsaved_user)
            cache_of.invalidate_user(unsaved_user)

    harness.cache = Watching()
    harness.control.pause(admin, job.id)
    harness.downloads.cancel(admin, job.id)

    assert forgotten == [user.id, user.id]
