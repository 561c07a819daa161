"""The OpenAPI document of the open API, as JSON and as a page."""

import functools
import json
from types import ModuleType
from typing import Annotated

import chalicelib
from chalicelib.canon import errors as canon_errors
from chalicelib.canon.routes.blueprint import bp
from chalicelib.catalog import errors as catalog_errors
from chalicelib.http.endpoints import endpoint
from chalicelib.http.problems import STATUS, problem_of
from chalicelib.http.responses import Rendered, Reply
from chalicelib.http.schemas import ContentType
from chalicelib.platform.errors import SeenError

INTRODUCTION = (
    "A movie or a show is a title: its ids are the same number. Dates are ISO 8601, languages "
    "ISO 639-1, countries ISO 3166-1. With SEEN_OPEN_API=on everyone may read; otherwise, and to "
    "change titles, send a bearer token: POST /api/v1/auth/login with email and password answers "
    "with an accessToken for the header Authorization: Bearer. Only administrators change titles."
)


@bp.route("/api/openapi.json")
@endpoint(bp, returns=dict[str, object], access="public")
def describe() -> Rendered:
    """The OpenAPI 3.1 document of this API."""
    return Rendered(openapi_json())


@bp.route("/api")
@endpoint(bp, returns=Annotated[str, ContentType("text/html")], access="public")
def describe_to_people() -> Reply:
    """The documentation of this API, as a page."""
    from chalicelib.api_docs import ApiPage, by_first_segment, policy  # noqa: PLC0415  # cold starts
    from chalicelib.canon.models.examples import EXAMPLES  # noqa: PLC0415  # cold starts

    page = ApiPage(
        json.loads(openapi_json()),
        introduction=INTRODUCTION,
        group_of=by_first_segment,
        examples=EXAMPLES,
        problems=problem_codes(),
    )
    return Reply(
        Rendered(page.render().encode(), "text/html; charset=utf-8"),
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy(),
            "X-Content-Type-Options": "nosniff",
        },
    )


def problem_codes() -> tuple[tuple[str, str, str], ...]:
    """Code, status and meaning of every refusal of this API."""
    kinds = [*STATUS, *_errors_in(canon_errors), *_errors_in(catalog_errors)]
    return tuple(
        (kind.code, f"{int(problem_of(kind('')).status)}", (kind.__doc__ or "").strip())
        for kind in dict.fromkeys(kinds)
    )


def _errors_in(module: ModuleType) -> list[type[SeenError]]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__
    ]


@functools.cache
def openapi_json() -> bytes:
    """Built once per process, as the routes do not change."""
    from chalicelib.openapi import OPEN, document  # noqa: PLC0415  # cold starts

    found = document(bp.current_app.routes, version=chalicelib.__version__, surface=OPEN)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
