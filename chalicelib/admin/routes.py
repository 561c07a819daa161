"""HTTP endpoints of health, metrics, providers, imports and the API's own description."""

import functools
import hmac
import json
from http import HTTPStatus
from typing import Annotated

from chalice.app import Blueprint

import chalicelib
from chalicelib.admin.models import (
    AdminHealth,
    ImportRun,
    ImportRuns,
    Liveness,
    ProviderKey,
    ProviderStates,
    ProviderTest,
    Readiness,
    StartImport,
)
from chalicelib.admin.service.health import HealthService
from chalicelib.admin.service.import_runs import ImportService
from chalicelib.admin.service.provider_keys import ProviderHealthService
from chalicelib.http.endpoints import RequestMeta, endpoint, require_user
from chalicelib.http.responses import Rendered, Reply
from chalicelib.http.schemas import ContentType
from chalicelib.platform import telemetry
from chalicelib.platform.errors import NotAllowed
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings

bp = Blueprint(__name__)

STYLESHEET_PATH = "/api/v1/docs.css"


@bp.route("/api/v1/health/live")
@endpoint(bp, returns=Liveness, access="public")
def get_live() -> Liveness:
    """Whether the process answers."""
    return Liveness()


@bp.route("/api/v1/health/ready")
@endpoint(bp, returns=Readiness, access="public")
def get_ready() -> Readiness:
    """Whether requests can be answered; a 503 names the missing dependency."""
    return get(HealthService).ready()


@bp.route("/api/v1/admin/health")
@endpoint(bp, returns=AdminHealth, access="admin")
def get_admin_health() -> AdminHealth:
    """Versions, workers and totals."""
    return get(HealthService).report()


@bp.route("/api/v1/admin/providers")
@endpoint(bp, returns=ProviderStates, access="admin")
def get_providers() -> ProviderStates:
    """The metadata providers: configuration, circuit breakers and last errors."""
    return get(ProviderHealthService).all()


@bp.route("/api/v1/admin/providers/{provider}/key", methods=["PUT"])
@endpoint(bp, body=ProviderKey, status=HTTPStatus.NO_CONTENT, access="admin")
def put_provider_key(provider: str, body: ProviderKey) -> None:
    """Store a key, encrypted; it is in force within seconds. No answer ever shows it."""
    get(ProviderHealthService).save_key(provider, body)


@bp.route("/api/v1/admin/providers/{provider}/key", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT, access="admin")
def delete_provider_key(provider: str) -> None:
    """Remove the stored key."""
    get(ProviderHealthService).clear_key(provider)


@bp.route("/api/v1/admin/providers/{provider}/test", methods=["POST"])
@endpoint(bp, body=ProviderKey, returns=ProviderTest, access="admin")
def test_provider_key(provider: str, body: ProviderKey) -> ProviderTest:
    """Try this key, or the one in force for an empty body, with one request to the provider."""
    return get(ProviderHealthService).test_key(provider, body)


@bp.route("/api/v1/admin/imports")
@endpoint(bp, returns=ImportRuns, access="admin")
def get_imports() -> ImportRuns:
    """The last imports, with the progress of a running one."""
    return get(ImportService).newest()


@bp.route("/api/v1/admin/imports", methods=["POST"])
@endpoint(bp, body=StartImport, returns=ImportRun, status=HTTPStatus.ACCEPTED, access="admin")
def post_import(body: StartImport) -> ImportRun:
    """Queue an import of IMDb's files. Returns the run in progress, if there is one."""
    return get(ImportService).start(is_forced=body.force)


@bp.route("/api/v1/metrics")
@endpoint(bp, returns=Annotated[str, ContentType("text/plain")], access="public")
def get_metrics(meta: RequestMeta) -> Reply:
    """
    Counters in Prometheus' text format.

    For administrators, and for clients with SEEN_METRICS_TOKEN as bearer token.
    """
    require_metrics_access(meta)
    body = Rendered(telemetry.exposition(), "text/plain; version=0.0.4; charset=utf-8")
    return Reply(body, headers={"Cache-Control": "no-store"})


@bp.route("/api/v1/openapi.json")
@endpoint(bp, returns=dict[str, object], access="public")
def get_openapi() -> Rendered:
    """The OpenAPI 3.1 document of this API."""
    return Rendered(openapi_json())


@bp.route("/api/v1/docs")
@endpoint(bp, returns=Annotated[str, ContentType("text/html")], access="public")
def get_docs() -> Reply:
    """The documentation of this API, as a page."""
    from chalicelib.api_docs import ApiPage, policy  # noqa: PLC0415  # cold starts

    page = ApiPage(json.loads(openapi_json()), stylesheet=STYLESHEET_PATH)
    return Reply(
        Rendered(page.render().encode(), "text/html; charset=utf-8"),
        headers={
            "Content-Security-Policy": policy("'self'"),
            "X-Content-Type-Options": "nosniff",
        },
    )


@bp.route(STYLESHEET_PATH)
@endpoint(bp, returns=Annotated[str, ContentType("text/css")], access="public")
def get_docs_stylesheet() -> Reply:
    """The style sheet of the documentation page."""
    from chalicelib.api_docs import STYLESHEET  # noqa: PLC0415  # cold starts

    return Reply(
        Rendered(STYLESHEET.encode(), "text/css; charset=utf-8"),
        headers={"X-Content-Type-Options": "nosniff"},
    )


def require_metrics_access(meta: RequestMeta) -> None:
    """Raises `NotSignedIn` or `NotAllowed`."""
    token = get(Settings).seen_metrics_token
    if token is not None:
        expected = f"Bearer {token.get_secret_value()}"
        authorization = meta.headers.get("authorization", "")
        if hmac.compare_digest(expected.encode(), authorization.encode()):
            return
    if require_user(meta.headers, fresh=True).role != "admin":
        raise NotAllowed("Only an administrator may do this.")


@functools.cache
def openapi_json() -> bytes:
    """Built once per process, as the routes do not change."""
    from chalicelib.openapi import document  # noqa: PLC0415  # cold starts

    described = document(bp.current_app.routes, version=chalicelib.__version__)
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()
