"""Requests for another server are refused: see chalicelib/http/allowed_hosts.py."""

from http import HTTPStatus

from chalicelib.http.allowed_hosts import REFUSED, AllowedHosts
from localstack.gateway.client_address import Headers
from localstack.gateway.lambda_events import GatewayRequest, GatewayResponse
from localstack.gateway.problem_responses import problem_response


def with_one_host(headers: Headers, authority: str | None) -> Headers | None:
    """
    The headers with a Host; None when there is not exactly one (RFC 9112, section 3.2).

    HTTP/2 has the authority in its place (RFC 9113, section 8.3.1).
    """
    hosts = [value for name, value in headers if name == "host"]
    if not hosts and authority:
        return [*headers, ("host", authority)]
    return headers if len(hosts) == 1 else None


def not_one_host() -> GatewayResponse:
    return problem_response(
        HTTPStatus.BAD_REQUEST, "bad_request", "A request has exactly one Host header."
    )


def refused_host(request: GatewayRequest, hosts: AllowedHosts) -> GatewayResponse | None:
    """The response to a request for another name; None when the name is one of ours."""
    host = request.header("host")
    if hosts.allow(host):
        return None
    detail = REFUSED.format(host=host[:100])
    if "text/html" in request.header("accept"):  # a person reads it
        headers = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]
        return GatewayResponse(HTTPStatus.MISDIRECTED_REQUEST, headers, detail.encode())
    return problem_response(HTTPStatus.MISDIRECTED_REQUEST, "wrong_host", detail)
