"""One download over HTTP: its state, the commands it takes, and the thread that works on it."""

import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.downloads.models.job_options import JobOptions, StatusDetail
from chalicelib.leases.models import ArrivedFile
from worker.downloader import disk_space
from worker.downloader.engine import Phase, Report, Task, TaskFailed, TransferDetails
from worker.downloader.http import archive, errors, maintenance
from worker.downloader.http.connection import RangeRefused
from worker.downloader.http.context import EngineContext, InterfaceDown, TokenBucket
from worker.downloader.http.fetch_control import FetchControl
from worker.downloader.http.partial_file import PartialFile, find_complete_file
from worker.downloader.http.segmented_fetch import FetchOptions, FetchOutcome, SegmentedFetch
from worker.downloader.http.segments import Ranges, percentages
from worker.downloader.in_progress_file import NotArriving

INTERFACE_CHECK_INTERVAL_S = 1.0
MAX_PIECES = 200
#: A waiting reader repeats its request this often, so that its offset keeps its priority.
READER_INTERVAL_S = 1.0


class DownloadStopped(Exception):
    """The download was stopped: its folder may be gone, and no file is created in it again."""


@dataclass(slots=True)
class PendingCommands:
    """Commands that the thread has not carried out yet."""

    removes_files: bool = False
    recheck: bool = False
    move_to: Path | None = None

    @property
    def has_work(self) -> bool:
        return self.recheck or self.move_to is not None


class HttpDownload:
    """Thread-safe. One lock guards all state, also that of an attempt (`FetchControl`)."""

    def __init__(
        self, task: Task, context: EngineContext, previous: "HttpDownload | None" = None
    ) -> None:
        """`previous` is an earlier download into the same folder, whose thread may still run."""
        self._task = task
        self._context = context
        self._previous = previous
        self._options = task.options
        self._rate_limit = TokenBucket()
        self._rate_limit.set_rate(task.options.download_limit)
        self._trusts_ranges = True  # until the server announced ranges and did not send them
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._report = Report(Phase.PREPARING, StatusDetail.CONNECTING, folder=task.folder)
        self.folder = task.folder
        self._file: PartialFile | None = None
        self._control: FetchControl | None = None  # while an attempt runs
        self._address: str | None = None  # of the file, once known
        self._commands = PendingCommands()
        self._is_paused = False
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name=f"http {task.job_id}", daemon=True)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    @property
    def report(self) -> Report:
        with self._changed:
            report, control = self._report, self._control
            if control is None:
                return report
            is_flowing = report.phase is Phase.RUNNING and not self._is_paused
            speed = control.bytes_per_s if is_flowing else 0
            return replace(report, bytes_done=control.bytes_done, download_bytes_per_s=speed)

    @property
    def details(self) -> TransferDetails:
        with self._changed:
            report, control = self.report, self._control
            is_complete = report.phase is Phase.FINISHED
            arrived = Ranges([(0, report.bytes_total)]) if is_complete else self._arrived()
            return TransferDetails(
                file_bytes=(report.bytes_done,),
                trackers=control.connection_rows() if control else (),
                pieces=percentages(arrived, report.bytes_total, MAX_PIECES),
            )

    def read(self, reader: object, offset: int, length: int, timeout_s: float) -> bytes:
        """See `InProgressFile.read`."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            with self._changed:
                end = max(min(offset + length, self._report.bytes_total), offset)
                if self._has_arrived(offset, end):
                    descriptor = self._open_arrived(reader, end)
                    break
                remaining_s = deadline_s - time.monotonic()
                if self._is_over or remaining_s <= 0:
                    raise NotArriving
                wait_s, control = min(remaining_s, READER_INTERVAL_S), self._control
                if control is None:
                    self._changed.wait(wait_s)
                    continue
            control.wait_for(reader, (offset, end), wait_s)
        try:
            return os.pread(descriptor, end - offset, offset)
        finally:
            os.close(descriptor)

    def remove_reader(self, reader: object) -> None:
        with self._changed:
            if self._control is not None:
                self._control.remove_reader(reader)

    # Commands.

    def start(self) -> None:
        self._thread.start()

    def pause(self) -> None:
        with self._changed:
            self._is_paused = True
            if self._control is not None:
                self._control.pause()

    def resume(self) -> None:
        """Resume a paused download, or one with a fault that may be retried."""
        with self._changed:
            self._is_paused = False
            fault = self._report.fault
            if fault is not None and fault.may_retry:
                self._update(phase=Phase.PREPARING, fault=None)
            if self._control is not None:
                self._control.resume()
            self._changed.notify_all()

    def configure(self, options: JobOptions) -> None:
        with self._changed:
            self._options = options
            self._rate_limit.set_rate(options.download_limit)
            if self._control is not None:
                self._control.set_max_connections(self._max_connections())

    def recheck(self) -> None:
        with self._changed:
            self._commands.recheck = True
            self.reconnect()

    def move(self, folder: Path) -> None:
        with self._changed:
            self._commands.move_to = folder
            self.reconnect()

    def reconnect(self) -> None:
        """Close all connections; without another command the download goes on where it was."""
        with self._changed:
            if self._control is not None:
                self._control.cancel(discard=self._commands.removes_files)
            self._changed.notify_all()

    def stop(self, *, removes_files: bool = False) -> None:
        """Stop the download; nothing more is written."""
        with self._changed:
            self._is_stopped = True
            self._commands.removes_files = removes_files
            self.reconnect()

    def close(self) -> None:
        """Close the file of a download that is over."""
        with self._changed:
            if self._is_over or not self.is_running:
                self._close_file()

    def join(self, timeout_s: float | None = None) -> None:
        self._thread.join(timeout_s)

    # State; the lock is held, or taken here.

    @property
    def _is_over(self) -> bool:
        return self._is_stopped or self._report.phase in (Phase.FINISHED, Phase.BROKEN)

    def _update(self, **changes: object) -> None:
        with self._changed:
            self._report = replace(self._report, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()

    def _announce(self, **changes: object) -> None:
        self._update(**changes)
        self._context.on_update()

    def _arrived(self) -> Ranges:
        if self._control is not None:
            return self._control.arrived()
        return self._file.arrived if self._file is not None else Ranges()

    def _has_arrived(self, start: int, end: int) -> bool:
        if self._report.phase is Phase.FINISHED:
            return True
        if self._control is not None:
            return self._control.contains((start, end))
        return self._arrived().contains(start, end)

    def _open_arrived(self, reader: object, end: int) -> int:
        """A descriptor of its own, so that a slow disk does not hold the lock."""
        if self._control is not None:
            self._control.expect_reader(reader, end)
        if self._file is not None:
            return self._file.duplicate()
        if not self._report.files:
            raise NotArriving
        return os.open(self._report.files[0].path, os.O_RDONLY | os.O_CLOEXEC)

    def _open_file(self) -> PartialFile:
        """Raises `OSError` or `DownloadStopped`."""
        with self._changed:
            if self._is_stopped:
                raise DownloadStopped
            if self._file is None:
                self._file = PartialFile(self.folder)
            return self._file

    def _close_file(self) -> None:
        with self._changed:
            file, self._file = self._file, None
        if file is not None:
            file.close()

    def _max_connections(self) -> int:
        is_one = self._options.is_sequential or not self._trusts_ranges
        return 1 if is_one else self._context.max_connections

    # The thread.

    def _run(self) -> None:
        if self._previous is not None:
            self._previous.join()
            self._previous = None
        while self._wait_for_work():
            try:
                if (to := self._commands.move_to) is not None:
                    self._move(to)
                elif self._commands.recheck:
                    self._recheck()
                else:
                    self._download()
            except DownloadStopped:
                break
            except InterfaceDown:
                with self._changed:
                    self._update(detail=StatusDetail.WAITING_FOR_INTERFACE)
                    self._changed.wait(INTERFACE_CHECK_INTERVAL_S)
            except Exception as error:  # noqa: BLE001  # every one becomes a fault with a reason
                self._break(error)
        if self._report.phase is not Phase.FINISHED:  # otherwise readers may use the file
            self.close()
        if self._commands.removes_files:
            disk_space.remove_folder(self.folder, self.folder.parent)

    def _wait_for_work(self) -> bool:
        """False when it is stopped."""
        with self._changed:
            while not self._is_stopped:
                if self._commands.has_work or not (self._is_paused or self._is_over):
                    return True
                self._changed.wait()
            return False

    def _download(self) -> None:
        if self._file is None and (path := find_complete_file(self.folder)) is not None:
            self._complete(path)
            return
        file = self._open_file()
        if file.has_lost_metadata:
            self._update(warning=errors.METADATA_LOST)
        while True:
            size = file.arrived.size
            try:
                outcome = self._fetch_missing(file)
            except RangeRefused as error:
                if not self._trusts_ranges:
                    message = "The server sends less than it announces."
                    raise TaskFailed("unreachable", message, may_retry=True) from error
                self._trusts_ranges = False  # one connection, from the front
                continue
            if outcome is not FetchOutcome.INCOMPLETE:
                return
            if file.arrived.size <= size:
                message = "The server closes every connection."
                raise TaskFailed("unreachable", message, may_retry=True)

    def _fetch_missing(self, file: PartialFile) -> FetchOutcome:
        options = FetchOptions(
            self._file_address(),
            self._task.title,
            self._options.checksum,
            self._rate_limit,
            self._max_connections(),
            self._trusts_ranges,
        )
        fetch = SegmentedFetch(
            self._context,
            file,
            options,
            self._lock,
            lambda phase: self._report_phase(file, phase),
        )
        with self._changed:
            if self._is_paused or self._is_stopped or self._commands.has_work:
                return FetchOutcome.CANCELLED
            self._control = fetch.control
        try:
            outcome = fetch.run()
        finally:
            with self._changed:
                self._update(bytes_done=fetch.control.bytes_done)
                self._control = None
        if outcome is FetchOutcome.COMPLETE:
            self._finalize(file, fetch)
        return outcome

    def _file_address(self) -> str:
        """Raises `TaskFailed`, `InterfaceDown`, and as `fetch` does."""
        if self._address is None:
            context = self._context
            self._address = archive.resolve(
                self._task.source, context.guard, context.archive_url, context.route()
            )
        return self._address

    def _report_phase(self, file: PartialFile, phase: Phase) -> None:
        """The server has described the file; `phase` is PREPARING, CHECKING or RUNNING."""
        name, total = file.metadata.name, file.metadata.total or 0
        self._announce(
            phase=phase,
            detail=StatusDetail.CHECKING if phase is Phase.CHECKING else None,
            title=name,
            bytes_total=total,
            bytes_done=file.arrived.size,
            contents=(TorrentEntry(index=0, path=name, size_bytes=total),),
        )

    def _finalize(self, file: PartialFile, fetch: SegmentedFetch) -> None:
        """Verify the complete file, and give it its name."""
        self._update(detail=StatusDetail.FINISHING)
        total = file.arrived.prefix  # the announced length, where there was one
        checksum = self._options.checksum or file.metadata.digest
        try:
            maintenance.verify_checksum(file, total, checksum, fetch.verifier)
        except TaskFailed:
            self._close_file()
            self._update(bytes_done=0)
            raise
        if not self._is_stopped:
            self._complete(file.finalize(total))

    def _complete(self, path: Path) -> None:
        """The file has its name. Raises `OSError`."""
        size = path.stat().st_size
        self._announce(
            phase=Phase.FINISHED,
            detail=None,
            title=path.name,
            bytes_total=size,
            bytes_done=size,
            contents=(TorrentEntry(index=0, path=path.name, size_bytes=size),),
            files=(ArrivedFile(0, str(path), size),),
        )

    def _move(self, to: Path) -> None:
        before = self._report
        self._announce(phase=Phase.MOVING, detail=StatusDetail.MOVING)
        if before.phase is not Phase.FINISHED:  # otherwise readers may use the file
            self._close_file()
        after = maintenance.move_download(before, self.folder, to)
        with self._changed:
            self._report, self.folder = after, after.folder or self.folder
            self._changed.notify_all()
            if self._commands.move_to == to:
                self._commands.move_to = None
        self._context.on_update()

    def _recheck(self) -> None:
        """Discard spans that differ from the server's; they are fetched again."""
        context, source = self._context, self._task.source
        self._commands.recheck = False
        self._announce(phase=Phase.CHECKING, detail=StatusDetail.CHECKING, fault=None)
        self._close_file()
        checksum = self._options.checksum
        path = maintenance.find_valid_file(context, source, self.folder, checksum)
        if path is not None:
            self._complete(path)
            return
        file = self._open_file()
        maintenance.discard_changed_spans(context, source, file)
        self._announce(
            phase=Phase.PREPARING,
            detail=StatusDetail.CONNECTING,
            bytes_done=file.arrived.size,
            files=(),
        )

    def _break(self, error: Exception) -> None:
        try:
            free = self._context.free_bytes(self.folder)
        except OSError:
            free = 0
        if not self._is_stopped:
            needed = max(self._report.bytes_total - self._report.bytes_done, 0)
            fault = errors.fault_of(error, needed, free)
            self._announce(phase=Phase.BROKEN, detail=None, fault=fault)
