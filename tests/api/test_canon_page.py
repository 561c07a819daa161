"""The open API describes itself."""

import base64
import hashlib
import json
import re

from chalicelib.canon.service.page import sample
from chalicelib.openapi import OPEN


def route_of(path, methods):
    """The route a path of the document stands for: some say that they lie elsewhere."""
    lies_elsewhere = any("servers" in operation for operation in methods.values())
    return path if lies_elsewhere else f"/api{path}".rstrip("/")


def test_the_description_has_every_route_of_the_open_api(client):
    answer = client.get("/api/openapi.json")

    assert answer.json["servers"] == [{"url": "/api"}]
    described = {route_of(path, methods) for path, methods in answer.json["paths"].items()}
    assert "/artwork/titles/{size}/{media_id}/{kind}" in described
    assert described == {path for path in client.app.routes if OPEN.has(path)}


def test_the_page_shows_every_operation_with_what_it_answers(client):
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


def test_its_style_is_the_one_its_policy_lets_through(client):
    answer = client.get("/api")

    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "style=" not in answer.text.replace(style, "")


def test_samples_are_what_an_endpoint_would_answer(client):
    """Every sample fits the model of its endpoint."""
    document = client.get("/api/openapi.json").json
    shapes = document["components"]["schemas"]
    checked = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            route = client.app.routes[route_of(path, methods)][method.upper()]
            contract = route.view_function.contract
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json")
                if not status.startswith("2") or content is None or path == "/openapi.json":
                    continue
                shown = sample(content["schema"], shapes)
                contract.output.validate_json(json.dumps(shown))
                checked += 1

    assert checked > 15
