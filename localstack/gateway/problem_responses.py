"""The gateway's own error responses, as problem documents."""

import logging
from http import HTTPStatus

from chalicelib.http.problems import Problem
from localstack.gateway.lambda_events import GatewayResponse

logger = logging.getLogger(__name__)


def problem_response(
    status: HTTPStatus, code: str, detail: str, headers: list[tuple[str, str]] | None = None
) -> GatewayResponse:
    problem = Problem(title=status.phrase, status=status, detail=detail, code=code)
    return GatewayResponse(
        status,
        [
            ("content-type", "application/problem+json"),
            ("cache-control", "no-store"),
            *(headers or []),
        ],
        problem.model_dump_json(exclude_none=True).encode(),
    )


def not_found() -> GatewayResponse:
    return problem_response(HTTPStatus.NOT_FOUND, "not_found", "There is no page at this address.")


def method_not_allowed(allow: str) -> GatewayResponse:
    return problem_response(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        f"This address accepts {allow} only.",
        [("allow", allow)],
    )


def too_large(limit_bytes: int) -> GatewayResponse:
    return problem_response(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_large",
        f"A request may have at most {limit_bytes // 1024} KiB.",
        [("connection", "close")],
    )


def too_slow() -> GatewayResponse:
    return problem_response(
        HTTPStatus.REQUEST_TIMEOUT,
        "too_slow",
        "The request did not arrive in time.",
        [("connection", "close")],
    )


def internal_error() -> GatewayResponse:
    """Log the current exception and return a 500. Call it from an `except` block."""
    logger.error("gateway crashed", exc_info=True)  # noqa: LOG014  # called from an `except` block
    return problem_response(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something broke on our side."
    )
