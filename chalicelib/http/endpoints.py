"""Endpoints: declared contracts, callers and input; `http_responses` has the output."""

import functools
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal, get_type_hints

from chalice.app import Blueprint, CaseInsensitiveMapping, Request, Response
from pydantic import BaseModel, TypeAdapter, ValidationError

from chalicelib.http.allowed_hosts import REFUSED, AllowedHosts
from chalicelib.http.idempotency import HEADER as IDEMPOTENCY_KEY
from chalicelib.http.idempotency import HttpAnswer, IdempotencyKeys, fingerprint
from chalicelib.http.request_limits import READS, Limit, RequestLimiter, default_limit
from chalicelib.http.responses import Reply, invalid_input, problem_response, respond
from chalicelib.platform import errors, telemetry
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import Authenticator, User
from chalicelib.platform.settings import Settings

View = Callable[..., Any]
#: The cookie ones are public as well: the view reads the session's cookies. "reader" needs a
#: session, or nothing with SEEN_OPEN_API, from any site.
Access = Literal["public", "cookie", "optional-cookie", "reader", "user", "admin"]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RequestMeta:
    """The request besides its declared input."""

    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    address: str
    origin: str  # such as https://seen.example
    request_id: str


@dataclass(frozen=True)
class Contract:
    """What an endpoint accepts and returns; openapi.py reads it."""

    returns: Any
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    status: HTTPStatus
    also: tuple[HTTPStatus, ...]
    access: Access
    view: View
    declared_limit: Limit | None = None

    def limit(self, method: str) -> Limit:
        """The rate limit that requests of this method count for."""
        return self.declared_limit or default_limit(method)

    @functools.cached_property
    def output(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.returns)

    @functools.cached_property
    def path_adapters(self) -> dict[str, TypeAdapter[Any]]:
        known = {"user", "body", "query", "meta", "return"}
        hints = get_type_hints(self.view, include_extras=True)
        return {name: TypeAdapter(kind) for name, kind in hints.items() if name not in known}

    @functools.cached_property
    def wants_meta(self) -> bool:
        return "meta" in self.view.__annotations__

    @functools.cached_property
    def wants_user(self) -> bool:
        return "user" in self.view.__annotations__


def endpoint(
    bp: Blueprint,
    *,
    returns: Any = None,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    also: tuple[HTTPStatus, ...] = (),
    access: Access = "user",
    limit: Limit | None = None,
) -> Callable[[View], Callable[..., Response]]:
    """
    Wrap a view: authorise, parse the input, serialise the output, map errors.

    The view receives those of `user`, `body`, `query` and `meta` that it declares, and each path
    parameter converted to its annotated type. `also` are the statuses of success that its `Reply`
    may have instead of `status`. `limit` is the rate limit that requests count for: without one,
    "write" except for GET.
    """

    def wrap(view: View) -> Callable[..., Response]:
        contract = Contract(returns, body, query, status, also, access, view, limit)

        @functools.wraps(view)
        def wrapped(**path: str) -> Response:
            request = bp.current_request
            started = time.perf_counter()
            meta = read_meta(request)
            try:
                require_host(meta)
                user = find_caller(contract.access, meta.headers)
                arguments = read_arguments(request, contract, meta, path, user)
                response = answer_once(
                    request, meta, path, user, lambda: run(contract, meta, view, arguments)
                )
            except errors.SeenError as error:
                response = problem_response(error)
            except Exception:
                logger.exception("view crashed", extra={"view": view.__name__})
                response = problem_response(errors.SeenError("Something broke on our side."))
            if access == "reader" and is_open():
                response.headers["Access-Control-Allow-Origin"] = "*"
            if isinstance(response.body, bytes):
                # Chalice refuses files to clients that name no type they accept, such as curl.
                accepted = {"accept": response.headers["Content-Type"]}
                request.headers = CaseInsensitiveMapping({**request.headers, **accepted})
            telemetry.record_request(
                request.method,
                request.context.get("resourcePath", ""),
                response.status_code,
                time.perf_counter() - started,
            )
            return response

        wrapped.contract = contract  # type: ignore[attr-defined]
        return wrapped

    return wrap


def run(
    contract: Contract, meta: RequestMeta, view: View, arguments: Mapping[str, Any]
) -> Response:
    """The response of the view; expected errors are problem documents."""
    try:
        result = view(**arguments)
        reply = result if isinstance(result, Reply) else Reply(result)
        known_tags = meta.headers.get("if-none-match", "")
        return respond(reply, reply.status or contract.status, lambda: contract.output, known_tags)
    except errors.SeenError as error:
        return problem_response(error)


def answer_once(
    request: Request,
    meta: RequestMeta,
    path: Mapping[str, str],
    user: User | None,
    run: Callable[[], Response],
) -> Response:
    """
    The response of `run`; a write with an Idempotency-Key runs once and has its answer repeated.

    Raises as `IdempotencyKeys.answer` does. Without a signed-in user the key is ignored.
    """
    key = meta.headers.get(IDEMPOTENCY_KEY.lower())
    if key is None or user is None or request.method in READS:
        return run()

    def run_plainly() -> HttpAnswer:
        response = run()
        return HttpAnswer(int(response.status_code), dict(response.headers), response.body)

    sent = fingerprint(
        request.method,
        request.path,
        json.dumps([sorted(path.items()), sorted((request.query_params or {}).items())]),
        request.raw_body or b"",
    )
    answer = get(IdempotencyKeys).answer(user.id, key, sent, run_plainly)
    return Response(answer.body, status_code=answer.status, headers=answer.headers)


def read_meta(request: Request) -> RequestMeta:
    headers = request.headers
    cookies: dict[str, str] = {}
    for part in headers.get("cookie", "").split(";"):
        name, separator, value = part.strip().partition("=")
        if separator:
            cookies.setdefault(name, value)
    identity = request.context.get("identity") or {}
    scheme = headers.get("x-forwarded-proto", "http")
    return RequestMeta(
        headers=headers,
        cookies=cookies,
        address=identity.get("sourceIp") or "",
        origin=f"{scheme}://{headers.get('host', 'localhost')}",
        request_id=request.context.get("requestId") or "",
    )


def require_host(meta: RequestMeta) -> None:
    """Raises `MisdirectedRequest`, also without the gateway in front."""
    host = meta.headers.get("host", "")
    if not get(AllowedHosts).allow(host):
        raise errors.MisdirectedRequest(REFUSED.format(host=host[:100]))


def read_arguments(
    request: Request,
    contract: Contract,
    meta: RequestMeta,
    path: dict[str, str],
    user: User | None,
) -> dict[str, Any]:
    """
    The arguments of the view.

    Raises `TooManyRequests`, `NotFound` or `InvalidInput`.
    """
    arguments: dict[str, Any] = {}
    limit = contract.limit(request.method)
    if limit != "none":
        get(RequestLimiter).admit(limit, user.id if user else None, meta.address)
    if contract.wants_user:
        arguments["user"] = user
    try:
        for name, raw in path.items():
            arguments[name] = contract.path_adapters[name].validate_python(raw)
    except ValidationError as error:
        # An invalid id identifies nothing.
        raise errors.NotFound("There is no such thing.") from error
    try:
        if contract.body is not None:
            # Strict: a boolean is no number, and a number is no text.
            arguments["body"] = contract.body.model_validate_json(
                request.raw_body or b"null", strict=True
            )
        if contract.query is not None:
            arguments["query"] = contract.query.model_validate(dict(request.query_params or {}))
    except ValidationError as error:
        raise invalid_input(error) from error
    if contract.wants_meta:
        arguments["meta"] = meta
    return arguments


def is_open() -> bool:
    """Whether `/api` answers without a session."""
    return get(Settings).seen_open_api == "on"


def preflight_headers(view: View) -> dict[str, str]:
    """
    The CORS headers of an OPTIONS request (Fetch standard, CORS-preflight request).

    Other sites may read what is open, with a bearer token too; they may not write.
    """
    contract: Contract | None = getattr(view, "contract", None)
    if contract is None or contract.access != "reader" or not is_open():
        return {}
    return {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET, HEAD, OPTIONS",
        "access-control-allow-headers": "Authorization, Content-Type, If-None-Match",
        "access-control-max-age": "86400",
    }


def find_caller(access: Access, headers: Mapping[str, str]) -> User | None:
    """None where no session is needed. Raises `NotSignedIn` or `NotAllowed`."""
    if access in ("public", "cookie", "optional-cookie"):
        return None
    if access == "reader" and is_open() and "authorization" not in headers:
        return None
    user = require_user(headers, fresh=access == "admin")
    if access == "admin" and user.role != "admin":
        raise errors.NotAllowed("Only an administrator may do this.")
    return user


def require_user(headers: Mapping[str, str], *, fresh: bool) -> User:
    """The user of the bearer token. Raises `NotSignedIn`."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise errors.NotSignedIn("Sign in first.")
    authenticator = get(Authenticator)  # type: ignore[type-abstract]  # a key, never called
    return authenticator.authenticate(token, fresh=fresh)
