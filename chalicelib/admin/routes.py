"""HTTP in front of health, metrics and the API's own description."""

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
    Live,
    ProviderStates,
    Ready,
    StartImport,
)
from chalicelib.admin.service.health import Health
from chalicelib.admin.service.imports import Imports
from chalicelib.admin.service.providers import ProviderOverview
from chalicelib.platform import telemetry
from chalicelib.platform.errors import NotAllowed
from chalicelib.platform.http import Rendered, Reply, RequestMeta, endpoint, require_user
from chalicelib.platform.registry import get
from chalicelib.platform.schemas import ContentType
from chalicelib.platform.settings import Settings

bp = Blueprint(__name__)

STYLESHEET_PATH = "/api/v1/docs.css"
DOCS_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@bp.route("/api/v1/health/live")
@endpoint(bp, returns=Live, access="public")
def get_live() -> Live:
    """Whether the process answers."""
    return Live()


@bp.route("/api/v1/health/ready")
@endpoint(bp, returns=Ready, access="public")
def get_ready() -> Ready:
    """Whether requests can be answered; 503 names what is missing."""
    return get(Health).ready()


@bp.route("/api/v1/admin/health")
@endpoint(bp, returns=AdminHealth, access="admin")
def get_admin_health() -> AdminHealth:
    """Versions, workers, and how much there is of everything."""
    return get(Health).report()


@bp.route("/api/v1/admin/providers")
@endpoint(bp, returns=ProviderStates, access="admin")
def get_providers() -> ProviderStates:
    """The outside services: which have a key, which answer, and which are left alone for now."""
    return get(ProviderOverview).all()


@bp.route("/api/v1/admin/imports")
@endpoint(bp, returns=ImportRuns, access="admin")
def get_imports() -> ImportRuns:
    """The last imports, and how far the running one is."""
    return get(Imports).newest()


@bp.route("/api/v1/admin/imports", methods=["POST"])
@endpoint(bp, body=StartImport, returns=ImportRun, status=HTTPStatus.ACCEPTED, access="admin")
def post_import(body: StartImport) -> ImportRun:
    """Have the worker bring IMDb's files in. Answers with the run that goes on, if one does."""
    return get(Imports).start(is_forced=body.force)


@bp.route("/api/v1/metrics")
@endpoint(bp, returns=Annotated[str, ContentType("text/plain")], access="public")
def get_metrics(meta: RequestMeta) -> Reply:
    """
    Counters in Prometheus' text format.

    For administrators, and for whoever sends SEEN_METRICS_TOKEN as bearer token.
    """
    require_watcher(meta)
    body = Rendered(telemetry.exposition(), "text/plain; version=0.0.4; charset=utf-8")
    return Reply(body, headers={"Cache-Control": "no-store"})


@bp.route("/api/v1/openapi.json")
@endpoint(bp, returns=dict[str, object], access="public")
def get_openapi() -> Rendered:
    """This description, for machines: OpenAPI 3.1."""
    return Rendered(openapi_json())


@bp.route("/api/v1/docs")
@endpoint(bp, returns=Annotated[str, ContentType("text/html")], access="public")
def get_docs() -> Reply:
    """This description, for people."""
    from chalicelib.admin.service.docs_page import page  # noqa: PLC0415  # cold starts

    html = page(json.loads(openapi_json()), stylesheet=STYLESHEET_PATH)
    return Reply(
        Rendered(html.encode(), "text/html; charset=utf-8"),
        headers={"Content-Security-Policy": DOCS_POLICY, "X-Content-Type-Options": "nosniff"},
    )


@bp.route(STYLESHEET_PATH)
@endpoint(bp, returns=Annotated[str, ContentType("text/css")], access="public")
def get_docs_stylesheet() -> Reply:
    """What the page for people looks like."""
    from chalicelib.admin.service.docs_page import STYLESHEET  # noqa: PLC0415  # cold starts

    return Reply(
        Rendered(STYLESHEET.encode(), "text/css; charset=utf-8"),
        headers={"X-Content-Type-Options": "nosniff"},
    )


def require_watcher(meta: RequestMeta) -> None:
    """Raises `NotSignedIn` or `NotAllowed`."""
    token = get(Settings).seen_metrics_token
    if token is not None:
        expected = f"Bearer {token.get_secret_value()}"
        given = meta.headers.get("authorization", "")
        if hmac.compare_digest(expected.encode(), given.encode()):
            return
    if require_user(meta.headers, fresh=True).role != "admin":
        raise NotAllowed("Only an administrator may do this.")


@functools.cache
def openapi_json() -> bytes:
    """Built once per process: the routes do not change while it runs."""
    from chalicelib.openapi import document  # noqa: PLC0415  # cold starts

    described = document(bp.current_app.routes, version=chalicelib.__version__)
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()
