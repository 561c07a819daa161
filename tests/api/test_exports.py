"""The export of an account over HTTP: what is in it, and how other programs read it."""

import csv
import io
import json
import zipfile

import pytest

from tests.titles import make_show, make_title


@pytest.fixture
def user(api):
    return api.as_user()


def export(user, form="seen"):
    """The files of an export as texts, by their names."""
    answer = user.get(f"/api/v1/exports/{form}")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{form}-')
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_everything_of_a_person_is_exported_as_json_and_csv(user, db):
    film = make_title(db, 'Nosferatu, eine "Symphonie"', year=1922)
    show = make_show(db, "Pioneer One", seasons=(2,))
    user.post("/api/v1/plays", json={"mediaId": film, "precision": "unknown"})
    user.post("/api/v1/plays", json={"mediaId": show.id, "episodeId": show.episodes[1]})
    user.put("/api/v1/ratings", json={"mediaIds": [film], "rating": 8.5})
    user.post("/api/v1/watch-later", json={"mediaId": film})

    files = export(user)

    plays = json.loads(files["json/plays.json"])
    assert [play["media_title"] for play in plays] == [
        'Nosferatu, eine "Symphonie"',
        "Pioneer One",
    ]
    assert plays[0]["watched_at"] is None
    assert (plays[1]["season"], plays[1]["episode"]) == (1, 2)
    assert [each["media_title"] for each in table(files["csv/plays.csv"])] == [
        play["media_title"] for play in plays
    ]
    assert json.loads(files["json/ratings.json"])[0]["rating"] == 8.5
    assert table(files["csv/watch-later.csv"])[0]["year"] == "1922"
    assert json.loads(files["json/account.json"])[0]["email"] == user.user["email"]
    assert "password" not in "".join(files.values())


def test_nobody_exports_what_is_another_persons(api, user, db):
    user.post("/api/v1/watch-later", json={"mediaId": make_title(db, "Metropolis")})

    files = export(api.as_user("other"))

    assert not [name for name, text in files.items() if "Metropolis" in text]


def test_letterboxd_gets_films_with_days_whole_ratings_and_rewatches(user, db):
    film = make_title(db, "Nosferatu", year=1922)
    show = make_show(db, "Pioneer One")
    with db.read() as conn:
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, 'imdb', 'movie', 'tt0013442')",
            [film],
        )
    for day in ("2026-01-05T12:00:00Z", "2026-03-01T21:10:00Z"):
        user.post("/api/v1/plays", json={"mediaId": film, "watchedAt": day, "precision": "day"})
    user.post("/api/v1/plays", json={"mediaId": show.id})
    user.put("/api/v1/ratings", json={"mediaIds": [film], "rating": 8.5})
    user.post("/api/v1/watch-later", json={"mediaId": film})

    files = export(user, "letterboxd")

    diary = table(files["diary.csv"])
    assert [(each["imdbID"], each["WatchedDate"], each["Rewatch"]) for each in diary] == [
        ("tt0013442", "2026-01-05", ""),
        ("tt0013442", "2026-03-01", "true"),
    ]
    assert {each["Title"] for each in diary} == {"Nosferatu"}
    assert table(files["ratings.csv"])[0]["Rating10"] == "9"
    assert table(files["watchlist.csv"])[0]["Year"] == "1922"


def test_an_unknown_format_is_not_found(user):
    assert user.get("/api/v1/exports/floppy").status == 404
