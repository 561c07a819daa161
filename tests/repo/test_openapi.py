"""The OpenAPI document as a whole: complete, consistent and pleasant to generate types from."""

import re

import pytest

import chalicelib
from app import app
from chalicelib.openapi import OPEN, SEEN, document


@pytest.fixture(scope="module")
def spec():
    return document(app.routes, version=chalicelib.__version__)


@pytest.fixture(scope="module")
def open_spec():
    return document(app.routes, version=chalicelib.__version__, surface=OPEN)


@pytest.fixture(scope="module")
def schemas(spec):
    return spec["components"]["schemas"]


@pytest.fixture(scope="module")
def operations(spec):
    return [
        (path, operation)
        for path, methods in spec["paths"].items()
        for operation in methods.values()
    ]


def references(part):
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_every_route_is_described_in_one_of_the_documents(spec, open_spec):
    described = [
        (
            operation.get("servers", document["servers"])[0]["url"].rstrip("/") + path.rstrip("/"),
            method.upper(),
        )
        for document in (spec, open_spec)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]

    assert sorted(described) == sorted(
        (path, method) for path, methods in app.routes.items() for method in methods
    )
    assert not any(SEEN.has(path) and OPEN.has(path) for path in app.routes)


def test_the_open_api_writes_its_names_with_underscores(open_spec):
    names = [
        name
        for schema in open_spec["components"]["schemas"].values()
        for name in schema.get("properties", {})
    ]

    assert len(names) > 50
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_every_reference_resolves(spec):
    for reference in set(references(spec)):
        part = spec
        for step in reference.removeprefix("#/").split("/"):
            assert step in part, reference
            part = part[step]


def test_every_schema_is_used(spec, schemas):
    mentioned = {each.rpartition("/")[2] for each in references(spec)}

    assert set(schemas) <= mentioned


def test_schemas_have_unique_short_names(schemas):
    """Two models of the same name would both get their module's name in front."""
    assert [name for name in schemas if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)] == []


def test_operation_ids_are_unique(spec):
    ids = [
        operation["operationId"]
        for methods in spec["paths"].values()
        for operation in methods.values()
    ]

    assert len(set(ids)) == len(ids)


def test_every_operation_declares_its_security(spec, operations):
    tags = {tag["name"] for tag in spec["tags"]}
    schemes = set(spec["components"]["securitySchemes"])

    for path, operation in operations:
        name = operation["operationId"]
        in_path = {
            parameter["name"]
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "path"
        }

        assert in_path == set(re.findall(r"\{(\w+)\}", path)), name
        assert operation["tags"][0] in tags, name
        assert operation["summary"], name
        assert "default" in operation["responses"], name
        assert all(set(each) <= schemes for each in operation["security"]), name


def test_field_names_are_written_in_camel_case(schemas, operations):
    names = [
        parameter["name"]
        for _, operation in operations
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]
    for schema in schemas.values():
        names += schema.get("properties", {})

    assert [name for name in names if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name)] == []


def test_response_fields_are_required(schemas):
    """A field with a default is optional when sent and present when received."""
    page = schemas["MediaCard"]

    assert set(page["required"]) == set(page["properties"])
    assert "displayName" not in schemas["RegisterRequest"]["required"]


def test_operations_that_use_cookies_declare_them(spec):
    for path in ("/auth/refresh", "/auth/logout"):
        operation = spec["paths"][path]["post"]

        assert operation["security"][0] == {"refreshCookie": []}
        assert [each["name"] for each in operation["parameters"]] == ["X-CSRF-Token"]


REQUESTS_WITH_A_PASSWORD = (
    "InvitationAccept",
    "LoginRequest",
    "PasswordLinkUse",
    "Proxy",
    "RegisterRequest",
)


def test_signing_out_needs_no_session(spec):
    operation = spec["paths"]["/auth/logout"]["post"]

    assert {} in operation["security"]
    assert "401" not in operation["responses"]


def test_no_response_contains_a_password(schemas):
    for name, schema in schemas.items():
        if "password" in schema.get("properties", {}):
            assert name in REQUESTS_WITH_A_PASSWORD
            password = schema["properties"]["password"]
            assert password.get("anyOf", [password])[0]["writeOnly"]
