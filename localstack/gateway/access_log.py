"""Access log: one JSON line per request, without the query, which may contain signatures."""

import contextlib
import json
import sys
import time
from typing import TextIO

from chalicelib.platform import telemetry
from localstack.gateway.lambda_events import GatewayRequest

SECRET_PATHS = (  # a token follows
    "/app/invite/",
    "/app/new-password/",
    "/api/v1/calendar/feeds/",
    "/api/v1/scrobble/",
)

HEALTH_CHECK = "/api/v1/health/live"  # every few seconds, for ever: not worth a line


class AccessLog:
    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out

    def write(self, request: GatewayRequest, status: int, started: float) -> None:
        """`started` is time.perf_counter() at the arrival of the request."""
        if request.path == HEALTH_CHECK:
            return
        # Formatted without json.dumps for speed; only the path can contain characters that need
        # escaping.
        line = (
            f'{{"time":{time.time():.3f},"method":"{request.method}",'
            f'"path":{json.dumps(loggable(request.path))},"status":{int(status)},'
            f'"ms":{(time.perf_counter() - started) * 1000:.2f},'
            f'"address":"{request.address}","requestId":"{request.request_id}"}}\n'
        )
        try:
            self._out.write(line)
        except OSError:  # a full disk, or a closed pipe: the request was answered
            telemetry.count("access_log_lines_dropped_total")

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._out.flush()


def loggable(path: str) -> str:
    """The path without the token of a link."""
    prefix = next((prefix for prefix in SECRET_PATHS if path.startswith(prefix)), None)
    return path if prefix is None else f"{prefix}…"
