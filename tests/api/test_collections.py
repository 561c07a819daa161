"""Collections and visits through the API."""

import pytest

from tests.engagement import make_collection
from tests.titles import make_title


@pytest.fixture
def film(db):
    return make_title(db, "Metropolis", genres=["Drama"])


@pytest.fixture
def dramas(db, film):
    make_collection(db, "dramas", filter_params='{"genre": "Drama"}', engagement=3.0)
    return "dramas"


def count(db, table):
    with db.read() as conn:
        query = {
            "views": "SELECT source FROM title_views ORDER BY id",
            "clicks": "SELECT collection_id FROM collection_clicks ORDER BY id",
        }[table]
        return [row[0] for row in conn.execute(query).fetchall()]


def tick():
    """What EventBridge sends a scheduled function."""
    words = ("version", "id", "detail-type", "source", "account", "time", "region")
    return {**dict.fromkeys(words, ""), "resources": [], "detail": {}}


def test_the_list_describes_each_collection(api, dramas):
    answer = api.as_user().get("/api/v1/collections")

    (item,) = answer.json["items"]
    assert {**item, "id": 0} == {
        "id": 0,
        "slug": "dramas",
        "name": "Dramas",
        "description": "",
        "pinned": False,
        "strategy": "filter",
        "count": 1,
        "engagementCount": 3,
        "posters": [None],
        "owner": None,
        "isOwn": False,
        "canEdit": False,
        "visibility": None,
        "sharedWith": [],
        "seenCount": None,
    }
    assert (answer.json["page"], answer.json["total"]) == (1, 1)


def test_cards_of_a_collection_carry_the_users_marks(api, film, dramas):
    rosa = api.as_user()
    rosa.post("/api/v1/watch-later", json={"mediaId": film})

    answer = rosa.get("/api/v1/collections/dramas?pageSize=5")

    assert answer.status == 200
    assert answer.json["collection"]["slug"] == "dramas"
    (card,) = answer.json["items"]
    assert (card["id"], card["watchLater"]) == (film, True)
    assert (answer.json["pageSize"], answer.json["total"]) == (5, 1)


def test_a_collection_is_found_by_its_id_too(api, dramas):
    rosa = api.as_user()
    (item,) = rosa.get("/api/v1/collections").json["items"]

    opened = rosa.get(f"/api/v1/collections/{item['id']}").json["collection"]
    assert opened == item | {"seenCount": 0}


def test_discover_lists_a_collection(api, film, dramas):
    answer = api.as_user().get("/api/v1/discover/items?collection=dramas")

    assert [card["id"] for card in answer.json["items"]] == [film]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/collections/no-such", 404, "collection_not_found"),
        ("/api/v1/collections/Not_A_Slug", 404, "not_found"),
        ("/api/v1/collections?pageSize=101", 422, "invalid_input"),
        ("/api/v1/collections/dramas?page=0", 422, "invalid_input"),
    ],
)
def test_an_invalid_query_is_refused(api, dramas, path, status, code):
    answer = api.as_user().get(path)

    assert (answer.status, answer.json["code"]) == (status, code)


def test_opening_a_collection_counts_a_visit_and_listing_does_not(api, db, dramas):
    rosa, emil = api.as_user("rosa"), api.as_user("emil")
    rosa.get("/api/v1/collections")
    for person in (rosa, rosa, emil):
        person.get("/api/v1/collections/dramas")

    assert len(count(db, "clicks")) == 2


def test_a_title_page_counts_a_visit_with_its_source(api, db, film, dramas):
    rosa = api.as_user()
    for _ in range(3):
        assert rosa.get(f"/api/v1/movies/{film}?source=collection-dramas").status == 200

    assert count(db, "views") == ["collection-dramas"]
    assert len(count(db, "clicks")) == 1


def test_a_page_that_is_not_found_counts_no_visit(api, db, film):
    rosa = api.as_user()

    assert rosa.get(f"/api/v1/shows/{film}").status == 404
    assert rosa.get(f"/api/v1/movies/{film + 1}").status == 404
    assert count(db, "views") == []


@pytest.mark.parametrize("source", ["x" * 101, "%3Cscript%3E", "two%20words"])
def test_an_invalid_source_is_refused(api, db, film, source):
    answer = api.as_user().get(f"/api/v1/movies/{film}?source={source}")

    assert (answer.status, answer.json["field"]) == (422, "source")
    assert count(db, "views") == []


def test_the_daily_schedule_orders_the_list_by_visits(api, db, film):
    for slug in ("first", "second"):
        make_collection(db, slug, filter_params='{"genre": "Drama"}')
    rosa = api.as_user()
    rosa.get("/api/v1/collections/second")
    assert rosa.get("/api/v1/collections").json["items"][0]["slug"] == "first"

    done = api.app.handler_map["forget_visits"](tick(), None)

    shown = rosa.get("/api/v1/collections").json["items"]
    assert done == {"forgotten": 0, "collections": 1}
    assert [(each["slug"], each["engagementCount"]) for each in shown] == [
        ("second", 1),
        ("first", 0),
    ]
