"""What `make fuzz` sends: values that fit their schemas, and values that do not."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from tests.fuzz.__main__ import Caller
from tests.fuzz.operations import Answer, operations
from tests.fuzz.schemas import Schemas

DOCUMENT = json.loads((Path(__file__).parents[2] / "frontend" / "openapi.json").read_text())
BRIEF = settings(
    max_examples=10,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FILM = {
    "type": "object",
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string", "minLength": 2, "maxLength": 3},
        "year": {
            "anyOf": [{"type": "integer", "minimum": 1900, "maximum": 1901}, {"type": "null"}]
        },
        "sequels": {"type": "array", "maxItems": 1, "items": {"$ref": "#/schemas/Film"}},
    },
}
SCHEMAS = Schemas({"schemas": {"Film": FILM}})
A_FILM: dict[str, Any] = {"id": str(UUID(int=1)), "name": "Up", "year": 1900, "sequels": []}


@pytest.mark.parametrize(
    ("schema", "fits"),
    [
        ({"type": "integer", "minimum": 3, "exclusiveMaximum": 5}, lambda value: value in (3, 4)),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, lambda value: 0 < value <= 1),
        ({"type": "string", "format": "uuid"}, UUID),
        ({"type": "string", "format": "date-time"}, datetime.fromisoformat),
        (
            {"type": "string", "pattern": "^[a-z]$"},
            re.compile("[a-z]").fullmatch,
        ),
        ({"enum": ["a", "b"]}, lambda value: value in ("a", "b")),
        ({"const": 7}, lambda value: value == 7),
        (
            {"oneOf": [{"type": "null"}, {"type": "boolean"}]},
            lambda value: value in (None, True, False),
        ),
        ({"type": "array", "items": {"const": 1}, "minItems": 1}, lambda value: set(value) == {1}),
        (
            {"type": "object", "additionalProperties": {"const": 1}},
            lambda value: {1} >= {*value.values()},
        ),
    ],
)
def test_a_value_fits_its_schema(schema, fits):
    @BRIEF
    @given(SCHEMAS.values(schema))
    def every_value(value):
        assert fits(value)

    every_value()


@BRIEF
@given(SCHEMAS.values({"$ref": "#/schemas/Film"}))
def test_an_object_has_what_is_required_and_nothing_unknown(film):
    assert {"id", "name"} <= film.keys() <= FILM["properties"].keys()
    assert 2 <= len(film["name"]) <= 3
    assert film.get("year", 1900) in (1900, 1901, None)
    assert SCHEMAS.violations(FILM, film) == []


@pytest.mark.parametrize(
    "wanted",
    [
        lambda value: not isinstance(value, dict),
        lambda value: isinstance(value, dict) and "name" not in value and "id" in value,
        lambda value: isinstance(value, dict) and "unknown" in value,
    ],
    ids=["no object", "a field is missing", "a field is unknown"],
)
def test_broken_objects_vary(wanted):
    quick = settings(BRIEF, max_examples=2_000)

    value = find(SCHEMAS.broken(FILM), wanted, settings=quick)

    assert SCHEMAS.violations(FILM, value)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"year": True}, "$.year: bool is no integer"),
        ({"id": "7"}, "$.id: '7' is no uuid"),
        ({"unknown": 1}, "$: unknown unknown"),
        ({"sequels": [{"id": A_FILM["id"]}]}, "$.sequels[0]: no name"),
    ],
)
def test_a_mismatch_is_named_by_its_path(change, line):
    assert SCHEMAS.violations(FILM, A_FILM) == []
    assert SCHEMAS.violations(FILM, A_FILM | change) == [line]


def test_known_ids_are_used():
    known = Schemas({}, {"id": ["no number", 4711]})

    values = known.named_values("media_id", {"type": "integer"})

    assert find(values, lambda value: value == 4711, settings=settings(BRIEF, max_examples=500))


def test_every_operation_of_the_document_has_requests():
    made = [each.requests({}) for each in operations(DOCUMENT)]

    assert len(made) == sum(len(item) for item in DOCUMENT["paths"].values())
    assert not any(request.is_empty for request in made)


def test_a_request_goes_to_the_server_that_its_operation_names():
    paths = {each.path for each in operations(DOCUMENT)}

    assert {"/v1/subtitles/{episode_key}", "/api/v1/health/live"} <= paths


def test_a_user_signs_in_before_the_first_request_also_on_a_machine_that_just_started(monkeypatch):
    entered = []
    monkeypatch.setattr(Caller, "enter", lambda self, way: entered.append(way))
    monkeypatch.setattr("time.monotonic", lambda: 5.0)

    Caller(1, "member", "member@seen.example").headers()

    assert entered == ["register"]


def test_only_a_503_with_retry_after_is_no_server_error():
    answers = [Answer(200), Answer(503, {"retry-after": "1"}), Answer(503), Answer(500), Answer(0)]

    assert [answer.is_server_error for answer in answers] == [False, False, True, True, True]
