"""The engine for plain http(s) addresses: one thread per download."""

import threading
import time
from uuid import UUID

from chalicelib.platform.network_guard import NetworkGuard
from worker.downloader import disk
from worker.downloader.engine import OnNews, Phase, Report, Task, no_news
from worker.downloader.http.part import forget_note
from worker.downloader.http.transfer import Transfer
from worker.downloader.reader import InProgressFile


class HttpEngine:
    """See `Engine`. Going on after a crash needs nothing but the folder."""

    def __init__(
        self,
        guard: NetworkGuard,
        *,
        free_bytes: disk.FreeBytes = disk.free_bytes,
        on_news: OnNews = no_news,
    ) -> None:
        self._guard = guard
        self._free_bytes = free_bytes
        self._on_news = on_news
        self._transfers: dict[UUID, Transfer] = {}
        self._ending: dict[UUID, Transfer] = {}  # dropped, while their threads still end
        self._lock = threading.Lock()

    def add(self, task: Task) -> None:
        with self._lock:
            if task.job_id in self._transfers:
                return
            before = self._ending.pop(task.job_id, None)
            transfer = Transfer(task, self._guard, self._free_bytes, self._on_news, before)
            self._transfers[task.job_id] = transfer
        transfer.start()

    def report(self, job_id: UUID) -> Report | None:
        transfer = self._transfers.get(job_id)
        return transfer.report if transfer else None

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        with self._lock:
            transfer = self._transfers.pop(job_id, None)
            if transfer is None:
                return
            running = {job: each for job, each in self._ending.items() if each.is_running}
            self._ending = {**running, job_id: transfer}
        transfer.stop()
        if transfer.report.phase is Phase.FINISHED:
            transfer.release()
        if remove_files:
            disk.remove_folder(transfer.task.folder, transfer.task.folder.parent)

    def pause(self, job_id: UUID) -> None:
        if transfer := self._transfers.get(job_id):
            transfer.pause()

    def resume(self, job_id: UUID) -> None:
        if transfer := self._transfers.get(job_id):
            transfer.resume()

    def finish(self, job_id: UUID) -> None:
        with self._lock:
            transfer = self._transfers.pop(job_id, None)
        if transfer is not None:
            transfer.release()
            forget_note(transfer.task.folder)

    def ask_resume_data(self) -> None:
        """Nothing to do: the note beside the bytes is all there is."""

    def take_resume_data(self) -> dict[UUID, bytes]:
        return {}

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        transfer = self._transfers.get(job_id)
        if transfer is None or file_index != 0:
            return None
        report = transfer.report
        is_readable = report.phase in (Phase.RUNNING, Phase.FINISHED) and report.bytes_total > 0
        return HttpFile(transfer) if is_readable else None

    def close(self, within_s: float) -> dict[UUID, bytes]:
        with self._lock:
            transfers = list(self._transfers.values())
            self._transfers.clear()
        for transfer in transfers:
            transfer.stop()
        deadline = time.monotonic() + min(within_s, 1.0)
        for transfer in transfers:
            # Waiting for a silent source to time out would gain nothing: it writes no more.
            transfer.join(max(deadline - time.monotonic(), 0))
            if transfer.report.phase is Phase.FINISHED:
                transfer.release()
        return {}


class HttpFile:
    """See `InProgressFile`. Bytes come from the front, so a far jump waits long."""

    def __init__(self, transfer: Transfer) -> None:
        self._transfer = transfer
        report = transfer.report
        self.name = report.title
        self.size = report.bytes_total

    def read(self, offset: int, length: int, timeout_s: float = 30.0) -> bytes:
        if offset < 0 or length < 0:
            raise ValueError("offset and length are not negative")
        return self._transfer.read(offset, length, timeout_s)

    def close(self) -> None:
        """Nothing to give back."""
