"""Rules that the database enforces, and the protocol of workers."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from chalicelib.download_settings.models.quotas import QuotaLimits
from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.downloads.models import LEASED, TRANSITIONS, DownloadCreate, Status
from chalicelib.inspections.models import InspectionCreate
from chalicelib.leases.models import ArrivedFile, FailureReason, Progress
from chalicelib.leases.service import LeaseLost, LeaseService, ListenStop
from chalicelib.platform.cache import Cache, dashboard_key
from tests.downloads.accounts import claim_one, make_user, settings_service
from tests.downloads.harness import WorkerHarness
from tests.waiting import wait_until

ROOT = "/data/downloads"
BROKEN = FailureReason("unreachable", "Nobody answered.")


@pytest.fixture
def harness(db, tmp_path) -> WorkerHarness:
    return WorkerHarness(db, Cache(None), tmp_path)


@pytest.fixture
def work(harness) -> LeaseService:
    return harness.leases


@pytest.fixture
def user(db):
    return make_user(db)


def magnet(number: int) -> str:
    return f"magnet:?xt=urn:btih:{number:040x}"


#: Columns that are not in `download_jobs`.
PLACES = {"progress_percent": ("download_progress", "job_id")}


def put(db, job_id: UUID, **columns: object) -> None:
    """Set columns without triggers and constraints on them."""
    with db.transaction() as conn:
        conn.execute("SET LOCAL session_replication_role = replica")
        for name, value in columns.items():
            table, key = PLACES.get(name, ("download_jobs", "id"))
            conn.execute(
                psycopg.sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(
                    psycopg.sql.Identifier(table),
                    psycopg.sql.Identifier(name),
                    psycopg.sql.Identifier(key),
                ),
                [value, job_id],
            )


def read(db, job_id: UUID, column: str) -> object:
    with db.read() as conn:
        table, key = PLACES.get(column, ("download_jobs", "id"))
        row = conn.execute(
            psycopg.sql.SQL("SELECT {} FROM {} WHERE {} = %s").format(
                psycopg.sql.Identifier(column),
                psycopg.sql.Identifier(table),
                psycopg.sql.Identifier(key),
            ),
            [job_id],
        ).fetchone()
    return row[0]


def advance(claim, percent: int, detail: str = "") -> Progress:
    return Progress(claim.id, claim.attempt, detail, percent, 100, percent, 1.0, 5)


def test_a_progress_report_is_a_hot_update_of_one_narrow_row(db, harness, user):
    """Heap-only: no index is written, and none of the wide row of the job."""
    harness.add_job(user, "magnet", magnet(1))
    claim = claim_one(harness.leases, "w", ROOT)
    before = update_counts(db)
    for percent in range(20):
        harness.leases.record_progress("w", [advance(claim, percent)])
        harness.leases.renew("w", [(claim.id, claim.attempt)])

    jobs, progress = update_counts(db)
    assert progress == (before[1][0] + 20, before[1][1] + 20)
    assert jobs == (before[0][0] + 20, before[0][1] + 20)  # the renewals


def update_counts(db) -> list[tuple[int, int]]:
    """Updates, and heap-only ones among them: of jobs, and of their progress."""
    with db.read() as conn:
        conn.execute("SELECT pg_stat_force_next_flush()")
        conn.execute("SELECT pg_stat_clear_snapshot()")
        return conn.execute(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables"
            " WHERE relname IN ('download_jobs', 'download_progress') ORDER BY relname"
        ).fetchall()


def test_the_database_and_the_code_hold_the_same_transitions(db):
    with db.read() as conn:
        rows = conn.execute("SELECT from_status, to_status FROM download_steps").fetchall()

    assert {(Status(start), Status(end)) for start, end in rows} == TRANSITIONS


def test_case_12_every_illegal_transition_is_refused_by_the_database(db, harness, user):
    job = harness.add_job(user, "magnet", magnet(1))
    for start, end in itertools.product(Status, Status):
        put(db, job.id, progress_percent=100, status=start)
        if start is end or (start, end) in TRANSITIONS:
            with db.read() as conn:
                conn.execute("UPDATE download_jobs SET status = %s WHERE id = %s", [end, job.id])
            assert read(db, job.id, "status") == end
        else:
            with db.read() as conn, pytest.raises(psycopg.errors.CheckViolation) as refused:
                conn.execute("UPDATE download_jobs SET status = %s WHERE id = %s", [end, job.id])
            assert refused.value.diag.constraint_name == "download_jobs_legal_step"


def test_a_first_report_of_the_size_does_not_lower_what_an_event_told(db, harness, work, user):
    harness.add_job(user, "magnet", magnet(1))
    claim = claim_one(work, "w", ROOT)
    work.transition(claim, Status.DOWNLOADING)

    work.record_event(claim, Status.DOWNLOADING, "40 % is here.", 44)
    work.record_progress("w", [advance(claim, 0)])

    assert read(db, claim.id, "progress_percent") == 44


def test_case_12_progress_never_decreases(db, harness, work, user):
    harness.add_job(user, "magnet", magnet(1))
    claim = claim_one(work, "w", ROOT)

    work.record_progress("w", [advance(claim, 40)])
    work.record_progress("w", [advance(claim, 30)])
    assert read(db, claim.id, "progress_percent") == 40
    work.record_progress("w", [advance(claim, 30, "checking")])
    assert read(db, claim.id, "progress_percent") == 30
    with db.read() as conn, pytest.raises(psycopg.errors.CheckViolation):
        conn.execute(
            "UPDATE download_progress SET progress_percent = 5, detail = '' WHERE job_id = %s",
            [claim.id],
        )


def test_a_completed_job_has_all_its_bytes(db, harness, user):
    job = harness.add_job(user, "magnet", magnet(1))
    put(db, job.id, status="downloading", progress_percent=99)

    with db.read() as conn, pytest.raises(psycopg.errors.CheckViolation):
        conn.execute("UPDATE download_jobs SET status = 'completed' WHERE id = %s", [job.id])


def test_case_4_active_jobs_stay_within_the_limit_and_none_is_claimed_twice(db, harness):
    """
    Eight dispatchers and many jobs of four people. After each claim another connection counts
    what is committed; the story counts again at the end.
    """
    people = [make_user(db) for _ in range(4)]
    jobs = {
        harness.add_job(people[number % 4], "magnet", magnet(number)).id for number in range(120)
    }
    work = LeaseService(db, Cache(None), settings_service(db, most_active=3), backoff_s=1)
    most_seen = []
    failures = []
    changed = threading.Condition()
    completed = []

    def dispatch(name: str) -> None:
        try:
            while True:
                before = len(completed)
                claim = claim_one(work, name, ROOT)
                with db.read() as conn:
                    row = conn.execute(
                        "SELECT count(*) FILTER (WHERE status = ANY(%s)),"
                        " count(*) FILTER (WHERE status = 'queued') FROM download_jobs",
                        [[str(status) for status in LEASED]],
                    ).fetchone()
                most_seen.append(row[0])
                if claim is not None:
                    work.complete(claim, [])
                    with changed:
                        completed.append(claim.id)
                        changed.notify_all()  # all of them compete for the free slot
                elif row[1] == 0:
                    return
                else:
                    with changed:
                        if len(completed) == before:
                            changed.wait(30)
        except Exception as error:  # noqa: BLE001  # a thread's failure must fail the test
            failures.append(error)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(dispatch, [f"worker {number}" for number in range(8)]))
    with db.read() as conn:
        story = conn.execute(
            "SELECT job_id, status FROM download_events WHERE status IN ('preparing', 'completed')"
            " ORDER BY id"
        ).fetchall()
        attempts = conn.execute("SELECT DISTINCT attempt FROM download_jobs").fetchall()

    assert failures == []
    assert max(most_seen) <= 3
    assert attempts == [(1,)]
    assert {job for job, _ in story} == jobs
    assert len(story) == 2 * len(jobs)


def test_users_share_slots_fairly_however_many_jobs_they_queue(db, harness, work):
    greedy, modest = make_user(db), make_user(db)
    for number in range(20):
        harness.add_job(greedy, "magnet", magnet(number))
    harness.add_job(modest, "magnet", magnet(100))
    harness.add_job(modest, "magnet", magnet(101))

    first_three = [claim_one(work, "w", ROOT).user_id for _ in range(3)]

    assert first_three.count(modest.id) == 1


def test_users_take_turns_with_a_single_slot(db, harness):
    greedy, modest = make_user(db), make_user(db)
    work = LeaseService(db, Cache(None), settings_service(db, most_active=1), backoff_s=1)
    for number in range(5):
        harness.add_job(greedy, "magnet", magnet(number))
    for number in range(2):
        harness.add_job(modest, "magnet", magnet(100 + number))
    served = []
    while (claim := claim_one(work, "w", ROOT)) is not None:
        served.append("modest" if claim.user_id == modest.id else "greedy")
        work.complete(claim, [])

    assert served == ["greedy", "modest", "greedy", "modest", "greedy", "greedy", "greedy"]


def test_a_claim_holds_everything_a_worker_needs(harness, work, user):
    job = harness.add_job(user, "magnet", magnet(7), title="A film")

    claim = claim_one(work, "worker one", ROOT)

    assert (claim.id, claim.attempt, claim.worker_id) == (job.id, 1, "worker one")
    assert claim.source == magnet(7)
    assert claim.save_path == f"{ROOT}/{job.id}"
    assert magnet(7) not in repr(claim)
    assert harness.job(user, job).engine_job_id == f"{job.id}#1"
    assert claim_one(work, "worker two", ROOT) is None


def test_a_retry_is_not_claimed_before_its_time(db, harness, user):
    work = LeaseService(db, Cache(None), settings_service(db, most_active=3), backoff_s=1000)
    job = harness.add_job(user, "magnet", magnet(1))
    work.retry_later(claim_one(work, "w", ROOT), BROKEN)

    assert claim_one(work, "w", ROOT) is None
    assert 900 < work.seconds_until_due() <= 1000
    put(db, job.id, next_retry_at="2020-01-01T00:00:00Z")
    assert work.seconds_until_due() < 0
    assert claim_one(work, "w", ROOT).attempt == 2


def test_the_backoff_doubles_and_retries_are_limited(db, harness, user):
    work = LeaseService(db, Cache(None), settings_service(db, most_active=3), backoff_s=15)
    job = harness.add_job(user, "magnet", magnet(1))
    waits = []
    for _ in range(3):
        claim = claim_one(work, "w", ROOT)
        assert work.retry_later(claim, BROKEN) is Status.RETRYING
        waits.append(round(work.seconds_until_due()))
        put(db, job.id, next_retry_at="2020-01-01T00:00:00Z")
    end = work.retry_later(claim_one(work, "w", ROOT), BROKEN)
    failed = harness.job(user, job)

    assert waits == [15, 30, 60]
    assert end is Status.FAILED
    assert (failed.status, failed.reason, failed.retry_count) == ("failed", "unreachable", 3)
    assert failed.error_message == "Nobody answered."
    assert harness.status_history(user, job) == [
        "queued",
        *["preparing", "stalled", "retrying"] * 3,
        "preparing",
        "failed",
    ]


def test_an_attempt_with_progress_does_not_use_up_the_last_retry(db, harness, work, user):
    job = harness.add_job(user, "magnet", magnet(1))
    for _ in range(5):
        put(db, job.id, next_retry_at="2020-01-01T00:00:00Z")
        claim = claim_one(work, "w", ROOT)
        arrived = claim.bytes_downloaded + 2_000_000
        work.record_progress(
            "w", [Progress(claim.id, claim.attempt, "", 1, 10**9, arrived, 1.0, 5)]
        )
        assert work.retry_later(claim, BROKEN) is Status.RETRYING

    assert harness.job(user, job).retry_count == 3


def test_a_worker_that_stops_in_good_order_counts_no_retry(harness, work, user):
    job = harness.add_job(user, "magnet", magnet(1))
    work.release(claim_one(work, "w", ROOT))
    now = harness.job(user, job)

    assert (now.status, now.retry_count) == ("retrying", 0)
    assert claim_one(work, "another", ROOT).attempt == 2


def test_an_expired_lease_is_taken_over_and_the_first_worker_is_fenced_off(db, harness, user):
    work = LeaseService(
        db, Cache(None), settings_service(db, most_active=3), backoff_s=1, lease_s=0.01
    )
    job = harness.add_job(user, "magnet", magnet(1))
    stale = claim_one(work, "first", ROOT)
    work.transition(stale, Status.DOWNLOADING)
    wait_until(lambda: harness.workers.reap([]) == 1)
    fresh = claim_one(work, "second", ROOT)
    before = harness.events(user, job)

    for write in (
        lambda: work.transition(stale, Status.STALLED, BROKEN),
        lambda: work.retry_later(stale, BROKEN),
        lambda: work.fail(stale, BROKEN),
        lambda: work.complete(stale, [ArrivedFile(0, "/x", 1)]),
        lambda: work.release(stale),
        lambda: work.save_resume_data(stale, b"old"),
        lambda: work.describe(stale, title="x", save_path="/x", info_hash=None),
        lambda: work.record_event(stale, Status.DOWNLOADING, "x", 1),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert work.record_progress("first", [advance(stale, 50)]) == set()
    assert work.renew("first", [(stale.id, stale.attempt)]) == []
    assert [claim.id for claim in work.renew("second", [(fresh.id, fresh.attempt)])] == [job.id]
    assert harness.events(user, job) == before
    assert (harness.job(user, job).status, harness.job(user, job).retry_count) == ("preparing", 1)


def test_a_renewed_lease_is_not_taken_over(harness, user, db):
    work = LeaseService(
        db, Cache(None), settings_service(db, most_active=3), backoff_s=1, lease_s=60
    )
    harness.add_job(user, "magnet", magnet(1))
    claim_one(work, "w", ROOT)

    assert harness.workers.reap([]) == 0


def test_case_10_a_lease_is_measured_by_the_clock_of_the_database(db, harness, work, user):
    import time_machine

    harness.add_job(user, "magnet", magnet(1))
    for shift in (timedelta(hours=1), timedelta(hours=-1)):
        with time_machine.travel(shift):
            claim = claim_one(work, "w", ROOT)
            left_s = (read(db, claim.id, "lease_expires_at") - now_of(db)).total_seconds()
            assert 0 < left_s <= 60
            assert harness.workers.reap([]) == 0
            work.release(claim)


def now_of(db):
    with db.read() as conn:
        return conn.execute("SELECT clock_timestamp()").fetchone()[0]


def test_jobs_of_a_crashed_worker_are_requeued_at_once(harness, work, user):
    jobs = [harness.add_job(user, "magnet", magnet(number)) for number in range(2)]
    claim_one(work, "dead", ROOT)
    kept = claim_one(work, "alive", ROOT)

    assert harness.workers.reap(["dead"]) == 1
    assert {harness.job(user, job).status for job in jobs} == {"retrying", "preparing"}
    assert [claim.id for claim in work.renew("alive", [(kept.id, kept.attempt)])] == [kept.id]


def test_case_9_a_job_that_crashes_every_worker_fails(harness, work, user):
    job = harness.add_job(user, "magnet", magnet(1))
    for death in range(4):
        assert claim_one(work, f"worker {death}", ROOT).id == job.id
        assert harness.workers.reap([f"worker {death}"]) == 1
    ended = harness.job(user, job)

    assert (ended.status, ended.reason) == ("failed", "worker_died")
    assert "died 4 times" in ended.error_message
    assert claim_one(work, "next", ROOT) is None


def test_case_9_of_several_jobs_none_is_blamed_before_its_probation(harness, work, user):
    jobs = [harness.add_job(user, "magnet", magnet(number)) for number in range(3)]

    def story() -> list[tuple[str, int]]:
        return [(now.status, now.retry_count) for now in (harness.job(user, job) for job in jobs)]

    for death in range(2):
        assert len(work.claim(f"worker {death}", ROOT, 5)) == 3
        harness.workers.reap([f"worker {death}"])
    assert story() == [("retrying", 0)] * 3
    assert work.claim("busy", ROOT, 5, allows_quarantined=False) == []
    (first,) = work.claim("third", ROOT, 5)
    work.clear_probation(first)
    (second,) = work.claim("third", ROOT, 5)
    harness.workers.reap(["third"])

    # It was on probation; the one that was cleared has no crashes.
    assert {job.id: count for job, (_, count) in zip(jobs, story(), strict=True)} == {
        first.id: 0,
        second.id: 1,
        **{job.id: 0 for job in jobs if job.id not in (first.id, second.id)},
    }
    assert claim_one(work, "fourth", ROOT).id == second.id
    # An orderly release clears the crash count.
    third = claim_one(work, "fifth", ROOT)
    assert third.is_on_probation
    work.retry_later(third, BROKEN)
    with harness.db.read() as conn:
        row = conn.execute("SELECT deaths FROM download_jobs WHERE id = %s", [third.id]).fetchone()
    assert row == (0,)


def test_case_9_a_quarantined_job_without_a_slot_does_not_block_others(harness, work, user, db):
    harness.settings.update(DownloadSettings(perPerson=QuotaLimits(mostActive=1)))
    job, held_up = (harness.add_job(user, "magnet", magnet(number)) for number in range(2))
    claim_one(work, "alive", ROOT)
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET deaths = 3 WHERE id = %s", [held_up.id])
    other = make_user(db)
    theirs = harness.add_job(other, "magnet", magnet(3))

    assert harness.job(user, job).status == "preparing"
    assert claim_one(work, "alive", ROOT).id == theirs.id


def test_two_reapers_take_a_job_once(harness, work, user, db):
    job = harness.add_job(user, "magnet", magnet(1))
    claim_one(work, "dead", ROOT)
    barrier = threading.Barrier(4)

    def reap(_number: int) -> int:
        barrier.wait()
        return harness.workers.reap(["dead"])

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(reap, range(4)))

    assert sum(taken) == 1
    assert harness.job(user, job).retry_count == 1


def test_completion_and_import_are_one_transaction(db, harness, work, user):
    job = harness.add_job(user, "magnet", magnet(1))
    claim = claim_one(work, "w", ROOT)
    with db.read() as conn:
        conn.execute("ALTER TABLE procrastinate_jobs RENAME TO elsewhere")
    with pytest.raises(psycopg.errors.UndefinedTable):
        work.complete(claim, [ArrivedFile(0, "/x", 5)])
    assert harness.status_history(user, job) == ["queued", "preparing"]
    assert work.files(job.id) == []
    with db.read() as conn:
        conn.execute("ALTER TABLE elsewhere RENAME TO procrastinate_jobs")

    work.complete(claim, [ArrivedFile(0, "/x/a", 5), ArrivedFile(2, "/x/c", 6)])

    done = harness.job(user, job)
    assert (done.status, done.progress_percent, done.bytes_total) == ("completed", 100, 11)
    assert [file.path for file in work.files(job.id)] == ["/x/a", "/x/c"]


def test_case_11_cancelling_in_each_state_and_concurrently_records_one_event(
    db, harness, work, user
):
    for number, status in enumerate(["queued", "preparing", "downloading", "stalled", "retrying"]):
        job = harness.add_job(user, "magnet", magnet(number))
        claim = None
        if status != "queued":
            claim = claim_one(work, "w", ROOT)
            put(db, job.id, status=status)
        barrier = threading.Barrier(2)

        def cancel(_number: int, job=job, barrier=barrier) -> str:
            barrier.wait()
            return harness.downloads.cancel(user, job.id).status

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(cancel, range(2)))

        assert answers == ["cancelled", "cancelled"]
        told = [event.status for event in harness.events(user, job)]
        assert told.count("cancelled") == 1
        if claim is not None:
            assert work.record_progress("w", [advance(claim, 90)]) == set()
            with pytest.raises(LeaseLost):
                work.complete(claim, [])
        assert harness.job(user, job).status == "cancelled"


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
def test_cancelling_in_a_final_state_changes_nothing(db, harness, user, status):
    job = harness.add_job(user, "magnet", magnet(1))
    put(db, job.id, progress_percent=100, status=status)
    before = harness.job(user, job)

    assert harness.downloads.cancel(user, job.id) == before
    assert len(harness.events(user, job)) == 1


def test_a_folder_that_two_users_share_is_not_discarded_for_one(db, harness, work):
    first, second = make_user(db), make_user(db)
    ours = harness.add_job(first, "magnet", magnet(1))
    theirs = harness.add_job(second, "magnet", magnet(1))
    for _ in range(2):
        claim = claim_one(work, "w", ROOT)
        work.describe(claim, title="", save_path=f"{ROOT}/shared", info_hash=None)
    harness.downloads.cancel(first, ours.id)

    (left,) = harness.trash.to_discard()
    assert (left.job_id, left.folder, left.is_shared) == (ours.id, f"{ROOT}/shared", True)
    harness.downloads.cancel(second, theirs.id)
    assert [each.is_shared for each in harness.trash.to_discard()] == [False, False]


def test_a_second_job_for_an_open_torrent_is_detected_by_its_metadata(harness, work, user):
    harness.add_job(user, "magnet", magnet(1))
    harness.add_job(user, "torrent", "http://127.0.0.1/a.torrent")
    claims = [claim_one(work, "w", ROOT) for _ in range(2)]
    late = next(claim for claim in claims if claim.info_hash is None)

    assert work.describe(late, title="", save_path="/x", info_hash=f"{1:040x}") is False


def test_new_and_cancelled_jobs_are_notified(harness, user):
    heard: list[str] = []
    listening, stop = threading.Event(), ListenStop()
    thread = threading.Thread(
        target=harness.workers.listen,
        kwargs={
            "on_start": listening.set,
            "on_notification": heard.append,
            "stop": stop,
        },
        daemon=True,
    )
    thread.start()
    assert listening.wait(60)
    job = harness.add_job(user, "magnet", magnet(1))
    harness.downloads.cancel(user, job.id)

    wait_until(lambda: heard == ["queued", "cancelled"])
    stop.set()
    thread.join(60)


def test_every_transition_invalidates_the_dashboard_cache(db, cache, user):
    work = LeaseService(db, cache, settings_service(db, most_active=3), backoff_s=0.001)
    harness = WorkerHarness(db, cache, Path("/nowhere"))

    def is_forgotten(change) -> bool:
        key = dashboard_key(user.id)
        cache.get_or_compute(key, str(user.id), 60, lambda: b"old")
        change()
        return cache.get_or_compute(key, str(user.id), 60, lambda: b"new") == b"new"

    job = harness.add_job(user, "magnet", magnet(1))
    claims: list = []
    assert is_forgotten(lambda: harness.add_job(user, "magnet", magnet(2)))
    assert is_forgotten(lambda: claims.append(claim_one(work, "w", ROOT)))
    assert is_forgotten(lambda: work.transition(claims[0], Status.DOWNLOADING))
    assert is_forgotten(
        lambda: work.record_event(claims[0], Status.DOWNLOADING, "10 % is here.", 10)
    )
    assert is_forgotten(lambda: harness.workers.reap(["w"]))
    assert is_forgotten(lambda: harness.downloads.cancel(user, job.id))


def test_inspections_expire_after_a_day_unless_an_open_job_needs_them(harness, user, db):
    def inspect(number: int) -> UUID:
        body = InspectionCreate.model_validate({"sourceType": "magnet", "source": magnet(number)})
        return harness.inspections.create(user, body).id

    _old, needed, new = (inspect(number) for number in (1, 2, 3))
    request = {"sourceType": "magnet", "source": magnet(2), "inspectionId": needed}
    harness.downloads.request(user, DownloadCreate.model_validate(request))
    with db.read() as conn:
        conn.execute(
            "UPDATE download_inspections SET created_at = now() - interval '2 days' WHERE id <> %s",
            [new],
        )

    assert harness.inspections.delete_old() == 1
    with db.read() as conn:
        left = conn.execute("SELECT id FROM download_inspections").fetchall()
    assert {row[0] for row in left} == {needed, new}
