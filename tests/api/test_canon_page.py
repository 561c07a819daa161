"""The OpenAPI document and the documentation page of the open API."""

import base64
import hashlib
import json
import re

from chalicelib.api_docs import example
from chalicelib.canon.models.examples import EXAMPLES
from chalicelib.openapi import OPEN


def route_of(path, methods):
    """The route of a path of the document; some paths have a server of their own."""
    has_own_server = any("servers" in operation for operation in methods.values())
    return path if has_own_server else f"/api{path}".rstrip("/")


def test_the_document_has_every_route_of_the_open_api(client):
    answer = client.get("/api/openapi.json")

    assert answer.json["servers"] == [{"url": "/api"}]
    described = {route_of(path, methods) for path, methods in answer.json["paths"].items()}
    assert "/artwork/titles/{size}/{media_id}/{kind}" in described
    assert described == {path for path in client.app.routes if OPEN.has(path)}


def test_the_page_shows_every_operation_with_an_example(client):
    answer = client.get("/api")

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for path, methods in client.get("/api/openapi.json").json["paths"].items():
        for method, operation in methods.items():
            if path == "/":
                continue
            assert f'id="{operation["operationId"]}"' in answer.text, (method, path)
    assert "&quot;is_series_finished&quot;: true" in answer.text
    assert "<script" not in answer.text


def test_the_page_documents_what_a_client_needs(client):
    page = client.get("/api").text

    for value in ("hidden_gems", "most_rated", "w342", "backdrop"):  # values of parameters
        assert f"<code>{value}</code>" in page
    for code in ("invalid_input", "not_signed_in", "media_not_found", "title_known"):
        assert f"<code>{code}</code>" in page
    assert "SEEN_OPEN_API" in page
    assert "Authorization: Bearer" in page
    assert "Openapi.json" not in page


def test_an_example_is_of_a_movie_or_of_a_show(client):
    schemas = client.get("/api/openapi.json").json["components"]["schemas"]

    found = example(schemas["TitleSearchResult"], schemas, EXAMPLES)
    show = example(schemas["ShowResource"], schemas, EXAMPLES)

    assert ("movie_id" in found, "show_id" in found) == (True, False)
    assert show["title_id"] == show["show_id"] == show["title"]["title_id"]
    assert show["title"]["type"] == "show"


def test_the_embedded_style_sheet_is_allowed_by_its_hash(client):
    answer = client.get("/api")

    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "style=" not in answer.text.replace(style, "")


def test_examples_are_valid_responses(client):
    document = client.get("/api/openapi.json").json
    schemas = document["components"]["schemas"]
    checked = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            route = client.app.routes[route_of(path, methods)][method.upper()]
            contract = route.view_function.contract
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json")
                if not status.startswith("2") or content is None or path == "/openapi.json":
                    continue
                shown = example(content["schema"], schemas, EXAMPLES)
                contract.output.validate_json(json.dumps(shown))
                checked += 1

    assert checked > 15
