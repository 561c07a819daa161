"""Tasks for the engine for plain addresses, and what became of them."""

from pathlib import Path
from uuid import UUID, uuid4

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.options import JobOptions
from tests.downloads import wait_until
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.http import HttpEngine


def task(root: Path, url: str, job: UUID | None = None, **options: object) -> Task:
    job = job or uuid4()
    wanted = JobOptions.model_validate(options)
    return Task(job, SourceType.HTTP, url, root / "jobs" / str(job), "Title", options=wanted)


def ends(engine: HttpEngine, wanted: Task) -> Report:
    """The report once it is over, whichever way."""
    return wait_until(
        lambda: (
            (report := engine.report(wanted.job_id))
            and report.phase in (Phase.FINISHED, Phase.BROKEN)
            and report
        )
    )


def bring(engine: HttpEngine, wanted: Task) -> Report:
    """One try, and let go."""
    engine.add(wanted)
    report = ends(engine, wanted)
    engine.drop(wanted.job_id, remove_files=False)
    return report


def arrived(report: Report) -> Path:
    assert report.fault is None, report.fault
    return Path(report.files[0].path)


def has_brought(engine: HttpEngine, wanted: Task, count: int) -> None:
    """Wait for so many bytes."""
    wait_until(lambda: engine.report(wanted.job_id).bytes_done >= count)


def under_way(engine: HttpEngine, wanted: Task, count: int) -> Task:
    """A task that has brought so many bytes by now."""
    engine.add(wanted)
    has_brought(engine, wanted, count)
    return wanted
