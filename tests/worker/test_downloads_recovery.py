"""What happens to downloads when something goes wrong around them."""

import statistics
import subprocess
import time
from pathlib import Path

import pytest

from chalicelib.downloads.models import DownloadJob, SourceType, Status
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.migrate import migrate
from chalicelib.platform.network_guard import NetworkGuard
from localstack.postgres import EmbeddedPostgres
from tests.downloads import (
    LOOPBACK,
    Home,
    Page,
    ScriptedEngine,
    make_user,
    noise,
    one_claim,
    scripted,
    settled,
    until,
    worker_of,
)
from worker.downloader.engine import Fault, Phase
from worker.downloader.http import HttpEngine
from worker.downloader.monitor import Rhythm
from worker.downloader.verdicts import Patience

MIB = 1024 * 1024


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


def url(number: int = 1) -> str:
    return f"http://127.0.0.1/{number}"


def begun(home: Home, engine: ScriptedEngine, user, number: int = 1, total: int = 1000):
    """A job whose task runs."""
    job = home.ask(user, "http", url(number))
    until(lambda: job.id in engine.tasks)
    engine.says(job.id, phase=Phase.RUNNING, bytes_total=total)
    home.reaches(user, job, "downloading")
    return job


def test_a_new_job_is_claimed_at_once_because_the_database_says_so(home, engine, user, db):
    home.poll_interval_s = 60
    home.max_active = 30
    home.worker(scripted(engine))
    until(lambda: listeners(db))
    jobs = []
    for number in range(15):
        jobs.append(home.ask(user, "http", url(number)))
        until(lambda number=number: len(engine.tasks) > number)
    waits = [(home.job(user, job).started_at - job.created_at).total_seconds() for job in jobs]

    assert statistics.median(waits) < 0.5  # about 0.01 when the machine is idle


def test_a_freed_place_is_given_to_the_next_at_once(home, engine, user):
    home.poll_interval_s = 60
    home.max_active = 1
    home.worker(scripted(engine))
    first = begun(home, engine, user, 1)
    second = home.ask(user, "http", url(2))
    engine.brings(first.id, b"film")

    until(lambda: second.id in engine.tasks)
    assert home.reaches(user, first, "completed")


@pytest.fixture
def own_server(server_dir: Path):
    with EmbeddedPostgres(server_dir / "own") as server:
        migrate(server.url())
        yield server


def crash(server: EmbeddedPostgres) -> None:
    server.ask_to_stop(hurry=True)  # "immediate"
    until(lambda: not server.is_running())
    server.finish()


def test_case_5_and_6_a_database_that_restarts_costs_no_job_anything(own_server, engine, tmp_path):
    """Away long enough for the leases to run out, too: the engine pauses, and goes on after."""
    db = Database(own_server.url(), max_connections=8)
    home = Home(db, Cache(None), tmp_path / "home", lease_s=1.0)
    user = make_user(db)
    home.worker(scripted(engine))
    jobs = [begun(home, engine, user, number) for number in range(3)]
    ids = {job.id for job in jobs}

    crash(own_server)
    with pytest.raises(Unavailable) as refusal:
        home.downloads.get(user, jobs[0].id)
    until(lambda: engine.paused == ids)
    for job in jobs:
        engine.says(job.id, bytes_done=500)
    own_server.start()
    back_s = time.monotonic()
    until(lambda: [home.job(user, job).progress_percent for job in jobs] == [50] * 3)
    took_s = time.monotonic() - back_s
    until(lambda: engine.paused == set())
    for job in jobs:
        engine.brings(job.id, b"film")
    done = [home.reaches(user, job, "completed") for job in jobs]
    late = home.ask(user, "http", url(9))
    until(lambda: late.id in engine.tasks)  # listening again, or at least polling

    assert refusal.value.retry_after_s
    assert took_s < 5
    assert [job.retry_count for job in done] == [0, 0, 0]
    assert engine.dropped == []
    for job in jobs:
        assert home.statuses(user, job) == ["queued", "preparing", "downloading", "completed"]
    home.close()
    db.close()


def listeners(db) -> list[int]:
    with db.read() as conn:
        rows = conn.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        ).fetchall()
    return [row[0] for row in rows]


def test_case_7_a_lost_listener_listens_again(home, engine, user, db, caplog):
    caplog.set_level("INFO")
    home.poll_interval_s = 60
    home.worker(scripted(engine))
    (before,) = until(lambda: listeners(db))
    with db.read() as conn:
        conn.execute("SELECT pg_terminate_backend(%s)", [before])
    until(lambda: [pid for pid in listeners(db) if pid != before], within_s=10)
    job = home.ask(user, "http", url())

    until(lambda: job.id in engine.tasks)
    assert "download listener waits for the database" in caplog.messages


def test_case_7_what_was_said_meanwhile_is_found_anyway(home, engine, user, db):
    home.poll_interval_s = 60
    home.worker(scripted(engine))
    (before,) = until(lambda: listeners(db))
    with db.read() as conn:
        conn.execute("SELECT pg_terminate_backend(%s)", [before])
    job = home.ask(user, "http", url())

    until(lambda: job.id in engine.tasks, within_s=10)


def test_case_3_a_worker_that_lost_a_job_lets_go_and_the_other_waits_for_that(
    home, user, monkeypatch
):
    monkeypatch.setattr("worker.downloader.dispatcher.TRY_FOLDER_AGAIN_S", 0.1)
    first_engine, second_engine = ScriptedEngine(), ScriptedEngine()
    # The first worker looks at its leases rarely: as if it had been stopped for long.
    home.rhythm = Rhythm(look_s=0.03, write_s=60, renew_s=1.0, resume_data_s=60)
    first = home.worker(scripted(first_engine))
    job = begun(home, first_engine, user)
    home.rhythm = Rhythm(look_s=0.03, write_s=0.05, renew_s=0.2, resume_data_s=60)
    home.worker(scripted(second_engine))
    first.part.dispatcher.stop.set()  # claims nothing more
    assert home.work.reap([first.id]) == 1
    until(lambda: job.id in second_engine.tasks)
    let_go_first = first_engine.dropped == [(job.id, False)]
    second_engine.brings(job.id, b"film")
    done = home.reaches(user, job, "completed")

    assert let_go_first
    assert first_engine.finished == []
    assert done.retry_count == 1


def test_case_8_a_worker_that_stops_gives_its_jobs_back_without_counting(home, user, seed, web):
    body = noise(4 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(2 * MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB)
    with worker_of(home):
        torrent = home.ask(user, "magnet", offer.magnet)
        file = home.ask(user, "http", web.url("/f.mkv"))
        for job in (torrent, file):
            until(lambda job=job: home.job(user, job).bytes_downloaded > MIB)
    stopped = [home.job(user, job) for job in (torrent, file)]
    with home.db.read() as conn:
        rows = conn.execute(
            "SELECT worker_id, lease_expires_at, resume_data IS NOT NULL FROM download_jobs"
            " ORDER BY source_type DESC"
        ).fetchall()
    seed.limit(0)
    page.bytes_per_s = None
    home.worker()
    done = [home.reaches(user, job, "completed") for job in (torrent, file)]

    assert [(job.status, job.retry_count) for job in stopped] == [("retrying", 0)] * 2
    assert rows == [(None, None, True), (None, None, False)]
    assert [home.file_of(job).read_bytes() == body for job in done] == [True, True]
    assert [job.retry_count for job in done] == [0, 0]
    assert list((home.folder / "workers").iterdir()) == [home.newest_worker.part.alive.path]
    assert web.asked("/f.mkv")[1]["if-range"] == '"one"'
    assert offer.handle.status().total_payload_upload < 5.5 * MIB


def test_a_job_that_was_claimed_and_lost_on_the_way_is_found_again(home, engine, user):
    """Claimed by a living worker that does not know it: an error in between."""
    worker = home.worker(scripted(engine))
    worker.part.dispatcher.stop.set()
    job = home.ask(user, "http", url())
    home.lease_s = 0.05
    one_claim(home.work, worker.id, str(home.folder / "downloads"))
    worker.part.dispatcher.stop.clear()
    (reaper,) = (each for each in worker.part.jobs() if each.name == "download heartbeat")
    until(lambda: reaper.work() or home.job(user, job).status != "preparing")

    until(lambda: job.id in engine.tasks)


def test_a_worker_that_died_is_found_out_at_once_by_the_next(home, engine, user):
    """The lease has a minute left; the lock of the dead process is what tells."""
    claim = None
    job = home.ask(user, "http", url())
    (home.folder / "workers").mkdir(parents=True)
    (home.folder / "workers" / "gone.alive").write_text("gone")
    claim = one_claim(home.work, "gone", str(home.folder / "downloads"))
    home.worker(scripted(engine))

    until(lambda: job.id in engine.tasks, within_s=5)
    assert claim.id == job.id
    assert home.job(user, job).retry_count == 1
    until(lambda: not (home.folder / "workers" / "gone.alive").exists())


def test_case_11_what_is_cancelled_is_let_go_and_put_aside(home, user, seed, web):
    offer = seed.offer({"": noise(8 * MIB)}, name="film.mkv")
    seed.limit(MIB)
    web.pages["/f.mkv"] = Page(noise(8 * MIB), bytes_per_s=MIB)
    worker = home.worker()
    jobs = [
        home.ask(user, "magnet", offer.magnet),
        home.ask(user, "http", web.url("/f.mkv")),
        home.ask(user, "magnet", f"magnet:?xt=urn:btih:{'b' * 40}"),
    ]
    for job in jobs[:2]:
        until(lambda job=job: home.job(user, job).bytes_downloaded > 0)
    home.reaches(user, jobs[2], "preparing")
    for job in jobs:
        home.downloads.cancel(user, job.id)

    until(lambda: len(worker.part.held) == 0, within_s=5)
    until(lambda: not any((home.folder / "downloads" / str(job.id)).exists() for job in jobs))
    assert {home.job(user, job).status for job in jobs} == {"cancelled"}
    until(lambda: home.recycling.to_put_aside() == [])
    aside = {path.name for path in (home.folder / "downloads" / ".recycle").glob("*/*")}
    assert {str(jobs[0].id), str(jobs[1].id)} <= aside


@pytest.mark.parametrize("status", [Status.STALLED, Status.RETRYING])
def test_case_11_a_stalled_or_waiting_job_can_be_cancelled(home, engine, user, status):
    home.backoff_s = 1000
    home.patience = Patience(slow_after_s=0.1, stalled_s=0.2 if status == "retrying" else 1000)
    home.worker(scripted(engine))
    job = home.ask(user, "http", url())
    until(lambda: job.id in engine.tasks)
    engine.says(job.id, phase=Phase.RUNNING, bytes_total=1000)
    folder = engine.tasks[job.id].folder
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"some")
    home.reaches(user, job, status)
    home.downloads.cancel(user, job.id)

    until(lambda: not folder.exists())
    until(lambda: job.id not in engine.tasks)
    assert home.job(user, job).status == "cancelled"


def test_what_a_killed_worker_left_of_a_cancelled_job_is_swept_up(home, engine, user):
    job = home.ask(user, "http", url())
    claim = one_claim(home.work, "gone", str(home.folder / "downloads"))
    folder = Path(claim.save_path)
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"some")
    home.downloads.cancel(user, job.id)
    home.worker(scripted(engine))

    until(lambda: not folder.exists())


def test_case_14_two_people_one_torrent_and_one_changes_their_mind(home, user, seed, db):
    body = noise(4 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(2 * MIB)
    friend = make_user(db)
    worker = home.worker()
    mine, theirs = (home.ask(person, "magnet", offer.magnet) for person in (user, friend))
    for person, job in ((user, mine), (friend, theirs)):
        home.reaches(person, job, "downloading")
    home.downloads.cancel(user, mine.id)
    until(lambda: worker.part.held.get(mine.id) is None)
    seed.limit(0)
    done = home.reaches(friend, theirs, "completed")

    assert home.file_of(done).read_bytes() == body
    assert home.job(user, mine).status == "cancelled"


def test_case_22_a_magnet_nobody_knows_ends_and_leaves_its_place_meanwhile(home, user, web):
    home.max_active = 1
    home.backoff_s = 0.2
    home.patience = Patience(prepare_s=0.3)
    web.pages["/f.mkv"] = Page(b"film")
    home.worker()
    lost = home.ask(user, "magnet", f"magnet:?xt=urn:btih:{'c' * 40}")
    home.reaches(user, lost, "retrying")
    other = home.ask(user, "http", web.url("/f.mkv"))
    home.reaches(user, other, "completed")
    end = until(lambda: (job := home.job(user, lost)).status == "failed" and job)

    assert (end.reason, end.retry_count) == ("no_metadata", 3)
    assert home.statuses(user, lost).count("preparing") == 4


def test_case_27_a_source_that_drips_stalls_and_ends(home, user, web):
    web.pages["/f.mkv"] = Page(noise(100_000), bytes_per_s=100)
    home.backoff_s = 0.02
    home.patience = Patience(slow_after_s=0.3, stalled_s=0.2)
    home.worker()
    job = home.ask(user, "http", web.url("/f.mkv"))
    end = until(lambda: (now := home.job(user, job)).status == "failed" and now)

    assert end.reason == "too_slow"
    story = home.statuses(user, job)
    assert story[:6] == ["queued", "preparing", "downloading", "stalled", "retrying", "preparing"]


def test_a_stall_that_ends_by_itself_costs_no_retry(home, engine, user):
    home.patience = Patience(slow_after_s=0.3, stalled_s=60)
    home.worker(scripted(engine))
    job = begun(home, engine, user, total=1_000_000)
    assert home.reaches(user, job, "stalled").reason == "too_slow"
    engine.says(job.id, bytes_done=500_000)

    now = home.reaches(user, job, "downloading")
    assert (now.reason, now.retry_count, now.error_message) == (None, 0, "")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("not_found", "Gone.", may_retry=False), "failed"),
        (Fault("unreachable", "No.", may_retry=True), "retrying"),
    ],
)
def test_faults_end_a_job_or_an_attempt(home, engine, user, fault, status):
    home.backoff_s = 1000
    home.worker(scripted(engine))
    job = begun(home, engine, user)
    engine.says(job.id, phase=Phase.BROKEN, fault=fault)
    now = home.reaches(user, job, status)
    told = home.story(user, job)[-2 if status == "retrying" else -1]

    assert (now.reason, now.error_message) == (fault.reason, fault.message)
    assert told.payload["reason"] == fault.reason
    until(lambda: job.id not in engine.tasks)


def test_who_asks_again_after_a_failure_goes_on_from_what_had_arrived(home, user, web, db):
    body = noise(900_000)
    page = web.pages["/f.mkv"] = Page(body, cut_after=300_000)
    home.backoff_s = 0.2
    home.worker()
    first = home.ask(user, "http", web.url("/f.mkv"))
    home.reaches(user, first, "retrying")
    page.status = 503
    end = until(lambda: (now := home.job(user, first)).status == "failed" and now)
    page.status, page.cut_after = 200, None
    second = home.ask(user, "http", web.url("/f.mkv"))
    done = home.reaches(user, second, "completed")

    assert end.reason == "unreachable"
    assert home.file_of(done).read_bytes() == body
    assert web.asked("/f.mkv")[-1]["range"] == "bytes=300000-"
    assert home.file_of(done).parent.name == str(first.id)


def test_what_nobody_came_back_for_is_removed_after_a_week(home, engine, user, db):
    home.backoff_s = 0
    home.worker(scripted(engine))
    job = begun(home, engine, user)
    folder = engine.tasks[job.id].folder
    folder.mkdir(parents=True)
    for _ in range(4):
        until(lambda: job.id in engine.tasks)
        fault = Fault("unreachable", "No.", may_retry=True)
        engine.says(job.id, phase=Phase.BROKEN, fault=fault)
        until(lambda: job.id not in engine.tasks or engine.reports[job.id].fault is None)
    until(lambda: home.job(user, job).status == "failed")
    left_at_first = home.recycling.to_put_aside()
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET updated_at = now() - interval '8 days'")

    assert folder.exists()
    assert left_at_first == []
    (left,) = home.recycling.to_put_aside()
    assert (left.job_id, left.folder, left.is_shared) == (job.id, str(folder), False)


def test_an_address_that_turns_out_to_lead_inside_fails_at_once(home, user, web):
    web.pages["/f"] = Page(b"secret")
    home.worker(dict.fromkeys(SourceType, HttpEngine(NetworkGuard())))
    job = home.ask(user, "http", web.url("/f"))
    end = until(lambda: (now := home.job(user, job)).status == "failed" and now)

    assert (end.reason, end.retry_count) == ("blocked_address", 0)
    assert web.requests == []


def test_without_torrents_a_waiting_torrent_fails_with_the_reason(home, user):
    home.worker({SourceType.HTTP: HttpEngine(LOOPBACK)})
    job = home.ask(user, "magnet", f"magnet:?xt=urn:btih:{'d' * 40}")
    end = until(lambda: (now := home.job(user, job)).status == "failed" and now)

    assert end.reason == "torrents_off"


def test_a_torrent_that_is_under_way_already_is_not_downloaded_twice(home, user, seed, web):
    offer = seed.offer({"": noise(2 * MIB)}, name="film.mkv")
    seed.limit(MIB // 2)
    web.pages["/film.torrent"] = Page(offer.torrent)
    home.worker()
    first = home.ask(user, "magnet", offer.magnet)
    home.reaches(user, first, "downloading")
    second = home.ask(user, "torrent", web.url("/film.torrent"))
    end = until(lambda: (now := home.job(user, second)).status == "failed" and now)
    seed.limit(0)

    assert end.reason == "already_downloading"
    assert home.reaches(user, first, "completed")


def test_progress_is_told_now_and_then_and_written_often(home, engine, user):
    home.worker(scripted(engine))
    job = begun(home, engine, user, total=1000)
    for done in (155, 420, 999):
        engine.says(job.id, bytes_done=done)
        until(lambda done=done: home.job(user, job).bytes_downloaded == done)
    engine.brings(job.id, bytes(1000))
    home.reaches(user, job, "completed")
    told = [event.progress_percent for event in home.story(user, job)]

    assert told == sorted(told)
    assert [event.message for event in home.story(user, job)[3:-1]] == [
        "10 % is here.", "40 % is here.", "90 % is here.",
    ]  # fmt: skip


def test_progress_falls_only_with_a_word_about_it(home, engine, user):
    home.worker(scripted(engine))
    job = begun(home, engine, user)
    engine.says(job.id, bytes_done=600)
    until(lambda: home.job(user, job).progress_percent == 60)
    engine.says(job.id, bytes_done=580)  # a piece that turned out to be broken
    settled(lambda: home.job(user, job).progress_percent)
    unchanged = home.job(user, job).progress_percent
    engine.says(job.id, phase=Phase.CHECKING)
    until(lambda: home.job(user, job).detail == "checking")
    while_checking = home.job(user, job).progress_percent
    engine.says(job.id, phase=Phase.RUNNING, bytes_done=200)
    until(lambda: home.job(user, job).progress_percent == 20)

    assert (unchanged, while_checking) == (60, 60)
    assert "Rechecking found 20 % on disk." in [e.message for e in home.story(user, job)]


def test_resume_data_are_kept_with_the_job(home, engine, user, db):
    home.worker(scripted(engine))
    job = begun(home, engine, user)

    def kept() -> bool:
        with db.read() as conn:
            row = conn.execute(
                "SELECT resume_data FROM download_jobs WHERE id = %s", [job.id]
            ).fetchone()
        return row[0] == b"resume"

    until(kept)


def waits_for_space(home: Home, user, job) -> DownloadJob:
    def look() -> DownloadJob | None:
        now = home.job(user, job)
        return now if (now.status, now.detail) == ("stalled", "waiting_for_space") else None

    return until(look, what="waiting for space")


def test_case_15_a_job_that_does_not_fit_waits_and_goes_on_by_itself(home, engine, user):
    free = [10**9]
    home.free_bytes = lambda _folder: free[0]
    home.worker(scripted(engine))
    small = begun(home, engine, user, 1, total=1000)
    big = home.ask(user, "http", url(2))
    until(lambda: big.id in engine.tasks)
    engine.says(big.id, phase=Phase.RUNNING, bytes_total=2 * 10**9)
    waiting = waits_for_space(home, user, big)
    later = home.ask(user, "http", url(3))
    engine.brings(small.id, b"film")

    assert waiting.reason == "disk_full"
    assert waiting.next.action == "resume_on_space"
    payload = home.story(user, big)[-1].payload
    assert payload["needed"] >= 2 * 10**9
    assert payload["free"] == 10**9
    assert home.reaches(user, small, "completed")
    assert settled(lambda: home.job(user, later).status) == "queued"
    assert big.id in engine.paused

    told = len(home.story(user, big))
    free[0] = 10**12
    home.reaches(user, big, "downloading")
    assert big.id not in engine.paused
    assert home.job(user, big).retry_count == 0
    assert len(home.story(user, big)) == told + 1
    until(lambda: later.id in engine.tasks)


def test_case_16_what_is_still_to_come_of_others_counts(home, engine, user):
    home.free_bytes = lambda _folder: 10**10
    home.worker(scripted(engine))
    begun(home, engine, user, 1, total=6 * 10**9)
    second = home.ask(user, "http", url(2))
    until(lambda: second.id in engine.tasks)
    engine.says(second.id, phase=Phase.RUNNING, bytes_total=6 * 10**9)
    waits_for_space(home, user, second)

    payload = home.story(user, second)[-1].payload
    assert payload["reason"] == "disk_full"
    assert (payload["free"], payload["needed"] >= 12 * 10**9) == (10**10, True)


def test_case_16_what_cannot_be_known_is_not_enough(home, engine, user):
    def nobody_knows(_folder: Path) -> int:
        raise OSError

    home.free_bytes = nobody_knows
    home.worker(scripted(engine))
    job = home.ask(user, "http", url())
    until(lambda: job.id in engine.tasks)
    engine.says(job.id, phase=Phase.RUNNING, bytes_total=10)

    waits_for_space(home, user, job)


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of eight megabytes; needs the rights of root."""
    folder = tmp_path / "home" / "downloads"
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk needs the rights of root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("kind", ["magnet", "http"])
def test_case_15_a_disk_that_is_really_full(home, user, seed, web, small_disk, kind):
    """Nobody foresees it here, so the engine runs into the wall itself."""
    believes_in_room = [True]
    home.free_bytes = lambda _folder: 10**12 if believes_in_room[0] else 0
    body = noise(12 * MIB)
    web.pages["/f.mkv"] = Page(body, says_length=False)
    source = web.url("/f.mkv") if kind == "http" else seed.offer({"": body}, name="f.mkv").magnet
    home.worker()
    job = home.ask(user, kind, source)
    waits_for_space(home, user, job)
    believes_in_room[0] = False
    told = len(home.story(user, job))

    assert settled(lambda: home.job(user, job).detail) == "waiting_for_space"
    assert len(home.story(user, job)) <= told + 1
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    believes_in_room[0] = True

    done = home.reaches(user, job, "completed", within_s=60)
    assert done.retry_count == 0
    assert home.file_of(done).read_bytes() == body
