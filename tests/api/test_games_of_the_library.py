"""Games of the library over HTTP: listed, downloaded, matched, deleted, and never played."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from chalicelib.recycle_folder.service.journal import RecycleJournal
from tests.downloads.accounts import settings_service
from tests.library import make_item
from tests.titles import make_title
from worker.recycle_folder import RecycleFolderWorker
from worker.scanner.availability import DiskCheck
from worker.scanner.roots import Roots

RECYCLE = "/api/v1/library/recycle-folder"


@pytest.fixture
def games(tmp_path) -> Path:
    folder = tmp_path / "games"
    (folder / "Unciv [GOG]/data").mkdir(parents=True)
    (folder / "Unciv [GOG]/setup.exe").write_bytes(b"x" * 10)
    (folder / "Unciv [GOG]/data/save.dat").write_bytes(b"y")
    (folder / "Unciv.zip").write_bytes(b"z")
    return folder


@pytest.fixture
def unciv(db) -> int:
    return make_title(db, "Unciv", media_type="game", year=2018)


@pytest.fixture
def folder(db, games, unciv) -> UUID:
    return make_item(
        db, games / "Unciv [GOG]", media_id=unciv, mime_type="", duration_s=0, content="game_folder"
    )


@pytest.fixture
def file(db, games, unciv) -> UUID:
    return make_item(
        db, games / "Unciv.zip", media_id=unciv, mime_type="", duration_s=0, content="game"
    )


def test_a_game_is_in_the_list_of_titles_and_two_of_it_are_no_duplicates(api, unciv, folder, file):
    anna = api.as_user("anna")

    (listed,) = anna.get("/api/v1/library/titles?mediaType=game").json["items"]
    files = anna.get(f"/api/v1/library/titles/{unciv}").json["items"]
    page = anna.get(f"/api/v1/games/{unciv}").json

    assert (listed["media"]["id"], listed["files"]) == (unciv, 2)
    assert {(item["content"], item["isDefault"]) for item in files} == {
        ("game", False),
        ("game_folder", False),
    }
    assert anna.get("/api/v1/library/titles?state=duplicates").json["items"] == []
    assert {item["id"] for item in page["libraryItems"]} == {str(folder), str(file)}
    assert page["playable"] is None


def test_a_game_in_one_file_is_downloaded_and_a_folder_has_no_address(api, folder, file):
    anna = api.as_user("anna")

    ticket = anna.post(f"/api/v1/library/{file}/play", json={})

    assert (ticket.status, ticket.json["libraryItemId"]) == (200, str(file))
    assert f"/stream/{file}" in ticket.json["url"]
    assert anna.post(f"/api/v1/library/{folder}/play", json={}).status == 404


def test_a_game_is_matched_with_a_game_only_and_a_video_with_none(api, db, games, file, unciv):
    librarian = api.as_librarian()
    film, other = make_title(db, "Unciv the film"), make_title(db, "Pong", media_type="game")
    video = make_item(db, games.parent / "Unciv.mkv")

    def match(item: UUID, title: int):
        return librarian.post(
            f"/api/v1/library/{item}/match", json={"mediaId": title, "force": True}
        )

    assert match(file, film).json["field"] == "mediaId"
    assert match(video, unciv).json["field"] == "mediaId"
    assert match(file, other).json["media"]["id"] == other


def test_games_are_left_out_when_a_whole_folder_becomes_a_film(api, db, games, file):
    film = make_title(db, "A film")

    done = api.as_librarian().post(
        "/api/v1/library/matches", json={"mediaId": film, "libraryItemIds": [str(file)]}
    )

    assert (done.status, done.json["matched"]) == (200, 0)


def test_the_review_of_a_game_offers_games_only(api, db, games, unciv):
    make_title(db, "Unciv", year=2018)
    item = make_item(db, games / "Unciv.zip", duration_s=0, content="game")
    with db.transaction() as conn:
        guess = '{"title": "Unciv", "type": "game"}'
        conn.execute("UPDATE library_items SET guess = %s WHERE id = %s", [guess, item])

    (waiting,) = api.as_librarian().get("/api/v1/library/unmatched").json["items"]

    assert [one["media"]["id"] for one in waiting["candidates"]] == [unciv]


def recycler_of(db, games, now) -> RecycleFolderWorker:
    roots = Roots.of([games], games.parent / "downloads")
    return RecycleFolderWorker(
        RecycleJournal(db, settings_service(db), lambda: now),
        roots,
        DiskCheck(db, roots, lambda: now, tuple),
        None,
        lambda: None,
        lambda: now,
    )


def test_the_pieces_of_a_deleted_game_go_along_and_other_games_stay(api, db, games, unciv):
    later = datetime.now(UTC) + timedelta(minutes=1)
    for name in ("Paper.cue", "Paper.bin", "Paper Harbour.cue", "Paper Harbour.bin", "Paper 2.zip"):
        (games / name).write_bytes(b"data")
    disc = make_item(
        db, games / "Paper.cue", media_id=unciv, mime_type="", duration_s=0, content="game"
    )

    api.as_librarian().post(RECYCLE, json={"libraryItemIds": [str(disc)]})
    recycler_of(db, games, later).work_once()

    kept = games / ".recycle" / f"{later:%Y-%m-%d}" / str(disc)
    assert {path.name for path in kept.iterdir()} == {"Paper.cue", "Paper.bin"}
    assert {path.name for path in games.glob("Paper*")} == {
        "Paper Harbour.cue",
        "Paper Harbour.bin",
        "Paper 2.zip",
    }


def test_a_deleted_game_goes_to_the_recycle_folder_whole_and_comes_back(api, db, games, folder):
    later = datetime.now(UTC) + timedelta(minutes=1)
    recycler = recycler_of(db, games, later)
    librarian, body = api.as_librarian(), {"libraryItemIds": [str(folder)]}
    before = {path for path in games.rglob("*") if path.is_file()}

    librarian.post(RECYCLE, json=body)
    recycler.work_once()
    kept = games / ".recycle" / f"{later:%Y-%m-%d}" / str(folder) / "Unciv [GOG]"
    assert not (games / "Unciv [GOG]").exists()
    assert {path.name for path in kept.rglob("*") if path.is_file()} == {"setup.exe", "save.dat"}

    librarian.post(f"{RECYCLE}/restore", json=body)
    recycler.work_once()
    shutil.rmtree(games / ".recycle", ignore_errors=True)
    assert {path for path in games.rglob("*") if path.is_file()} == before
