"""Search and its suggestions over HTTP."""

import pytest

from chalicelib.catalog.models.search import SuggestionList
from chalicelib.catalog.store import search_index
from chalicelib.discover import service
from chalicelib.platform.cache import DISCOVER_TTL_S
from tests.titles import make_credit, make_title


@pytest.fixture
def user(api):
    return api.as_user()


def make_person(db, name, film=None):
    film = film or make_title(db, "Metropolis")
    person = make_credit(db, film, name)
    with db.transaction() as conn:
        search_index.refresh(conn, people_ids=[person])
    return person


def test_a_response_has_titles_people_and_the_correction(user, db):
    film = make_title(db, "Nosferatu", year=1922)
    him = make_person(db, "Max Nosferatu", film)

    answer = user.get("/api/v1/search?q=nosfertu").json

    assert set(answer) == {"items", "page", "pageSize", "total", "people", "corrected"}
    assert [card["id"] for card in answer["items"]] == [film]
    assert answer["corrected"] == "nosferatu"
    assert answer["people"] == [
        {
            "id": him,
            "name": "Max Nosferatu",
            "profileUrl": None,
            "profilePlaceholder": None,
            "knownFor": "",
            "titles": ["Nosferatu"],
        }
    ]
    assert user.get("/api/v1/search?q=nosferatu").json["corrected"] is None
    assert user.get("/api/v1/search?q=nosferatu&page=2").json["people"] == []


def test_a_search_can_be_limited_to_one_type(user, db):
    film = make_title(db, "Battle")
    game = make_title(db, "Battle", media_type="game")
    people = [make_person(db, f"Kate Battle {place}", film) for place in "abc"]

    def found(kind):
        answer = user.get(f"/api/v1/search?q=battle&{kind}&pageSize=2").json
        return (
            {card["id"] for card in answer["items"]},
            {card["id"] for card in answer["people"]},
            answer["total"],
        )

    assert found("type=all") == ({film, game}, set(people), 2)
    assert found("type=movie") == ({film}, set(), 1)
    assert found("mediaType=game") == ({game}, set(), 1)
    assert found("type=game&mediaType=game") == ({game}, set(), 1)
    assert found("type=person") == (set(), set(people[:2]), 3)
    assert found("type=person&page=2") == (set(), {people[2]}, 3)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("search?q=a&type=song", "type"),
        ("search/suggestions", "q"),
        ("search/suggestions?q=%20", "q"),
        ("search/suggestions?q=a&limit=21", "limit"),
        ("search/suggestions?q=a&limit=0", "limit"),
        ("search/suggestions?q=a&page=1", "page"),
    ],
)
def test_an_invalid_query_is_refused_at_its_field(user, path, field):
    answer = user.get(f"/api/v1/{path}")

    assert (answer.status, answer.json["field"]) == (422, field)


def test_suggestions_are_cached_by_the_browser_for_a_minute(user, db):
    film = make_title(db, "Nosferatu", year=1922, popularity=50)
    him = make_person(db, "Nosferatu Junior", film)

    answer = user.get("/api/v1/search/suggestions?q=NOSF")

    assert answer.json == {
        "items": [
            {
                "kind": "movie",
                "id": film,
                "title": "Nosferatu",
                "year": 1922,
                "posterUrl": None,
                "mediaType": "movie",
            },
            {
                "kind": "person",
                "id": him,
                "title": "Nosferatu Junior",
                "year": None,
                "posterUrl": None,
                "mediaType": None,
            },
        ]
    }
    assert answer.headers["cache-control"] == "private, max-age=60"
    assert len(user.get("/api/v1/search/suggestions?q=nosf&limit=1").json["items"]) == 1


def test_unchanged_suggestions_are_answered_304(user, db):
    make_title(db, "Nosferatu")
    path = "/api/v1/search/suggestions?q=nosf"
    tag = user.get(path).headers["etag"]

    answer = user.get(path, headers={"If-None-Match": tag})

    assert (answer.status, answer.text) == (304, "")
    assert answer.headers["cache-control"] == "private, max-age=60"


def kept_for_s(cache_server):
    import redis

    with redis.Redis.from_url(cache_server.url()) as client:
        keys = list(client.scan_iter("seen:v1:discover:*"))
        return sorted(client.ttl(key) for key in keys)


def test_searches_are_cached_by_meaning_and_empty_results_for_a_shorter_time(
    user, db, cache_server
):
    make_title(db, "Spider-Man")

    for typed in ("spider-man", "SPIDER%20%20man", "spider_man!"):
        user.get(f"/api/v1/search?q={typed}")
        user.get(f"/api/v1/search/suggestions?q={typed}")
    long = kept_for_s(cache_server)
    user.get("/api/v1/search?q=zxqvwk")
    user.get("/api/v1/search/suggestions?q=zxqvwk")
    both = kept_for_s(cache_server)

    assert len(long) == 2
    assert min(long) > DISCOVER_TTL_S - 30
    assert len(both) == 4
    assert max(both[:2]) <= service.EMPTY_RESULT_TTL_S


def test_the_constants_for_empty_results_equal_empty_results():
    nothing = service.SearchResult(titles=[], people=[], mixed=[], corrected=None)

    assert service.SEARCH_RESULT.dump_json(nothing) == service.EMPTY_SEARCH
    assert SuggestionList(items=[]).model_dump_json().encode() == service.EMPTY_SUGGESTIONS
