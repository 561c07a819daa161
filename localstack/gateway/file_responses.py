"""A file on disk as a response: complete, or the requested byte range."""

from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path

from localstack.gateway.lambda_events import FileResponse, GatewayRequest, GatewayResponse
from worker.gateway.byte_ranges import RangeNotSatisfiable, parse_range


def answer_for_file(
    request: GatewayRequest, file: Path, content_type: str
) -> GatewayResponse | FileResponse:
    """
    200, 206, 304 or 416 for a GET or HEAD of `file`.

    Source: RFC 9110, sections 13.1.5 (If-Range) and 14 (ranges).
    """
    stat = file.stat()
    etag = f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"'
    headers = [
        ("content-type", content_type),
        ("accept-ranges", "bytes"),
        ("etag", etag),
        ("last-modified", formatdate(stat.st_mtime, usegmt=True)),
        ("cache-control", "private, no-store"),
    ]
    if etag in request.header("if-none-match"):
        return GatewayResponse(HTTPStatus.NOT_MODIFIED, headers, b"")
    unchanged = _still_the_same(request, etag, stat.st_mtime)
    range_header = request.header("range") if unchanged else None
    try:
        requested = parse_range(range_header, stat.st_size) if request.method == "GET" else None
    except RangeNotSatisfiable:
        headers.append(("content-range", f"bytes */{stat.st_size}"))
        return GatewayResponse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers, b"")
    if requested is None:
        return FileResponse(HTTPStatus.OK, headers, file, 0, stat.st_size)
    headers.append(("content-range", f"bytes {requested.first}-{requested.last}/{stat.st_size}"))
    return FileResponse(
        HTTPStatus.PARTIAL_CONTENT, headers, file, requested.first, requested.last + 1
    )


def _still_the_same(request: GatewayRequest, etag: str, modified: float) -> bool:
    condition = request.header("if-range")
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    try:
        return parsedate_to_datetime(condition).timestamp() == int(modified)
    except ValueError:
        return False
