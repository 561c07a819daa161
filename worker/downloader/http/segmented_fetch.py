"""One attempt to fetch what is missing of a file, over one or several connections."""

import errno
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus

from worker.downloader.engine import Phase, TaskFailed
from worker.downloader.http.connection import RangeRefused, RemoteFile, SegmentConnection
from worker.downloader.http.context import EngineContext, InterfaceDown, TokenBucket
from worker.downloader.http.errors import disk_full_error, require_usable_status, truncated_error
from worker.downloader.http.fetch_control import FetchControl
from worker.downloader.http.partial_file import (
    Checkpointer,
    ChecksumVerifier,
    PartialFile,
    min_free_bytes,
)
from worker.downloader.http.response import ResumePoint, match_response, resume_request
from worker.downloader.http.segments import Ranges, Segment, Span
from worker.net.http_client import StreamedResponse, TruncatedResponse, Unreachable, fetch

SUPERVISE_INTERVAL_S = 0.25


class FetchOutcome(Enum):
    COMPLETE = auto()
    CANCELLED = auto()
    INCOMPLETE = auto()  # the connections ended one by one, and left something


@dataclass(frozen=True)
class FetchOptions:
    source: str = field(repr=False)
    title: str
    checksum: str | None
    rate_limit: TokenBucket  # of this download alone
    max_connections: int
    trusts_ranges: bool  # False: the server announced ranges and did not send them


class SegmentedFetch:
    """
    `run` belongs to one thread, which reads the first connection, too.

    What its threads share is in `control`, which other threads use, too.
    """

    def __init__(
        self,
        context: EngineContext,
        file: PartialFile,
        options: FetchOptions,
        lock: threading.RLock,
        on_phase: Callable[[Phase], None],
    ) -> None:
        """
        `lock` is the download's. `on_phase` is called without it once the file is known: with
        `CHECKING` while the response is compared with what has arrived, then with `RUNNING`; with
        `PREPARING` when it does not fit on the disk.
        """
        self.control = FetchControl(
            file.arrived,
            (context.rate_limit, options.rate_limit),
            lock,
            max_connections=options.max_connections,
            min_split_bytes=context.min_split_bytes,
            run_connection=self._run_connection,
        )
        self._context = context
        self._file = file
        self._options = options
        self._on_phase = on_phase
        self._checkpointer = Checkpointer(file, options.checksum)
        self._sources: tuple[str, ...] = ()  # local addresses of the connections
        self._stops_supervisor = threading.Event()
        name = f"{threading.current_thread().name} supervisor"
        self._supervisor = threading.Thread(target=self._supervise, name=name, daemon=True)

    @property
    def verifier(self) -> ChecksumVerifier | None:
        """The verifier that hashed the bytes from the front; for use after `run`."""
        return self._checkpointer.verifier

    def run(self) -> FetchOutcome:
        """Raises `TaskFailed`, `RangeRefused`, `InterfaceDown`, `OSError`, and as `fetch` does."""
        control = self.control
        try:
            if not self._request_file() and not control.is_cancelled and not self._request_file():
                raise TaskFailed("unreachable", "The file changes all the time.", may_retry=True)
            was_cancelled = control.is_cancelled
        except Unreachable as error:
            if not control.is_cancelled:
                raise
            if control.failure is not None:
                raise control.failure from error
            return FetchOutcome.CANCELLED
        finally:
            self._finish()
        if control.is_complete:
            return FetchOutcome.COMPLETE
        if control.failure is not None:
            raise self._described(control.failure)
        return FetchOutcome.CANCELLED if was_cancelled else FetchOutcome.INCOMPLETE

    def _finish(self) -> None:
        """Stop everything, and save what has arrived."""
        control = self.control
        self._context.leave_hosts(control)
        control.cancel()
        self._stops_supervisor.set()
        if self._supervisor.is_alive():
            self._supervisor.join()
        if control.remote is not None and not control.is_discarded:
            self._file.save(control.arrived())
        control.finish()

    def _request_file(self) -> bool:
        """False: what has arrived does not fit, and the response cannot be used either."""
        file, options = self._file, self._options
        offset, headers = resume_request(file)
        connection = SegmentConnection(0)
        self.control.register(connection)
        with fetch(
            self._context.guard,
            options.source,
            headers,
            route=self._context.route(),
            cancel_handle=connection.cancel_handle,
            allow_downgrade=options.checksum is not None,
        ) as response:
            require_usable_status(response.status)
            point = match_response(file, response, offset, options.title)
            if point is None:
                return self._start_over()
            self._set_remote(response, point)
            if point.is_complete:
                return True
            connection.adopt(response, point.offset)
            if point.offset < point.compare_until:
                self._begin(Phase.CHECKING)
                if not self._compare(connection, point.compare_until):
                    if point.offset:
                        return self._start_over()
                    # A response from the front can be used: it replaces what it differs from.
                    file.arrived = Ranges([(0, connection.position)])
                    self._set_remote(response, point)
            self._begin(Phase.RUNNING)
            self._fetch_segments(connection)
        return True

    def _set_remote(self, response: StreamedResponse, point: ResumePoint) -> None:
        metadata = self._file.metadata
        remote = RemoteFile(
            response.target,
            metadata.name,
            metadata.total,
            metadata.validator,
            supports_ranges=point.supports_ranges and self._options.trusts_ranges,
        )
        is_partial = response.status == HTTPStatus.PARTIAL_CONTENT
        self.control.set_remote(self._file.arrived, remote, is_partial=is_partial)
        self._context.share_host(response.target.host, self.control)

    def _start_over(self) -> bool:
        self._file.clear()
        self.control.set_remote(Ranges(), None, is_partial=False)
        return False

    def _begin(self, phase: Phase) -> None:
        """Raises `TaskFailed` when the file does not fit on the disk."""
        folder = self._file.folder
        needed = self._file.missing_bytes
        free = self._context.free_bytes(folder)
        if free < needed + min_free_bytes(folder):
            self._on_phase(Phase.PREPARING)  # its size says how much space it waits for
            raise disk_full_error(needed, free)
        self._on_phase(phase)

    def _compare(self, connection: SegmentConnection, until: int) -> bool:
        """
        Read again what has arrived, up to an offset, and return whether it is the same.

        A chunk that differs is written over what had arrived.
        """
        control = self.control
        try:
            while connection.position < until and (permit := control.wait_for_permit()):
                offset = connection.position
                data = self._read_on(connection, min(permit, until - offset))
                if self._file.read_at(offset, len(data)) != data:
                    self._file.write_at(data, offset)
                    return False
        except Unreachable as error:
            raise self._described(error) from error
        return True

    def _described(self, error: Exception) -> Exception:
        if not isinstance(error, TruncatedResponse):
            return error
        remote = self.control.remote
        return truncated_error(self.control.bytes_done, remote.total if remote else None)

    def _fetch_segments(self, first: SegmentConnection) -> None:
        """Fetch until all connections have ended."""
        self.control.observe_speed()
        self._supervisor.start()
        segment = self.control.take(first)  # before the other connections
        self.control.open_connections()
        self._run_connection(first, segment)
        self.control.join_connections()

    def _run_connection(
        self, connection: SegmentConnection, segment: Segment | None = None
    ) -> None:
        """Fetch segments until none is left, beginning with one that was taken already."""
        control = self.control
        try:
            segment = segment or control.take(connection)
            while segment is not None:
                surplus = self._fetch_segment(connection, segment)
                segment = control.take(connection, surplus)
        except (Unreachable, RangeRefused) as error:
            control.lose(connection, error)
        except Exception as error:  # noqa: BLE001  # `run` raises it
            control.fail(error)
        finally:
            connection.close()
            connection.is_over = True

    def _fetch_segment(self, connection: SegmentConnection, segment: Segment) -> Span | None:
        """Return what arrived beyond its end, when it was shortened meanwhile."""
        control = self.control
        surplus = None
        try:
            while control.wait_for_permit(segment):
                self._seek(connection, segment)
                self._read_segment(connection, segment)
                if segment.end < connection.position and segment.at == segment.end:
                    surplus = (segment.end, connection.position)
        except Unreachable:
            connection.close()
            is_interrupted = segment.remaining and not control.is_cancelled
            if is_interrupted and not self._may_reopen(connection):
                raise
        finally:
            control.release(segment)
        return surplus

    def _may_reopen(self, connection: SegmentConnection) -> bool:
        remote = self.control.remote
        return remote is not None and remote.supports_ranges and connection.is_worth_reopening

    def _seek(self, connection: SegmentConnection, segment: Segment) -> None:
        """Ensure that the next byte of the response is the segment's."""
        control, remote = self.control, self.control.remote
        if remote is None:
            raise Unreachable("The connection broke off.")
        if connection.can_skip_to(segment.at, supports_ranges=remote.supports_ranges):
            while connection.position < segment.at and (permit := control.wait_for_permit()):
                self._read_on(connection, min(permit, segment.at - connection.position))
            return
        if not remote.supports_ranges:
            raise TruncatedResponse("The response was shorter than announced.")
        span = (segment.at, segment.end)
        if not connection.request_again(remote, span):
            connection.reset()
            control.register(connection)
            connection.request(remote, span, self._context.route())
        control.mark_range_response()

    def _read_segment(self, connection: SegmentConnection, segment: Segment) -> None:
        """Read to the end of the segment or of the response."""
        control = self.control
        while connection.has_more and (permit := control.wait_for_permit(segment)):
            data = connection.read(permit)
            if not data:
                if control.end_file(segment):
                    return
                raise TruncatedResponse("The response was shorter than announced.")
            self._file.write_at(data, segment.at)
            control.mark_received(len(data), segment)

    def _read_on(self, connection: SegmentConnection, max_bytes: int) -> memoryview:
        """The next bytes of a response that has some. Raises `Unreachable`."""
        data = connection.read(max_bytes)
        if not data:
            raise TruncatedResponse("The response was shorter than announced.")
        self.control.mark_received(len(data))
        return data

    def _supervise(self) -> None:
        while not self._stops_supervisor.wait(SUPERVISE_INTERVAL_S):
            try:
                self._check()
            except Exception as error:  # noqa: BLE001  # `run` raises it
                self.control.fail(error)
                return

    def _check(self) -> None:
        """Periodic checks during an attempt: speed, network route, disk space, and checkpoints."""
        self.control.observe_speed()
        sources = self._context.route().sources
        if not set(self._sources) <= set(sources):
            raise InterfaceDown("It has another address now.")
        self._sources = sources
        folder = self._file.folder
        if self.control.received and self._context.free_bytes(folder) < min_free_bytes(folder):
            raise OSError(errno.ENOSPC, "the disk is nearly full")
        if self._checkpointer.is_due:
            self._checkpointer.checkpoint(self.control.arrived())
