"""The engine for plain http(s) addresses: one thread per download, and more while it pays."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from chalicelib.download_settings.models.limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.options import JobOptions
from chalicelib.platform.network_guard import NetworkGuard
from worker.downloader import disk
from worker.downloader.engine import (
    Connectivity,
    Details,
    InspectionResult,
    Limits,
    OnUpdate,
    Phase,
    Report,
    Task,
    ignore_updates,
)
from worker.downloader.http.errand import House
from worker.downloader.http.looking import Looks
from worker.downloader.http.part import forget_note, whole_file
from worker.downloader.http.passage import Passage
from worker.downloader.http.state import State
from worker.downloader.http.transfer import Transfer
from worker.downloader.reader import InProgressFile


class HttpEngine:
    """See `Engine`. Going on after a crash needs nothing but the folder."""

    def __init__(
        self,
        guard: NetworkGuard,
        *,
        free_bytes: disk.FreeBytes = disk.free_bytes,
        on_update: OnUpdate = ignore_updates,
        most_connections: int = 4,
        split_from_bytes: int = 32 * 1024 * 1024,
    ) -> None:
        """
        Args:
            most_connections: To one server, for one file.
            split_from_bytes: Smaller files are here before more than one connection pays.
        """
        passage = Passage(guard.resolver)
        self._house = House(
            replace(guard, resolver=passage.look_up),
            free_bytes,
            on_update,
            most_connections,
            split_from_bytes,
            passage,
        )
        self._looks = Looks(self._house)
        self._transfers: dict[UUID, Transfer] = {}
        self._ending: dict[UUID, Transfer] = {}  # dropped, while their threads still end
        self._lock = threading.Lock()

    def add(self, task: Task) -> None:
        with self._lock:
            if task.job_id in self._transfers:
                return
            before = self._ending.pop(task.job_id, None)
            transfer = self._transfers[task.job_id] = Transfer(task, self._house, before)
        transfer.start()

    def report(self, job_id: UUID) -> Report | None:
        transfer = self._transfers.get(job_id)
        return transfer.state.report if transfer else None

    def details(self, job_id: UUID) -> Details | None:
        transfer = self._transfers.get(job_id)
        return transfer.state.details if transfer else None

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        if transfer := self._transfers.get(job_id):
            transfer.configure(options)

    def recheck(self, job_id: UUID) -> bool:
        if transfer := self._transfers.get(job_id):
            transfer.recheck()
        return transfer is not None

    def reannounce(self, job_id: UUID) -> None:
        """Nobody has to be told: where the bytes are is known."""

    def move(self, job_id: UUID, folder: Path) -> None:
        if transfer := self._transfers.get(job_id):
            transfer.move(folder)

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        with self._lock:
            transfer = self._transfers.pop(job_id, None)
            if transfer is None:
                return
            running = {job: each for job, each in self._ending.items() if each.is_running}
            self._ending = {**running, job_id: transfer}
        transfer.stop(removes_files=remove_files)
        if transfer.state.report.phase is Phase.FINISHED:
            transfer.release()
        if remove_files:
            disk.remove_folder(transfer.state.folder, transfer.state.folder.parent)

    def pause(self, job_id: UUID) -> None:
        if transfer := self._transfers.get(job_id):
            transfer.pause()

    def resume(self, job_id: UUID) -> None:
        if transfer := self._transfers.get(job_id):
            transfer.resume()

    def finish(self, job_id: UUID, seed: SeedRules | None = None) -> None:  # noqa: ARG002  # nobody takes from us
        with self._lock:
            transfer = self._transfers.pop(job_id, None)
        if transfer is not None:
            transfer.stop()
            transfer.release()
            forget_note(transfer.state.folder)

    def tidy(self, folder: Path) -> None:
        if whole_file(folder) is not None:
            forget_note(folder)

    def request_resume_data(self) -> None:
        """Nothing to do: the note beside the bytes is all there is."""

    def take_resume_data(self) -> dict[UUID, bytes]:
        return {}

    def inspect(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:  # noqa: ARG002  # all are alike
        self._looks.begin(inspection_id, source)

    def inspection_result(self, inspection_id: UUID) -> InspectionResult | None:
        return self._looks.seen(inspection_id)

    def discard_inspection(self, inspection_id: UUID) -> None:
        self._looks.forget(inspection_id)

    def set_rate_limits(self, limits: Limits) -> None:
        self._house.bucket.set(limits.download)

    def use_network(self, network: Network) -> None:
        if self._house.passage.use(network):
            for transfer in list(self._transfers.values()):
                transfer.reopen()

    def connectivity(self) -> Connectivity:
        return self._house.passage.connectivity()

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        transfer = self._transfers.get(job_id)
        if transfer is None or file_index != 0:
            return None
        report = transfer.state.report
        is_readable = report.phase in (Phase.RUNNING, Phase.FINISHED) and report.bytes_total > 0
        return HttpFile(transfer.state) if is_readable else None

    def close(self, within_s: float) -> dict[UUID, bytes]:
        self._looks.close()
        with self._lock:
            transfers = list(self._transfers.values())
            self._transfers.clear()
        for transfer in transfers:
            transfer.stop()
        deadline = time.monotonic() + min(within_s, 1.0)
        for transfer in transfers:
            # Waiting for a silent source to time out would gain nothing: it writes no more.
            transfer.join(max(deadline - time.monotonic(), 0))
            if transfer.state.report.phase is Phase.FINISHED:
                transfer.release()
        return {}


class HttpFile:
    """See `InProgressFile`. Where the source allows it, what is read is brought first."""

    def __init__(self, state: State) -> None:
        self._state = state
        report = state.report
        self.name = report.title
        self.size = report.bytes_total

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        if offset < 0 or length < 0:
            raise ValueError("offset and length are not negative")
        return self._state.read(self, offset, length, timeout_s)

    def close(self) -> None:
        self._state.forget_reader(self)
