"""How a declared contract becomes a description."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import pytest
from chalice.app import Blueprint, Chalice
from pydantic import Field

from chalicelib.http.endpoints import endpoint
from chalicelib.http.schemas import ContentType, RequestModel, ResponseModel
from chalicelib.openapi import document
from chalicelib.platform.sessions import User


class Film(ResponseModel):
    """A film."""

    film_title: str
    director: str | None = None


class FilmWanted(RequestModel):
    film_title: Annotated[str, Field(max_length=10)]
    director: str | None = None


class FilmFilter(RequestModel):
    made_by: str | None = None
    page_size: Annotated[int, Field(ge=1, description="How many at once.")] = 24
    year: int


bp = Blueprint(__name__)


@bp.route("/api/v1/films/{film_id}", methods=["PUT"])
@endpoint(bp, body=FilmWanted, returns=Film, status=HTTPStatus.CREATED)
def put_film(user: User, film_id: UUID, body: FilmWanted) -> Film:
    """
    Keep a film.

    Twice is once.
    """
    raise AssertionError


@bp.route("/api/v1/films")
@endpoint(
    bp,
    query=FilmFilter,
    returns=list[Film],
    also=(HTTPStatus.CREATED, HTTPStatus.NOT_MODIFIED),
    access="admin",
)
def list_films(query: FilmFilter) -> list[Film]:
    raise AssertionError


@bp.route("/api/v1/films/search")
@endpoint(bp, query=FilmFilter, returns=list[Film], limit="search")
def search_films(query: FilmFilter) -> list[Film]:
    raise AssertionError


@bp.route("/api/v1/films.txt")
@endpoint(bp, returns=Annotated[str, ContentType("text/plain")], access="public")
def films_as_text() -> str:
    raise AssertionError


@bp.route("/api/v1/films/{film_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def delete_film(film_id: UUID) -> None:
    raise AssertionError


@pytest.fixture(scope="module")
def described():
    app = Chalice("films")
    app.register_blueprint(bp)
    return document(app.routes, version="1.2.3")


def test_fields_with_defaults_are_optional_in_requests_and_required_in_responses(described):
    schemas = described["components"]["schemas"]

    assert schemas["FilmWanted"]["required"] == ["filmTitle"]
    assert schemas["Film"]["required"] == ["filmTitle", "director"]


def test_request_response_and_errors_are_described(described):
    operation = described["paths"]["/films/{film_id}"]["put"]

    assert operation["operationId"] == "put_film"
    assert operation["summary"] == "Keep a film"
    assert operation["description"] == "Twice is once."
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/FilmWanted"
    }
    assert operation["responses"]["201"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Film"
    }
    assert list(operation["responses"]) == ["201", "401", "404", "409", "422", "429", "default"]
    assert operation["security"] == [{"accessToken": []}]


def test_what_writes_or_searches_has_a_rate_limit(described):
    paths = described["paths"]

    assert "429" in paths["/films/{film_id}"]["delete"]["responses"]
    assert "429" in paths["/films/search"]["get"]["responses"]
    assert "429" not in paths["/films"]["get"]["responses"]
    assert "Retry-After" in described["components"]["responses"]["TooManyRequests"]["headers"]


def test_every_success_status_is_described(described):
    responses = described["paths"]["/films"]["get"]["responses"]

    assert list(responses)[:3] == ["200", "201", "304"]
    assert responses["201"]["content"] == responses["200"]["content"]
    assert "content" not in responses["304"]


def test_path_parameters_have_their_type(described):
    parameters = described["paths"]["/films/{film_id}"]["put"]["parameters"]

    assert parameters[0] == {
        "name": "film_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }


def test_writes_take_an_idempotency_key(described):
    film = described["paths"]["/films/{film_id}"]

    (key,) = [each for each in film["put"]["parameters"] if each["in"] == "header"]
    assert (key["name"], key["required"]) == ("Idempotency-Key", False)
    assert {"409", "422"} <= set(film["put"]["responses"])
    assert all(each["in"] == "query" for each in described["paths"]["/films"]["get"]["parameters"])


def test_query_parameters_are_listed_and_not_nullable(described):
    assert described["paths"]["/films"]["get"]["parameters"] == [
        {
            "name": "madeBy",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "pattern": r"^[^\u0000]*$"},
        },
        {
            "name": "pageSize",
            "in": "query",
            "required": False,
            "description": "How many at once.",
            "schema": {
                "type": "integer",
                "minimum": 1,
                "default": 24,
                "description": "How many at once.",
            },
        },
        {"name": "year", "in": "query", "required": True, "schema": {"type": "integer"}},
    ]
    assert "FilmFilter" not in described["components"]["schemas"]


def test_operations_for_administrators_are_marked(described):
    operation = described["paths"]["/films"]["get"]

    assert operation["description"] == "Only for administrators."
    assert "403" in operation["responses"]


def test_a_response_that_is_not_json_has_its_media_type(described):
    operation = described["paths"]["/films.txt"]["get"]

    assert operation["responses"]["200"]["content"] == {
        "text/plain": {"schema": {"type": "string"}}
    }
    assert operation["security"] == []


def test_an_empty_response_has_no_content(described):
    responses = described["paths"]["/films/{film_id}"]["delete"]["responses"]

    assert responses["204"] == {"description": "No Content"}


def test_an_error_is_a_problem_document(described):
    refusal = described["components"]["responses"]["Problem"]["content"]

    assert list(refusal) == ["application/problem+json"]
    problem = described["components"]["schemas"]["Problem"]
    assert set(problem["properties"]) >= {"type", "title", "status", "detail", "code", "field"}
