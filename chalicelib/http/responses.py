"""Responses: what a view returns becomes a body with its headers, an error a problem document."""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from chalice.app import Response
from pydantic import TypeAdapter, ValidationError

from chalicelib.http.problems import Problem, problem_of
from chalicelib.platform import errors

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True)
class Reply:
    """
    A view's result with a status, headers or cookies.

    The value may be one of our errors, for an error response with cookies or headers.
    """

    value: Any = None
    status: HTTPStatus | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()  # whole Set-Cookie lines


@dataclass(frozen=True)
class Rendered:
    """A serialised response, such as one from the cache; gets an ETag."""

    body: bytes
    content_type: str = JSON


@dataclass(frozen=True)
class Attachment:
    """A file that the browser keeps under its name."""

    file_name: str  # ASCII, without quotes
    body: bytes
    content_type: str = "application/octet-stream"


def respond(
    reply: Reply, status: HTTPStatus, output: Callable[[], TypeAdapter[Any]], known_tags: str
) -> Response:
    """`output` gives the adapter of the value's type; `known_tags` is If-None-Match."""
    headers: dict[str, Any] = {"Cache-Control": "no-store", **reply.headers}
    if reply.cookies:
        headers["Set-Cookie"] = list(reply.cookies)
    if isinstance(reply.value, errors.SeenError):
        refused = problem_response(reply.value)
        refused.headers = headers | refused.headers
        return refused
    if isinstance(reply.value, Rendered):
        tag, text = with_etag(reply.value.body)
        headers |= {"ETag": tag, "Cache-Control": reply.headers.get("Cache-Control", "no-cache")}
        if tag in known_tags:
            return Response(body="", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        headers["Content-Type"] = reply.value.content_type
        return Response(body=text, status_code=status, headers=headers)
    if isinstance(reply.value, Attachment):
        headers["Content-Type"] = reply.value.content_type
        headers["Content-Disposition"] = f'attachment; filename="{reply.value.file_name}"'
        return Response(body=reply.value.body, status_code=status, headers=headers)
    if status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        return Response(body="", status_code=status, headers=headers)
    headers["Content-Type"] = JSON
    # A view's result that does not match its model is a server error: a 500, not a 422.
    text = output().dump_json(reply.value, by_alias=True, warnings="error").decode()
    return Response(body=text, status_code=status, headers=headers)


@functools.lru_cache(maxsize=64)  # cached pages are the same object in each call
def with_etag(body: bytes) -> tuple[str, str]:
    """The ETag of rendered bytes, and the bytes as text."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"', body.decode()


def problem_response(error: errors.SeenError) -> Response:
    """The RFC 9457 response for one of our errors."""
    problem = problem_of(error)
    headers: dict[str, Any] = {"Content-Type": PROBLEM_JSON, "Cache-Control": "no-store"}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body=render(problem), status_code=problem.status, headers=headers)


def render(problem: Problem) -> str:
    return problem.model_dump_json(exclude_none=True)


def problem_middleware(event: Any, get_response: Callable[[Any], Response]) -> Response:
    """
    Chalice middleware: its own errors (wrong method, wrong content type) as problem documents.
    """
    response = get_response(event)
    body = response.body
    if isinstance(body, dict) and set(body) == {"Code", "Message"}:
        status = HTTPStatus(response.status_code)
        problem = Problem(
            title=status.phrase,
            status=status,
            detail=str(body["Message"]),
            code=status.name.lower(),
        )
        response.body = render(problem)
        response.headers = {**response.headers, "Content-Type": PROBLEM_JSON}
    return response


def invalid_input(error: ValidationError) -> errors.InvalidInput:
    """The first error as one line, with its field."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    message = f"{where}: {first['msg']}" if where else first["msg"]
    return errors.InvalidInput(message, field=where or None)
