"""The description of the open API, for machines and for people."""

import functools
import json
from typing import Annotated

import chalicelib
from chalicelib.canon.routes.surface import bp
from chalicelib.platform.http import Rendered, Reply, endpoint
from chalicelib.platform.schemas import ContentType


@bp.route("/api/openapi.json")
@endpoint(bp, returns=dict[str, object], access="public")
def describe() -> Rendered:
    """This description, for machines: OpenAPI 3.1."""
    return Rendered(described())


@bp.route("/api")
@endpoint(bp, returns=Annotated[str, ContentType("text/html")], access="public")
def describe_to_people() -> Reply:
    """This description, for people."""
    from chalicelib.canon.service.page import page, policy  # noqa: PLC0415  # cold starts

    html = page(json.loads(described()))
    return Reply(
        Rendered(html.encode(), "text/html; charset=utf-8"),
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy(),
            "X-Content-Type-Options": "nosniff",
        },
    )


@functools.cache
def described() -> bytes:
    """Built once per process: the routes do not change while it runs."""
    from chalicelib.openapi import OPEN, document  # noqa: PLC0415  # cold starts

    found = document(bp.current_app.routes, version=chalicelib.__version__, surface=OPEN)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
