"""Access log: one JSON line per request, without the query, which may contain signatures."""

import json
import sys
import time
from typing import TextIO

from localstack.gateway.events import GatewayRequest


class AccessLog:
    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out

    def write(self, request: GatewayRequest, status: int, started: float) -> None:
        """`started` is time.perf_counter() at the arrival of the request."""
        # Formatted without json.dumps for speed; only the path can contain characters that need
        # escaping.
        self._out.write(
            f'{{"time":{time.time():.3f},"method":"{request.method}",'
            f'"path":{json.dumps(request.path)},"status":{int(status)},'
            f'"ms":{(time.perf_counter() - started) * 1000:.2f},'
            f'"address":"{request.address}","requestId":"{request.request_id}"}}\n'
        )

    def flush(self) -> None:
        self._out.flush()
