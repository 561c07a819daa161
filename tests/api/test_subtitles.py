"""Subtitles over HTTP: a list, uploads, corrections, and what a person chooses."""

import base64
from uuid import uuid4

import pytest

from tests.library import make_item
from tests.titles import make_title

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


def upload(person, item, content: bytes = SRT, name: str = "Film.en.srt", **more):
    body = {"fileName": name, "content": base64.b64encode(content).decode(), **more}
    return person.post(f"/api/v1/library/{item}/subtitles", json=body)


@pytest.fixture
def item(db, tmp_path, api):
    film = tmp_path / "library" / "film.mp4"
    film.parent.mkdir(exist_ok=True)
    film.write_bytes(b"film")
    return make_item(db, film, media_id=make_title(db, "Sintel", year=2010))


def test_an_upload_is_there_for_everyone_and_only_its_owner_deletes_it(api, item):
    ada, bert = api.as_user("ada"), api.as_user("bert")

    added = upload(ada, item, title="From the DVD", isSdh=True)
    of_bert = bert.get(f"/api/v1/library/{item}/subtitles").json["items"]
    refused = bert.delete(f"/api/v1/subtitles/{added.json['id']}")
    deleted = ada.delete(f"/api/v1/subtitles/{added.json['id']}")

    assert added.status == 201
    assert {
        name: added.json[name] for name in ("source", "form", "language", "label", "canDelete")
    } == {
        "source": "upload",
        "form": "text",
        "language": "en",
        "label": "English · From the DVD (SDH)",
        "canDelete": True,
    }
    assert of_bert == [{**added.json, "canDelete": False}]
    assert (refused.status, refused.json["code"]) == (404, "subtitle_not_found")
    assert deleted.status == 200
    assert ada.get(f"/api/v1/library/{item}/subtitles").json["items"] == []


def test_a_deletion_and_a_correction_are_undone(api, item):
    ada = api.as_user("ada")
    added = upload(ada, item).json
    place = f"/api/v1/subtitles/{added['id']}"

    def listed():
        (row,) = ada.get(f"/api/v1/library/{item}/subtitles").json["items"]
        return row["offsetMs"], row["speed"]

    moved = ada.request("PATCH", place, json={"offsetMs": 700, "speed": 1.001})
    of_moved = listed()
    ada.post(f"/api/v1/undo/{moved.json['undoId']}")
    of_undone = listed()
    deleted = ada.delete(place)
    left = ada.get(f"/api/v1/library/{item}/subtitles").json["items"]
    ada.post(f"/api/v1/undo/{deleted.json['undoId']}")

    assert (of_moved, of_undone) == ((700, 1.001), (0, 1))
    assert left == []
    assert listed() == (0, 1)


def test_the_undo_of_a_correction_leaves_a_later_one(api, item):
    ada, bert = api.as_user("ada"), api.as_user("bert")
    place = f"/api/v1/subtitles/{upload(ada, item).json['id']}"
    moved = ada.request("PATCH", place, json={"offsetMs": 700})
    bert.request("PATCH", place, json={"offsetMs": 900})

    ada.post(f"/api/v1/undo/{moved.json['undoId']}")

    (row,) = ada.get(f"/api/v1/library/{item}/subtitles").json["items"]
    assert row["offsetMs"] == 900


def test_what_a_user_may_add_is_limited(api, item, monkeypatch):
    monkeypatch.setattr("chalicelib.subtitles.service.MAX_ADDED_BYTES_PER_USER", 2 * len(SRT))
    ada = api.as_user("ada")

    answers = [upload(ada, item) for _ in range(3)]
    of_another = upload(api.as_user("bert"), item)

    assert [answer.status for answer in answers] == [201, 201, 409]
    assert answers[2].json["field"] == "content"
    assert of_another.status == 201


def test_finding_needs_a_key_and_says_so(api, item):
    ada, place = api.as_user("ada"), f"/api/v1/library/{item}/subtitles/searches"
    without = ada.post(place, json={"languages": ["en"]})
    api.configure(opensubtitles_api_key="a-key")

    asked = ada.post(place, json={"languages": ["en"]})
    answer = ada.get(f"/api/v1/subtitle-tasks/{asked.json['id']}")

    assert (without.status, without.json["code"]) == (409, "subtitle_source_off")
    assert (asked.status, answer.json["state"]) == (202, "waiting")
    assert api.as_user("bert").get(f"/api/v1/subtitle-tasks/{asked.json['id']}").status == 404


def test_only_what_a_search_has_found_is_fetched(api, item):
    api.configure(opensubtitles_api_key="a-key")
    ada, place = api.as_user("ada"), f"/api/v1/library/{item}/subtitles"
    search = ada.post(f"{place}/searches", json={"languages": ["en"]}).json["id"]

    answer = ada.post(f"{place}/fetches", json={"searchId": search, "fileId": 5})

    assert (answer.status, answer.json["field"]) == (404, "fileId")


def test_one_user_waits_for_a_limited_number_of_searches(api, item):
    api.configure(opensubtitles_api_key="a-key")
    ada, place = api.as_user("ada"), f"/api/v1/library/{item}/subtitles/searches"

    answers = [ada.post(place, json={"languages": ["en"]}).status for _ in range(6)]

    assert answers == [202] * 5 + [429]


def test_a_correction_holds_for_everyone(api, item):
    added = upload(api.as_user("ada"), item).json

    moved = api.as_user("bert").request(
        "PATCH", f"/api/v1/subtitles/{added['id']}", json={"offsetMs": -1250}
    )

    assert (moved.status, moved.json["offsetMs"]) == (200, -1250)
    (row,) = api.as_user("ada").get(f"/api/v1/library/{item}/subtitles").json["items"]
    assert row["offsetMs"] == -1250


@pytest.mark.parametrize(
    ("content", "name", "field"),
    [
        (SRT, "film.exe", "fileName"),
        (SRT, "../../etc/passwd", "fileName"),
        (b"no cues", "film.srt", "content"),
        (b"PK\x03\x04" + SRT, "film.srt", "content"),
        (b"\x00\x00\x01\xba" + SRT, "film.sub", "content"),
        (SRT + b"\x00", "film.srt", "content"),
        (SRT + b"x" * 2 * 2**20, "film.srt", "content"),
    ],
    ids=["program", "path", "text", "archive", "pictures", "binary", "large"],
)
def test_what_is_no_subtitle_is_refused_by_its_field(api, item, content, name, field):
    answer = upload(api.as_user("ada"), item, content, name)

    assert (answer.status, answer.json["field"]) == (422, field)


def test_a_name_with_folders_is_only_a_name(api, item):
    answer = upload(api.as_user("ada"), item, name="../../../../etc/Film.pt-BR.ass")

    assert (answer.status, answer.json["language"], answer.json["form"]) == (201, "pt-BR", "ass")


def test_an_upload_without_a_language_shows_its_name(api, item):
    ada = api.as_user("ada")
    names = ("commentary.srt", "../../etc/songs.srt")

    unknown = [upload(ada, item, name=name).json["label"] for name in names]
    chosen = upload(ada, item, name="commentary.srt", language="fr").json["label"]

    assert unknown == ["Unknown language · commentary", "Unknown language · songs"]
    assert chosen == "French"


def test_a_file_takes_a_limited_number_of_subtitles(api, item):
    ada = api.as_user("ada")
    answers = [upload(ada, item).status for _ in range(40)]

    refused = upload(ada, item)

    assert set(answers) == {201}
    assert (refused.status, refused.json["code"]) == (409, "too_many_subtitles")


def test_unknown_files_and_subtitles_are_not_found(api, item):
    ada = api.as_user("ada")

    answers = [
        ada.get(f"/api/v1/library/{uuid4()}/subtitles"),
        upload(ada, uuid4()),
        ada.request("PATCH", f"/api/v1/subtitles/{uuid4()}", json={"offsetMs": 1}),
        ada.put(f"/api/v1/library/{uuid4()}/track-choice", json={"isSubtitleOff": True}),
        ada.put(f"/api/v1/library/{item}/track-choice", json={"subtitleId": str(uuid4())}),
    ]

    assert [answer.status for answer in answers] == [404] * 5


@pytest.fixture
def tracks(db, item):
    """Audio in Japanese and English in the file."""
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET container_format = 'mp4', video_codec = 'h264' WHERE id = %s",
            [item],
        )
        conn.execute(
            """
            INSERT INTO library_streams (
                id, library_item_id, stream_index, stream_type, codec, language, is_default
            )
            VALUES (gen_random_uuid(), %(item)s, 1, 'audio', 'aac', 'jpn', true),
                (gen_random_uuid(), %(item)s, 2, 'audio', 'aac', 'eng', false)
            """,
            {"item": item},
        )


def play(person, item, query: str = ""):
    answer = person.post(f"/api/v1/library/{item}/play{query}")
    assert answer.status == 200, answer.text
    return answer.json


def test_a_ticket_names_the_subtitles_and_those_that_suit_the_user(api, item, tracks):
    ada, bert = api.as_user("ada"), api.as_user("bert")
    ada.request(
        "PATCH", "/api/v1/preferences", json={"audioLanguages": ["ja"], "subtitleLanguages": ["en"]}
    )
    english = upload(ada, item).json
    styled = upload(ada, item, name="Film.de.ass").json

    ticket = play(ada, item)
    foreign = play(api.as_user("ada"), item, "?audioIndex=2")

    assert (ticket["audioIndex"], ticket["subtitleId"]) == (1, None)  # understood
    assert [(one["id"], one["form"]) for one in ticket["subtitleTracks"]] == [
        (english["id"], "text"),
        (styled["id"], "ass"),
    ]
    assert f"/stream/{item}/subtitles/{english['id']}.vtt?s=" in ticket["subtitles"][0]
    assert f"{styled['id']}.ass?s=" in ticket["subtitleTracks"][1]["assUrl"]
    assert foreign["audioIndex"] == 2
    assert play(bert, item)["subtitleId"] is None


def test_what_is_chosen_in_the_player_is_kept_for_the_title(api, item, tracks):
    ada = api.as_user("ada")
    english = upload(ada, item).json
    place = f"/api/v1/library/{item}/track-choice"

    ada.put(place, json={"audioIndex": 2, "subtitleId": english["id"]})
    chosen = play(ada, item)
    ada.put(place, json={"isSubtitleOff": True})
    without = play(ada, item)

    assert (chosen["audioIndex"], chosen["subtitleId"]) == (2, english["id"])
    assert (without["audioIndex"], without["subtitleId"]) == (2, None)
    assert play(api.as_user("bert"), item)["audioIndex"] == 1
