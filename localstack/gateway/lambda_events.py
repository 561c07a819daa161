"""
HTTP requests as API Gateway events, and API Gateway answers as HTTP responses.

Source: "Set up Lambda proxy integrations in API Gateway", input and output format of REST APIs
(payload version 1.0). The same handlers run in the embedded stack and on AWS.
"""

import base64
import functools
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from localstack.gateway.route_table import Match

Event = dict[str, Any]

BINARY = "multipart/form-data"  # as app.py tells API Gateway
PAGE = 4096  # characters; above this size, repeated encoding is avoided


class BodyIsNotText(Exception):
    """The Content-Type is text, and the body is not UTF-8."""


@dataclass(frozen=True, slots=True)
class GatewayRequest:
    """A received request: header names are in lower case, repeated headers stay separate."""

    method: str
    path: str  # decoded, without the query
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    address: str
    request_id: str

    def header(self, name: str) -> str:
        """The last value of a header; empty when it is absent."""
        return next((value for key, value in reversed(self.headers) if key == name), "")

    def with_body(self, body: bytes) -> "GatewayRequest":
        return replace(self, body=body)


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class FileResponse:
    """Bytes `start` to `end` (exclusive) of a file; the server reads and sends them."""

    status: int
    headers: list[tuple[str, str]]
    file: Path
    start: int
    end: int


def to_event(request: GatewayRequest, match: Match) -> Event:
    """Raises `BodyIsNotText`."""
    many: dict[str, list[str]] = {}
    for name, value in request.headers:
        many.setdefault(name, []).append(value)
    if "cookie" in many:  # HTTP/2 may split the cookie header
        many["cookie"] = ["; ".join(many["cookie"])]
    queries: dict[str, list[str]] | None = None
    if request.query:
        queries = {}
        for name, value in parse_qsl(request.query, keep_blank_values=True, max_num_fields=100):
            queries.setdefault(name, []).append(value)
    # A form may contain files: API Gateway sends binary media types encoded.
    is_binary = request.header("content-type").lower().startswith(BINARY)
    try:
        body = (base64.b64encode(request.body) if is_binary else request.body).decode() or None
    except UnicodeDecodeError as error:
        raise BodyIsNotText from error
    headers = {name: values[-1] for name, values in many.items()}
    return {
        "resource": match.route,
        "path": request.path,
        "httpMethod": request.method,
        "headers": headers,
        "multiValueHeaders": many,
        "queryStringParameters": queries and {name: values[-1] for name, values in queries.items()},
        "multiValueQueryStringParameters": queries or None,
        "pathParameters": match.parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": match.route,
            "httpMethod": request.method,
            "path": request.path,
            "protocol": "HTTP/1.1",
            "stage": "home",
            "requestId": request.request_id,
            "requestTimeEpoch": int(time.time() * 1000),
            "identity": {
                "sourceIp": request.address,
                "userAgent": headers.get("user-agent"),
            },
        },
        "body": body,
        "isBase64Encoded": is_binary,
    }


def to_response(result: dict[str, Any]) -> GatewayResponse:
    headers = [(name.lower(), str(value)) for name, value in (result.get("headers") or {}).items()]
    for name, values in (result.get("multiValueHeaders") or {}).items():
        headers.extend((name.lower(), str(value)) for value in values)
    body = result.get("body") or ""
    raw = base64.b64decode(body) if result.get("isBase64Encoded") else _encoded(body)
    return GatewayResponse(int(result["statusCode"]), headers, raw)


def _encoded(text: str) -> bytes:
    return _encoded_page(text) if len(text) >= PAGE else text.encode()


#: A cached page is the same str object in each call, so its encoded bytes are reused.
_encoded_page = functools.lru_cache(maxsize=64)(str.encode)
