"""The gateway passes requests for segments and subtitles to the worker."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from localstack.gateway.lambda_events import GatewayRequest
from localstack.gateway.worker_stream_proxy import WorkerStreamProxy

ITEM = "/stream/5d1f6a54-0d7e-4a47-9c0a-3a9f5a3b3c11"
SEGMENT = f"{ITEM}/hls/720-a1-aac/3.m4s"


class Worker(BaseHTTPRequestHandler):
    status: ClassVar[int] = 200
    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["if-none-match"]))
        self.send_response(self.status)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Retry-After", "5")
        self.send_header("Set-Cookie", "secret=1")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"bytes")

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def worker(monkeypatch) -> Iterator[WorkerStreamProxy]:
    monkeypatch.setattr(Worker, "asked", [])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Worker)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield WorkerStreamProxy(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def request(method: str = "GET", path: str = SEGMENT, tag: str = "") -> GatewayRequest:
    headers = [("if-none-match", tag)] if tag else []
    return GatewayRequest(method, path, "s=1&e=2&sig=3", headers, b"", "127.0.0.1", "r1")


@pytest.mark.parametrize(
    ("path", "is_served"),
    [
        (SEGMENT, True),
        (f"{ITEM}/hls/copy-a1-copy/index.m3u8", True),
        (f"{ITEM}/hls/copy-a1-copy/init.mp4", True),
        (f"{ITEM}/subtitles/12.vtt", True),
        (ITEM, False),
        (f"{ITEM}/trickplay", False),
        ("/stream/12/hls/copy-a1-copy/init.mp4", False),
        (f"{ITEM}/hls/{'x' * 201}", False),
        (f"{ITEM}/hls/a b", False),
        (f"{ITEM}/hls/a?x", False),
        (f"{ITEM}/hls/a\r\nHost: b", False),
    ],
)
def test_only_addresses_of_what_the_worker_makes_are_passed_on(path, is_served):
    assert WorkerStreamProxy("http://127.0.0.1:1").serves(path) is is_served


def test_the_grant_is_passed_on_and_only_known_headers_return(worker):
    response = worker.answer(request(tag='"a"'))

    assert Worker.asked == [(f"{SEGMENT}?s=1&e=2&sig=3", '"a"')]
    assert (response.status, response.body) == (200, b"bytes")
    assert response.headers == [("content-type", "video/mp4"), ("retry-after", "5")]


def test_a_refusal_of_the_worker_is_passed_on(worker, monkeypatch):
    monkeypatch.setattr(Worker, "status", 503)

    response = worker.answer(request())

    assert response.status == 503
    assert ("retry-after", "5") in response.headers


def test_nothing_is_written_there(worker):
    response = worker.answer(request("POST"))

    assert response.status == 405
    assert Worker.asked == []


def test_without_a_worker_the_response_says_so():
    response = WorkerStreamProxy("http://127.0.0.1:1").answer(request())

    assert response.status == 503
    assert b"does not respond" in response.body
    assert ("retry-after", "5") in response.headers
