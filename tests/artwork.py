"""Pictures and a local picture provider for the tests of artwork."""

import io
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import ClassVar

from PIL import Image

from chalicelib.artwork.proxy_urls import Picture
from chalicelib.providers.http_pool import RequestTimeouts
from chalicelib.providers.network_guard import NetworkGuard
from worker.artwork.file_cache import ImageFileCache
from worker.artwork.handler import ArtworkHandler
from worker.artwork.rate_limit import RenditionRateLimiter
from worker.artwork.renditions import RenditionService
from worker.artwork.resize import resize_image
from worker.artwork.upstream_client import UpstreamClient
from worker.gateway.server import StreamServer

HERE = NetworkGuard((ip_network("127.0.0.0/8"),))
SOON = RequestTimeouts(connect_s=2.0, head_s=2.0, read_s=2.0, total_s=2.0)


@lru_cache(maxsize=32)
def picture_bytes(width: int, height: int, kind: str = "JPEG") -> bytes:
    """A picture with something in it everywhere."""
    across = Image.linear_gradient("L").resize((width, height))
    down = Image.radial_gradient("L").resize((width, height))
    noise = Image.effect_noise((width, height), 40)
    out = io.BytesIO()
    Image.merge("RGB", (across, down, noise)).save(out, kind)
    return out.getvalue()


PAGE = b"<html>Sign in to this network</html>"
#: What the provider says to a picture of that name, any number behind it.
ANSWERS = {
    "gone": (404, b"no", "text/plain"),
    "forbidden": (403, b"no", "text/xml"),
    "broken": (500, b"no", "text/plain"),
    "page": (200, PAGE, "text/html"),
    "liar": (200, PAGE, "image/jpeg"),
    "drawing": (200, b"<svg onload='alert(1)'/>", "image/svg+xml"),
    "huge": (200, bytes(11 * 2**20), "image/jpeg"),
}


class Provider(BaseHTTPRequestHandler):
    """Responds as the name of the picture says, and counts requests."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[Counter[str]]
    asked_again: ClassVar[threading.Event]

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2].partition(".")[0]
        kind = name.rstrip("0123456789")
        type(self).asked[self.path] += 1
        if type(self).asked[self.path] > 1:
            self.asked_again.set()
        if kind == "patient":  # would notice a second request for the same picture
            self.asked_again.wait(0.5)
        if kind == "slow":
            self.drip()
        elif kind == "elsewhere":
            self.give(302, b"", "text/plain", location="http://127.0.0.1:1/x.jpg")
        elif kind == "onlyoriginal" and not self.path.startswith("/original/"):
            self.give(404, b"no", "text/plain")
        else:
            self.give(*ANSWERS.get(kind) or (200, picture_bytes(600, 900), "image/jpeg"))

    def give(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """A byte now and then: each in time, all together never."""
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        pause = threading.Event()
        for _ in range(200):
            self.wfile.write(b"\xff")
            pause.wait(0.05)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client has disconnected
            super().handle()


class PictureHost:
    """A provider on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self._asking: list[UpstreamClient] = []
        self._handler = type(
            "Handler", (Provider,), {"asked": Counter(), "asked_again": threading.Event()}
        )
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler)
        self._server.daemon_threads = True
        # Looks often whether it is to end, so that tests do.
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def asked(self) -> Counter[str]:
        """How often each path was asked for."""
        return self._handler.asked

    def urls_of(self, picture: Picture) -> list[str]:
        """Where it has a picture, best first."""
        origin = f"http://127.0.0.1:{self._server.server_port}"
        sizes = dict.fromkeys((picture.size, "original"))
        return [f"{origin}/{size}/{picture.path}" for size in sizes]

    def upstream(self, guard: NetworkGuard = HERE) -> UpstreamClient:
        """Who asks this provider; kept connections are closed with it."""
        upstream = UpstreamClient(guard, self.urls_of, SOON)
        self._asking.append(upstream)
        return upstream

    def close(self) -> None:
        for upstream in self._asking:
            upstream.close()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def picture_host() -> Iterator[PictureHost]:
    host = PictureHost()
    try:
        yield host
    finally:
        host.close()


def renditions(
    host: PictureHost, folder: Path, *, max_bytes: int = 10**9, **options
) -> RenditionService:
    return RenditionService(
        ImageFileCache(folder, max_bytes), host.upstream().read, resize_image, **options
    )


@contextmanager
def worker_of(
    pictures: RenditionService, limit: RenditionRateLimiter | None = None
) -> Iterator[int]:
    """The port of a stream gateway that serves pictures only."""
    handler = ArtworkHandler(pictures, limit or RenditionRateLimiter())
    # Nothing here asks for a stream.
    server = StreamServer(None, "127.0.0.1", 0, artwork=handler.answer)
    server.open()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server.port
    finally:
        server.close()
        thread.join(60)
