"""Playing files with several episodes, films in parts, and extras."""

import pytest

from tests.library import make_item
from tests.titles import make_show, make_title


@pytest.fixture
def place(tmp_path):
    """Makes a file with a name."""

    def make(name):
        path = tmp_path / "library" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        return path

    return make


def change(db, statement, **values):
    with db.read() as conn:
        conn.execute(statement, values)


def play(person, item, query=""):
    answer = person.post(f"/api/v1/library/{item}/play{query}")
    assert answer.status == 200, answer.text
    return answer.json


def report(person, ticket, position_s):
    answer = person.post(
        "/api/v1/progress",
        json={
            "mediaId": ticket["mediaId"],
            "episodeId": ticket["episodeId"],
            "libraryItemId": ticket["libraryItemId"],
            "positionSeconds": position_s,
            "durationSeconds": ticket["durationSeconds"],
        },
    )
    assert answer.status == 200, answer.text
    return answer.json


def test_watching_a_file_with_two_episodes_counts_for_both(api, db, place):
    show = make_show(db, "The Lighthouse Keepers", seasons=(3,))
    first, second, third = show.episodes
    double = make_item(db, place("a.mp4"), media_id=show.id, episode_id=first, duration_s=1000)
    after = make_item(db, place("b.mp4"), media_id=show.id, episode_id=third, duration_s=500)
    change(
        db,
        "INSERT INTO library_item_episodes VALUES (%(item)s, %(episode)s, 2)",
        item=double,
        episode=second,
    )
    person = api.as_user()

    item = person.get(f"/api/v1/library/{double}").json
    ticket = play(person, double)
    report(person, ticket, 400)
    begun = person.get(f"/api/v1/shows/{show.id}").json["seasons"][0]["episodes"]
    report(person, ticket, 990)
    seen = person.get(f"/api/v1/shows/{show.id}").json["seasons"][0]["episodes"]

    assert item["episodeLabel"] == "S1 E1\N{EN DASH}2"
    assert [one["id"] for one in item["episodes"]] == [first, second]
    assert ticket["nextLibraryItemId"] == str(after)
    assert [one["libraryItemId"] for one in begun] == [str(double), str(double), str(after)]
    assert [one["progressPercent"] for one in begun] == [40, 40, None]
    assert [one["watched"] for one in seen] == [True, True, False]


def test_a_film_in_parts_has_one_position_and_goes_on_with_the_next_part(api, db, place):
    film = make_title(db, "Harbour Lights", year=1931)
    parts = [
        make_item(db, place(f"{number}.mp4"), media_id=film, duration_s=1000) for number in (1, 2)
    ]
    for number, part in enumerate(parts, start=1):
        change(
            db,
            "UPDATE library_items SET part_number = %(number)s, part_set = 'x' WHERE id = %(id)s",
            number=number,
            id=part,
        )
    one, two = map(str, parts)
    person = api.as_user()

    fresh = play(person, one)
    half = report(person, fresh, 990)
    later = report(person, play(person, two), 200)
    resumed = play(person, one)
    anew = play(person, one, "?isForOtherPlayer=true")
    page = person.get(f"/api/v1/movies/{film}").json
    item = person.get(f"/api/v1/library/{one}").json

    assert (item["parts"], item["partsBytes"]) == (2, 2 * item["fileSizeBytes"])
    assert item["positionSeconds"] == page["libraryItems"][0]["positionSeconds"] == 1200
    assert (fresh["libraryItemId"], fresh["nextLibraryItemId"]) == (one, two)
    assert (half["progressPercent"], half["watched"]) == (49, False)
    assert (later["positionSeconds"], later["durationSeconds"]) == (1200, 2000)
    assert (resumed["libraryItemId"], resumed["positionSeconds"]) == (two, 200)
    assert resumed["nextLibraryItemId"] is None
    assert (anew["libraryItemId"], anew["nextLibraryItemId"]) == (one, two)
    assert anew["positionSeconds"] == 0
    assert [file["id"] for file in page["libraryItems"]] == [one]
    assert (page["libraryItems"][0]["parts"], page["durationSeconds"]) == (2, 2000)


def test_an_extra_plays_from_the_page_of_its_title_and_does_not_count(api, db, place):
    film = make_title(db, "Harbour Lights", year=1931)
    make_item(db, place("film.mp4"), media_id=film)
    extra = make_item(db, place("Harbour Lights-trailer.mp4"), media_id=film, match_state="extra")
    change(db, "UPDATE library_items SET extra_kind = 'trailer' WHERE match_state = 'extra'")
    person = api.as_user()

    page = person.get(f"/api/v1/movies/{film}").json
    ticket = play(person, extra)
    files = person.get("/api/v1/library").json["items"]

    assert page["extras"] == [
        {
            "libraryItemId": str(extra),
            "kind": "trailer",
            "fileName": "Harbour Lights-trailer.mp4",
            "durationSeconds": 6,
        }
    ]
    assert (ticket["mediaId"], ticket["title"]) == (None, "Harbour Lights")
    assert ticket["subtitle"] == "Trailer"
    assert [file["id"] for file in files] == [file["id"] for file in page["libraryItems"]]
