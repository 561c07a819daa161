"""Matching a folder at once, and what was watched with files whose match is corrected."""

from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from chalicelib.tracking.store import plays
from tests.library import make_item
from tests.titles import make_show, make_title


@pytest.fixture
def person(api):
    return api.as_librarian()


@pytest.fixture
def season(db, tmp_path: Path) -> list[UUID]:
    """Two episodes and a file without a number, of no title."""
    folder = tmp_path / "library" / "Pioneer" / "Season 1"
    folder.mkdir(parents=True)
    files = [
        make_item(db, folder / f"e{number}.mkv", media_id=None, match_state="unmatched")
        for number in (1, 2, 3)
    ]
    for item, number in zip(files, (1, 2, None), strict=True):
        set_guess(db, item, title="Pioneer", season=1, episode=number)
    return files


def set_guess(db, item: UUID, **fields) -> None:
    from psycopg.types.json import Jsonb

    with db.read() as conn:
        conn.execute("UPDATE library_items SET guess = %s WHERE id = %s", [Jsonb(fields), item])


def play(person, item: UUID, media_id: int, episode_id: int | None, percent: int) -> None:
    report = {
        "mediaId": media_id,
        "episodeId": episode_id,
        "positionSeconds": percent * 10,
        "durationSeconds": 1000,
        "viewingId": "00000000-0000-4000-8000-00000000000a",
        "libraryItemId": str(item),
    }
    assert person.post("/api/v1/progress", json=report).status == 200


def watched(person, media_id: int) -> list[tuple[int, int | None]]:
    plays = person.get(f"/api/v1/history?mediaId={media_id}").json["items"]
    return [(one["media"]["id"], one["episodeId"]) for one in plays]


def label(person, item: UUID) -> str | None:
    return person.get(f"/api/v1/library/{item}").json["episodeLabel"]


def matched(person, files: list[UUID], media_id: int):
    body = {"mediaId": media_id, "libraryItemIds": [str(one) for one in files]}
    return person.post("/api/v1/library/matches", json=body)


def test_a_preview_says_which_file_becomes_which_episode(person, db, season):
    show = make_show(db, "Pioneer One")

    answer = person.get(f"/api/v1/library/{season[2]}/folder?mediaId={show.id}").json

    assert (answer["folder"], answer["matched"], answer["unmatched"]) == ("Season 1", 2, 1)
    assert [(one["outcome"], one["episodeLabel"]) for one in answer["files"]] == [
        ("matched", "S1 E1"),
        ("matched", "S1 E2"),
        ("unmatched", None),
    ]
    assert label(person, season[0]) is None


def test_with_a_film_a_preview_counts_the_files_that_are_named_like_episodes(person, db, season):
    film, show = make_title(db), make_show(db, "Pioneer One")

    def named(media_id: int) -> tuple[int, int]:
        answer = person.get(f"/api/v1/library/{season[2]}/folder?mediaId={media_id}").json
        return answer["matched"], answer["namedEpisodes"]

    assert named(show.id) == (2, 0)
    assert named(film) == (3, 2)


def test_a_folder_is_matched_at_once_and_one_undo_takes_it_back(person, db, season):
    show = make_show(db, "Pioneer One")

    answer = matched(person, season, show.id).json

    assert (answer["matched"], answer["unmatched"]) == (2, 1)
    assert [label(person, one) for one in season] == ["S1 E1", "S1 E2", None]

    assert person.post(f"/api/v1/undo/{answer['undoId']}").status == 204

    states = [person.get(f"/api/v1/library/{one}").json["matchState"] for one in season]
    assert states == ["unmatched"] * 3
    assert person.get("/api/v1/library/unmatched").json["total"] == 3


def parts_of(db) -> list[tuple[int | None, str]]:
    with db.read() as conn:
        return conn.execute(
            "SELECT part_number, part_set FROM library_items ORDER BY file_name"
        ).fetchall()


def make_parts(db, folder: Path) -> list[UUID]:
    """The two parts of a film."""
    film = make_title(db, "Sintel")
    files = [make_item(db, folder / f"Sintel part{number}.mkv", media_id=film) for number in (1, 2)]
    with db.read() as conn:
        for number, item in enumerate(files, 1):
            conn.execute(
                "UPDATE library_items SET part_number = %s, part_set = 'x' WHERE id = %s",
                [number, item],
            )
            set_guess(db, item, title="Pioneer", season=1, episode=number)
    return files


def test_parts_of_a_film_that_become_episodes_are_parts_no_more_until_undone(person, db, tmp_path):
    files = make_parts(db, tmp_path)
    show = make_show(db, "Pioneer One")

    change = matched(person, files, show.id).json

    assert parts_of(db) == [(None, ""), (None, "")]
    assert person.post(f"/api/v1/undo/{change['undoId']}").status == 204
    assert parts_of(db) == [(1, "x"), (2, "x")]


def test_parts_of_a_film_stay_parts_of_another_film(person, db, tmp_path):
    files = make_parts(db, tmp_path)

    matched(person, files, make_title(db, "Metropolis"))

    assert parts_of(db) == [(1, "x"), (2, "x")]


def test_a_part_that_is_ignored_or_without_its_match_is_no_part(person, db, tmp_path):
    first, second = make_parts(db, tmp_path)

    person.post(f"/api/v1/library/{first}/ignore", json={})
    person.delete(f"/api/v1/library/{second}/match")

    assert parts_of(db) == [(None, ""), (None, "")]


def test_a_folder_match_is_undone_for_a_week_also_after_other_changes(person, db, season):
    show = make_show(db, "Pioneer One")
    undo_id = matched(person, season, show.id).json["undoId"]
    let_days_pass(db, 6)
    later = {"mediaId": make_title(db)}
    assert person.post("/api/v1/plays", json=later).status == 201  # removes expired changes

    recent = person.get("/api/v1/library/matches").json["items"]

    assert [(one["undoId"], one["files"]) for one in recent] == [(undo_id, 2)]
    assert (recent[0]["media"]["id"], recent[0]["firstFile"]) == (show.id, str(season[0]))
    assert person.post(f"/api/v1/undo/{undo_id}").status == 204
    assert person.get("/api/v1/library/unmatched").json["total"] == 3
    assert person.get("/api/v1/library/matches").json["items"] == []


def test_a_folder_match_is_no_longer_offered_once_it_cannot_be_undone(person, db, season):
    show = make_show(db, "Pioneer One")
    undo_id = matched(person, season, show.id).json["undoId"]
    let_days_pass(db, 8)

    assert person.get("/api/v1/library/matches").json["items"] == []
    assert person.post(f"/api/v1/undo/{undo_id}").json["code"] == "undo_expired"


def test_what_others_matched_is_not_offered_to_undo(api, person, db, season):
    matched(person, season, make_show(db, "Pioneer One").id)

    other = api.as_admin()

    assert other.get("/api/v1/library/matches").json["items"] == []
    assert api.as_user("reader").get("/api/v1/library/matches").status == 403


def let_days_pass(db, days: int) -> None:
    with db.read() as conn:
        conn.execute(
            """
            UPDATE user_changes
            SET created_at = created_at - make_interval(days => %(days)s),
                expires_at = expires_at - make_interval(days => %(days)s)
            """,
            {"days": days},
        )


def test_no_statement_is_repeated_for_each_file_of_a_season(person, db, tmp_path, monkeypatch):
    import psycopg

    show = make_show(db, "Pioneer One", seasons=(20,))
    execute = psycopg.Cursor.execute
    asked = []

    def counted(cursor, statement, *args, **kwargs):
        if str(statement).strip():  # the pool greets each connection with an empty one
            asked.append(str(statement))
        return execute(cursor, statement, *args, **kwargs)

    def repeats_of(request) -> tuple:
        monkeypatch.setattr(psycopg.Cursor, "execute", counted)
        asked.clear()
        answer = request()
        monkeypatch.setattr(psycopg.Cursor, "execute", execute)
        assert answer.status in {200, 204}
        # Some are asked again once a copy is too old, but never as often as there are files.
        return max(Counter(asked).values()), answer

    def all_of(length: int) -> list[int]:
        folder = tmp_path / "library" / str(length) / "Season 1"
        files = [
            make_item(db, folder / f"e{number}.mkv", media_id=None, match_state="unmatched")
            for number in range(1, length + 1)
        ]
        for number, item in enumerate(files, 1):
            set_guess(db, item, title="Pioneer", season=1, episode=number)
        place = f"/api/v1/library/{files[0]}/folder?mediaId={show.id}"
        preview, _ = repeats_of(lambda: person.get(place))
        apply, answer = repeats_of(lambda: matched(person, files, show.id))
        undo, _ = repeats_of(lambda: person.post(f"/api/v1/undo/{answer.json['undoId']}"))
        assert answer.json["matched"] == length
        return [preview, apply, undo]

    assert all_of(20) == all_of(3)


def test_the_folder_around_a_season_has_the_other_seasons(person, db, season, tmp_path):
    show = make_show(db, "Pioneer One")
    other = tmp_path / "library" / "Pioneer" / "Season 2"
    other.mkdir()
    set_guess(db, make_item(db, other / "e1.mkv", media_id=None, match_state="unmatched"), season=2)

    one = person.get(f"/api/v1/library/{season[0]}/folder?mediaId={show.id}").json
    all_ = person.get(f"/api/v1/library/{season[0]}/folder?mediaId={show.id}&above=true").json

    assert (one["above"], len(one["files"])) == ("Pioneer", 3)
    assert (all_["folder"], len(all_["files"])) == ("Pioneer", 4)


def test_a_folder_of_many_titles_is_not_taken_as_a_whole(person, db, season, tmp_path):
    show, wrong, other = make_show(db, "Pioneer One"), make_title(db), make_title(db)
    place = f"/api/v1/library/{season[0]}/folder?mediaId={show.id}"
    with db.read() as conn:
        conn.execute("UPDATE library_items SET media_id = %s, match_state = 'matched'", [wrong])
    make_item(db, tmp_path / "library" / "Pioneer" / "x.mkv", media_id=wrong)
    of_one = person.get(place).json
    make_item(db, tmp_path / "library" / "Pioneer" / "Other" / "x.mkv", media_id=other)
    of_many = person.get(place).json

    assert (of_one["above"], of_many["above"]) == ("Pioneer", None)


def test_a_file_that_is_matched_to_another_title_takes_what_was_watched_with_it(
    person, db, tmp_path
):
    wrong, right = make_title(db, "Solaris"), make_title(db, "Stalker")
    item = make_item(db, tmp_path / "film.mkv", media_id=wrong)
    play(person, item, wrong, None, 1)
    play(person, item, wrong, None, 95)

    answer = person.post(f"/api/v1/library/{item}/match", json={"mediaId": right, "force": True})

    assert answer.status == 200
    assert watched(person, wrong) == []
    assert watched(person, right) == [(right, None)]


def test_undo_gives_the_history_back_to_everybody(api, person, db, tmp_path):
    wrong, show = make_title(db, "Solaris"), make_show(db, "Pioneer One")
    item = make_item(db, tmp_path / "Pioneer.S01E02.mkv", media_id=wrong)
    set_guess(db, item, title="Pioneer", season=1, episode=2)
    anna = api.as_user("anna")
    play(anna, item, wrong, None, 1)
    play(anna, item, wrong, None, 95)
    play(person, item, wrong, None, 40)

    change = matched(person, [item], show.id).json

    episode = show.episodes[1]
    assert watched(anna, wrong) == []
    assert watched(anna, show.id) == [(show.id, episode)]
    (entry,) = person.get("/api/v1/progress/continue-watching").json["items"]
    assert (entry["media"]["id"], entry["episodeId"], entry["progressPercent"]) == (
        show.id,
        episode,
        40,
    )

    assert person.post(f"/api/v1/undo/{change['undoId']}").status == 204

    assert watched(anna, wrong) == [(wrong, None)]
    assert watched(anna, show.id) == []
    (entry,) = person.get("/api/v1/progress/continue-watching").json["items"]
    assert (entry["media"]["id"], entry["progressPercent"]) == (wrong, 40)


def test_what_was_watched_with_another_file_stays(person, db, tmp_path):
    wrong, right = make_title(db, "Solaris"), make_title(db, "Stalker")
    corrected = make_item(db, tmp_path / "a.mkv", media_id=wrong)
    other = make_item(db, tmp_path / "b.mkv", media_id=wrong)
    play(person, other, wrong, None, 1)
    play(person, other, wrong, None, 95)

    person.post(f"/api/v1/library/{corrected}/match", json={"mediaId": right, "force": True})

    assert watched(person, wrong) == [(wrong, None)]


def test_a_game_is_no_match_of_files(person, db, season):
    game = make_title(db, "Nethack", media_type="game")

    answer = matched(person, season, game)

    assert (answer.status, answer.json["code"]) == (422, "not_a_video_title")


def test_the_viewers_of_files_are_locked_in_one_order(api, db, season, monkeypatch):
    show = make_show(db, "Pioneer One")
    people = [api.as_librarian(name) for name in ("one", "two", "three")]
    wrong = make_title(db, "Solaris")
    matched(people[0], season[:1], wrong)
    for person in people:
        play(person, season[0], wrong, None, 95)
    locked: list[UUID] = []
    lock = plays.lock

    def record(conn, *, user_id):
        locked.append(user_id)
        lock(conn, user_id=user_id)

    monkeypatch.setattr(plays, "lock", record)
    change = matched(people[1], season, show.id)
    by_match = list(locked)
    locked.clear()
    people[1].post(f"/api/v1/undo/{change.json['undoId']}")
    by_undo = list(locked)

    assert len(by_match) == len(by_undo) == 3
    assert by_match == by_undo == sorted(by_undo)
