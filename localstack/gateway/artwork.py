"""
Pictures on the gateway's origin: `/artwork/{size}/{source}/{path}`.

Cached pictures are files, which the server sends without a call to another process. Missing ones
are requested from the worker, which fetches and resizes them. The worker responds with the
picture itself, so it may run on another machine.
"""

import http.client
import logging
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlsplit

from chalicelib.artwork.proxy_urls import Picture
from chalicelib.platform.settings import Settings
from localstack.gateway.events import FileResponse, GatewayRequest, GatewayResponse
from localstack.gateway.problem_responses import method_not_allowed, not_found, problem_response
from localstack.ports import reachable
from worker.artwork.file_cache import find
from worker.artwork.formats import negotiate_format

logger = logging.getLogger(__name__)

PREFIX = "/artwork/"
WORKER_WITHIN_S = 30.0  # longer than the worker's own timeout
MAX_BYTES = 16 * 2**20
PASSED_ON = ("accept", "if-none-match")
#: Headers copied from the worker's response; the others are hop-by-hop.
KEPT_HEADERS = frozenset(
    {"content-type", "cache-control", "etag", "vary", "retry-after", "x-content-type-options"}
)


@dataclass(frozen=True, slots=True)
class ArtworkFiles:
    """Serves cached pictures, and requests missing ones from the worker."""

    folder: Path
    worker_url: str

    @classmethod
    def from_settings(cls, settings: Settings) -> "ArtworkFiles":
        return cls(settings.artwork_dir, settings.seen_stream_url or _worker_here(settings))

    def from_disk(self, request: GatewayRequest) -> GatewayResponse | FileResponse | None:
        """The response, if it needs no blocking call."""
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed("GET, HEAD")
        picture = Picture.at(request.path)
        if picture is None:
            return not_found()
        kept = find(self.folder, picture, negotiate_format(request.header("accept")))
        if kept is None:
            return None
        if kept.is_known_to(request.header("if-none-match")):
            return GatewayResponse(HTTPStatus.NOT_MODIFIED, kept.headers, b"")
        return FileResponse(HTTPStatus.OK, kept.headers, kept.file, 0, kept.size_bytes)

    def answer(self, request: GatewayRequest) -> GatewayResponse:
        """Blocks while the worker fetches and resizes the picture."""
        try:
            return self._request_worker(request)
        except (OSError, http.client.HTTPException) as error:
            logger.info("artwork request failed", extra={"error": type(error).__name__})
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The worker, which fetches pictures, does not respond.",
                [("retry-after", "5")],
            )

    def _request_worker(self, request: GatewayRequest) -> GatewayResponse:
        """Raises `OSError` or `HTTPException`."""
        worker = urlsplit(self.worker_url)
        connect = (
            http.client.HTTPSConnection if worker.scheme == "https" else http.client.HTTPConnection
        )
        connection = connect(worker.hostname or "127.0.0.1", worker.port, timeout=WORKER_WITHIN_S)
        try:
            headers = {name: request.header(name) for name in PASSED_ON if request.header(name)}
            connection.request(
                "GET",
                quote(request.path, safe="/@-_.~"),
                headers=headers | {"x-forwarded-for": request.address, "connection": "close"},
            )
            answer = connection.getresponse()
            body = answer.read(MAX_BYTES)
        finally:
            connection.close()
        kept = [
            (name.lower(), value)
            for name, value in answer.getheaders()
            if name.lower() in KEPT_HEADERS
        ]
        return GatewayResponse(answer.status, kept, body)


def _worker_here(settings: Settings) -> str:
    """URL of the stream gateway on this machine, with a host that accepts connections."""
    host = reachable(settings.seen_stream_host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.stream_port}"
