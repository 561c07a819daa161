"""What a person sets by hand on a title stays, until it is given back to the sources."""

import pytest

from tests.metadata import desk as open_desk
from tests.titles import make_title


@pytest.fixture
def admin(api):
    return api.as_admin()


@pytest.fixture
def film(db):
    media_id = make_title(db, "Metropolis", year=1927, genres=["Drama"])
    with db.read() as conn:
        conn.execute("UPDATE media_items SET overview = 'Theirs.' WHERE id = %s", [media_id])
    return media_id


def edit(client, film, **fields):
    return client.request("PATCH", f"/api/v1/title-edits/{film}", json=fields)


def edits(client, film):
    return client.get(f"/api/v1/title-edits/{film}").json


def locked(client, film):
    return [lock["field"] for lock in edits(client, film)["locks"]]


def test_what_is_set_by_hand_is_shown_locked_and_named(admin, film):
    changed = edit(admin, film, title="Metropolis, restored", releaseDate="2010-02-12")

    assert changed.status == 200
    shown = changed.json["edits"]
    assert (shown["title"], shown["releaseDate"], shown["overview"]) == (
        "Metropolis, restored",
        "2010-02-12",
        "Theirs.",
    )
    assert [lock["field"] for lock in shown["locks"]] == ["releaseDate", "title"]
    assert shown["source"] == "tmdb"
    page = admin.get(f"/api/v1/movies/{film}").json
    assert (page["title"], page["year"]) == ("Metropolis, restored", 2010)
    found = admin.get("/api/v1/search?q=restored").json["items"]
    assert [one["id"] for one in found] == [film]


def test_no_source_overwrites_what_is_locked(admin, db, film):
    edit(admin, film, overview="Ours.", runtimeMinutes=153)

    with db.read() as conn:
        conn.execute(
            "UPDATE media_items SET overview = %s, runtime_minutes = 1, tagline = %s WHERE id = %s",
            ["Of a source.", "New.", film],
        )
        row = conn.execute(
            "SELECT overview, runtime_minutes, tagline FROM media_items WHERE id = %s", [film]
        ).fetchone()

    assert row == ("Ours.", 153, "New.")


def test_an_emptied_field_is_not_filled_again(admin, db, film):
    edit(admin, film, overview="")
    with open_desk(db) as desk:
        desk.give_id(film, "tmdb", "19")
        desk.knows_movie(19, overview="Of TMDB.", runtime=153)
        assert desk.titles.fetch(film)

    shown = edits(admin, film)
    assert (shown["overview"], shown["runtimeMinutes"]) == ("", 153)


def test_a_field_given_back_says_what_the_source_said(admin, film):
    edit(admin, film, overview="Ours.")
    edit(admin, film, overview="Ours, again.")

    back = admin.delete(f"/api/v1/title-edits/{film}/overview")

    assert back.json["edits"]["overview"] == "Theirs."
    assert back.json["edits"]["locks"] == []
    again = admin.delete(f"/api/v1/title-edits/{film}/overview")
    assert (again.status, again.json["code"]) == (404, "not_locked")


def test_an_edit_and_giving_back_can_be_undone(admin, film):
    undo_id = edit(admin, film, overview="Ours.", genres=["Drama"]).json["undoId"]
    assert admin.post(f"/api/v1/undo/{undo_id}").status == 204
    assert (edits(admin, film)["overview"], locked(admin, film)) == ("Theirs.", [])

    edit(admin, film, overview="Ours.")
    back = admin.delete(f"/api/v1/title-edits/{film}/overview").json["undoId"]
    assert admin.post(f"/api/v1/undo/{back}").status == 204
    assert (edits(admin, film)["overview"], locked(admin, film)) == ("Ours.", ["overview"])


def test_undoing_leaves_what_was_set_since(admin, film):
    first = edit(admin, film, overview="First.", runtimeMinutes=153).json["undoId"]
    edit(admin, film, overview="Second.")

    admin.post(f"/api/v1/undo/{first}")

    shown = edits(admin, film)
    assert (shown["overview"], shown["runtimeMinutes"]) == ("Second.", None)
    assert locked(admin, film) == ["overview"]


def test_genres_are_set_by_the_names_of_the_catalogue(admin, db, film):
    make_title(db, "Nosferatu", genres=["Horror"])

    assert edit(admin, film, genres=["horror", "Drama"]).json["edits"]["genres"] == [
        "Horror",
        "Drama",
    ]
    refused = edit(admin, film, genres=["Nonsense"])
    assert (refused.status, refused.json["code"], refused.json["field"]) == (
        422,
        "no_such_genre",
        "genres",
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"runtimeMinutes": 0}, "runtimeMinutes"),
        ({"posterUrl": "javascript:alert(1)"}, "posterUrl"),
        ({"genres": []}, "genres"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(admin, film, fields, field):
    refused = edit(admin, film, **fields)

    assert (refused.status, refused.json["field"]) == (422, field)


def test_sending_what_is_there_changes_nothing(admin, film):
    changed = edit(admin, film, overview="Theirs.").json

    assert (changed["undoId"], changed["edits"]["locks"]) == (None, [])


def test_only_those_who_may_change_matches_edit(api, film):
    refused = edit(api.as_user(), film, overview="Mine.")

    assert (refused.status, refused.json["code"]) == (403, "not_allowed")
