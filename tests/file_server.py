"""A web server that serves bytes, and misbehaves as a test asks for."""

import contextlib
import http.server
import re
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

STEP = 64 * 1024


@dataclass
class Page:
    """What the server does with one path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = '"one"'
    supports_ranges: bool = True
    announces_ranges: bool = False  # Accept-Ranges: bytes
    announces_length: bool = True
    is_chunked: bool = False
    truncate_after: int | None = None  # bytes of each response
    claimed_length: int | None = None
    bytes_per_s: float | None = None
    #: Bytes per second by the first byte of the response, instead of `bytes_per_s`.
    rate_at: Callable[[int], float | None] | None = None
    keep_alive: bool = False  # the connection is reused
    #: Another page for some requests, by their headers (names in lower case).
    override: Callable[[dict[str, str]], "Page | None"] = lambda _headers: None


class FileServer:
    """On 127.0.0.1; records every request."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.methods: list[str] = []
        self.connections = 0
        self.active: Counter[str] = Counter()  # responses being sent, by path
        self.bytes_sent: Counter[str] = Counter()  # bytes of bodies, by path
        self._scheme = "https" if tls else "http"
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._http = _Listener(("127.0.0.1", 0), _handler(self))
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.port = self._http.server_port
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def url(self, path: str) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}{path}"

    def headers_of(self, path: str) -> list[dict[str, str]]:
        """The headers of each request for a path."""
        return [headers for requested, headers in self.requests if requested == path]

    def ranges_of(self, path: str) -> list[str | None]:
        """The Range header of each request for a path."""
        return [headers.get("range") for headers in self.headers_of(path)]

    def close(self) -> None:
        self._stop.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        path = request.path.partition("?")[0]
        with self._lock:
            self.requests.append((request.path, headers))
            self.methods.append(request.command)
            self.active[path] += 1
        try:
            page = self.pages.get(path, Page(status=404))
            self._answer(request, page.override(headers) or page, headers)
        finally:
            with self._lock:
                self.active[path] -= 1

    def _answer(
        self, request: http.server.BaseHTTPRequestHandler, page: Page, headers: dict[str, str]
    ) -> None:
        request.close_connection = not page.keep_alive
        first, last, status = _part(page, headers)
        body = b"" if status == 416 else page.body[first : last + 1]
        request.send_response(status)
        whole = len(page.body)
        fields = {
            "ETag": page.etag,
            "Content-Range": f"bytes {first}-{last}/{whole}" if status == 206 else None,
            "Accept-Ranges": "bytes" if page.announces_ranges else None,
            "Transfer-Encoding": "chunked" if page.is_chunked else None,
        }
        if status == 416:
            fields["Content-Range"] = f"bytes */{whole}"
        if page.announces_length and not page.is_chunked:
            length = page.claimed_length if page.claimed_length is not None else len(body)
            fields["Content-Length"] = str(length)
        for name, value in (fields | page.headers).items():
            if value is not None:
                request.send_header(name, value)
        request.end_headers()
        if request.command != "HEAD":
            self._send(request, page, body, first)

    def _send(
        self, request: http.server.BaseHTTPRequestHandler, page: Page, body: bytes, first: int
    ) -> None:
        end = len(body) if page.truncate_after is None else min(page.truncate_after, len(body))
        path = request.path.partition("?")[0]
        at = 0
        while at < end:
            rate = page.rate_at(first) if page.rate_at else page.bytes_per_s  # a test may change it
            step = STEP if rate is None else max(int(rate / 20), 1)
            piece = body[at : min(at + step, end)]
            request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if page.is_chunked else piece)
            at += len(piece)
            with self._lock:
                self.bytes_sent[path] += len(piece)
            if rate is not None and self._stop.wait(len(piece) / rate):
                return
        if page.is_chunked and page.truncate_after is None:
            request.wfile.write(b"0\r\n\r\n")


def _part(page: Page, headers: dict[str, str]) -> tuple[int, int, int]:
    """The first and last byte to send, and the status."""
    end = len(page.body) - 1
    requested = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", ""))
    valid = {None, page.etag, page.headers.get("Last-Modified")}
    is_ranged = page.status == 200 and page.supports_ranges and headers.get("if-range") in valid
    if not requested or not is_ranged:
        return 0, end, page.status
    first = int(requested[1])
    last = min(int(requested[2]), end) if requested[2] else end
    return first, last, 416 if first > end else 206


def _handler(server: FileServer) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            server.connections += 1
            super().setup()

        def do_GET(self) -> None:
            with contextlib.suppress(OSError):
                server.answer(self)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_args: Any) -> None:
            """Log nothing."""

    return Handler


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """Clients may disconnect at any time."""
