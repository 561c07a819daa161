"""
The gateway as an RSGI application: API, pages and media on one origin.

What blocks (handlers wait for the database, media for a signature's judgement) runs on a few
threads of this process; pages come from memory. File ranges are handed to the server, which
sends them from disk at the pace the player reads.
"""

import asyncio
import gc
import os
import queue
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from chalicelib.artwork.picture_urls import ORIGINS
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Networks, Settings
from localstack.gateway.access_log import AccessLog
from localstack.gateway.artwork import PREFIX, ArtworkFiles
from localstack.gateway.client import peer_of, seen_from_outside
from localstack.gateway.events import FileResponse, GatewayRequest, GatewayResponse
from localstack.gateway.lambda_adapter import LambdaAdapter
from localstack.gateway.library_files import LibraryFiles
from localstack.gateway.object_files import ObjectFiles
from localstack.gateway.parent_watch import exit_with_parent
from localstack.gateway.problem_responses import internal_error, problem_response, too_large
from localstack.gateway.static_files import StaticFiles

THREADS = 8  # per process; each may hold one database connection
ARTWORK_THREADS = 12  # wait for pictures the worker is fetching, so that nothing else has to
MAX_WAITING = 256  # beyond this a queue only makes everybody late
MAX_BODY_BYTES = 6 * 1024 * 1024  # what Lambda accepts
COLLECT_AFTER = 20_000  # new objects; the default of 700 collects every ten requests
API = ("/api/", "/v1/", "/artwork/titles/")  # the app draws what titles have no picture of
API_PAGE = "/api"
DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
#: On every answer, whoever gives it.
ALWAYS = [("x-content-type-options", "nosniff"), ("cross-origin-resource-policy", "same-origin")]
NO_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)

Answer = GatewayResponse | FileResponse


class PathHandler(Protocol):
    """A part of the origin that answers requests, blocking while it does."""

    def answer(self, request: GatewayRequest) -> Answer: ...


class BodyTooLarge(Exception):
    """The request is longer than the limit, whatever it announced."""


class Gateway:
    """One per process."""

    def __init__(
        self,
        *,
        bridge: LambdaAdapter,
        site: StaticFiles,
        media: dict[str, PathHandler],
        artwork: ArtworkFiles | None = None,
        log: AccessLog,
        trusted: Networks = (),
    ) -> None:
        self._bridge, self._site, self._media, self._log = bridge, site, media, log
        self._trusted = trusted
        self._media_prefixes = tuple(media)
        self._threads = Threads(THREADS)
        self._artwork = artwork
        self._artwork_threads = Threads(ARTWORK_THREADS) if artwork else self._threads

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            return
        started = time.perf_counter()
        headers, address = seen_from_outside(
            scope.headers.items(), peer_of(scope.client), scope.scheme, self._trusted
        )
        request = GatewayRequest(
            method=scope.method,
            path=scope.path,
            query=scope.query_string,
            headers=headers,
            body=b"",
            address=address,
            request_id=secrets.token_hex(12),
        )
        answer: Answer
        try:
            answer = await self._answer(request, proto)
        except BodyTooLarge:
            answer = too_large(MAX_BODY_BYTES)
        except Exception:  # noqa: BLE001  # the outermost edge: logged there, and never a hang
            answer = internal_error()
        send(proto, request, answer)
        self._log.write(request, answer.status, started)

    async def _answer(self, request: GatewayRequest, proto: Any) -> Answer:
        if request.path == f"{API_PAGE}/":
            request = replace(request, path=API_PAGE)
        if request.path.startswith(API) or request.path == API_PAGE:
            if request.method not in ("GET", "HEAD", "OPTIONS"):
                request = request.with_body(await read_body(request, proto))
            return await self._threads.run(self._bridge.answer, request)
        for prefix in self._media_prefixes:
            if request.path.startswith(prefix):
                return await self._threads.run(self._media[prefix].answer, request)
        if self._artwork is not None and request.path.startswith(PREFIX):
            found = self._artwork.from_disk(request)
            return found or await self._artwork_threads.run(self._artwork.answer, request)
        return self._site.answer(request)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        self._log.flush()


class Threads:
    """
    A few threads that answer requests, with a bounded queue before them.

    The standard pool does the same with two more locks and a future per request; here that is a
    tenth of a warm request's time.
    """

    def __init__(self, count: int) -> None:
        self._queue: queue.SimpleQueue[
            tuple[
                asyncio.AbstractEventLoop,
                asyncio.Future[Answer],
                Callable[[GatewayRequest], Answer],
                GatewayRequest,
            ]
        ] = queue.SimpleQueue()
        for number in range(count):
            threading.Thread(target=self._work, name=f"api-{number}", daemon=True).start()

    async def run(
        self, work: Callable[[GatewayRequest], Answer], request: GatewayRequest
    ) -> Answer:
        if self._queue.qsize() >= MAX_WAITING:
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "Too much is going on at once.",
                [("retry-after", "1")],
            )
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Answer] = loop.create_future()
        self._queue.put((loop, done, work, request))
        return await done

    def _work(self) -> None:
        while True:
            loop, done, work, request = self._queue.get()
            try:
                answer = work(request)
            except Exception:  # noqa: BLE001  # as above: a thread must not die of a request
                answer = internal_error()
            loop.call_soon_threadsafe(_resolve, done, answer)


def _resolve(done: asyncio.Future[Answer], answer: Answer) -> None:
    if not done.done():  # the caller may have gone
        done.set_result(answer)


async def read_body(request: GatewayRequest, proto: Any) -> bytes:
    """Raises `BodyTooLarge`, at once when the length was announced."""
    announced = request.header("content-length")
    if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise BodyTooLarge
    parts: list[bytes] = []
    length = 0
    async for part in proto:
        length += len(part)
        if length > MAX_BODY_BYTES:
            raise BodyTooLarge
        parts.append(part)
    return b"".join(parts)


def send(proto: Any, request: GatewayRequest, answer: Answer) -> None:
    """Hand the answer to the server. HEAD gets the length of the body and no body."""
    said = {name for name, _ in answer.headers}
    headers = [*answer.headers, ("x-request-id", request.request_id)]
    headers += [(name, value) for name, value in ALWAYS if name not in said]
    status = int(answer.status)
    length = answer.end - answer.start if isinstance(answer, FileResponse) else len(answer.body)
    if status not in NO_BODY:
        headers.append(("content-length", str(length)))
    if request.method == "HEAD" or status in NO_BODY or length == 0:
        proto.response_empty(status, headers)
    elif isinstance(answer, FileResponse):
        proto.response_file_range(status, headers, str(answer.file), answer.start, answer.end)
    else:
        proto.response_bytes(status, headers, answer.body)


def origin_of(url: str) -> str:
    """Scheme, host and port, as a Content-Security-Policy names a source."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def create() -> Gateway:
    """The gateway of this process, configured by the environment."""
    exit_with_parent()
    from app import app  # noqa: PLC0415  # wires the services, so only when a process serves

    settings = get(Settings)
    media: dict[str, PathHandler] = {"/stream/": LibraryFiles.from_settings()}
    elsewhere = (settings.seen_stream_url, settings.s3_public_url)
    folder = os.environ.get("SEEN_OBJECTS_DIR")  # set by the supervisor when it runs the store
    if folder and settings.s3_endpoint_url:
        media[f"/{settings.s3_bucket}/"] = ObjectFiles(
            settings.s3_endpoint_url, settings.s3_bucket, Path(folder)
        )
    gateway = Gateway(
        bridge=LambdaAdapter(app),
        site=StaticFiles(
            DIST,
            [origin_of(url) for url in elsewhere if url],
            ORIGINS if settings.seen_artwork == "direct" else (),
        ),
        media=media,
        artwork=ArtworkFiles.from_settings(settings),
        log=AccessLog(),
        trusted=settings.seen_trusted_proxies,
    )
    # What is loaded now stays: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    return gateway
