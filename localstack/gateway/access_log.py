"""One JSON line per request, without the query: queries carry signatures."""

import json
import sys
import time
from typing import TextIO

from localstack.gateway.events import HttpRequest


class AccessLog:
    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out

    def write(self, request: HttpRequest, status: int, started: float) -> None:
        """`started` is what time.perf_counter() said when the request came in."""
        line = {
            "time": round(time.time(), 3),
            "method": request.method,
            "path": request.path,
            "status": int(status),
            "ms": round((time.perf_counter() - started) * 1000, 2),
            "address": request.address,
            "requestId": request.request_id,
        }
        self._out.write(json.dumps(line, separators=(",", ":")) + "\n")

    def flush(self) -> None:
        self._out.flush()
