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
from urllib.parse import quote

from chalicelib.artwork.proxy_urls import Picture
from chalicelib.platform.settings import Settings
from localstack.gateway.lambda_events import FileResponse, GatewayRequest, GatewayResponse
from localstack.gateway.problem_responses import method_not_allowed, not_found, problem_response
from localstack.gateway.worker_requests import ask_worker, worker_url
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
        return cls(settings.artwork_dir, worker_url(settings))

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
            headers = {name: request.header(name) for name in PASSED_ON if request.header(name)}
            return ask_worker(
                self.worker_url,
                quote(request.path, safe="/@-_.~"),
                headers | {"x-forwarded-for": request.address},
                kept=KEPT_HEADERS,
                max_bytes=MAX_BYTES,
                within_s=WORKER_WITHIN_S,
            )
        except (OSError, http.client.HTTPException) as error:
            logger.info("artwork request failed", extra={"error": type(error).__name__})
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The worker, which fetches pictures, does not respond.",
                [("retry-after", "5")],
            )
