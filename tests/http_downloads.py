"""Tasks for the HTTP engine, and their reports."""

from pathlib import Path
from uuid import UUID, uuid4

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_options import JobOptions
from tests.waiting import wait_until
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.http import HttpEngine


def make_task(root: Path, url: str, job: UUID | None = None, **options: object) -> Task:
    job = job or uuid4()
    folder = root / "jobs" / str(job)
    job_options = JobOptions.model_validate(options)
    return Task(job, SourceType.HTTP, url, folder, "Title", options=job_options)


def wait_for_end(engine: HttpEngine, task: Task) -> Report:
    """The report once the download is complete or has failed."""
    return wait_until(
        lambda: (
            (report := engine.report(task.job_id))
            and report.phase in (Phase.FINISHED, Phase.BROKEN)
            and report
        )
    )


def download(engine: HttpEngine, task: Task) -> Report:
    """One attempt, then drop it."""
    engine.add(task)
    report = wait_for_end(engine, task)
    engine.drop(task.job_id, remove_files=False)
    return report


def downloaded_file(report: Report) -> Path:
    assert report.fault is None, report.fault
    return Path(report.files[0].path)


def wait_for_bytes(engine: HttpEngine, task: Task, count: int) -> None:
    wait_until(lambda: engine.report(task.job_id).bytes_done >= count)


def start_download(engine: HttpEngine, task: Task, count: int) -> Task:
    """Add a task, and wait until this many bytes have arrived."""
    engine.add(task)
    wait_for_bytes(engine, task, count)
    return task
