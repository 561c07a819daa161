"""One JSON line per request, without the query: queries carry signatures."""

import json
import sys
import time
from typing import TextIO

from localstack.gateway.events import GatewayRequest


class AccessLog:
    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out

    def write(self, request: GatewayRequest, status: int, started: float) -> None:
        """`started` is what time.perf_counter() said when the request came in."""
        # Written by hand, because this is done for every request; only the path can hold
        # anything that needs escaping.
        self._out.write(
            f'{{"time":{time.time():.3f},"method":"{request.method}",'
            f'"path":{json.dumps(request.path)},"status":{int(status)},'
            f'"ms":{(time.perf_counter() - started) * 1000:.2f},'
            f'"address":"{request.address}","requestId":"{request.request_id}"}}\n'
        )

    def flush(self) -> None:
        self._out.flush()
