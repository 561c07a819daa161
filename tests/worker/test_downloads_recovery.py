"""What happens to downloads when something goes wrong around them."""

import pytest

from chalicelib.downloads.models import SourceType
from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import noise, url
from tests.downloads.harness import listeners, start_job
from tests.downloads.scripted_engine import every_source_with
from tests.downloads.swarm import LOOPBACK
from tests.file_server import Page
from tests.torrents import uploaded_by
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Fault, Phase
from worker.downloader.http import HttpEngine
from worker.downloader.transitions import Timeouts

MIB = 1024 * 1024


def test_a_new_job_is_claimed_at_once_after_a_notification(harness, engine, user, db):
    harness.poll_interval_s = 600
    harness.max_active = 30
    harness.worker(every_source_with(engine))
    wait_until(lambda: listeners(db))
    for number in range(15):
        job = harness.add_job(user, "http", url(number))
        wait_until(lambda job=job: job.id in engine.tasks)  # it is asked for every ten minutes


def test_a_freed_slot_goes_to_the_next_job_at_once(harness, engine, user):
    harness.poll_interval_s = 600
    harness.max_active = 1
    harness.worker(every_source_with(engine))
    first = start_job(harness, engine, user, 1)
    second = harness.add_job(user, "http", url(2))
    engine.deliver_file(first.id, b"film")

    wait_until(lambda: second.id in engine.tasks)
    assert harness.wait_for_status(user, first, "completed")


def test_a_stall_that_ends_by_itself_costs_no_retry(harness, engine, user):
    harness.timeouts = Timeouts(slow_after_s=0.3, stalled_s=60)
    harness.worker(every_source_with(engine))
    job = start_job(harness, engine, user, total=1_000_000)
    stalled = harness.wait_for_status(user, job, "stalled")
    assert stalled.reason == "too_slow"
    # What comes next is told, and when.
    assert stalled.next.action == "wait"
    told = next(e for e in harness.events(user, job) if e.status == "stalled")
    assert 30 < (stalled.next.at - told.created_at).total_seconds() < 90
    engine.update_report(job.id, bytes_done=500_000)

    now = harness.wait_for_status(user, job, "downloading")
    assert (now.reason, now.retry_count, now.error_message) == (None, 0, "")
    assert (now.next, now.next_retry_at) == (None, None)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("not_found", "Gone.", may_retry=False), "failed"),
        (Fault("unreachable", "No.", may_retry=True), "retrying"),
    ],
)
def test_faults_end_a_job_or_an_attempt(harness, engine, user, fault, status):
    harness.backoff_s = 1000
    harness.worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    engine.update_report(job.id, phase=Phase.BROKEN, fault=fault)
    now = harness.wait_for_status(user, job, status)
    told = harness.events(user, job)[-2 if status == "retrying" else -1]

    assert (now.reason, now.error_message) == (fault.reason, fault.message)
    assert told.payload["reason"] == fault.reason
    wait_until(lambda: job.id not in engine.tasks)


def test_a_retry_after_a_failure_continues_from_what_had_arrived(harness, user, web, db):
    body = noise(900_000)
    web.pages["/f.mkv"] = Page(
        body,
        truncate_after=300_000,
        override=lambda headers: Page(status=503) if "range" in headers else None,
    )
    harness.backoff_s = 0.05
    harness.worker()
    first = harness.add_job(user, "http", web.url("/f.mkv"))
    end = wait_until(lambda: (now := harness.job(user, first)).status == "failed" and now)
    web.pages["/f.mkv"] = Page(body)
    second = harness.add_job(user, "http", web.url("/f.mkv"))
    done = harness.wait_for_status(user, second, "completed")

    assert end.reason == "unreachable"
    assert harness.file_of(done).read_bytes() == body
    assert web.headers_of("/f.mkv")[-1]["range"] == "bytes=300000-"
    assert harness.file_of(done).parent.name == str(first.id)


def test_files_of_a_job_that_is_not_retried_are_deleted_after_a_week(harness, engine, user, db):
    harness.backoff_s = 0
    harness.worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    folder = engine.tasks[job.id].folder
    folder.mkdir(parents=True)
    for _ in range(4):
        wait_until(lambda: job.id in engine.tasks)
        fault = Fault("unreachable", "No.", may_retry=True)
        engine.update_report(job.id, phase=Phase.BROKEN, fault=fault)
        wait_until(lambda: (now := engine.report(job.id)) is None or now.fault is None)
    wait_until(lambda: harness.job(user, job).status == "failed")
    left_at_first = harness.trash.to_discard()
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET updated_at = now() - interval '8 days'")

    assert folder.exists()
    assert left_at_first == []
    (left,) = harness.trash.to_discard()
    assert (left.job_id, left.folder, left.is_shared) == (job.id, str(folder), False)


def test_an_address_that_resolves_to_the_local_network_fails_at_once(harness, user, web):
    web.pages["/f"] = Page(b"secret")
    harness.worker(dict.fromkeys(SourceType, HttpEngine(NetworkGuard())))
    job = harness.add_job(user, "http", web.url("/f"))
    end = wait_until(lambda: (now := harness.job(user, job)).status == "failed" and now)

    assert (end.reason, end.retry_count) == ("blocked_address", 0)
    assert web.requests == []


def test_without_torrents_a_waiting_torrent_fails_with_the_reason(harness, user):
    harness.worker({SourceType.HTTP: HttpEngine(LOOPBACK)})
    job = harness.add_job(user, "magnet", f"magnet:?xt=urn:btih:{'d' * 40}")
    end = wait_until(lambda: (now := harness.job(user, job)).status == "failed" and now)

    assert end.reason == "torrents_off"


def test_a_torrent_that_is_downloading_already_is_not_downloaded_twice(harness, user, seed, web):
    offer = seed.offer({"": noise(2 * MIB)}, name="film.mkv")
    seed.limit(MIB // 16)
    web.pages["/film.torrent"] = Page(offer.torrent)
    harness.worker()
    first = harness.add_job(user, "magnet", offer.magnet)
    harness.wait_for_status(user, first, "downloading")
    second = harness.add_job(user, "torrent", web.url("/film.torrent"))
    end = wait_until(lambda: (now := harness.job(user, second)).status == "failed" and now)
    seed.limit(0)

    assert end.reason == "already_downloading"
    assert harness.wait_for_status(user, first, "completed")


def test_progress_events_are_rare_and_progress_writes_are_frequent(harness, engine, user):
    harness.worker(every_source_with(engine))
    job = start_job(harness, engine, user, total=1000)
    for done in (155, 420, 999):
        engine.update_report(job.id, bytes_done=done)
        wait_until(lambda done=done: harness.job(user, job).bytes_downloaded == done)
    engine.deliver_file(job.id, bytes(1000))
    harness.wait_for_status(user, job, "completed")
    told = [event.progress_percent for event in harness.events(user, job)]

    assert told == sorted(told)
    assert [event.message for event in harness.events(user, job)[3:-1]] == [
        "10 % is here.", "40 % is here.", "90 % is here.",
    ]  # fmt: skip


def test_progress_falls_only_with_an_event(harness, engine, user):
    harness.worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    engine.update_report(job.id, bytes_done=600)
    wait_until(lambda: harness.job(user, job).progress_percent == 60)
    engine.update_report(job.id, bytes_done=580)  # a piece that turned out to be broken
    wait_stable(lambda: harness.job(user, job).progress_percent)
    unchanged = harness.job(user, job).progress_percent
    engine.update_report(job.id, phase=Phase.CHECKING)
    wait_until(lambda: harness.job(user, job).detail == "checking")
    while_checking = harness.job(user, job).progress_percent
    engine.update_report(job.id, phase=Phase.RUNNING, bytes_done=200)
    wait_until(lambda: harness.job(user, job).progress_percent == 20)

    assert (unchanged, while_checking) == (60, 60)
    assert "Rechecking found 20 % on disk." in [e.message for e in harness.events(user, job)]


def test_resume_data_are_saved_with_the_job(harness, engine, user, db):
    harness.worker(every_source_with(engine))
    job = start_job(harness, engine, user)

    def kept() -> bool:
        with db.read() as conn:
            row = conn.execute(
                "SELECT resume_data FROM download_jobs WHERE id = %s", [job.id]
            ).fetchone()
        return row[0] == b"resume"

    wait_until(kept)


@pytest.mark.parametrize("kind", ["magnet", "http"])
def test_case_18_unreadable_resume_data_are_recorded_and_the_files_are_checked(
    harness, user, seed, web, kind
):
    body = noise(6 * MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB // 2)
    offer = seed.offer({"": body}, name="f.mkv")
    seed.limit(MIB // 2)
    first = harness.worker()
    job = harness.add_job(user, kind, offer.magnet if kind == "magnet" else web.url("/f.mkv"))
    wait_until(lambda: harness.job(user, job).bytes_downloaded > MIB // 2)
    first.close()
    given = uploaded_by(seed)
    with harness.db.read() as conn:
        conn.execute("UPDATE download_jobs SET resume_data = 'nonsense' WHERE id = %s", [job.id])
    if kind == "http":
        (harness.folder / "downloads" / str(job.id) / "download.json").write_text("nonsense")
    page.bytes_per_s = None
    seed.limit(0)
    harness.worker()
    done = harness.wait_for_status(user, job, "completed")

    assert harness.file_of(done).read_bytes() == body
    told = [event.message for event in harness.events(user, job)]
    assert sum("What was noted of its progress cannot be used." in each for each in told) == 1
    if kind == "magnet":  # what was here was checked, and not fetched again
        assert uploaded_by(seed) - given < len(body) - MIB // 4
