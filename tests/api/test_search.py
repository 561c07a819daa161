"""Search and its suggestions over HTTP."""

import pytest

from chalicelib.catalog.models import SuggestionList
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


def test_an_answer_has_titles_people_and_what_was_mended(user, db):
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


def test_one_type_can_be_asked_for(user, db):
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
def test_what_cannot_be_searched_is_refused_by_name(user, path, field):
    answer = user.get(f"/api/v1/{path}")

    assert (answer.status, answer.json["field"]) == (422, field)


def test_suggestions_are_lines_a_browser_keeps_for_a_minute(user, db):
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


def test_suggestions_that_did_not_change_are_not_sent_again(user, db):
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


def test_searches_are_kept_by_what_they_mean_and_nothing_found_is_kept_shortly(
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


def test_the_marks_of_nothing_found_are_what_nothing_found_is():
    nothing = service.SearchResult(titles=[], people=[], mixed=[], corrected=None)

    assert service.SEARCH_RESULT.dump_json(nothing) == service.EMPTY_SEARCH
    assert SuggestionList(items=[]).model_dump_json().encode() == service.EMPTY_SUGGESTIONS
