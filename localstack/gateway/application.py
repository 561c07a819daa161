"""
The gateway as an RSGI application: API, pages and media on one origin.

Blocking calls (handlers query the database, media files need a signature check) run in a thread
pool of this process; static pages are served from memory. File ranges are passed to the server,
which sends them from disk as fast as the client reads.
"""

import asyncio
import os
import secrets
import time
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from chalicelib.artwork.proxy_urls import ORIGINS
from chalicelib.http.allowed_hosts import AllowedHosts
from chalicelib.platform.garbage_collection import tune_garbage_collector
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Networks, Settings
from localstack.gateway.access_log import AccessLog
from localstack.gateway.admission import Answer, RequestThreads
from localstack.gateway.artwork_files import PREFIX, ArtworkFiles
from localstack.gateway.client_address import peer_of, seen_from_outside
from localstack.gateway.host_check import not_one_host, refused_host, with_one_host
from localstack.gateway.in_progress_files import PREFIX as ARRIVING
from localstack.gateway.in_progress_files import InProgressFiles
from localstack.gateway.lambda_adapter import LambdaAdapter
from localstack.gateway.lambda_events import FileResponse, GatewayRequest
from localstack.gateway.library_files import LibraryFiles
from localstack.gateway.object_files import ObjectFiles
from localstack.gateway.parent_watch import exit_with_parent
from localstack.gateway.problem_responses import (
    internal_error,
    too_large,
    too_slow,
)
from localstack.gateway.static_files import StaticFiles
from localstack.gateway.worker_stream_proxy import WorkerStreamProxy

THREADS = 8  # per process
THREADS_PER_KIND = 2  # fewer than a process has database connections
STREAMS = "/stream/"
CONVERTED_THREADS = 16  # separate threads for segments, which wait for the worker
CONVERTED_WAIT_S = 10.0
ARTWORK_THREADS = 12  # separate threads for pictures, which wait for the worker
ARTWORK_WAIT_S = 30.0  # a page with a hundred new pictures
MAX_BODY_BYTES = 6 * 1024 * 1024  # Lambda's limit
BODY_WITHIN_S = 30.0  # plus the time that the body takes at the minimum rate
MIN_BODY_BYTES_S = 16_000
API = ("/api/", "/v1/", "/artwork/titles/", "/artwork/generated/")  # the app draws missing posters
API_PAGE = "/api"
DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
#: Headers of every response.
ALWAYS = [("x-content-type-options", "nosniff"), ("cross-origin-resource-policy", "same-origin")]
NO_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class PathHandler(Protocol):
    """A blocking request handler of one part of the origin."""

    def answer(self, request: GatewayRequest) -> Answer: ...


class BodyTooLarge(Exception):
    """The request body exceeds the limit."""


class BodyTooSlow(Exception):
    """The request body did not arrive in time."""


class Gateway:
    """The gateway application; one instance per process."""

    def __init__(
        self,
        *,
        bridge: LambdaAdapter,
        site: StaticFiles,
        media: dict[str, PathHandler],
        artwork: ArtworkFiles | None = None,
        converted: WorkerStreamProxy | None = None,
        log: AccessLog,
        trusted: Networks = (),
        hosts: AllowedHosts,
        body_within_s: float = BODY_WITHIN_S,
    ) -> None:
        self._bridge, self._site, self._media, self._log = bridge, site, media, log
        self._trusted, self._hosts, self._body_within_s = trusted, hosts, body_within_s
        self._media_prefixes = tuple(media)
        self._threads = RequestThreads(THREADS, THREADS_PER_KIND)
        self._artwork, self._converted = artwork, converted
        # Separate threads: a request waits until its segment is made.
        self._converted_threads = RequestThreads(
            CONVERTED_THREADS, CONVERTED_THREADS, CONVERTED_WAIT_S
        )
        self._artwork_threads = (
            RequestThreads(ARTWORK_THREADS, ARTWORK_THREADS, ARTWORK_WAIT_S)
            if artwork
            else self._threads
        )

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            return
        started = time.perf_counter()
        received = with_one_host(scope.headers.items(), scope.authority)
        headers, address = seen_from_outside(
            received or [], peer_of(scope.client), scope.scheme, self._trusted
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
            if received is None:
                answer = not_one_host()
            else:
                answer = refused_host(request, self._hosts) or await self._answer(request, proto)
        except BodyTooLarge:
            answer = too_large(MAX_BODY_BYTES)
        except BodyTooSlow:
            answer = too_slow()
        except Exception:  # noqa: BLE001  # outermost handler: logs the error and always responds
            answer = internal_error()
        send(proto, request, answer)
        self._log.write(request, answer.status, started)

    async def _answer(self, request: GatewayRequest, proto: Any) -> Answer:
        if request.path == f"{API_PAGE}/":
            request = replace(request, path=API_PAGE)
        if request.path.startswith(API) or request.path == API_PAGE:
            if request.method not in ("GET", "HEAD", "OPTIONS"):
                request = request.with_body(await read_body(request, proto, self._body_within_s))
            kind = self._bridge.route_of(request.path)
            return await self._threads.run(kind, self._bridge.answer, request)
        if self._converted is not None and self._converted.serves(request.path):
            return await self._converted_threads.run(STREAMS, self._converted.answer, request)
        for prefix in self._media_prefixes:
            if request.path.startswith(prefix):
                # A file that is still arriving is waited for.
                threads = self._converted_threads if prefix == ARRIVING else self._threads
                return await threads.run(prefix, self._media[prefix].answer, request)
        if self._artwork is not None and request.path.startswith(PREFIX):
            found = self._artwork.from_disk(request)
            return found or await self._artwork_threads.run(PREFIX, self._artwork.answer, request)
        return self._site.answer(request)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        self._log.flush()


async def read_body(request: GatewayRequest, proto: Any, within_s: float) -> bytes:
    """
    Raises `BodyTooLarge`, before reading when Content-Length exceeds the limit, and `BodyTooSlow`
    when the body does not arrive within `within_s` and the time it takes at `MIN_BODY_BYTES_S`.
    """
    announced = request.header("content-length")
    if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise BodyTooLarge
    parts: list[bytes] = []
    length = 0
    started = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(within_s) as limit:
            async for part in proto:
                length += len(part)
                if length > MAX_BODY_BYTES:
                    raise BodyTooLarge
                parts.append(part)
                limit.reschedule(started + within_s + length / MIN_BODY_BYTES_S)
    except TimeoutError as error:
        raise BodyTooSlow from error
    return b"".join(parts)


def send(proto: Any, request: GatewayRequest, answer: Answer) -> None:
    """Pass the response to the server. HEAD gets the Content-Length and no body."""
    present = {name for name, _ in answer.headers}
    headers = [*answer.headers, ("x-request-id", request.request_id)]
    headers += [(name, value) for name, value in ALWAYS if name not in present]
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
    """Scheme, host and port, as a Content-Security-Policy source."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def create() -> Gateway:
    """The gateway of this process, configured from the environment."""
    exit_with_parent()
    from app import app  # noqa: PLC0415  # registers the services, needed only in serving processes

    settings = get(Settings)
    media: dict[str, PathHandler] = {
        ARRIVING: InProgressFiles.from_settings(settings),
        STREAMS: LibraryFiles.from_settings(),
    }
    elsewhere = (settings.seen_stream_url, settings.s3_public_url)
    folder = os.environ.get("SEEN_OBJECTS_DIR")  # set by the supervisor
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
        converted=WorkerStreamProxy.from_settings(settings),
        log=AccessLog(),
        trusted=settings.seen_trusted_proxies,
        hosts=get(AllowedHosts),
    )
    tune_garbage_collector()
    return gateway
