"""The front door's own answers: problem documents, like everybody else's."""

import logging
from http import HTTPStatus

from chalicelib.platform.problems import Problem
from localstack.gateway.events import HttpAnswer

logger = logging.getLogger(__name__)


def refuse(
    status: HTTPStatus, code: str, detail: str, headers: list[tuple[str, str]] | None = None
) -> HttpAnswer:
    problem = Problem(title=status.phrase, status=status, detail=detail, code=code)
    return HttpAnswer(
        status,
        [
            ("content-type", "application/problem+json"),
            ("cache-control", "no-store"),
            *(headers or []),
        ],
        problem.model_dump_json(exclude_none=True).encode(),
    )


def not_found() -> HttpAnswer:
    return refuse(HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address.")


def method_not_allowed(allow: str) -> HttpAnswer:
    return refuse(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        f"This address answers {allow} only.",
        [("allow", allow)],
    )


def too_large(limit_bytes: int) -> HttpAnswer:
    return refuse(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_large",
        f"A request may have at most {limit_bytes // 1024} KiB.",
        [("connection", "close")],
    )


def crashed() -> HttpAnswer:
    """Called from an `except`: logs what happened and says that it is our fault."""
    logger.error("front door crashed", exc_info=True)  # noqa: LOG014  # as said above
    return refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something broke on our side.")
