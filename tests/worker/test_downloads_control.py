"""What users request of their downloads, and how the worker carries it out, step by step."""

from datetime import UTC, datetime

import pytest

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.downloads.errors import DownloadNotFound, InvalidJobState
from chalicelib.downloads.models import DownloadCreate, DownloadJob, SourceType
from chalicelib.downloads.models.control_requests import (
    FileChoice,
    JobChange,
    MoveTo,
    QueuePosition,
)
from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.downloads.models.job_options import FilePriority, JobOptions
from chalicelib.inspections.models import InspectionCreate
from tests.downloads.accounts import as_admin, make_user
from tests.downloads.data import url
from tests.downloads.harness import WorkerHarness
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from worker.downloader.engine import (
    Connectivity,
    Fault,
    InspectionResult,
    Limits,
    Phase,
    TransferDetails,
)
from worker.downloader.settings_applier import limits_at

HASH = "a" * 40
MAGNET = f"magnet:?xt=urn:btih:{HASH}"


def start_job(
    harness: WorkerHarness, engine: ScriptedEngine, user, source: str = "", **said: object
):
    """A job whose task runs."""
    kind = "magnet" if source.startswith("magnet") else "http"
    job = harness.add_job(user, kind, source or url())
    harness.wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, **{"phase": Phase.RUNNING, "bytes_total": 1000, **said})
    harness.wait_for_status(user, job, "downloading")
    return job


def wait_for_detail(harness: WorkerHarness, user, job, status: str, detail: str) -> DownloadJob:
    def look() -> DownloadJob | None:
        now = harness.job(user, job)
        return now if (now.status, now.detail) == (status, detail) else None

    return harness.wait_until(look, what=f"{status} {detail}, is {harness.job(user, job)}")


def test_a_paused_job_frees_its_slot_and_keeps_its_data(harness, engine, user, db):
    harness.max_active = 1
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user, MAGNET, info_hash=HASH, contents=(), bytes_done=400)
    harness.wait_until(lambda: harness.job(user, job).progress_percent == 40)
    other = harness.add_job(user, "http", url(2))

    harness.control.pause(user, job.id)
    paused = wait_for_detail(harness, user, job, "stalled", "paused")

    assert (paused.is_paused, paused.has_worker, paused.next) == (True, False, None)
    assert harness.wait_until(lambda: (job.id, False) in engine.dropped)
    with db.read() as conn:
        row = conn.execute("SELECT resume_data FROM download_jobs WHERE id = %s", [job.id])
        assert row.fetchone() == (b"resume",)
    harness.wait_until(lambda: other.id in engine.tasks)
    engine.deliver_file(other.id, b"film")
    harness.wait_for_status(user, other, "completed")
    assert harness.wait_stable(lambda: harness.job(user, job).status) == "stalled"

    harness.control.resume(user, job.id)
    harness.wait_until(lambda: job.id in engine.tasks)
    now = harness.job(user, job)
    assert engine.tasks[job.id].resume_data == b"resume"
    assert (now.is_paused, now.retry_count, now.progress_percent) == (False, 0, 40)


def test_a_paused_queued_job_is_skipped(harness, engine, user):
    job = harness.add_job(user, "http", url())
    harness.control.pause(user, job.id)
    harness.stepped_worker(every_source_with(engine))
    after = harness.add_job(user, "http", url(2))
    harness.wait_until(lambda: after.id in engine.tasks)

    now = harness.job(user, job)
    assert (now.status, now.detail, now.queue_position) == ("queued", "paused", None)
    harness.control.resume(user, job.id)
    harness.wait_until(lambda: job.id in engine.tasks)


def test_a_job_can_be_added_paused(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    wanted = DownloadCreate(sourceType="http", source=url(), isPaused=True)
    job = harness.downloads.request(user, wanted).job

    assert harness.wait_stable(lambda: harness.job(user, job).status) == "queued"
    assert job.is_paused
    harness.control.resume(user, job.id)
    harness.wait_until(lambda: job.id in engine.tasks)


def test_a_pause_that_is_cancelled_at_once_has_no_effect(harness, engine, user):
    engine.on_add = lambda task: engine.update_report(
        task.job_id, phase=Phase.RUNNING, bytes_total=1000
    )
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    harness.control.pause(user, job.id)
    harness.control.resume(user, job.id)

    harness.wait_until(lambda: not harness.job(user, job).is_paused)
    harness.wait_for_status(user, job, "downloading")
    harness.wait_until(lambda: job.id not in engine.paused)
    assert harness.wait_stable(lambda: harness.job(user, job).status) == "downloading"
    assert harness.job(user, job).retry_count == 0


def test_the_queue_can_be_reordered(harness, user):
    jobs = [harness.add_job(user, "http", url(number)) for number in range(4)]

    def order() -> list[int]:
        return [harness.job(user, job).queue_position or 0 for job in jobs]

    assert order() == [1, 2, 3, 4]
    harness.control.queue(user, jobs[3].id, QueuePosition.TOP)
    assert order() == [2, 3, 4, 1]
    harness.control.queue(user, jobs[3].id, QueuePosition.DOWN)
    assert order() == [1, 3, 4, 2]
    harness.control.queue(user, jobs[2].id, QueuePosition.UP)
    assert order() == [1, 4, 3, 2]
    harness.control.queue(user, jobs[0].id, QueuePosition.BOTTOM)
    assert order() == [4, 3, 2, 1]


def test_a_forced_job_starts_although_every_slot_is_taken(harness, engine, user):
    harness.max_active = 1
    harness.stepped_worker(every_source_with(engine))
    start_job(harness, engine, user)
    waiting, urgent = harness.add_job(user, "http", url(2)), harness.add_job(user, "http", url(3))
    harness.control.change(user, urgent.id, JobChange(isForced=True))

    harness.wait_until(lambda: urgent.id in engine.tasks)
    assert harness.wait_stable(lambda: harness.job(user, waiting).status) == "queued"


def test_only_a_waiting_job_has_a_queue_position(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)

    with pytest.raises(InvalidJobState):
        harness.control.queue(user, job.id, QueuePosition.TOP)


def test_options_reach_the_engine_before_and_during_a_task(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    options = JobOptions(isSequential=True, filePriorities={1: "skip"})
    wanted = DownloadCreate(sourceType="http", source=url(), options=options)
    job = harness.downloads.request(user, wanted).job
    harness.wait_until(lambda: job.id in engine.tasks)

    assert engine.tasks[job.id].options == options
    engine.update_report(job.id, phase=Phase.RUNNING, bytes_total=1000)
    harness.control.change(user, job.id, JobChange(options=JobOptions(downloadLimit=50_000)))
    harness.wait_until(lambda: engine.options[job.id].download_limit == 50_000)
    assert engine.options[job.id].is_sequential
    assert engine.options[job.id].file_priorities == {1: FilePriority.SKIP}


def test_files_are_listed_and_selected(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    inside = tuple(
        TorrentEntry(index=index, path=path, size_bytes=500)
        for index, path in enumerate(("show/e1.mkv", "show/e2.mkv"))
    )
    job = start_job(harness, engine, user, MAGNET, title="show", info_hash=HASH, contents=inside)
    harness.wait_until(lambda: len(harness.control.details(user, job.id).files) == 2)
    harness.control.choose_files(user, job.id, FileChoice(priorities={1: "high", 0: "skip"}))

    harness.wait_until(lambda: engine.options[job.id].file_priorities == {0: "skip", 1: "high"})
    files = harness.control.details(user, job.id).files
    assert [(file.path, file.size_bytes, file.priority) for file in files] == [
        ("show/e1.mkv", 500, "skip"),
        ("show/e2.mkv", 500, "high"),
    ]


def test_when_more_files_are_selected_the_percentage_falls_without_an_event(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user, bytes_total=500, bytes_done=400)
    harness.wait_until(lambda: harness.job(user, job).progress_percent == 80)
    engine.update_report(job.id, bytes_total=1000)

    harness.wait_until(lambda: harness.job(user, job).progress_percent == 40)
    assert not any("Rechecking" in event.message for event in harness.events(user, job))


def test_details_are_written_only_while_a_user_watches(harness, engine, user, db):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    engine.details_by_job[job.id] = TransferDetails(file_bytes=(7,), pieces=(100, 0))

    def rows() -> int:
        with db.read() as conn:
            row = conn.execute("SELECT count(*) FROM download_details").fetchone()
            return row[0] if row else 0

    assert harness.wait_stable(rows) == 0
    harness.control.details(user, job.id)
    harness.wait_until(lambda: harness.control.details(user, job.id).pieces == [100, 0])


def test_a_command_is_run_once(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    harness.control.reannounce(user, job.id)
    harness.control.recheck(user, job.id)

    harness.wait_until(lambda: {kind for kind, _ in engine.commands} == {"reannounce", "recheck"})
    assert len(harness.wait_stable(lambda: tuple(engine.commands))) == 2


def test_a_recheck_that_is_not_possible_yet_is_run_later(harness, engine, user):
    engine.can_recheck = False
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    harness.control.reannounce(user, job.id)
    harness.control.recheck(user, job.id)
    harness.wait_until(lambda: ("reannounce", job.id) in engine.commands)
    engine.can_recheck = True

    harness.wait_until(lambda: ("recheck", job.id) in engine.commands)


def test_every_job_is_suspended_while_the_interface_is_down(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    engine.current_connectivity = Connectivity(is_up=False)
    waiting = wait_for_detail(harness, user, job, "stalled", "waiting_for_interface")

    assert waiting.reason == "interface_down"
    assert waiting.next.action == "resume_on_interface"
    assert job.id in engine.paused
    engine.current_connectivity = Connectivity(is_up=True)
    harness.wait_for_status(user, job, "downloading")
    assert job.id not in engine.paused


def test_changed_settings_apply_at_once(harness, engine):
    harness.stepped_worker(every_source_with(engine))
    harness.settings.update(DownloadSettings(downloadLimit=100_000, network={"dht": False}))

    harness.wait_until(lambda: engine.limits == Limits(100_000, None))
    assert engine.network.dht is False


def test_more_active_downloads_at_once_can_be_allowed(harness, engine, user):
    harness.max_active = 1
    harness.stepped_worker(every_source_with(engine))
    start_job(harness, engine, user)
    second = harness.add_job(user, "http", url(2))
    harness.settings.update(DownloadSettings(mostActive=2))

    harness.wait_until(lambda: second.id in engine.tasks)


def test_a_job_with_a_target_folder_is_moved_there_when_it_is_complete(
    harness, engine, user, tmp_path
):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user, title="A film: the film")
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(harness.folder / "films")))
    engine.deliver_file(job.id, b"film")
    done = harness.wait_for_status(user, job, "completed")

    path = harness.file_of(done)
    assert path.parent == harness.folder / "films" / "A film_ the film"
    assert path.read_bytes() == b"film"


def test_a_completed_torrent_can_be_moved_and_is_seeded_from_there(harness, engine, user, db):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user, MAGNET, title="A film", info_hash=HASH)
    engine.deliver_file(job.id, b"film")
    done = wait_for_detail(harness, user, job, "completed", "seeding")
    old = harness.file_of(done)
    harness.control.move(as_admin(user), job.id, MoveTo(root=str(harness.folder / "films")))

    new = harness.folder / "films" / "A film" / "film.mkv"
    harness.wait_until(new.exists)
    harness.wait_until(lambda: harness.file_of(harness.job(user, job)) == new)
    assert not old.exists()
    harness.wait_until(lambda: job.id in engine.tasks and engine.tasks[job.id].folder == new.parent)
    with db.read() as conn:
        row = conn.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'relocate_download'"
        ).fetchone()
    assert row[0]["new"] == str(new.parent)


def test_a_torrent_is_seeded_until_its_limits_are_reached(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user, MAGNET, info_hash=HASH)
    engine.deliver_file(job.id, b"film" * 250)
    seeding = wait_for_detail(harness, user, job, "completed", "seeding")

    assert harness.wait_until(lambda: engine.seeds.get(job.id)) == SeedRules()
    assert seeding.seeding.ended_at is None
    engine.update_report(job.id, bytes_uploaded=400, seeding_s=60, upload_bytes_per_s=10)
    harness.wait_until(lambda: harness.job(user, job).ratio == 0.4)
    engine.update_report(job.id, phase=Phase.DONE, bytes_uploaded=1000)
    over = wait_for_detail(harness, user, job, "completed", "")

    assert (over.ratio, over.has_worker) == (1.0, False)
    assert over.seeding.ended_at is not None
    assert harness.events(user, job)[-1].message.startswith("Given back 1.00 times")
    assert job.id not in engine.tasks


def test_the_next_worker_continues_seeding_with_the_totals_so_far(harness, engine, user):
    first = harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user, MAGNET, info_hash=HASH)
    engine.deliver_file(job.id, b"film" * 250)
    wait_for_detail(harness, user, job, "completed", "seeding")
    engine.update_report(job.id, bytes_uploaded=300, seeding_s=42)
    harness.wait_until(lambda: harness.job(user, job).bytes_uploaded == 300)
    first.close()
    second = ScriptedEngine()
    harness.stepped_worker(every_source_with(second))

    harness.wait_until(lambda: job.id in second.tasks)
    task = second.tasks[job.id]
    assert (task.seed, task.seeded_bytes, task.seeded_s) == (SeedRules(), 300, 42)


def test_nothing_is_seeded_where_the_settings_say_so(harness, engine, user):
    harness.settings.update(DownloadSettings(seed={"ratio": 0}))
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user, MAGNET, info_hash=HASH)
    engine.deliver_file(job.id, b"film")

    assert harness.wait_for_status(user, job, "completed").seeding is None
    harness.wait_until(lambda: job.id in engine.finished)
    assert job.id not in engine.tasks


def test_an_inspection_is_answered_and_a_job_starts_with_its_result(harness, engine, user):
    looks = harness.inspections
    found = InspectionResult(
        title="show",
        info_hash=HASH,
        bytes_total=10,
        files=(TorrentEntry(index=0, path="e1.mkv", size_bytes=10),),
        metadata=b"the .torrent",
    )
    engine.on_inspect = lambda _id, _source: found
    harness.stepped_worker(every_source_with(engine))
    look = looks.create(user, InspectionCreate(sourceType="magnet", source=MAGNET))
    ready = harness.wait_until(lambda: (now := looks.get(user, look.id)).status == "ready" and now)

    assert (ready.title, ready.bytes_total, ready.info_hash) == ("show", 10, HASH)
    assert [file.path for file in ready.files] == ["e1.mkv"]
    wanted = DownloadCreate(sourceType="magnet", source=MAGNET, inspectionId=look.id)
    job = harness.downloads.request(user, wanted).job
    harness.wait_until(lambda: job.id in engine.tasks)
    assert engine.tasks[job.id].metadata == b"the .torrent"
    assert engine.inspections == {}


def test_an_inspection_reports_a_torrent_behind_an_address(harness, engine, user):
    looks = harness.inspections
    engine.on_inspect = lambda _id, _source: InspectionResult(
        title="show", source_type=SourceType.TORRENT, message="This address leads to a torrent."
    )
    harness.stepped_worker(every_source_with(engine))
    look = looks.create(user, InspectionCreate(sourceType="http", source=url()))

    ready = harness.wait_until(lambda: (now := looks.get(user, look.id)).status == "ready" and now)
    assert (ready.source_type, ready.message) == ("torrent", "This address leads to a torrent.")


def test_an_inspection_that_finds_nothing_says_why(harness, engine, user):
    looks = harness.inspections
    fault = Fault("not_found", "It is not there.", may_retry=False)
    engine.on_inspect = lambda _id, _source: InspectionResult(fault=fault)
    harness.stepped_worker(every_source_with(engine))
    look = looks.create(user, InspectionCreate(sourceType="http", source=url()))

    failed = harness.wait_until(
        lambda: (now := looks.get(user, look.id)).status == "failed" and now
    )
    assert (failed.reason, failed.message) == ("not_found", "It is not there.")


def test_a_cancelled_job_can_be_retried_with_its_data(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    folder = engine.tasks[job.id].folder
    folder.mkdir(parents=True)
    (folder / "film.part").write_bytes(b"half")
    harness.downloads.cancel(user, job.id)
    harness.wait_until(lambda: not folder.exists())
    again = harness.control.retry(user, job.id).job
    harness.wait_until(lambda: again.id in engine.tasks)

    assert again.retry_of == job.id
    assert engine.tasks[again.id].folder == folder
    assert (folder / "film.part").read_bytes() == b"half"
    listed = {each.id for each in harness.downloads.open_jobs(user)}
    assert listed == {again.id}


def test_a_job_removed_with_its_files_is_trashed_and_can_be_restored(harness, engine, user, db):
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    engine.deliver_file(job.id, b"film")
    path = harness.file_of(harness.wait_for_status(user, job, "completed"))
    harness.control.remove(user, job.id, with_files=True)
    assert harness.wait_stable(path.exists)  # time to think again
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET removed_at = removed_at - interval '1 minute'")
    harness.control.change(user, job.id, JobChange(title="ring the bell"))
    rings = harness.control
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET options_version = options_version + 1")

    harness.wait_until(lambda: not path.exists())
    aside = list((harness.folder / "downloads" / ".recycle").glob("*/*/film.mkv"))
    assert [each.read_bytes() for each in aside] == [b"film"]
    rings.restore(user, job.id)
    harness.wait_until(path.exists)
    assert path.read_bytes() == b"film"


def test_trash_is_deleted_after_its_days(harness, engine, user, db):
    harness.settings.update(DownloadSettings(recycleDays=3))
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    folder = engine.tasks[job.id].folder
    folder.mkdir(parents=True)
    (folder / "film.part").write_bytes(b"half")
    harness.downloads.cancel(user, job.id)
    harness.wait_until(
        lambda: list((harness.folder / "downloads" / ".recycle").glob("*/*/film.part"))
    )
    with db.read() as conn:
        # Its days are counted once it is there, which is said a moment later.
        harness.wait_until(
            lambda: conn.execute("SELECT FROM download_jobs WHERE recycled_at < now()").rowcount
        )
        conn.execute("UPDATE download_jobs SET recycled_at = now() - interval '4 days'")
        conn.execute("UPDATE download_jobs SET options_version = options_version + 1")

    harness.wait_until(lambda: not list((harness.folder / "downloads" / ".recycle").glob("*/*")))


def test_a_folder_outside_is_never_touched(harness, engine, user, db, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("x")
    harness.stepped_worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    harness.downloads.cancel(user, job.id)
    harness.wait_until(lambda: job.id not in engine.tasks)
    with db.read() as conn:
        conn.execute(
            "UPDATE download_jobs SET save_path = %s, recycled_to = NULL,"
            " options_version = options_version + 1",
            [str(outside)],
        )

    harness.wait_until(lambda: harness.trash.to_discard() == [])
    assert (outside / "precious").read_text() == "x"


def test_a_quota_holds_and_other_users_continue(harness, engine, user, db):
    other = make_user(db)
    harness.settings.update(DownloadSettings(mostActive=4, perPerson={"mostActive": 1}))
    harness.stepped_worker(every_source_with(engine))
    start_job(harness, engine, user)
    mine, theirs = harness.add_job(user, "http", url(2)), harness.add_job(other, "http", url(3))

    harness.wait_until(lambda: theirs.id in engine.tasks)
    assert harness.wait_stable(lambda: harness.job(user, mine).status) == "queued"


def test_a_job_that_turns_out_to_exceed_the_quota_fails_before_it_downloads(harness, engine, user):
    harness.settings.update(DownloadSettings(perPerson={"bytesAMonth": 1000}))
    harness.stepped_worker(every_source_with(engine))
    first = start_job(harness, engine, user, bytes_total=600)
    engine.deliver_file(first.id, b"x" * 600)
    harness.wait_for_status(user, first, "completed")
    second = harness.add_job(user, "magnet", MAGNET)
    harness.wait_until(lambda: second.id in engine.tasks)
    inside = (TorrentEntry(index=0, path="film.mkv", size_bytes=500),)
    engine.update_report(
        second.id, phase=Phase.RUNNING, title="film", bytes_total=500, contents=inside
    )
    failed = harness.wait_for_status(user, second, "failed")

    assert failed.reason == "quota_exceeded"
    assert failed.bytes_downloaded == 0


def test_the_schedule_applies_in_its_time_zone():
    rules = DownloadSettings(
        downloadLimit=5000,
        timetable={
            "isOn": True, "hours": [[], [], [], [], [22, 23], [0, 1, 2, 3, 4, 5], []],
            "timeZone": "Europe/Zurich", "downloadLimit": 2000,
        },
    )  # fmt: skip

    def at(text: str) -> int | None:
        return limits_at(rules, datetime.fromisoformat(text).replace(tzinfo=UTC)).download

    assert at("2026-11-20T20:59:00") == 5000  # Friday, 21:59 there
    assert at("2026-11-20T21:00:00") == 2000
    assert at("2026-11-21T04:59:00") == 2000
    assert at("2026-11-21T05:00:00") == 5000
    assert at("2026-11-21T21:30:00") == 5000


def test_another_users_jobs_are_not_found(harness, user, db):
    job = harness.add_job(user, "http", url())
    with pytest.raises(DownloadNotFound):
        harness.control.pause(make_user(db), job.id)
    assert not harness.job(user, job).is_paused
