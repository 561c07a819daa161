"""Passes requests to the worker."""

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit

from chalicelib.platform.settings import Settings
from localstack.gateway.lambda_events import GatewayResponse
from localstack.ports import reachable


def worker_url(settings: Settings) -> str:
    """URL of the stream gateway, with a host that accepts connections."""
    if settings.seen_stream_url:
        return settings.seen_stream_url
    host = reachable(settings.seen_stream_host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.stream_port}"


def ask_worker(
    worker_url: str,
    target: str,
    headers: Mapping[str, str],
    *,
    kept: frozenset[str],
    max_bytes: int,
    within_s: float,
) -> GatewayResponse:
    """The response with the headers in `kept`. Raises `OSError` or `HTTPException`."""
    worker = urlsplit(worker_url)
    connect = (
        http.client.HTTPSConnection if worker.scheme == "https" else http.client.HTTPConnection
    )
    connection = connect(worker.hostname or "127.0.0.1", worker.port, timeout=within_s)
    try:
        connection.request("GET", target, headers={**headers, "connection": "close"})
        answer = connection.getresponse()
        body = answer.read(max_bytes)
    finally:
        connection.close()
    passed = [(name.lower(), value) for name, value in answer.getheaders() if name.lower() in kept]
    return GatewayResponse(answer.status, passed, body)
