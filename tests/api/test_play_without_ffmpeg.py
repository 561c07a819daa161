"""Play tickets on a server that has no ffmpeg: what plays as it is plays, and the rest is said."""

from uuid import UUID

import pytest

from chalicelib.playback.service import ffmpeg_discovery
from tests.library import make_item
from tests.titles import make_title


@pytest.fixture(autouse=True)
def _no_ffmpeg(monkeypatch):
    monkeypatch.setattr(ffmpeg_discovery, "find_ffmpeg", lambda: None)


@pytest.fixture
def item(db, tmp_path, api) -> UUID:
    """An MP4 with English and German; the file names German as its default."""
    film = tmp_path / "library" / "film.mp4"
    film.parent.mkdir(exist_ok=True)
    film.write_bytes(b"film")
    made = make_item(db, film, media_id=make_title(db, "Sintel", year=2010))
    with db.read() as conn:
        conn.execute("UPDATE library_items SET container_format = 'mp4', video_codec = 'h264'")
        conn.execute(
            """
            INSERT INTO library_streams (
                id, library_item_id, stream_index, stream_type, codec, language, is_default
            )
            VALUES (gen_random_uuid(), %(item)s, 1, 'audio', 'aac', 'eng', false),
                (gen_random_uuid(), %(item)s, 2, 'audio', 'aac', 'ger', true)
            """,
            {"item": made},
        )
    return made


def play(person, item: UUID, query: str = ""):
    return person.post(f"/api/v1/library/{item}/play{query}")


def test_the_first_audio_track_plays_in_place_of_the_one_that_is_remembered(api, item):
    person = api.as_user()
    person.put("/api/v1/devices/current", json={"containers": ["mp4"], "videoCodecs": ["h264"]})
    person.put(f"/api/v1/library/{item}/track-choice", json={"audioIndex": 2})

    remembered, chosen = play(person, item), play(person, item, "?audioIndex=2")
    (shown,) = person.get(f"/api/v1/library/{item}/playback").json["items"]

    for answer in (remembered, chosen):
        assert answer.status == 200, answer.text
        assert (answer.json["kind"], answer.json["audioIndex"]) == ("direct", 1)
        assert [one["code"] for one in answer.json["reasons"]] == ["audio_track_needs_ffmpeg"]
        assert "needs ffmpeg" in answer.json["summary"]
    assert (shown["kind"], shown["summary"]) == ("direct", chosen.json["summary"])


def test_a_file_that_this_device_cannot_play_has_an_address_for_other_players(api, db, item):
    with db.read() as conn:
        conn.execute("UPDATE library_items SET container_format = 'mkv', video_codec = 'hevc'")
    person = api.as_user()
    person.put("/api/v1/devices/current", json={"containers": ["mp4"], "videoCodecs": ["h264"]})

    refused = play(person, item)
    ticket = play(person, item, "?isForOtherPlayer=true")

    assert (refused.status, refused.json["code"]) == (409, "conversion_unavailable")
    assert "needs ffmpeg" in refused.json["detail"]
    assert ticket.status == 200, ticket.text
    assert ticket.json["fileUrl"].startswith(f"http://seen.test/stream/{item}?s=")


def test_other_players_get_the_file_itself_and_not_the_best_version(api, db, item, tmp_path):
    path = tmp_path / "library" / "large.mp4"
    path.write_bytes(b"film")
    with db.read() as conn:
        (media_id,) = conn.execute("SELECT media_id FROM library_items").fetchone()
    large = make_item(db, path, media_id=media_id)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET height = 1080 WHERE id = %s", [large])
    person = api.as_user()

    played, downloaded = play(person, item), play(person, item, "?isForOtherPlayer=true")

    assert played.json["libraryItemId"] == str(large)
    assert downloaded.json["libraryItemId"] == str(item)
