"""Parses the head of an HTTP/1.1 request; no I/O."""

import re
from dataclasses import dataclass

MAX_HEAD_BYTES = 16 * 1024
MAX_HEADERS = 100

REQUEST_LINE = re.compile(r"(?P<method>[A-Z]{1,20}) (?P<target>/[!-~]*) HTTP/1\.(?P<minor>[01])")
FIELD = re.compile(r"(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(?P<value>[^\x00\n]*?)[ \t]*")


class BadRequest(Exception):
    """The request is malformed or not supported."""


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """Header names are lower case; of a repeated header the values are joined by commas."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    keeps_alive: bool

    def parameters(self) -> dict[str, str]:
        """
        The query parameters, not decoded: ours need no escaping.

        Raises `BadRequest` when one occurs twice.
        """
        found: dict[str, str] = {}
        for pair in self.query.split("&"):
            name, _, value = pair.partition("=")
            if name in found:
                raise BadRequest("A query parameter occurs twice.")
            found[name] = value
        return found


def parse_head(head: bytes) -> StreamRequest:
    """
    Parse `head`, which does not include the empty line at its end.

    Raises `BadRequest`, also for a request with a body: no resource accepts one, and an unread
    body would be parsed as the next request.

    Source: RFC 9112, sections 3 (request line), 5 (fields) and 9.3 (persistence).
    """
    first, *lines = head.decode("latin-1").split("\r\n")
    match = REQUEST_LINE.fullmatch(first)
    if match is None or len(lines) > MAX_HEADERS:
        raise BadRequest("This is not an HTTP request.")
    headers: dict[str, str] = {}
    for line in lines:
        field = FIELD.fullmatch(line)
        if field is None:
            raise BadRequest("A header is malformed.")
        name = field["name"].lower()
        headers[name] = f"{headers[name]}, {field['value']}" if name in headers else field["value"]
    if "transfer-encoding" in headers or headers.get("content-length", "0") != "0":
        raise BadRequest("A request body is not supported.")
    path, _, query = match["target"].partition("?")
    connection = headers.get("connection", "").lower()
    keeps_alive = "close" not in connection and (
        match["minor"] == "1" or "keep-alive" in connection
    )
    return StreamRequest(match["method"], path, query, headers, keeps_alive)
