"""Tasks for the engine for plain addresses, and what became of them."""

from pathlib import Path
from uuid import UUID, uuid4

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.options import JobOptions
from tests.downloads import wait_until
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.http import HttpEngine


def make_task(root: Path, url: str, job: UUID | None = None, **options: object) -> Task:
    job = job or uuid4()
    task = JobOptions.model_validate(options)
    return Task(job, SourceType.HTTP, url, root / "jobs" / str(job), "Title", options=task)


def wait_for_end(engine: HttpEngine, task: Task) -> Report:
    """The report once it is over, whichever way."""
    return wait_until(
        lambda: (
            (report := engine.report(task.job_id))
            and report.phase in (Phase.FINISHED, Phase.BROKEN)
            and report
        )
    )


def download(engine: HttpEngine, task: Task) -> Report:
    """One try, and let go."""
    engine.add(task)
    report = wait_for_end(engine, task)
    engine.drop(task.job_id, remove_files=False)
    return report


def downloaded_file(report: Report) -> Path:
    assert report.fault is None, report.fault
    return Path(report.files[0].path)


def wait_for_bytes(engine: HttpEngine, task: Task, count: int) -> None:
    """Wait for so many bytes."""
    wait_until(lambda: engine.report(task.job_id).bytes_done >= count)


def start_download(engine: HttpEngine, task: Task, count: int) -> Task:
    """A task that has brought so many bytes by now."""
    engine.add(task)
    wait_for_bytes(engine, task, count)
    return task
