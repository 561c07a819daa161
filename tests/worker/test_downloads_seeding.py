"""Seeding torrents: user requests and failures meanwhile."""

from pathlib import Path

import pytest

from chalicelib.download_settings.models.categories import CategoryChange, CategoryCreate
from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.downloads.models.control_requests import JobChange, MoveTo
from tests.downloads.harness import WorkerHarness
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from worker.downloader.engine import Fault, Phase

HASH = "b" * 40
MAGNET = f"magnet:?xt=urn:btih:{HASH}"


def seeding_job(harness: WorkerHarness, engine: ScriptedEngine, user):
    """A completed torrent that is seeded."""
    job = harness.add_job(user, "magnet", MAGNET)
    harness.wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, info_hash=HASH)
    engine.deliver_file(job.id, b"x" * 1000)
    harness.wait_until(lambda: job.id in engine.seeds)
    harness.wait_until(lambda: harness.job(user, job).detail == "seeding")
    return job


def test_a_seeding_torrent_removed_with_its_files_is_released_and_trashed(
    harness, engine, user, db, monkeypatch
):
    monkeypatch.setattr("chalicelib.leases.store.trash.UNDO_S", 0)
    worker = harness.stepped_worker(every_source_with(engine))
    job = seeding_job(harness, engine, user)
    file = harness.file_of(job)
    harness.control.remove(user, job.id, with_files=True)
    harness.wait_until(lambda: (job.id, False) in engine.dropped)

    harness.wait_until(lambda: worker.component.trash.work() or not file.exists())
    harness.control.restore(user, job.id)
    harness.wait_until(lambda: worker.component.trash.work() or file.exists())


def test_changed_limits_of_settings_or_category_apply_to_seeding_torrents(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = seeding_job(harness, engine, user)
    assert engine.seeds[job.id].ratio == 1.0

    harness.settings.update(DownloadSettings.model_validate({"seed": {"ratio": 3}}))
    harness.wait_until(lambda: engine.seeds[job.id].ratio == 3)
    category = harness.categories.create(
        CategoryCreate.model_validate(
            {"name": "Films", "root": str(harness.folder), "options": {"seed": {"ratio": 4}}}
        )
    )
    harness.control.move(user, job.id, MoveTo(categoryId=category.id))
    harness.wait_until(lambda: job.id in engine.seeds and engine.seeds[job.id].ratio == 4)
    harness.categories.update(
        category.id, CategoryChange.model_validate({"options": {"seed": {"ratio": 5}}})
    )
    harness.wait_until(lambda: engine.seeds[job.id].ratio == 5)
    harness.control.change(
        user, job.id, JobChange.model_validate({"options": {"seed": {"ratio": 6}}})
    )
    harness.wait_until(lambda: engine.seeds[job.id].ratio == 6)
    assert harness.job(user, job).seeding.rules.ratio == 6


@pytest.mark.parametrize("what", ["recheck", "reannounce"])
def test_a_command_for_a_seeding_torrent_is_run(harness, engine, user, db, what):
    harness.stepped_worker(every_source_with(engine))
    job = seeding_job(harness, engine, user)
    getattr(harness.control, what)(user, job.id)

    harness.wait_until(lambda: (what, job.id) in engine.commands)
    with db.read() as conn:
        harness.wait_until(
            lambda: (
                conn.execute(
                    "SELECT count(*) FROM download_commands WHERE done_at IS NULL"
                ).fetchone()
                == (0,)
            )
        )


def test_broken_files_end_seeding_with_the_reason_and_the_job_stays_listed(harness, engine, user):
    harness.settings.update(
        DownloadSettings.model_validate({"seed": {"ratio": 1, "action": "remove"}})
    )
    harness.stepped_worker(every_source_with(engine))
    job = seeding_job(harness, engine, user)
    fault = Fault("missing_files", "A file is not there any more.", may_retry=False)
    engine.update_report(job.id, phase=Phase.BROKEN, fault=fault)
    harness.wait_until(lambda: harness.job(user, job).seeding.ended_at)

    now = harness.job(user, job)
    assert (now.status, now.removed_at) == ("completed", None)
    last = harness.events(user, job)[-1].message
    assert "A file is not there any more." in last
    assert "enough" not in last


def test_a_stopping_worker_ends_no_seeding(harness, engine, user):
    """Its engine knows nothing any more while its threads may still look."""
    worker = harness.stepped_worker(every_source_with(engine))
    job = seeding_job(harness, engine, user)
    worker.component.stop()
    engine.reports.clear()
    worker.component.context.wakeups.renew_seeding()
    worker.component.seeding.work()

    assert harness.job(user, job).seeding.ended_at is None


def test_a_removed_torrent_is_not_seeded_and_is_restored_as_it_was(harness, engine, user):
    harness.stepped_worker(every_source_with(engine))
    job = seeding_job(harness, engine, user)
    harness.control.remove(user, job.id, with_files=False)
    harness.wait_until(lambda: (job.id, False) in engine.dropped)
    assert harness.wait_stable(lambda: job.id in engine.tasks) is False
    assert Path(harness.file_of(job)).exists()
    harness.control.restore(user, job.id)

    harness.wait_until(lambda: job.id in engine.seeds)
