"""Which connection fetches what, how fast, and when to stop: the shared state of an attempt."""

import threading
import time
from collections.abc import Callable

from chalicelib.downloads.models.job_details import Tracker
from worker.downloader.http.connection import (
    CHUNK_BYTES,
    ConnectionLimit,
    RemoteFile,
    SegmentConnection,
)
from worker.downloader.http.context import TokenBucket, step_bytes
from worker.downloader.http.segments import Ranges, ReaderOffsets, Segment, SegmentScheduler, Span
from worker.downloader.speed import Speed

#: A changed rate limit takes effect after this long at most.
MAX_LIMIT_WAIT_S = 0.25
#: How often a connection without a segment checks whether another one is slow.
IDLE_CHECK_INTERVAL_S = 0.5


class FetchControl:
    """
    Thread-safe: used by the connections of an attempt, by readers and by `HttpDownload`.

    It takes the lock of the download, and calls none of them back while it holds it. The
    attributes are read-only for them.
    """

    def __init__(
        self,
        arrived: Ranges,
        buckets: tuple[TokenBucket, ...],
        lock: threading.RLock,
        *,
        max_connections: int,
        min_split_bytes: int,
        run_connection: Callable[[SegmentConnection], None],
    ) -> None:
        """
        Args:
            arrived: Spans of the file that are not requested again.
            buckets: Every limit that applies.
            lock: Of the download, whose state this is a part of.
            run_connection: The target of the thread of each further connection.
        """
        self.remote: RemoteFile | None = None  # None until the server has described the file
        self.received = 0  # bytes read from connections, also those that were not kept
        self.failure: Exception | None = None
        self.is_cancelled = False
        self.is_discarded = False
        self._lock = lock
        self._changed = threading.Condition(self._lock)  # bytes arrived, or it may go on
        self._has_work = threading.Condition(self._lock)  # there may be a segment to take
        self._scheduler = SegmentScheduler(arrived, None)
        self._speed = Speed()
        self._buckets = buckets
        self._readers = ReaderOffsets()
        self._connections: dict[int, SegmentConnection] = {}
        self._assigned: dict[Segment, SegmentConnection] = {}
        self._run_connection = run_connection
        self._threads: list[threading.Thread] = []
        self._limit = ConnectionLimit(max_connections, max_connections, min_split_bytes)
        self._is_split = False  # further connections may be opened
        self._has_range_response = False  # the server did send a requested range
        self._is_paused = False
        self._is_finished = False

    @property
    def bytes_per_s(self) -> int:
        return int(self._speed.bytes_per_s)

    @property
    def bytes_done(self) -> int:
        with self._lock:
            return self._scheduler.bytes_done

    @property
    def is_complete(self) -> bool:
        with self._lock:
            return self._scheduler.is_complete

    def arrived(self) -> Ranges:
        with self._lock:
            return self._scheduler.arrived()

    def contains(self, span: Span) -> bool:
        with self._lock:
            return self._scheduler.contains(*span)

    def connection_rows(self) -> tuple[Tracker, ...]:
        with self._lock:
            if self.remote is None:
                return ()
            target = self.remote.target
            url = f"{target.scheme}://{target.authority}"  # the path may hold secrets
            return tuple(each.row(url) for each in self._connections.values() if not each.is_over)

    # For the user's commands.

    def cancel(self, *, discard: bool = False) -> None:
        """End at once. With `discard`, what arrived since the last checkpoint is not saved."""
        with self._lock:
            self.is_cancelled = True
            self.is_discarded = self.is_discarded or discard
            for connection in self._connections.values():
                connection.cancel()
            self._notify()

    def pause(self) -> None:
        """Cancel if the rest can be requested later; otherwise keep the connection, and wait."""
        with self._lock:
            if self.remote is None or self.remote.supports_ranges:
                self.cancel()
            self._is_paused = True

    def resume(self) -> None:
        with self._lock:
            self._is_paused = False
            self._changed.notify_all()

    def set_max_connections(self, connections: int) -> None:
        """Fewer connections take effect at once; more, where server and size allow them."""
        with self._lock:
            self._limit.max_connections, self._limit.refused_number = connections, None
            self._apply_connection_limit()

    def set_host_share(self, connections: int) -> None:
        """See `LimitedTransfer`."""
        with self._lock:
            self._limit.host_share = connections
            self._apply_connection_limit()

    # For readers.

    def wait_for(self, reader: object, span: Span, timeout_s: float) -> None:
        """Give a reader's span priority, and wait until more bytes arrive."""
        with self._lock:
            if self._is_finished or self._scheduler.contains(*span):
                return
            self._prioritize(reader, span[0])
            self._changed.wait(timeout_s)

    def expect_reader(self, reader: object, offset: int) -> None:
        """The reader has read up to the offset, and will read on."""
        with self._lock:
            self._readers.record(reader, offset, time.monotonic())

    def remove_reader(self, reader: object) -> None:
        with self._lock:
            self._readers.remove(reader)

    def _prioritize(self, reader: object, offset: int) -> None:
        now_s = time.monotonic()
        self._readers.record(reader, offset, now_s)
        if self.remote is None or not self.remote.supports_ranges or self.is_cancelled:
            return
        others = self._readers.urgent(now_s, besides=reader)
        segment = self._scheduler.segment_to_preempt(offset, others, now_s)
        if segment is None:
            return
        if len(self._scheduler.active) < self._allowed_connections():
            self._has_work.notify_all()
            self._open_connections()
            return
        self._scheduler.give_up(segment)
        if (connection := self._assigned.get(segment)) is not None:
            connection.cancel()

    # For the thread of the attempt.

    def set_remote(self, arrived: Ranges, remote: RemoteFile | None, *, is_partial: bool) -> None:
        """Begin with a file; `is_partial` where the server did send a requested range."""
        with self._lock:
            self._scheduler = SegmentScheduler(arrived, remote.total if remote else None)
            self.remote = remote
            self._has_range_response = is_partial

    def open_connections(self) -> None:
        """Open as many connections as are useful from now on."""
        with self._lock:
            self._is_split = True
            self._apply_connection_limit()

    def join_connections(self) -> None:
        """Wait until the last connection has ended."""
        while True:
            with self._lock:
                running = [thread for thread in self._threads if thread.is_alive()]
                if not running:
                    self._is_split = False
                    return
            running[0].join()

    def observe_speed(self) -> None:
        self._speed.observe(time.monotonic(), self.received)

    def finish(self) -> None:
        """End the attempt: what has arrived is saved."""
        with self._lock:
            self._is_finished = True
            self._notify()

    def fail(self, error: Exception) -> None:
        """End the attempt with an error."""
        with self._lock:
            self.failure = self.failure or error
            self.cancel()

    def _allowed_connections(self) -> int:
        return self._limit.allowed(self.remote) if self._is_split else 1

    def _apply_connection_limit(self) -> None:
        allowed = self._allowed_connections()
        for segment, connection in self._assigned.items():
            if connection.number >= allowed:
                self._scheduler.give_up(segment)
        self._notify()
        self._open_connections()

    def _open_connections(self) -> None:
        for number in range(1, self._allowed_connections()):
            known = self._connections.get(number)
            if known is None or known.is_over:
                connection = SegmentConnection(number)
                self.register(connection)
                thread = threading.Thread(
                    target=self._run_connection,
                    args=(connection,),
                    name=f"{threading.current_thread().name} {number}",
                    daemon=True,
                )
                self._threads.append(thread)
                thread.start()

    # For connections.

    def register(self, connection: SegmentConnection) -> None:
        """
        Register a connection before it is opened and after each reset, so that `cancel` reaches it.
        """
        with self._lock:
            self._connections[connection.number] = connection
            if self.is_cancelled:
                connection.cancel()

    def lose(self, connection: SegmentConnection, error: Exception) -> None:
        """Record a broken or refused connection. The others fetch what it left."""
        with self._lock:
            if connection.number:
                self._limit.refuse(connection.number)
            else:
                self.failure = self.failure or error
            self._notify()

    def take(self, connection: SegmentConnection, surplus: Span | None = None) -> Segment | None:
        """
        The next segment; None when the connection is not needed any more.

        Waits while others fetch what is left, as one of them may turn out to be slow.
        `surplus` is what it fetched beyond its last segment, which was shortened meanwhile.
        """
        position = connection.position if connection.has_more else None
        with self._lock:
            while not self.is_cancelled and connection.number < self._allowed_connections():
                now_s = time.monotonic()
                offsets = self._readers.urgent(now_s)
                supports_ranges = self.remote is not None and self.remote.supports_ranges
                is_proven = self._has_range_response or not supports_ranges
                if position is None or is_proven or offsets:
                    segment = self._scheduler.take(
                        now_s,
                        reader_offsets=offsets,
                        position=position,
                        surplus=surplus,
                        supports_ranges=supports_ranges,
                    )
                    surplus = None
                else:
                    segment = self._scheduler.take_following(now_s, position, surplus)
                if segment is not None:
                    self._assigned[segment] = connection
                    return segment
                if not (supports_ranges and self._scheduler.active):
                    return None
                self._has_work.wait(IDLE_CHECK_INTERVAL_S)
            return None

    def release(self, segment: Segment) -> None:
        with self._lock:
            self._scheduler.release(segment)
            self._assigned.pop(segment, None)
            self._notify()

    def wait_for_permit(self, segment: Segment | None = None) -> int:
        """
        How many bytes to read at once; waits while paused or limited.

        0 when the segment has arrived or was given up, or everything is cancelled.
        """
        with self._lock:
            while not self.is_cancelled:
                remaining = CHUNK_BYTES if segment is None else segment.remaining
                if remaining <= 0:
                    return 0
                delay_s = max(bucket.delay_s() for bucket in self._buckets)
                if not self._is_paused and delay_s <= 0:
                    return min(remaining, step_bytes(self._buckets, CHUNK_BYTES))
                self._changed.wait(None if self._is_paused else min(delay_s, MAX_LIMIT_WAIT_S))
            return 0

    def mark_received(self, count: int, segment: Segment | None = None) -> None:
        """Count bytes that were read; with a segment, they were written to it."""
        with self._lock:
            self.received += count
            for bucket in self._buckets:
                bucket.consume(count)
            if segment is not None:
                self._scheduler.advance(segment, count)
                self._changed.notify_all()

    def end_file(self, segment: Segment) -> bool:
        """The response ended: return whether that is the end of a file of unknown length."""
        with self._lock:
            if self._scheduler.total is not None:
                return False
            self._scheduler.total = segment.end = segment.at
            return True

    def mark_range_response(self) -> None:
        """Record that the server sent a requested range."""
        with self._lock:
            self._has_range_response = True

    def _notify(self) -> None:
        self._changed.notify_all()
        self._has_work.notify_all()
