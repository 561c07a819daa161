"""
The stream gateway: an HTTP/1.1 server for bytes, one thread for each connection.

Threads that sit in `sendfile` cost next to nothing, and a slow reader holds up nobody else.
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
from worker.gateway.answers import Answer, Desk, refusal, refusal_of
from worker.gateway.bodies import (
    LOOK_UP_S,
    ClientGone,
    Cut,
    arriving,
    send_file,
    send_pieces,
)
from worker.gateway.conditions import http_date
from worker.gateway.requests import MAX_HEAD_BYTES, BadRequest, Request, parse_head
from worker.gateway.slots import Slots

logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 256
IDLE_S = 30.0  # how long a connection may wait for its next request
HEAD_S = 10.0  # how long a request's head may take from its first byte
BACKLOG = 128
BREATH_S = 0.2

END_OF_HEAD = b"\r\n\r\n"
MORE_FOLLOWS = getattr(socket, "MSG_MORE", 0)  # header and first bytes leave in one packet

ARTWORK = "/artwork/"
#: Answers what is no stream, on the same port. Raises `SeenError`.
Answering = Callable[[Request], Answer]


class HeadTooLarge(Exception):
    """The head of a request is longer than any we answer."""


@dataclass
class StreamServer:
    desk: Desk
    host: str
    port: int
    slots: Slots = field(default_factory=Slots)
    most_connections: int = MAX_CONNECTIONS
    artwork: Answering | None = None
    _listener: socket.socket | None = None
    _closed: threading.Event = field(default_factory=threading.Event)
    _links: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> None:
        """Listen. Raises `OSError` when the port is taken. `port` is the real one afterwards."""
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
                # Closed; or out of descriptors, which ends when some connection does.
                if not self._closed.wait(BREATH_S):
                    logger.warning("connection not accepted", extra={"error": error.strerror})
                continue
            with self._lock:
                is_full = len(self._links) >= self.most_connections
                if not is_full:
                    self._links.add(link)
            if is_full:
                _turn_away(link)
            else:
                threading.Thread(
                    target=self._converse, args=(link,), name="stream", daemon=True
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

    def _converse(self, link: socket.socket) -> None:
        """Answer the requests of one connection, one after the other."""
        talk = Talk()
        try:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _set_timeout(link, socket.SO_SNDTIMEO, LOOK_UP_S)
            reader = HeadReader(link)
            while self._answer_next(link, reader, talk):
                pass
        except (ClientGone, Cut, OSError):
            pass  # the other side left, or must notice that the rest does not come
        except Exception:
            logger.exception("stream connection failed")
        finally:
            with self._lock:
                self._links.discard(link)
            link.close()
            talk.log()

    def _answer_next(self, link: socket.socket, reader: "HeadReader", talk: "Talk") -> bool:
        """Answer one request; whether there may be another."""
        try:
            head = reader.next()
        except HeadTooLarge:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            _send_head(link, refusal(status, "too_large", "These headers are too long."), ends=True)
            return False
        if head is None:
            return False
        try:
            request = parse_head(head)
        except BadRequest as error:
            status = HTTPStatus.BAD_REQUEST
            _send_head(link, refusal(status, "bad_request", str(error)), ends=True)
            return False
        answer = self._decide(request)
        try:
            self._send(link, request, answer)
        finally:
            answer.close()
            _note(request, answer)
            talk.add(request, answer)
        return request.keeps_alive

    def _decide(self, request: Request) -> Answer:
        try:
            if self.artwork is not None and request.path.startswith(ARTWORK):
                return self.artwork(request)
            return self.desk.answer(request)
        except SeenError as error:
            return refusal_of(error)
        except BadRequest as error:
            return refusal(HTTPStatus.BAD_REQUEST, "bad_request", str(error))

    def _send(self, link: socket.socket, request: Request, answer: Answer) -> None:
        """Raises `ClientGone` or `Cut`."""
        ends = not request.keeps_alive
        if request.method == "HEAD" or answer.part is None or answer.grant is None:
            _send_head(link, answer, ends=ends, is_head=request.method == "HEAD")
            return
        session_id, part = answer.grant.session_id, answer.part
        try:
            place = self.slots.one(session_id)
            with place:
                _send_head(link, answer, ends=ends)
                welcome = self._welcome(answer)
                if answer.arriving is not None:
                    pieces = arriving(answer.arriving, part.first, part.length, link, welcome)
                    send_pieces(link, pieces, welcome)
                else:
                    send_file(link, answer.file, part.first, part.length, welcome)
        except SeenError as error:
            _send_head(link, refusal_of(error), ends=ends)

    def _welcome(self, answer: Answer) -> Callable[[], bool]:
        """Whether the session that asked is still there; in doubt, the film goes on."""
        assert answer.grant is not None  # noqa: S101  # see _send
        session_id = answer.grant.session_id

        def is_welcome() -> bool:
            try:
                return self.desk.gatekeeper.is_alive(session_id)
            except Unavailable:
                return True

        return is_welcome


@dataclass
class Talk:
    """What was read over one connection: one line in the log, not one for each range."""

    requests: int = 0
    announced_bytes: int = 0
    paths: set[str] = field(default_factory=set)
    began_s: float = field(default_factory=time.monotonic)

    def add(self, request: Request, answer: Answer) -> None:
        if answer.status < HTTPStatus.BAD_REQUEST and answer.grant is not None:
            self.requests += 1
            self.announced_bytes += answer.length if request.method == "GET" else 0
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
    """Cuts heads of requests out of what arrives."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._rest = b""

    def next(self) -> bytes | None:
        """The next head; None when there is none in time. Raises `HeadTooLarge`."""
        until_s = time.monotonic() + (HEAD_S if self._rest else IDLE_S)
        while END_OF_HEAD not in self._rest:
            if len(self._rest) > MAX_HEAD_BYTES:
                raise HeadTooLarge
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
            raise HeadTooLarge
        return head


def _set_timeout(link: socket.socket, which: int, seconds: float) -> None:
    """A timeout of the kernel's: Python's own would make every socket non-blocking."""
    whole, part = divmod(max(seconds, 0.001), 1)
    link.setsockopt(socket.SOL_SOCKET, which, struct.pack("@ll", int(whole), int(part * 1_000_000)))


def _send_head(link: socket.socket, answer: Answer, *, ends: bool, is_head: bool = False) -> None:
    """Status line, headers, and the text of a refusal. Raises `ClientGone`."""
    headers = [
        ("Date", http_date(int(time.time()))),
        *answer.headers,
        ("Connection", "close" if ends else "keep-alive"),
    ]
    if answer.status != HTTPStatus.NOT_MODIFIED:
        headers.append(("Content-Length", str(answer.length)))
    lines = [f"HTTP/1.1 {answer.status.value} {answer.status.phrase}"]
    lines += [f"{name}: {value}" for name, value in headers]
    head = "\r\n".join(lines).encode("latin-1") + END_OF_HEAD
    has_body = answer.part is not None and not is_head and answer.length > 0
    try:
        link.sendall(head if is_head else head + answer.text, MORE_FOLLOWS if has_body else 0)
    except OSError as error:
        raise ClientGone from error


def _turn_away(link: socket.socket) -> None:
    """All places are taken."""
    answer = refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        "Too many streams are being read right now.",
        [("Retry-After", "5")],
    )
    with link, contextlib.suppress(ClientGone):
        _set_timeout(link, socket.SO_SNDTIMEO, 1)
        _send_head(link, answer, ends=True)


def _note(request: Request, answer: Answer) -> None:
    """Log what was refused; without the query, which opens the file."""
    if answer.status >= HTTPStatus.BAD_REQUEST and not request.path.startswith(ARTWORK):
        status = answer.status.value
        telemetry.count("stream_refusals_total", status=str(status))
        logger.info("stream refused", extra={"path": request.path, "status": status})
