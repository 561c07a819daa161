"""
Files of downloads in progress, on the gateway's origin: `/stream/job/{job}/{file}`.

The worker has them in memory, checks the grant of the address, and responds when the bytes have
arrived. A player requests the rest when it got less than it asked for (RFC 9110, section 15.3.7).
"""

import http.client
import logging
import re
from dataclasses import dataclass
from http import HTTPStatus

from chalicelib.platform.settings import Settings
from localstack.gateway.lambda_events import GatewayRequest, GatewayResponse
from localstack.gateway.problem_responses import method_not_allowed, not_found, problem_response
from localstack.gateway.worker_requests import ask_worker, worker_url
from worker.gateway.handler import JOB

logger = logging.getLogger(__name__)

PREFIX = "/stream/job/"
RANGE = re.compile(r"bytes=(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})")
MAX_BYTES = 2**18  # of one response: it begins when all of it is here
WORKER_WITHIN_S = 60.0  # for bytes that do not arrive
KEPT_HEADERS = frozenset(
    {
        "accept-ranges",
        "cache-control",
        "content-range",
        "content-type",
        "cross-origin-resource-policy",
        "referrer-policy",
        "retry-after",
        "x-content-type-options",
    }
)


@dataclass(frozen=True, slots=True)
class InProgressFiles:
    worker_url: str

    @classmethod
    def from_settings(cls, settings: Settings) -> "InProgressFiles":
        return cls(worker_url(settings))

    def answer(self, request: GatewayRequest) -> GatewayResponse:
        """Blocks until the bytes have arrived."""
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed("GET, HEAD")
        if JOB.fullmatch(request.path) is None:
            return not_found()
        part = limited_range(request.header("range"))
        if part is None:
            return problem_response(
                HTTPStatus.BAD_REQUEST, "range_needed", "Ask for a range of bytes.", []
            )
        try:
            return ask_worker(
                self.worker_url,
                f"{request.path}?{request.query}",
                {"range": part},
                kept=KEPT_HEADERS,
                max_bytes=MAX_BYTES,
                within_s=WORKER_WITHIN_S,
            )
        except (OSError, http.client.HTTPException) as error:
            logger.info("worker did not respond", extra={"error": type(error).__name__})
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "This part of the file has not arrived yet.",
                [("retry-after", "5")],
            )


def limited_range(header: str) -> str | None:
    """The beginning of the range that is asked for; None for any other kind of request."""
    match = RANGE.fullmatch(header)
    if match is None:
        return None
    first = int(match["first"])
    last = first + MAX_BYTES - 1
    if match["last"]:
        last = min(last, int(match["last"]))
    return f"bytes={first}-{last}"
