"""The engine for http(s) addresses: a thread for each download and each of its connections."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_options import JobOptions
from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader import disk_space
from worker.downloader.engine import (
    Connectivity,
    InspectionResult,
    Limits,
    OnUpdate,
    Phase,
    Report,
    Task,
    TransferDetails,
    ignore_updates,
)
from worker.downloader.http.archive import ARCHIVE_URL
from worker.downloader.http.context import EgressPolicy, EngineContext, TokenBucket
from worker.downloader.http.download import HttpDownload
from worker.downloader.http.inspection import AddressInspector
from worker.downloader.http.partial_file import find_complete_file, remove_metadata
from worker.downloader.in_progress_file import InProgressFile


class HttpEngine:
    """See `Engine`. Resuming after a crash needs only the folder of the job."""

    def __init__(
        self,
        guard: NetworkGuard,
        *,
        free_bytes: disk_space.FreeBytes = disk_space.free_bytes,
        on_update: OnUpdate = ignore_updates,
        max_connections: int = 4,
        min_split_bytes: int = 32 * 1024 * 1024,
        archive_url: str = ARCHIVE_URL,
    ) -> None:
        """
        Args:
            max_connections: To one server, for one file.
            min_split_bytes: Smaller files gain nothing from more than one connection.
            archive_url: Where items of the Internet Archive are requested.
        """
        egress = EgressPolicy(guard.resolver)
        self._egress, self._rate_limit = egress, TokenBucket()
        self._context = EngineContext(
            replace(guard, resolver=egress.resolve),
            egress,
            free_bytes,
            on_update,
            max_connections,
            min_split_bytes,
            rate_limit=self._rate_limit,
            archive_url=archive_url,
        )
        self._inspector = AddressInspector(self._context)
        self._downloads: dict[UUID, HttpDownload] = {}
        self._ending: dict[UUID, HttpDownload] = {}  # dropped, while their threads still run
        self._lock = threading.Lock()

    def add(self, task: Task) -> None:
        with self._lock:
            if task.job_id in self._downloads:
                return
            previous = self._ending.pop(task.job_id, None)
            download = self._downloads[task.job_id] = HttpDownload(task, self._context, previous)
        download.start()

    def report(self, job_id: UUID) -> Report | None:
        download = self._downloads.get(job_id)
        return download.report if download else None

    def details(self, job_id: UUID) -> TransferDetails | None:
        download = self._downloads.get(job_id)
        return download.details if download else None

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        if download := self._downloads.get(job_id):
            download.configure(options)

    def recheck(self, job_id: UUID) -> bool:
        if download := self._downloads.get(job_id):
            download.recheck()
        return download is not None

    def reannounce(self, job_id: UUID) -> None:
        """Nothing to do: an address has no peers."""

    def move(self, job_id: UUID, folder: Path) -> None:
        if download := self._downloads.get(job_id):
            download.move(folder)

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        with self._lock:
            download = self._downloads.pop(job_id, None)
            if download is None:
                return
            running = {job: each for job, each in self._ending.items() if each.is_running}
            self._ending = {**running, job_id: download}
        download.stop(removes_files=remove_files)
        if download.report.phase is Phase.FINISHED:
            download.close()
        if remove_files:
            disk_space.remove_folder(download.folder, download.folder.parent)

    def pause(self, job_id: UUID) -> None:
        if download := self._downloads.get(job_id):
            download.pause()

    def resume(self, job_id: UUID) -> None:
        if download := self._downloads.get(job_id):
            download.resume()

    def finish(self, job_id: UUID, seed: SeedRules | None = None) -> None:  # noqa: ARG002  # HTTP downloads are not seeded
        with self._lock:
            download = self._downloads.pop(job_id, None)
        if download is not None:
            download.stop()
            download.close()
            remove_metadata(download.folder)

    def tidy(self, folder: Path) -> None:
        if find_complete_file(folder) is not None:
            remove_metadata(folder)

    def request_resume_data(self) -> None:
        """Nothing to do: resume metadata is kept in the folder."""

    def take_resume_data(self) -> dict[UUID, bytes]:
        return {}

    def inspect(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:  # noqa: ARG002  # an address in any case
        self._inspector.start(inspection_id, source)

    def inspection_result(self, inspection_id: UUID) -> InspectionResult | None:
        return self._inspector.result(inspection_id)

    def discard_inspection(self, inspection_id: UUID) -> None:
        self._inspector.discard(inspection_id)

    def set_rate_limits(self, limits: Limits) -> None:
        self._rate_limit.set_rate(limits.download)

    def use_network(self, network: Network) -> None:
        if self._egress.apply(network):
            for download in list(self._downloads.values()):
                download.reconnect()

    def connectivity(self) -> Connectivity:
        return self._egress.connectivity()

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        download = self._downloads.get(job_id)
        if download is None or file_index != 0:
            return None
        report = download.report
        is_readable = report.phase in (Phase.RUNNING, Phase.FINISHED) and report.bytes_total > 0
        return HttpFile(download) if is_readable else None

    def close(self, within_s: float) -> dict[UUID, bytes]:
        self._inspector.close()
        with self._lock:
            downloads = list(self._downloads.values())
            self._downloads.clear()
        for download in downloads:
            download.stop()
        deadline = time.monotonic() + min(within_s, 1.0)
        for download in downloads:
            # A stopped download writes nothing more: do not wait for a server that is silent.
            download.join(max(deadline - time.monotonic(), 0))
            if download.report.phase is Phase.FINISHED:
                download.close()
        return {}


class HttpFile:
    """See `InProgressFile`. Where the server sends ranges, what is read is fetched first."""

    def __init__(self, download: HttpDownload) -> None:
        self._download = download
        report = download.report
        self.name = report.title
        self.size = report.bytes_total

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        if offset < 0 or length < 0:
            raise ValueError("offset and length must not be negative")
        return self._download.read(self, offset, length, timeout_s)

    def close(self) -> None:
        self._download.remove_reader(self)
