"""The library by title over HTTP."""

import os
from pathlib import Path

import pytest
from psycopg import sql

from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.registry import get
from tests.library import make_item, set_away
from tests.titles import make_show, make_title


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


def test_files_of_one_title_are_one_card(api, db, films):
    film, show = make_title(db, "Sintel"), make_show(db, "Pioneer One")
    for name in ("one.mkv", "two.mkv"):
        make_item(db, films / name, media_id=film)
    make_item(db, films / "e1.mkv", media_id=show.id, episode_id=show.episodes[0])

    page = api.as_user("anna").get("/api/v1/library/titles?sort=title").json

    shown = [(item["media"]["title"], item["files"], item["versions"]) for item in page["items"]]
    assert shown == [("Pioneer One", 1, 1), ("Sintel", 2, 2)]
    assert (page["total"], page["nextCursor"]) == (2, None)
    assert page["items"][0]["media"]["inLibrary"] is True


def test_paths_are_shown_to_those_who_match_files(api, db, films):
    film = make_title(db, "Sintel")
    make_item(db, films / "one.mkv", media_id=film)
    address = f"/api/v1/library/titles/{film}"

    (theirs,) = api.as_librarian().get(address).json["items"]
    (ours,) = api.as_user("anna").get(address).json["items"]

    assert theirs["path"] == str(films / "one.mkv")
    assert (ours["path"], ours["isDefault"], ours["fileName"]) == (None, True, "one.mkv")


def make_part(db, path: Path, film: int, number: int) -> None:
    item_id = make_item(db, path, media_id=film)
    with db.transaction() as conn:
        conn.execute(
            "UPDATE library_items SET part_number = %s, part_set = 'x' WHERE id = %s",
            [number, item_id],
        )


def test_the_files_of_a_film_in_parts_have_all_their_paths(api, db, films):
    film = make_title(db, "Sintel")
    parts = [films / f"Sintel.cd{number}.avi" for number in (1, 2)]
    for number, path in enumerate(parts, 1):
        make_part(db, path, film, number)
    make_item(db, films / "whole.mkv", media_id=film)
    address = f"/api/v1/library/titles/{film}"

    theirs = {item["fileName"]: item for item in api.as_librarian().get(address).json["items"]}
    ours = api.as_user("anna").get(address).json["items"]

    assert theirs["Sintel.cd1.avi"]["partPaths"] == list(map(str, parts))
    assert theirs["whole.mkv"]["partPaths"] == []
    assert [item["partPaths"] for item in ours] == [[]] * len(ours)


@pytest.mark.parametrize(
    ("numbers", "change", "missing"),
    [
        ((1, 2), None, []),
        ((1, 3), None, [2]),
        ((2,), None, []),  # may belong to the name
        ((1, 2, 3), "missing_since = now()", [3]),
        ((1, 2, 3), "match_state = 'recycled'", [3]),
        ((1, 2, 3), "missing_since = now(), stored_at = now()", []),
    ],
)
def test_a_film_in_parts_says_which_are_missing(api, db, films, numbers, change, missing):
    film = make_title(db, "Sintel")
    for number in numbers:
        make_part(db, films / f"Sintel.cd{number}.avi", film, number)
    if change:
        with db.transaction() as conn:
            conn.execute(
                sql.SQL("UPDATE library_items SET {} WHERE part_number = 3").format(sql.SQL(change))
            )
    user = api.as_user("anna")

    (card,) = user.get("/api/v1/library/titles").json["items"]
    sheet = user.get(f"/api/v1/library/titles/{film}").json

    assert card["missingParts"] == sheet["title"]["missingParts"] == missing
    assert [item["missingParts"] for item in sheet["items"]] == [missing]


def test_parts_are_missing_from_a_title_only_without_a_complete_version(api, db, films):
    film = make_title(db, "Sintel")
    for number in (2, 3):
        make_part(db, films / f"Sintel.cd{number}.avi", film, number)
    user = api.as_user("anna")
    address = f"/api/v1/library/titles/{film}"
    before = user.get(address).json["title"]["missingParts"]

    make_item(db, films / "whole.mkv", media_id=film)

    after = user.get(address).json
    assert (before, after["title"]["missingParts"]) == ([1], [])
    assert sorted(item["missingParts"] for item in after["items"]) == [[], [1]]


def test_a_title_of_missing_parts_is_missing_itself(api, db, films):
    film = make_title(db, "Sintel")
    for number in (1, 3):
        make_part(db, films / f"Sintel.cd{number}.avi", film, number)
    with db.transaction() as conn:
        conn.execute("UPDATE library_items SET missing_since = now()")

    sheet = api.as_user("anna").get(f"/api/v1/library/titles/{film}").json

    assert (sheet["title"]["absence"]["reason"], sheet["title"]["missingParts"]) == ("missing", [])
    assert [item["missingParts"] for item in sheet["items"]] == [[]]


@pytest.fixture
def travel(api, db, films: Path, tmp_path: Path) -> Path:
    """A folder of the library that is away; `films` is another one, which is there."""
    folder = tmp_path / "travel"
    api.configure(seen_library_roots=f"{films}{os.pathsep}{folder}")
    set_away(db, str(folder), str(folder))
    return folder


def absences(api):
    """Of the titles of the list that cannot be played: the name of the disk, or empty."""
    page = api.as_user("anna").get("/api/v1/library/titles").json
    return {
        item["media"]["title"]: item["absence"]["away"] for item in page["items"] if item["absence"]
    }


def test_a_title_is_away_when_no_file_of_it_is_at_hand(api, db, films, travel):
    sintel, charade, moon, metropolis = (
        make_title(db, name) for name in ("Sintel", "Charade", "Moon", "Metropolis")
    )
    make_item(db, films / "sintel.mkv", media_id=sintel)
    make_item(db, travel / "charade.mkv", media_id=charade)
    lost = make_item(db, films / "charade.mkv", media_id=charade)
    make_item(db, travel / "moon.mkv", media_id=moon)
    make_item(db, films / "moon.mkv", media_id=moon)
    stored = make_item(db, travel / "metropolis.mkv", media_id=metropolis)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET missing_since = now() WHERE id = %s", [lost])
        conn.execute("UPDATE library_items SET stored_at = now() WHERE id = %s", [stored])

    assert absences(api) == {"Charade": "travel"}
    set_away(db, str(travel))
    get(LibraryFolderService).roots(is_fresh=True)
    assert absences(api) == {}
    with db.read() as conn:
        conn.execute("UPDATE library_items SET missing_since = now()")
    assert absences(api) == {"Sintel": "", "Charade": "", "Moon": ""}


def test_each_file_says_where_it_is_away(api, db, films, travel):
    moon = make_title(db, "Moon")
    for folder in (films, travel):
        make_item(db, folder / "moon.mkv", media_id=moon)

    answer = api.as_user("anna").get(f"/api/v1/library/titles/{moon}").json

    assert [file["absence"] for file in answer["items"] if file["absence"]] == [
        {"reason": "away", "away": "travel"}
    ]
    assert answer["title"]["absence"] is None


def test_a_title_without_files_is_not_in_the_library(api, db):
    answer = api.as_user("anna").get(f"/api/v1/library/titles/{make_title(db)}")

    assert (answer.status, answer.json["code"]) == (404, "not_in_library")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sort=colour", "sort"),
        ("resolution=8", "resolution"),
        ("codec=h%20264", "codec"),
        ("root=/etc", "root"),
        ("cursor=x", "cursor"),
        ("limit=101", "limit"),
        ("addedSince=soon", "addedSince"),
    ],
)
def test_a_bad_filter_is_named(api, query, field):
    answer = api.as_user("anna").get(f"/api/v1/library/titles?{query}")

    assert answer.status == 422
    assert field in answer.text


def test_facets_are_counted(api, db, films):
    make_item(db, films / "one.mkv", media_id=make_title(db, "Sintel"))

    facets = api.as_user("anna").get("/api/v1/library/titles/facets").json

    assert facets["titles"] == 1
    assert facets["kinds"] == [{"value": "movie", "titles": 1}]
