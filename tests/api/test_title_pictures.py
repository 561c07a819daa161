"""A picture of every title by its number: the one it has, or one that is drawn."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from chalicelib.artwork import picture_urls
from tests.titles import make_title

GOLDEN = json.loads((Path(__file__).parents[2] / "frontend/src/ui/poster/golden.json").read_bytes())


def give_pictures(db, media_id, poster, backdrop=None):
    with db.read() as conn:
        conn.execute(
            "UPDATE media_items SET poster_url = %s, backdrop_url = %s WHERE id = %s",
            [poster, backdrop, media_id],
        )


def test_a_title_without_a_picture_is_drawn_for_anybody(api, db):
    film = make_title(db, "Der müde <Tod>", year=1921, genres=["Fantasy"])

    answer = api.anonymous().get(f"/artwork/titles/w342/{film}/poster")

    assert answer.status == 200
    drawn = ET.fromstring(answer.text)  # noqa: S314  # our own
    assert (drawn.get("width"), drawn.get("height")) == ("342", "513")
    assert "<Tod>" in "".join(drawn.itertext())
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_it_is_the_drawing_the_pages_show(api, db):
    case = next(one for one in GOLDEN if one["genres"] == ["horror"] and one["year"])
    film = make_title(db, case["title"], year=case["year"], genres=case["genres"])

    answer = api.anonymous().get(f"/artwork/titles/w500/{film}/poster")

    for line in case["lines"]:
        assert f'<text x="{line["x"]}" y="{line["y"]}"' in answer.text


def test_who_has_it_already_is_not_sent_it_again(api, db):
    film = make_title(db)
    path = f"/artwork/titles/w342/{film}/poster"
    first = api.anonymous().get(path)

    again = api.anonymous().get(path, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize(
    ("kind", "place"),
    [("poster", "/artwork/w185/tmdb/abcd.jpg"), ("backdrop", "/artwork/w185/igdb/sc1234.jpg")],
)
def test_a_title_with_a_picture_leads_to_it(api, db, kind, place):
    film = make_title(db)
    give_pictures(
        db,
        film,
        "https://image.tmdb.org/t/p/original/abcd.jpg",
        "https://images.igdb.com/igdb/image/upload/t_original/sc1234.jpg",
    )

    answer = api.anonymous().get(f"/artwork/titles/w185/{film}/{kind}")

    assert (answer.status, answer.headers["location"]) == (302, place)
    assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize(("open_api", "policy"), [("on", "cross-origin"), ("off", "same-origin")])
def test_pages_of_other_sites_may_show_it_where_the_api_is_open(api, db, open_api, policy):
    api.configure(seen_open_api=open_api)
    film = make_title(db)

    answer = api.anonymous().get(f"/artwork/titles/w342/{film}/poster")

    assert answer.headers["cross-origin-resource-policy"] == policy


def test_where_nothing_is_fetched_it_leads_to_the_provider(api, db, monkeypatch):
    monkeypatch.setattr(picture_urls, "_mode", "direct")
    film = make_title(db)
    give_pictures(db, film, "https://image.tmdb.org/t/p/original/abcd.jpg")

    answer = api.anonymous().get(f"/artwork/titles/w185/{film}/poster")

    assert answer.headers["location"] == "https://image.tmdb.org/t/p/w185/abcd.jpg"


def test_an_address_nobody_shows_is_as_good_as_none(api, db):
    film = make_title(db)
    give_pictures(db, film, "https://elsewhere.example/x.jpg")

    assert api.anonymous().get(f"/artwork/titles/w342/{film}/poster").status == 200


@pytest.mark.parametrize(
    "path", ["w342/999/poster", "w343/{film}/poster", "w342/{film}/logo", "w342/x/poster"]
)
def test_there_is_nothing_at_other_addresses(api, db, path):
    film = make_title(db)

    answer = api.anonymous().get(f"/artwork/titles/{path.format(film=film)}")

    assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")
