"""
The stream gateway: an HTTP/1.1 server for media bytes with one thread per connection.

Threads blocked in sendfile(2) are cheap, and a slow client does not delay others.
"""

import contextlib
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from chalicelib.platform import telemetry
from chalicelib.platform.errors import SeenError, Unavailable
from worker.gateway.conditional_requests import http_date
from worker.gateway.handler import RequestHandler
from worker.gateway.request_parsing import MAX_HEAD_BYTES, BadRequest, StreamRequest, parse_head
from worker.gateway.responses import StreamResponse, problem_response, problem_response_of
from worker.gateway.socket_writer import (
    POLL_INTERVAL_S,
    ClientDisconnected,
    SourceTruncated,
    read_in_progress,
    send_file,
    send_pieces,
)
from worker.gateway.stream_limits import SessionConcurrencyLimiter

logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 256
IDLE_S = 30.0  # how long a connection may wait for its next request
HEAD_S = 10.0  # how long a request's head may take from its first byte
BACKLOG = 128
ACCEPT_RETRY_S = 0.2

END_OF_HEAD = b"\r\n\r\n"
MORE_FOLLOWS = getattr(socket, "MSG_MORE", 0)  # header and first bytes leave in one packet

ARTWORK = "/artwork/"
HEALTH_CHECK = "/health/live"  # asked by the supervisor
#: Handles requests that are not streams, on the same port. Raises `SeenError`.
RouteHandler = Callable[[StreamRequest], StreamResponse]


class HeadersTooLarge(Exception):
    """The head of a request exceeds `MAX_HEAD_BYTES`."""


@dataclass
class StreamServer:
    handler: RequestHandler
    host: str
    port: int
    concurrency: SessionConcurrencyLimiter = field(default_factory=SessionConcurrencyLimiter)
    max_connections: int = MAX_CONNECTIONS
    artwork: RouteHandler | None = None
    _listener: socket.socket | None = None
    _closed: threading.Event = field(default_factory=threading.Event)
    _links: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> None:
        """Listen, and set `port` to the bound port. Raises `OSError` when it is in use."""
        self._listener = socket.create_server((self.host, self.port), backlog=BACKLOG)
        self.port = self._listener.getsockname()[1]

    def serve(self) -> None:
        """Accept connections until `close` is called from another thread."""
        listener = self._listener
        assert listener is not None  # noqa: S101  # open() comes first
        while not self._closed.is_set():
            try:
                link, _ = listener.accept()
            except OSError as error:
                # Closed, or out of file descriptors until some connection ends.
                if not self._closed.wait(ACCEPT_RETRY_S):
                    logger.warning("connection not accepted", extra={"error": error.strerror})
                continue
            with self._lock:
                is_full = len(self._links) >= self.max_connections
                if not is_full:
                    self._links.add(link)
            if is_full:
                _reject(link)
            else:
                threading.Thread(
                    target=self._serve_connection, args=(link,), name="stream", daemon=True
                ).start()
        listener.close()

    def close(self) -> None:
        """Stop listening and end every connection."""
        self._closed.set()
        if self._listener is not None:
            # Closing alone does not wake a thread that waits in accept().
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        with self._lock:
            links = list(self._links)
        for link in links:
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    @property
    def connections(self) -> int:
        with self._lock:
            return len(self._links)

    def _serve_connection(self, link: socket.socket) -> None:
        """Answer the requests of one connection in sequence."""
        log = ConnectionLog()
        try:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _set_timeout(link, socket.SO_SNDTIMEO, POLL_INTERVAL_S)
            reader = HeadReader(link)
            while self._answer_next(link, reader, log):
                pass
        except (ClientDisconnected, SourceTruncated, OSError):
            pass  # the client disconnected, or learns from the close that the rest is missing
        except Exception:
            logger.exception("stream connection failed")
        finally:
            with self._lock:
                self._links.discard(link)
            link.close()
            log.log()

    def _answer_next(self, link: socket.socket, reader: "HeadReader", log: "ConnectionLog") -> bool:
        """Answer one request; returns whether the connection stays open."""
        try:
            head = reader.next()
        except HeadersTooLarge:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            _send_head(
                link,
                problem_response(status, "too_large", "The request headers are too long."),
                ends=True,
            )
            return False
        if head is None:
            return False
        try:
            request = parse_head(head)
        except BadRequest as error:
            status = HTTPStatus.BAD_REQUEST
            _send_head(link, problem_response(status, "bad_request", str(error)), ends=True)
            return False
        response = self._decide(request)
        try:
            self._send(link, request, response)
        finally:
            response.close()
            _log_refusal(request, response)
            log.add(request, response)
        return request.keeps_alive

    def _decide(self, request: StreamRequest) -> StreamResponse:
        if request.path == HEALTH_CHECK:
            return StreamResponse(HTTPStatus.OK, [("Content-Type", "text/plain")], text=b"live")
        try:
            if self.artwork is not None and request.path.startswith(ARTWORK):
                return self.artwork(request)
            return self.handler.answer(request)
        except SeenError as error:
            return problem_response_of(error)
        except BadRequest as error:
            return problem_response(HTTPStatus.BAD_REQUEST, "bad_request", str(error))

    def _send(self, link: socket.socket, request: StreamRequest, response: StreamResponse) -> None:
        """Raises `ClientDisconnected` or `SourceTruncated`."""
        ends = not request.keeps_alive
        if request.method == "HEAD" or response.part is None or response.grant is None:
            _send_head(link, response, ends=ends, is_head=request.method == "HEAD")
            return
        session_id, part = response.grant.session_id, response.part
        try:
            slot = self.concurrency.acquire(session_id)
            with slot:
                _send_head(link, response, ends=ends)
                is_authorized = self._authorization_of(response)
                if response.in_progress is not None:
                    pieces = read_in_progress(
                        response.in_progress, part.first, part.length, link, is_authorized
                    )
                    send_pieces(link, pieces, is_authorized)
                else:
                    send_file(link, response.file, part.first, part.length, is_authorized)
        except SeenError as error:
            _send_head(link, problem_response_of(error), ends=ends)

    def _authorization_of(self, response: StreamResponse) -> Callable[[], bool]:
        """A check that the session is active; while the database is down the stream continues."""
        assert response.grant is not None  # noqa: S101  # see _send
        session_id = response.grant.session_id

        def is_authorized() -> bool:
            try:
                return self.handler.authorizer.is_alive(session_id)
            except Unavailable:
                return True

        return is_authorized


@dataclass
class ConnectionLog:
    """Totals of one connection: one log line, not one per range."""

    requests: int = 0
    announced_bytes: int = 0
    paths: set[str] = field(default_factory=set)
    began_s: float = field(default_factory=time.monotonic)

    def add(self, request: StreamRequest, response: StreamResponse) -> None:
        if response.status < HTTPStatus.BAD_REQUEST and response.grant is not None:
            self.requests += 1
            self.announced_bytes += response.length if request.method == "GET" else 0
            self.paths.add(request.path)

    def log(self) -> None:
        if self.requests:
            telemetry.count("stream_requests_total", self.requests)
            telemetry.count("stream_announced_bytes_total", self.announced_bytes)
            logger.info(
                "stream read",
                extra={
                    "paths": sorted(self.paths),
                    "requests": self.requests,
                    "announced_bytes": self.announced_bytes,
                    "seconds": round(time.monotonic() - self.began_s, 1),
                },
            )


class HeadReader:
    """Splits the received bytes into request heads."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._rest = b""

    def next(self) -> bytes | None:
        """The next head; None on timeout or close. Raises `HeadersTooLarge`."""
        until_s = time.monotonic() + (HEAD_S if self._rest else IDLE_S)
        while END_OF_HEAD not in self._rest:
            if len(self._rest) > MAX_HEAD_BYTES:
                raise HeadersTooLarge
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                return None
            _set_timeout(self._link, socket.SO_RCVTIMEO, left_s)
            try:
                arrived = self._link.recv(MAX_HEAD_BYTES)
            except BlockingIOError:
                return None
            if not arrived:
                return None
            if not self._rest:
                until_s = time.monotonic() + HEAD_S
            self._rest += arrived
        head, _, self._rest = self._rest.partition(END_OF_HEAD)
        if len(head) > MAX_HEAD_BYTES:
            raise HeadersTooLarge
        return head


def _set_timeout(link: socket.socket, which: int, seconds: float) -> None:
    """Set a kernel timeout: Python's own would make the socket non-blocking."""
    whole, part = divmod(max(seconds, 0.001), 1)
    link.setsockopt(socket.SOL_SOCKET, which, struct.pack("@ll", int(whole), int(part * 1_000_000)))


def _send_head(
    link: socket.socket, response: StreamResponse, *, ends: bool, is_head: bool = False
) -> None:
    """Send status line, headers and the text body. Raises `ClientDisconnected`."""
    headers = [
        ("Date", http_date(int(time.time()))),
        *response.headers,
        ("Connection", "close" if ends else "keep-alive"),
    ]
    if response.status != HTTPStatus.NOT_MODIFIED:
        headers.append(("Content-Length", str(response.length)))
    lines = [f"HTTP/1.1 {response.status.value} {response.status.phrase}"]
    lines += [f"{name}: {value}" for name, value in headers]
    head = "\r\n".join(lines).encode("latin-1") + END_OF_HEAD
    has_body = response.part is not None and not is_head and response.length > 0
    try:
        link.sendall(head if is_head else head + response.text, MORE_FOLLOWS if has_body else 0)
    except OSError as error:
        raise ClientDisconnected from error


def _reject(link: socket.socket) -> None:
    """Refuse a connection: all are in use."""
    response = problem_response(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        "Too many streams are active.",
        [("Retry-After", "5")],
    )
    with link, contextlib.suppress(ClientDisconnected):
        _set_timeout(link, socket.SO_SNDTIMEO, 1)
        _send_head(link, response, ends=True)


def _log_refusal(request: StreamRequest, response: StreamResponse) -> None:
    """Log a refused request without its query, which holds the grant."""
    if response.status >= HTTPStatus.BAD_REQUEST and not request.path.startswith(ARTWORK):
        status = response.status.value
        telemetry.count("stream_refusals_total", status=str(status))
        logger.info("stream refused", extra={"path": request.path, "status": status})
