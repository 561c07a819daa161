"""
Calls the Chalice app as API Gateway does.

A request is converted to an event, and the result of the app to a response. HEAD is served from
GET, and OPTIONS from the route table.
"""

import contextvars
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice

from chalicelib.http.endpoints import preflight_headers
from chalicelib.platform import telemetry
from localstack.gateway.compression import compressed
from localstack.gateway.lambda_events import (
    BodyIsNotText,
    GatewayRequest,
    GatewayResponse,
    to_event,
    to_response,
)
from localstack.gateway.problem_responses import method_not_allowed, not_found, problem_response
from localstack.gateway.route_table import RouteTable
from localstack.gateway.thread_local_app import make_thread_safe


class LambdaContext:
    """The Lambda context of an event; our handlers read only the request id."""

    function_name = "seen"
    memory_limit_in_mb = 1024

    def __init__(self, request_id: str) -> None:
        self.aws_request_id = request_id


class LambdaAdapter:
    """Passes requests to a Chalice app. Thread-safe."""

    def __init__(self, app: Chalice) -> None:
        self.app = make_thread_safe(app)
        self._table = RouteTable(app.routes)
        self._allow = {route: _allowed(set(methods)) for route, methods in app.routes.items()}

    def route_of(self, path: str) -> str:
        """The route of a path, such as `/movies/{media_id}`; empty without one."""
        match = self._table.find(path)
        return match.route if match else ""

    def answer(self, request: GatewayRequest) -> GatewayResponse:
        """Blocks until the handler returns."""
        match = self._table.find(request.path)
        if match is None:
            return not_found()
        methods = self.app.routes[match.route]
        method = "GET" if request.method == "HEAD" and "HEAD" not in methods else request.method
        if request.method == "OPTIONS":
            headers = [("allow", self._allow[match.route])]
            if "GET" in methods:
                headers += preflight_headers(methods["GET"].view_function).items()
            return GatewayResponse(HTTPStatus.NO_CONTENT, headers, b"")
        if method not in methods:
            return method_not_allowed(self._allow[match.route])
        try:
            event = to_event(request, match)
        except BodyIsNotText:
            return problem_response(
                HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input", "The body is not UTF-8 text."
            )
        except ValueError:  # parse_qsl: more than max_num_fields
            return problem_response(
                HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input", "There are too many parameters."
            )
        event["httpMethod"] = event["requestContext"]["httpMethod"] = method
        result = contextvars.copy_context().run(self._call, event, request.request_id)
        return compressed(to_response(result), event["headers"].get("accept-encoding", ""))

    def _call(self, event: dict[str, Any], request_id: str) -> dict[str, Any]:
        telemetry.request_id.set(request_id)
        result: dict[str, Any] = self.app(event, LambdaContext(request_id))
        return result


def _allowed(methods: set[str]) -> str:
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted({*methods, "OPTIONS"}))
