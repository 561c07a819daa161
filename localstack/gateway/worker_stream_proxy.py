"""
What the worker makes of a library file, on the gateway's origin: `/stream/{item}/…`.

The worker checks the grant of the address and responds when a segment is made.
"""

import http.client
import logging
import re
from dataclasses import dataclass
from http import HTTPStatus

from chalicelib.platform.settings import Settings
from localstack.gateway.lambda_events import GatewayRequest, GatewayResponse
from localstack.gateway.problem_responses import method_not_allowed, problem_response
from localstack.gateway.worker_requests import ask_worker, worker_url
from worker.gateway.routes import ITEM

logger = logging.getLogger(__name__)

ADDRESS = re.compile(f"{ITEM}/(?:hls|subtitles)/[A-Za-z0-9/._-]{{1,200}}")
WORKER_WITHIN_S = 60.0  # longer than the worker waits for a segment
MAX_BYTES = 512 * 2**20
KEPT_HEADERS = frozenset(
    {
        "content-type",
        "cache-control",
        "etag",
        "last-modified",
        "retry-after",
        "referrer-policy",
        "x-content-type-options",
        "cross-origin-resource-policy",
    }
)


@dataclass(frozen=True, slots=True)
class WorkerStreamProxy:
    worker_url: str

    @classmethod
    def from_settings(cls, settings: Settings) -> "WorkerStreamProxy":
        return cls(worker_url(settings))

    def serves(self, path: str) -> bool:
        return ADDRESS.fullmatch(path) is not None

    def answer(self, request: GatewayRequest) -> GatewayResponse:
        """Blocks until the worker responds."""
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed("GET, HEAD")
        headers = {"if-none-match": tag} if (tag := request.header("if-none-match")) else {}
        try:
            return ask_worker(
                self.worker_url,
                f"{request.path}?{request.query}",
                headers,
                kept=KEPT_HEADERS,
                max_bytes=MAX_BYTES,
                within_s=WORKER_WITHIN_S,
            )
        except (OSError, http.client.HTTPException) as error:
            logger.info("worker did not respond", extra={"error": type(error).__name__})
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The worker, which converts films, does not respond.",
                [("retry-after", "5")],
            )
