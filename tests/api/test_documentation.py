"""The OpenAPI document and the documentation page of the API."""

from html.parser import HTMLParser

import pytest

from chalicelib.api_docs import ApiPage

VOID = ("meta", "link", "br")


class Page(HTMLParser):
    """The parsed page: elements, ids and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def address_of(path, described, prefix):
    """The address of a path: operations outside of the prefix name a server of their own."""
    outside = any("servers" in operation for operation in described.values())
    return path if outside else prefix + path


def test_the_document_is_public_and_current(client):
    answer = client.get("/api/v1/openapi.json")

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json["openapi"].startswith("3.1")
    prefix = answer.json["servers"][0]["url"]
    assert {
        address_of(path, described, prefix) for path, described in answer.json["paths"].items()
    } == {path for path in client.app.routes if path.startswith((f"{prefix}/", "/v1/"))}


def test_a_cached_document_is_answered_304(client):
    tag = client.get("/api/v1/openapi.json").headers["etag"]

    answer = client.get("/api/v1/openapi.json", headers={"if-none-match": tag})

    assert answer.status == 304
    assert answer.text == ""


def test_the_page_shows_every_operation_and_every_schema(client):
    document = client.get("/api/v1/openapi.json").json

    answer = client.get("/api/v1/docs")

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    shown = Page(answer.text)
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["operationId"] in shown.ids
    for name in document["components"]["schemas"]:
        assert f"schema-{name}" in shown.ids


def test_links_of_the_page_resolve(client):
    shown = Page(client.get("/api/v1/docs").text)

    assert len(set(shown.ids)) == len(shown.ids)
    assert {link[1:] for link in shown.links if link.startswith("#")} <= set(shown.ids)
    for link in shown.links:
        if not link.startswith("#"):
            assert client.get(link).status == 200


def test_the_page_works_under_the_strictest_policy(client):
    answer = client.get("/api/v1/docs")

    shown = Page(answer.text)
    assert shown.tags & {"script", "style", "iframe", "object", "base"} == set()
    assert {name for name in shown.attributes if name.startswith("on") or name == "style"} == set()
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_the_stylesheet_has_a_light_and_a_dark_scheme(client):
    answer = client.get("/api/v1/docs.css")

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "prefers-color-scheme" in answer.text


@pytest.mark.parametrize("nasty", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_in_a_document_is_escaped(nasty):
    operation = {
        "operationId": nasty,
        "tags": [nasty],
        "summary": nasty,
        "description": nasty,
        "parameters": [
            {"name": nasty, "in": "query", "required": True, "schema": {"default": nasty}}
        ],
        "responses": {"200": {"description": nasty}},
        "security": [{nasty: []}],
    }
    document = {
        "info": {"title": nasty, "version": nasty, "description": nasty},
        "servers": [{"url": nasty}],
        "tags": [{"name": nasty}],
        "paths": {nasty: {nasty: operation}},
        "components": {
            "schemas": {
                nasty: {"description": nasty, "properties": {nasty: {"enum": [nasty]}}},
                "Other": {"type": nasty},
            },
            "securitySchemes": {nasty: {"description": nasty}},
        },
    }

    shown = Page(ApiPage(document, stylesheet=nasty).render())

    assert shown.tags & {"script", "img"} == set()
    assert "onerror" not in shown.attributes
