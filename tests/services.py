"""A fake provider: responds with configured pages, and misbehaves as configured."""

import contextlib
import gzip
import http.server
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import SecretStr

from chalicelib.platform.settings import Settings

PLENTY_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """A request the service was sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in small letters
    body: str


@dataclass
class Page:
    """What stands at a path: JSON, or whatever `make` makes of the request."""

    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    is_packed: bool = False
    make: Callable[[Asked], "Page"] | None = None


class FakeService:
    """
    Speaks HTTP on 127.0.0.1. `mode` says how it misbehaves, to every request:

    hang, drip, html, truncated, plenty, empty, bomb, list (a JSON list where an object belongs),
    elsewhere (a redirect to `elsewhere`), or the number of a status; None is good behaviour.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.mode: str | int | None = None
        self.headers: dict[str, str] = {}  # sent along with the status of `mode`
        self.elsewhere = ""
        self.requests: list[Asked] = []
        self._stop = threading.Event()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                parts = urlsplit(self.path)
                asked = Asked(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query)),
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length).decode(),
                )
                service.requests.append(asked)
                with contextlib.suppress(OSError):
                    service.answer(self, asked)

            def log_message(self, *_args: Any) -> None:
                """Quiet."""

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def serve(self, path: str, content: Any, **more: Any) -> None:
        self.pages[path] = Page(content, **more)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.requests]

    def close(self) -> None:
        """Afterwards no process listens on its port."""
        self._stop.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, handler: http.server.BaseHTTPRequestHandler, asked: Asked) -> None:
        misbehave = getattr(self, f"_{self.mode}", None) if isinstance(self.mode, str) else None
        if misbehave is not None:
            handler.close_connection = True
            misbehave(handler)
            return
        if isinstance(self.mode, int):
            self._send(handler, self.mode, b'{"status_message": "no"}', self.headers)
            return
        page = self.pages.get(asked.path, Page({"success": False}, status=404))
        if page.make is not None:
            page = page.make(asked)
        if page.etag is not None and asked.headers.get("if-none-match") == page.etag:
            self._send(handler, 304, b"", {"ETag": page.etag})
            return
        body = (
            page.content if isinstance(page.content, bytes) else json.dumps(page.content).encode()
        )
        headers = dict(page.headers)
        if page.etag is not None:
            headers["ETag"] = page.etag
        if page.is_packed:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        self._send(handler, page.status, body, headers)

    def _send(
        self,
        handler: http.server.BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
    ) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _hang(self, _handler: http.server.BaseHTTPRequestHandler) -> None:
        self._stop.wait(30)

    def _drip(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        """A letter now and then, so that no single read takes long."""
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not self._stop.wait(0.02):
            handler.wfile.write(b" ")

    def _drip_head(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not self._stop.wait(0.02):
            handler.wfile.write(b"x")

    def _html(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        self._send(handler, 200, b"<!doctype html><title>Maintenance</title>")

    def _truncated(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        self._send(handler, 200, b'{"id": 603, "title": "The Mat')

    def _cut(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        """The connection ends before the announced length."""
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"id": 603')

    def _plenty(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(PLENTY_BYTES))
        handler.end_headers()
        for _ in range(PLENTY_BYTES // 65536):
            handler.wfile.write(b" " * 65536)

    def _bomb(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        packed = gzip.compress(b" " * PLENTY_BYTES)
        self._send(handler, 200, packed, {"Content-Encoding": "gzip"})

    def _empty(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        self._send(handler, 200, b"")

    def _list(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        self._send(handler, 200, b'["title", 603, null]')

    def _elsewhere(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        self._send(handler, 302, b"", {"Location": self.elsewhere})


def addresses_at(service: FakeService) -> dict[str, str]:
    """The settings that place every provider at the fake service, each below a path."""
    names = ("tmdb", "igdb", "twitch", "omdb", "tvdb", "tvmaze", "jikan", "opensubtitles")
    return {f"SEEN_{name.upper()}_URL": f"{service.url}/{name}" for name in names}


def settings_for(service: FakeService, **more: Any) -> Settings:
    """Settings with every key, and every address at the fake service, each below a path."""
    given = {
        "database_url": SecretStr("postgresql://localhost/unused"),
        "seen_secret": SecretStr("x" * 32),
        "seen_download_allow": "127.0.0.1",
        "tmdb_api_key": SecretStr("a-short-key"),
        "igdb_client_id": SecretStr("an-id"),
        "igdb_client_secret": SecretStr("a-secret"),
        "omdb_api_key": SecretStr("omdb-key"),
        "tvdb_api_key": SecretStr("tvdb-key"),
        "seen_tvmaze": "on",
        "seen_jikan": "on",
        "opensubtitles_api_key": SecretStr("opensubtitles-key"),
    }
    addresses = {name.lower(): url for name, url in addresses_at(service).items()}
    return Settings.model_validate(given | addresses | more)
