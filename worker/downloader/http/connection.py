"""One connection of a download: requests ranges of the file and reads the responses."""

import time
from dataclasses import dataclass
from http import HTTPStatus

from chalicelib.downloads.models.job_details import Tracker
from chalicelib.providers.network_guard import Target
from worker.downloader.http.response import (
    content_range,
    is_compressed,
    response_end,
    strong_validator,
)
from worker.downloader.http.segments import Span
from worker.net.egress import CancelHandle, EgressRoute
from worker.net.http_client import (
    READ_TIMEOUT_S,
    Connection,
    StreamedResponse,
    TruncatedResponse,
    Unreachable,
)

CHUNK_BYTES = 1024 * 1024  # read at a time; smaller chunks cost more than they save
#: Reading on over bytes that have arrived is faster than another request, up to this many.
MAX_SKIP_BYTES = 1024 * 1024
#: A connection that brought this many bytes is reopened when it breaks.
MIN_RECONNECT_BYTES = 1024 * 1024


class RangeRefused(Exception):
    """The server does not send a range of the same file: too many connections, or a change."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """What connections request ranges of."""

    target: Target
    name: str
    total: int | None
    validator: str
    supports_ranges: bool


@dataclass(slots=True)
class ConnectionLimit:
    """How many connections a file may have: the least of several limits."""

    max_connections: int
    host_share: int
    min_split_bytes: int
    refused_number: int | None = None  # the lowest connection the server refused

    def refuse(self, number: int) -> None:
        self.refused_number = min(number, self.refused_number or number)

    def allowed(self, remote: RemoteFile | None) -> int:
        if remote is None or not remote.supports_ranges:
            return 1
        if (remote.total or 0) < self.min_split_bytes:
            return 1
        allowed = min(self.max_connections, self.host_share)
        return allowed if self.refused_number is None else min(allowed, self.refused_number)


class SegmentConnection:
    """Used by one thread, apart from `cancel` and the figures that are shown to users."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.is_over = False
        self.is_receiving = False
        self.position = 0  # offset in the file of the next byte of the response
        self.cancel_handle = CancelHandle()
        self._response: StreamedResponse | None = None
        self._end = 0  # offset where the response ends
        self._received = 0
        self._received_since_open = 0
        self._began_s = time.monotonic()
        self._buffer = memoryview(bytearray(CHUNK_BYTES))

    @property
    def bytes_per_s(self) -> int:
        """Mean since the connection was created."""
        return int(self._received / max(time.monotonic() - self._began_s, 0.1))

    @property
    def has_more(self) -> bool:
        """Whether the response goes on."""
        return self._response is not None and self.position < self._end

    @property
    def is_worth_reopening(self) -> bool:
        return self._received_since_open >= MIN_RECONNECT_BYTES

    def row(self, url: str) -> Tracker:
        """For users, in the form of a torrent's tracker."""
        return Tracker(
            url=url,
            tier=self.number,
            status="working" if self.is_receiving else "updating",
            message=f"{self.bytes_per_s} bytes/s, at byte {self.position}",
            peers=None,
            next_announce_s=None,
        )

    def adopt(self, response: StreamedResponse, position: int) -> None:
        """Read a response whose first byte is the one at `position`."""
        self._response, self.position, self._end = response, position, response_end(response)
        self._received_since_open = 0
        self.is_receiving = True

    def can_skip_to(self, offset: int, *, supports_ranges: bool) -> bool:
        """Whether the open response reaches the offset by reading on, sooner than a request."""
        skipped = offset - self.position
        is_near = skipped <= MAX_SKIP_BYTES or not supports_ranges
        return self.has_more and skipped >= 0 and is_near and offset < self._end

    def read(self, max_bytes: int) -> memoryview:
        """
        The next bytes of the response, valid until the next call.

        Empty at the end of a response without a length. Raises `Unreachable`.
        """
        if self._response is None:
            raise Unreachable("The connection broke off.")
        limit = min(max_bytes, self._end - self.position)
        count = self._response.read_into(self._buffer[:limit])
        self.position += count
        self._received += count
        self._received_since_open += count
        return self._buffer[:count]

    def request_again(self, remote: RemoteFile, span: Span) -> bool:
        """
        Request a range on the open connection; False when it cannot be used any more.

        Raises as `request` does.
        """
        if (
            self._response is None
            or not self._response.is_complete
            or self.cancel_handle.is_cancelled
        ):
            return False
        try:
            response = self._response.request_again(_range_headers(remote, span))
        except Unreachable:  # servers may close an idle connection at any time
            return False
        self._accept(response, remote, span)
        return True

    def request(self, remote: RemoteFile, span: Span, route: EgressRoute) -> None:
        """
        Open a connection and request a range. Raises `Unreachable` and `RangeRefused`.

        `reset` comes first.
        """
        connection = Connection(remote.target, route, READ_TIMEOUT_S, self.cancel_handle)
        try:
            response = connection.request(_range_headers(remote, span))
        except BaseException:
            connection.close()
            raise
        self._accept(response, remote, span)

    def reset(self) -> None:
        """Close it, and prepare for another `request`."""
        self.close()
        self.cancel_handle = CancelHandle()
        self.is_receiving = False

    def cancel(self) -> None:
        """From any thread: end reads and requests at once, until `reset`."""
        self.cancel_handle.cancel()

    def close(self) -> None:
        if self._response is not None:
            self._response.close_connection()
            self._response = None

    def _accept(self, response: StreamedResponse, remote: RemoteFile, span: Span) -> None:
        try:
            _require_range(response, remote, span[0])
        except BaseException:
            response.close_connection()
            raise
        self.adopt(response, span[0])


def _range_headers(remote: RemoteFile, span: Span) -> dict[str, str]:
    return {"Range": f"bytes={span[0]}-{span[1] - 1}", "If-Range": remote.validator}


def _require_range(response: StreamedResponse, remote: RemoteFile, offset: int) -> None:
    """Raises when this is not the requested range of the same file."""
    if response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise TruncatedResponse("The file is shorter than announced.")
    sent = content_range(response.headers)
    if (
        response.status != HTTPStatus.PARTIAL_CONTENT
        or sent is None
        or (sent.first, sent.total) != (offset, remote.total)
        or strong_validator(response.headers) not in ("", remote.validator)
        or is_compressed(response.headers, remote.name)
    ):
        raise RangeRefused(response.status)
