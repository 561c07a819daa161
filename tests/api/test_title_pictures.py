"""The picture of every title by its id, and generated pictures by title."""

from xml.etree import ElementTree as ET

import pytest

from chalicelib.artwork import proxy_urls
from tests.titles import make_title


def give_pictures(db, media_id, poster, backdrop=None):
    with db.read() as conn:
        conn.execute(
            "UPDATE media_items SET poster_url = %s, backdrop_url = %s WHERE id = %s",
            [poster, backdrop, media_id],
        )


def test_a_title_without_a_picture_gets_a_generated_one(api, db):
    film = make_title(db, "Der müde <Tod>", year=1921, genres=["Fantasy"])

    answer = api.anonymous().get(f"/artwork/titles/w342/{film}/poster")

    assert answer.status == 200
    drawn = ET.fromstring(answer.text)  # noqa: S314  # our own
    assert (drawn.get("width"), drawn.get("height")) == ("342", "513")
    assert drawn.get("aria-label") == "Der müde <Tod>, 1921"
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_pages_get_the_same_generated_picture_without_an_id(api, db):
    film = make_title(db, "Nosferatu", year=1922, genres=["Horror"])

    by_id = api.anonymous().get(f"/artwork/titles/w500/{film}/poster")
    by_title = api.anonymous().get(
        "/artwork/generated/poster?title=Nosferatu&year=1922&genres=Horror"
    )

    assert by_title.text == by_id.text
    assert by_title.headers["cache-control"] == "public, max-age=2592000"
    assert by_title.headers["content-security-policy"] == by_id.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("poster", 200),
        ("still?title=%3Cscript%3E", 200),
        ("logo?title=x", 404),
        ("poster?title=" + "x" * 301, 422),
        ("poster?year=soon", 422),
    ],
)
def test_a_generated_picture_needs_nothing_but_valid_input(api, path, status):
    assert api.anonymous().get(f"/artwork/generated/{path}").status == status


def test_a_cached_picture_is_answered_304(api, db):
    film = make_title(db)
    path = f"/artwork/titles/w342/{film}/poster"
    first = api.anonymous().get(path)

    again = api.anonymous().get(path, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize(
    ("kind", "place"),
    [("poster", "/artwork/w185/tmdb/abcd.jpg"), ("backdrop", "/artwork/w185/igdb/sc1234.jpg")],
)
def test_a_title_with_a_picture_redirects_to_it(api, db, kind, place):
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
def test_other_sites_may_embed_it_when_the_api_is_open(api, db, open_api, policy):
    api.configure(seen_open_api=open_api)
    film = make_title(db)

    answer = api.anonymous().get(f"/artwork/titles/w342/{film}/poster")

    assert answer.headers["cross-origin-resource-policy"] == policy


def test_without_the_image_proxy_it_redirects_to_the_provider(api, db, monkeypatch):
    monkeypatch.setattr(proxy_urls, "_mode", "direct")
    film = make_title(db)
    give_pictures(db, film, "https://image.tmdb.org/t/p/original/abcd.jpg")

    answer = api.anonymous().get(f"/artwork/titles/w185/{film}/poster")

    assert answer.headers["location"] == "https://image.tmdb.org/t/p/w185/abcd.jpg"


def test_an_unknown_picture_host_counts_as_no_picture(api, db):
    film = make_title(db)
    give_pictures(db, film, "https://elsewhere.example/x.jpg")

    assert api.anonymous().get(f"/artwork/titles/w342/{film}/poster").status == 200


@pytest.mark.parametrize(
    "path", ["w342/999/poster", "w343/{film}/poster", "w342/{film}/logo", "w342/x/poster"]
)
def test_unknown_picture_addresses_are_not_found(api, db, path):
    film = make_title(db)

    answer = api.anonymous().get(f"/artwork/titles/{path.format(film=film)}")

    assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


def test_a_person_without_a_photo_has_a_generated_portrait(api):
    answer = api.anonymous().get("/artwork/generated/portrait?name=Fritz+Lang")

    assert answer.status == 200
    assert ET.fromstring(answer.text).get("viewBox") == "0 0 400 400"  # noqa: S314  # our own
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "public, max-age=2592000"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert api.anonymous().get("/artwork/generated/portrait").json["field"] == "name"
