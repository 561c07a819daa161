"""gzip compression of responses."""

import functools
import gzip

from localstack.gateway.lambda_events import GatewayResponse

WORTH_IT_BYTES = 1024
LEVEL = 4  # for JSON: two thirds of the reduction of level 9 in a third of its time
TEXT = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/javascript",
    "application/manifest+json",
    "image/svg+xml",
)


def accepts(accept_encoding: str, encoding: str) -> bool:
    """Whether a client takes this content encoding (RFC 9110, 12.5.3)."""
    for part in accept_encoding.split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip().lower() in (encoding, "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def is_text(content_type: str) -> bool:
    return content_type.startswith(TEXT)


def compressed(answer: GatewayResponse, accept_encoding: str) -> GatewayResponse:
    """The response, compressed if the client accepts gzip and the body is large enough."""
    headers = dict(answer.headers)
    if (
        len(answer.body) < WORTH_IT_BYTES
        or "content-encoding" in headers
        or not is_text(headers.get("content-type", ""))
    ):
        return answer
    varied = [*answer.headers, ("vary", "accept-encoding")]
    if not accepts(accept_encoding, "gzip"):
        return GatewayResponse(answer.status, varied, answer.body)
    # A compressed body is another representation, so its ETag must be weak.
    tagged = [
        (name, f"W/{value}" if name == "etag" and not value.startswith("W/") else value)
        for name, value in varied
    ]
    shrink = _shrunk if "etag" in headers else _shrink
    return GatewayResponse(
        answer.status, [*tagged, ("content-encoding", "gzip")], shrink(answer.body)
    )


def _shrink(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


#: Responses with an ETag are requested repeatedly, often with the same bytes object.
_shrunk = functools.lru_cache(maxsize=64)(_shrink)
