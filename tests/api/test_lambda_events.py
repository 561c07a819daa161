"""The same handlers answer API Gateway: recorded proxy events in, proxy answers out."""

import json
from pathlib import Path
from typing import Any

import pytest

EVENTS = Path(__file__).parent / "events"


class Context:
    """The part of Lambda's context object that frameworks read."""

    aws_request_id = "7c0f0f9e-5f0e-4c58-9f63-0a1b2c3d4e5f"
    function_name = "seen-prod"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:seen-prod"


def event(name: str, token: str = "") -> dict[str, Any]:
    return json.loads((EVENTS / f"{name}.json").read_text().replace("{token}", token))


@pytest.fixture(autouse=True)
def _on_lambda(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where API Gateway decides which names are answered."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", Context.function_name)


@pytest.fixture
def token(api) -> str:
    return api.as_user().headers["authorization"].removeprefix("Bearer ")


def test_a_recorded_registration_makes_an_account_and_sets_its_cookies(api):
    answer = api.app(event("post_register"), Context())

    assert answer["statusCode"] == 201
    assert json.loads(answer["body"])["user"]["email"] == "lena@seen.example"
    cookies = answer["multiValueHeaders"]["Set-Cookie"]
    names = sorted(cookie.split("=")[0].removeprefix("__Host-") for cookie in cookies)
    assert len(names) == 3
    assert names[1].startswith("seen_device_")
    assert all("Secure" in cookie for cookie in cookies)  # the event came over https


def test_a_recorded_search_is_answered(api, token):
    answer = api.app(event("get_search", token), Context())

    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {
        "items": [],
        "page": 1,
        "pageSize": 5,
        "total": 0,
        "people": [],
        "corrected": None,
    }


def test_a_recorded_request_for_an_unknown_route_is_a_problem_document(api, token):
    answer = api.app(event("get_movie", token), Context())

    assert answer["statusCode"] == 404
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert json.loads(answer["body"])["code"] == "media_not_found"


def test_a_recorded_request_without_a_session_is_refused(api):
    answer = api.app(event("get_search", "not.a.token"), Context())

    assert answer["statusCode"] == 401


def test_an_invalid_json_body_is_a_problem_document(api):
    wrong = event("post_register")
    wrong["headers"]["Content-Type"] = "text/plain"

    answer = api.app(wrong, Context())

    assert answer["statusCode"] == 415
    assert json.loads(answer["body"])["code"] == "unsupported_media_type"
