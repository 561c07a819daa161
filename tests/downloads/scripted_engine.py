"""An engine that reports what a test sets."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_options import JobOptions
from chalicelib.leases.models import ArrivedFile
from worker.downloader.engine import (
    Connectivity,
    InspectionResult,
    Limits,
    Phase,
    Report,
    SourceEngine,
    Task,
    TransferDetails,
)
from worker.downloader.in_progress_file import InProgressFile


class ScriptedEngine:
    """
    See `SourceEngine`: reports what a test sets, and writes files at once.

    A test that sees a task may change its report at once: `tasks` changes last when a task is
    added or removed, and a change waits for what the worker's thread has begun.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.tasks: dict[UUID, Task] = {}
        self.reports: dict[UUID, Report] = {}
        self.dropped: list[tuple[UUID, bool]] = []
        self.paused: set[UUID] = set()
        self.finished: list[UUID] = []
        self.resume_data: dict[UUID, bytes] = {}
        self.options: dict[UUID, JobOptions] = {}
        self.seeds: dict[UUID, SeedRules] = {}
        self.details_by_job: dict[UUID, TransferDetails] = {}
        self.commands: list[tuple[str, UUID]] = []  # "recheck", "reannounce" and "move"
        self.can_recheck = True  # what it has can be checked
        self.inspections: dict[UUID, InspectionResult | None] = {}
        self.limits = Limits()
        self.network = Network()
        self.current_connectivity = Connectivity()
        self.on_add: Callable[[Task], None] = lambda _task: None
        self.on_inspect: Callable[[UUID, str], InspectionResult | None] = lambda _id, _source: None

    def add(self, task: Task) -> None:
        with self._lock:
            if task.job_id in self.tasks:
                return
            self.options[task.job_id] = task.options
            if task.seed is not None:
                self.seeds[task.job_id] = task.seed
            phase = Phase.PREPARING if task.seed is None else Phase.SEEDING
            self.reports[task.job_id] = Report(
                phase, bytes_uploaded=task.seeded_bytes, seeding_s=task.seeded_s
            )
            self.tasks[task.job_id] = task
            self.on_add(task)

    def update_report(self, job_id: UUID, **report: Any) -> None:
        with self._lock:
            self.reports[job_id] = replace(self.reports[job_id], **report)

    def deliver_file(self, job_id: UUID, body: bytes, name: str = "film.mkv") -> None:
        """Finish a task with one file."""
        path = self.tasks[job_id].folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        files = (ArrivedFile(0, str(path), len(body)),)
        size = len(body)
        self.update_report(
            job_id, phase=Phase.FINISHED, bytes_total=size, bytes_done=size, files=files
        )

    def report(self, job_id: UUID) -> Report | None:
        return self.reports.get(job_id)

    def details(self, job_id: UUID) -> TransferDetails | None:
        return self.details_by_job.get(job_id, TransferDetails()) if job_id in self.tasks else None

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        if job_id in self.tasks:
            self.options[job_id] = options

    def recheck(self, job_id: UUID) -> bool:
        with self._lock:
            if job_id not in self.tasks or not self.can_recheck:
                return False
            self.update_report(job_id, phase=Phase.CHECKING)
            self.commands.append(("recheck", job_id))
        return True

    def reannounce(self, job_id: UUID) -> None:
        if job_id in self.tasks:
            self.commands.append(("reannounce", job_id))

    def move(self, job_id: UUID, folder: Path) -> None:
        """At once, as on one file system."""
        with self._lock:
            task = self.tasks.get(job_id)
            if task is None:
                return
            if task.folder.exists():
                folder.parent.mkdir(parents=True, exist_ok=True)
                task.folder.rename(folder)
            files = tuple(
                replace(file, path=str(folder / Path(file.path).relative_to(task.folder)))
                for file in self.reports[job_id].files
            )
            self.tasks[job_id] = replace(task, folder=folder)
            self.update_report(job_id, folder=folder, files=files)
            self.commands.append(("move", job_id))

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        with self._lock:
            task = self.tasks.get(job_id)
            self.seeds.pop(job_id, None)
            self.paused.discard(job_id)
            if task is not None:
                self.reports.pop(job_id, None)
                if remove_files:
                    shutil.rmtree(task.folder, ignore_errors=True)
                self.dropped.append((job_id, remove_files))
                del self.tasks[job_id]

    def pause(self, job_id: UUID) -> None:
        self.paused.add(job_id)

    def resume(self, job_id: UUID) -> None:
        self.paused.discard(job_id)

    def finish(self, job_id: UUID, seed: SeedRules | None = None) -> None:
        with self._lock:
            if seed is not None and job_id in self.tasks:
                self.update_report(job_id, phase=Phase.SEEDING)
                self.seeds[job_id] = seed
            else:
                self.reports.pop(job_id, None)
                self.tasks.pop(job_id, None)
            self.finished.append(job_id)

    def request_resume_data(self) -> None:
        self.resume_data = dict.fromkeys(self.tasks, b"resume")

    def take_resume_data(self) -> dict[UUID, bytes]:
        data, self.resume_data = self.resume_data, {}
        return data

    def inspect(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:
        self.inspections[inspection_id] = self.on_inspect(inspection_id, source)

    def inspection_result(self, inspection_id: UUID) -> InspectionResult | None:
        return self.inspections.get(inspection_id)

    def discard_inspection(self, inspection_id: UUID) -> None:
        self.inspections.pop(inspection_id, None)

    def set_rate_limits(self, limits: Limits) -> None:
        self.limits = limits

    def use_network(self, network: Network) -> None:
        self.network = network

    def connectivity(self) -> Connectivity:
        return self.current_connectivity

    def tidy(self, folder: Path) -> None:
        """It leaves nothing in a folder."""

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        report = self.reports.get(job_id)
        if report is None or file_index >= len(report.files):
            return None
        return WholeFile(Path(report.files[file_index].path))

    def close(self, within_s: float) -> dict[UUID, bytes]:
        return dict.fromkeys(self.tasks, b"last")


class WholeFile:
    """See `InProgressFile`: one that has arrived."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.size = path.stat().st_size
        self._path = path

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        if offset < 0 or length < 0:
            raise ValueError("offset and length are not negative")
        return self._path.read_bytes()[offset : offset + length]

    def close(self) -> None:
        """Nothing is open."""


def every_source_with(engine: ScriptedEngine) -> dict[SourceType, SourceEngine]:
    return dict.fromkeys(SourceType, engine)
