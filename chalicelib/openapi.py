"""
The OpenAPI 3.1 document, built from the declarations of the endpoints.

Requests use the validation schema and responses the serialization schema: a field with a default
is optional in requests and always present in responses. The document is deterministic, so that it
can be compared with a stored copy.

Source: OpenAPI Specification 3.1.1, https://spec.openapis.org/oas/v3.1.1
"""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, get_args

from pydantic import TypeAdapter
from pydantic.json_schema import CoreModeRef, DefsRef, GenerateJsonSchema, JsonSchemaMode

from chalicelib.http.endpoints import Contract
from chalicelib.http.idempotency import HEADER as IDEMPOTENCY_HEADER
from chalicelib.http.idempotency import MAX_KEY_LENGTH, REPLAYED_HEADER
from chalicelib.http.problems import Problem
from chalicelib.http.request_limits import READS
from chalicelib.http.schemas import ContentType

Json = dict[str, Any]

JSON = "application/json"
WITHOUT_BODY = (HTTPStatus.FOUND, HTTPStatus.NOT_MODIFIED)
PROBLEM_JSON = "application/problem+json"
COMPONENT = "#/components/schemas/{model}"

SECURITY_SCHEMES: Json = {
    "accessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The `accessToken` of signing in or refreshing; valid for 15 minutes.",
    },
    "refreshCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "seen_refresh",
        "description": "Set by signing in; only sent to `/api/v1/auth`.",
    },
}
SECURITY: dict[str, list[Json]] = {
    "public": [],
    "reader": [{"accessToken": []}, {}],
    "cookie": [{"refreshCookie": []}],
    "optional-cookie": [{"refreshCookie": []}, {}],
    "user": [{"accessToken": []}],
    "admin": [{"accessToken": []}],
}


CSRF_HEADER: Json = {
    "name": "X-CSRF-Token",
    "in": "header",
    "required": True,
    "description": "The value of the `seen_csrf` cookie, which other sites cannot read.",
    "schema": {"type": "string"},
}


IDEMPOTENCY_KEY: Json = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "required": False,
    "description": (
        "For a day, the same request with the same key runs once, and its answer is repeated with"
        f" `{REPLAYED_HEADER}: true`. 409 while the first one runs; 422 for another request."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH},
}

RETRY_AFTER: Json = {"description": "Seconds to wait.", "schema": {"type": "integer"}}


class SchemaWithoutTitles(GenerateJsonSchema):
    """JSON Schema without a title for each field that only repeats its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # pydantic's
        return False

    def get_defs_ref(self, core_mode_ref: CoreModeRef) -> DefsRef:
        """A schema that differs between requests and responses is named `…In` and `…Out`."""
        ref = super().get_defs_ref(core_mode_ref)
        plain, by_mode, *longer = self._prioritized_defsref_choices[ref]
        named = by_mode.replace("-Input", "In").replace("-Output", "Out")
        self._prioritized_defsref_choices[ref] = [plain, DefsRef(named), *longer]
        return ref


#: A requested schema: operation and part, mode (validation or serialization), and type.
Shape = tuple[tuple[str, str], JsonSchemaMode, TypeAdapter[Any]]


class Route(Protocol):
    """The part of an entry of Chalice's route table that is read here."""

    uri_pattern: str
    method: str
    view_name: str
    view_function: Any
    view_args: list[str]


@dataclass(frozen=True)
class ApiSurface:
    """An API of the server, with a document of its own. The prefix is its `servers` URL."""

    prefix: str
    title: str
    description: str
    beside: tuple[str, ...] = ()  # prefixes below it of another API
    also: tuple[str, ...] = ()  # further prefixes of this API

    def has(self, path: str) -> bool:
        is_inside = path == self.prefix or path.startswith(f"{self.prefix}/")
        is_anothers = any(path.startswith(f"{other}/") for other in self.beside)
        return (is_inside and not is_anothers) or self.has_elsewhere(path)

    def has_elsewhere(self, path: str) -> bool:
        return any(path.startswith(f"{prefix}/") for prefix in self.also)


SEEN = ApiSurface(
    "/api/v1",
    "/seen/",
    "Track, discover, get, own and play movies, shows and games.",
    also=("/v1",),  # for players
)
OPEN = ApiSurface(
    "/api",
    "/seen/ open catalogue",
    "Movies and shows, for other programs.",
    beside=("/api/v1",),
    also=("/artwork/titles", "/artwork/generated"),
)


@dataclass(frozen=True)
class Operation:
    """One method of one path, with its schemas."""

    route: Route
    contract: Contract
    prefix: str

    @property
    def id(self) -> str:
        return self.route.view_name

    @property
    def path(self) -> str:
        return self.route.uri_pattern.removeprefix(self.prefix) or "/"

    @property
    def tag(self) -> str:
        """The slice it belongs to, such as `downloads`."""
        return str(self.contract.view.__module__).split(".")[1]

    @property
    def takes_key(self) -> bool:
        """Whether an Idempotency-Key counts: for writes of signed-in users."""
        is_signed_in = self.contract.access in ("user", "admin", "reader")
        return is_signed_in and self.route.method not in READS

    def shapes(self) -> Iterable[Shape]:
        if self.contract.body is not None:
            yield (self.id, "body"), "validation", TypeAdapter(self.contract.body)
        if self.contract.query is not None:
            yield (self.id, "query"), "validation", TypeAdapter(self.contract.query)
        if self.contract.returns is not None:
            yield (self.id, "returns"), "serialization", self.contract.output
        for name, adapter in self.contract.path_adapters.items():
            yield (self.id, f"path {name}"), "validation", adapter


def document(
    routes: Mapping[str, Mapping[str, Route]], *, version: str, surface: ApiSurface = SEEN
) -> Json:
    """The document of one API, from its part of a route table (`Chalice.routes`)."""
    operations = [
        Operation(route, route.view_function.contract, surface.prefix)
        for path, methods in sorted(routes.items())
        if surface.has(path)
        for _, route in sorted(methods.items())
    ]
    shapes = [shape for operation in operations for shape in operation.shapes()]
    problem: Shape = (("", "problem"), "serialization", TypeAdapter(Problem))
    found, definitions = TypeAdapter.json_schemas(
        [*shapes, problem], ref_template=COMPONENT, schema_generator=SchemaWithoutTitles
    )
    schemas = {(key, name): schema for ((key, name), _), schema in found.items()}
    components = dict(definitions.get("$defs", {}))

    paths: Json = {}
    for operation in operations:
        described = _describe(operation, schemas, components)
        if surface.has_elsewhere(operation.path):
            described["servers"] = [{"url": "/"}]
        paths.setdefault(operation.path, {})[operation.route.method.lower()] = described
    return {
        "openapi": "3.1.1",
        "info": {
            "title": surface.title,
            "version": version,
            "description": surface.description,
        },
        "servers": [{"url": surface.prefix}],
        "tags": [{"name": tag} for tag in sorted({each.tag for each in operations})],
        "paths": paths,
        "components": {
            "schemas": _mentioned(paths, components),
            "responses": _problem_responses(schemas["", "problem"]),
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _describe(operation: Operation, schemas: Mapping[tuple[str, str], Any], parts: Json) -> Json:
    contract = operation.contract
    summary, _, text = (inspect.getdoc(contract.view) or "").partition("\n")
    described: Json = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": summary.rstrip(".") or operation.id.replace("_", " ").capitalize(),
    }
    notes = [text.strip()] if text.strip() else []
    if contract.access == "admin":
        notes.append("Only for administrators.")
    if notes:
        described["description"] = "\n\n".join(notes)
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": schemas[operation.id, f"path {name}"],
        }
        for name in contract.path_adapters
    ]
    if contract.query is not None:
        parameters += _query_parameters(schemas[operation.id, "query"], parts)
    if contract.access in ("cookie", "optional-cookie"):
        parameters.append(CSRF_HEADER)
    if operation.takes_key:
        parameters.append(IDEMPOTENCY_KEY)
    if parameters:
        described["parameters"] = parameters
    if contract.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": schemas[operation.id, "body"]}},
        }
    described["responses"] = _responses(operation, schemas.get((operation.id, "returns")))
    described["security"] = SECURITY[contract.access]
    return described


def _query_parameters(schema: Json, parts: Json) -> list[Json]:
    """The fields of a query model as parameters."""
    if "$ref" in schema:
        schema = parts[schema["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            **({"description": field["description"]} if "description" in field else {}),
            "schema": _without_null(field),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _without_null(field: Json) -> Json:
    """Remove null from the schema: in a query, null is the absence of the parameter."""
    if "anyOf" not in field:
        return field
    kinds = [kind for kind in field["anyOf"] if kind.get("type") != "null"]
    rest = {
        name: value
        for name, value in field.items()
        if name not in ("anyOf", "description") and not (name == "default" and value is None)
    }
    return {**kinds[0], **rest} if len(kinds) == 1 else {"anyOf": kinds, **rest}


def _responses(operation: Operation, schema: Json | None) -> Json:
    contract = operation.contract
    responses: Json = {}
    for status in sorted((contract.status, *contract.also)):
        answer: Json = {"description": status.phrase}
        if schema is not None and status not in WITHOUT_BODY:
            answer["content"] = {_content_type(contract.returns): {"schema": schema}}
        responses[str(int(status))] = answer
    refusals = []
    if contract.access not in ("public", "optional-cookie"):
        refusals.append(HTTPStatus.UNAUTHORIZED)
    if contract.access in ("admin", "cookie", "optional-cookie"):
        refusals.append(HTTPStatus.FORBIDDEN)
    if contract.path_adapters:
        refusals.append(HTTPStatus.NOT_FOUND)
    if operation.takes_key:
        refusals.append(HTTPStatus.CONFLICT)
    if contract.body is not None or contract.query is not None or operation.takes_key:
        refusals.append(HTTPStatus.UNPROCESSABLE_ENTITY)
    if contract.limit(operation.route.method) != "none":
        refusals.append(HTTPStatus.TOO_MANY_REQUESTS)
    for status in refusals:
        responses[str(int(status))] = {"$ref": f"#/components/responses/{_name(status)}"}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    return responses


def _content_type(returns: Any) -> str:
    marks = [mark.name for mark in get_args(returns)[1:] if isinstance(mark, ContentType)]
    return marks[0] if marks else JSON


def _problem_responses(schema: Json) -> Json:
    descriptions = {
        HTTPStatus.UNAUTHORIZED: "There is no valid session.",
        HTTPStatus.FORBIDDEN: "The session may not do this.",
        HTTPStatus.NOT_FOUND: "It does not exist, or it belongs to another user.",
        HTTPStatus.CONFLICT: "Its state does not allow this, or the same request is running.",
        HTTPStatus.UNPROCESSABLE_ENTITY: "A field of the request is invalid; `field` names it.",
        HTTPStatus.TOO_MANY_REQUESTS: "A rate limit is reached; try again after `Retry-After`.",
    }
    content = {PROBLEM_JSON: {"schema": schema}}
    responses = {
        _name(status): {"description": text, "content": content}
        for status, text in descriptions.items()
    }
    responses[_name(HTTPStatus.TOO_MANY_REQUESTS)]["headers"] = {"Retry-After": RETRY_AFTER}
    responses["Problem"] = {
        "description": "Any other error; `code` is stable and identifies it.",
        "content": content,
    }
    return responses


def _name(status: HTTPStatus) -> str:
    return status.phrase.replace(" ", "")


def _mentioned(paths: Json, components: Json) -> Json:
    """The referenced components; query models were expanded into parameters."""
    used: set[str] = {"Problem"}
    waiting: list[Any] = [paths, components.get("Problem", {})]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in components and name not in used:
                used.add(name)
                waiting.append(components[name])
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return {name: components[name] for name in sorted(components) if name in used}
