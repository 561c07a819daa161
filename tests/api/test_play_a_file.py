"""Play tickets over HTTP, from a library item to its bytes."""

import http.client
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from tests.library import make_item
from tests.titles import make_show, make_title
from worker.artwork.resize import is_picture
from worker.gateway.component import StreamGatewayComponent
from worker.scanner.component import LibraryComponent
from worker.scanner.first_probe import FirstProber
from worker.scanner.scan import Scanner


@pytest.fixture
def sintel(db: Database) -> int:
    return make_title(db, "Sintel", year=2010)


@pytest.fixture
def stream(api):
    """The stream gateway on a free port."""
    part = StreamGatewayComponent.from_settings(lambda _job_id, _file_index: None)
    part.server.port = 0
    part.server.open()
    thread = threading.Thread(target=part.server.serve)
    thread.start()
    yield part.server
    part.stop()
    thread.join(60)


def read(url: str, port: int, **headers: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("GET", f"{parts.path}?{parts.query}", headers=headers)
    answer = link.getresponse()
    body = answer.read()
    link.close()
    return answer.status, body


def scan(person, scanner: Scanner) -> dict:
    accepted = person.post("/api/v1/library/rescan", json={})
    assert accepted.status == 202, accepted.text
    scanner.run(UUID(accepted.json["scanId"]))
    return person.get(f"/api/v1/library/scans/{accepted.json['scanId']}").json


def test_a_file_in_a_folder_becomes_a_film_that_plays(api, stream, sintel, clips, tmp_path: Path):
    folder = tmp_path / "library" / "Sintel (2010)"
    folder.mkdir(parents=True)
    shutil.copy(clips.mp4, folder / "Sintel.2010.1080p.mp4")
    person = api.as_librarian()
    scanner = LibraryComponent.from_settings(is_picture).scanner
    scanner.stability.after_s = 0

    report = scan(person, scanner)
    item = person.get("/api/v1/library").json["items"][0]
    ticket = person.post(f"/api/v1/library/{item['id']}/play").json

    assert report["status"] == "completed"
    assert (report["filesFound"], report["filesAdded"]) == (1, 1)
    assert item["mediaId"] == sintel
    assert item["media"]["inLibrary"] is True
    assert (item["videoCodec"], item["audioCodec"], item["durationSeconds"]) == ("h264", "aac", 6)
    assert ticket["title"] == "Sintel"
    assert ticket["url"].startswith(f"http://seen.test/stream/{item['id']}?")
    assert read(ticket["url"], stream.port) == (200, clips.mp4.read_bytes())
    assert read(ticket["url"], stream.port, Range="bytes=10-19") == (
        206,
        clips.mp4.read_bytes()[10:20],
    )


def test_a_file_that_was_not_read_yet_is_read_first_and_then_plays(api, db, clips, tmp_path: Path):
    path = tmp_path / "library" / "film.mp4"
    path.parent.mkdir()
    shutil.copy(clips.mp4, path)
    item = make_item(db, path)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET scanned_at = NULL")
    person = api.as_user()

    refused = [play(person, item) for _ in range(2)]
    shown = person.get(f"/api/v1/library/{item}/playback").json["items"][0]
    with db.read() as conn:
        tasks = conn.execute("SELECT args->>'item_id' FROM procrastinate_jobs").fetchall()
    FirstProber(LibraryComponent.from_settings(is_picture).scanner.ingestor).run(item)
    played = play(person, item)

    assert [(one.status, one.json["code"]) for one in refused] == [(503, "file_being_read")] * 2
    assert refused[0].headers["retry-after"] == "1"
    assert (shown["kind"], shown["reasons"][0]["code"]) == (None, "being_read")
    assert tasks == [(str(item),)]  # asked for once
    assert (played.status, played.json["kind"]) == (200, "direct")
    assert played.json["audioTracks"]


def test_the_device_of_another_person_decides_nothing(api, db, film):
    item = make_item(db, film)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET container_format = 'mkv', video_codec = 'hevc'")
    owner, other = api.as_user("one"), api.as_user("two")
    capable = {"containers": ["mkv"], "videoCodecs": ["hevc"]}
    device = owner.put("/api/v1/devices/current", json=capable).json
    other.cookies["deviceId"] = device["id"]

    assert play(owner, item).json["kind"] == "direct"
    assert play(other, item).json["kind"] == "transcode"


def test_the_version_at_hand_plays_in_place_of_a_better_one_that_is_away(api, db, film, sintel):
    here = make_item(db, film, media_id=sintel)
    away = make_item(db, film.with_name("away") / "film.mp4", media_id=sintel)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET container_format = 'mp4', video_codec = 'h264'")
        conn.execute("UPDATE library_items SET height = 2160 WHERE id = %s", [away])
    person = api.as_user()

    answer = play(person, here)
    shown = person.get(f"/api/v1/library/{here}/playback").json["items"]

    assert (answer.status, answer.json["libraryItemId"]) == (200, str(here))
    assert [(one["libraryItemId"], one["kind"]) for one in shown] == [
        (str(here), "direct"),
        (str(away), None),
    ]
    assert shown[1]["summary"] == "The file itself is not here right now"


def test_an_unknown_file_is_not_found(api, client):
    person = api.as_user()

    answer = person.post(f"/api/v1/library/{uuid4()}/play")

    assert (answer.status, answer.json["code"]) == (404, "library_item_not_found")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "library" / "film.mp4"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"film")
    return path


STORE = {
    "s3_endpoint_url": "http://127.0.0.1:1",
    "s3_access_key": "key",
    "s3_secret_key": "a secret key",
}


def stored(db: Database, item: UUID) -> None:
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET object_key = 'library/1/f.mp4', stored_at = now()"
            " WHERE id = %s",
            [item],
        )


def play(person, item: UUID):
    return person.post(f"/api/v1/library/{item}/play")


@pytest.mark.parametrize(
    "case",
    [
        ("auto", True, True, "stream"),
        ("auto", False, True, "store"),
        ("auto", True, False, "stream"),
        ("auto", False, False, None),
        ("local", True, True, "stream"),
        ("local", False, True, None),
        ("store", True, True, "store"),
        ("store", True, False, None),
    ],
)
def test_a_play_ticket_names_the_object_store_or_the_gateway(api, db, film, case):
    source, is_there, is_stored, place = case
    api.configure(seen_playback_source=source, **STORE)
    item = make_item(db, film)
    if is_stored:
        stored(db, item)
    if not is_there:
        film.unlink()

    answer = play(api.as_user(), item)

    if place is None:
        assert (answer.status, answer.json["code"]) == (409, "file_unavailable")
        assert "cannot be found" in answer.json["detail"]
    else:
        start = {
            "stream": f"http://seen.test/stream/{item}?s=",
            "store": "http://seen.test/seen-media/library/1/f.mp4?X-Amz-",
        }[place]
        assert answer.json["url"].startswith(start)


def test_a_file_that_is_only_in_the_store_is_converted_by_the_worker(api, db, film):
    api.configure(**STORE)
    item = make_item(db, film)
    stored(db, item)
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET container_format = 'mp4', video_codec = 'hevc', width = 64,"
            " height = 36 WHERE id = %s",
            [item],
        )
    film.unlink()
    person = api.as_user()
    person.put("/api/v1/devices/current", json={"containers": ["mp4"], "videoCodecs": ["h264"]})

    ticket = play(person, item).json

    assert ticket["kind"] == "transcode"
    assert ticket["url"].startswith(f"http://seen.test/stream/{item}/hls/")
    assert ticket["fileUrl"].startswith(f"http://seen.test/stream/{item}?s=")


def test_small_pictures_of_a_file_in_the_store_are_at_the_gateway(api, db, film):
    api.configure(**STORE)
    item = make_item(db, film)
    stored(db, item)
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO trickplay_sets
            SELECT id, file_size_bytes, 10, 10, 10, 240, 136, 1, 7, now() FROM library_items
            """
        )
    film.unlink()

    ticket = play(api.as_user(), item).json

    assert ticket["url"].startswith("http://seen.test/seen-media/")
    start = f"http://seen.test/stream/{item}/trickplay/{{n}}.jpg?s="
    assert ticket["trickplay"]["url"].startswith(start)


def test_case_48_stream_addresses_expire(api, db, film):
    api.configure(seen_playback_source="store", **STORE)
    item = make_item(db, film)
    stored(db, item)

    from_store = play(api.as_user(), item).json
    api.configure(**STORE)
    from_disk = play(api.as_user(), item).json

    def minutes(ticket) -> float:
        return (datetime.fromisoformat(ticket["expiresAt"]) - datetime.now(UTC)).seconds / 60

    assert 14 <= minutes(from_store) <= 15
    assert 359 <= minutes(from_disk) <= 360


def test_stream_addresses_use_the_configured_gateway(api, db, film):
    api.configure(seen_public_url="https://films.example")
    item = make_item(db, film)
    public = play(api.as_user(), item).json["url"]
    api.configure(seen_stream_url="http://10.0.0.2:8081/")
    direct = play(api.as_user(), item).json["url"]

    assert public.startswith(f"https://films.example/stream/{item}?")
    assert direct.startswith(f"http://10.0.0.2:8081/stream/{item}?")


def test_case_48_each_session_gets_its_own_address(api, db, film):
    item = make_item(db, film)

    first, second = (play(api.as_user(name), item).json["url"] for name in ("anna", "otto"))

    assert first.split("s=")[1].split("&")[0] != second.split("s=")[1].split("&")[0]


def test_an_episode_resumes_at_its_position_and_names_the_next_one(api, db, film):
    show = make_show(db, "Pioneer One", seasons=(2, 1), specials=1)
    person = api.as_user()
    items = {}
    for index in (0, 1, 2, 3):
        path = film.with_name(f"{index}.mp4")
        path.write_bytes(b"x")
        items[index] = make_item(
            db, path, media_id=show.id, episode_id=show.episodes[index], duration_s=1000
        )
    report = {
        "mediaId": show.id,
        "episodeId": show.episodes[0],
        "positionSeconds": 300,
        "durationSeconds": 1000,
    }
    assert person.post("/api/v1/progress", json=report).status == 200

    tickets = {index: play(person, items[index]).json for index in items}

    assert tickets[0]["positionSeconds"] == 300
    assert tickets[1]["positionSeconds"] == 0
    assert (tickets[0]["title"], tickets[0]["subtitle"][:5]) == ("Pioneer One", "S1 E1")
    assert tickets[0]["nextLibraryItemId"] == str(items[1])
    assert tickets[1]["nextLibraryItemId"] == str(items[2])  # the next season
    assert tickets[2]["nextLibraryItemId"] is None  # specials follow only each other
    assert tickets[3]["nextLibraryItemId"] is None


def test_every_play_button_plays_the_best_version_and_a_file_that_was_chosen_itself(api, db, film):
    movie = make_title(db, "Sintel")
    paths = [film.with_name(name) for name in ("small.mp4", "large.mp4")]
    for path in paths:
        path.write_bytes(b"film")
    small, large = (make_item(db, path, media_id=movie) for path in paths)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET height = 1080 WHERE id = %s", [large])
    person = api.as_user()

    def played(query=""):
        return person.post(f"/api/v1/library/{small}/play{query}").json["libraryItemId"]

    assert played() == str(large)
    assert played("?isExact=true") == str(small)
    assert play(person, large).json["libraryItemId"] == str(large)


def test_the_next_episode_is_offered_only_with_a_file(api, db, film):
    show = make_show(db, "Pioneer One", seasons=(3,))
    item = make_item(db, film, media_id=show.id, episode_id=show.episodes[0])
    make_item(db, film.with_name("3.mp4"), media_id=show.id, episode_id=show.episodes[2])

    assert play(api.as_user(), item).json["nextLibraryItemId"] is None


def test_an_unmatched_file_plays_under_its_file_name(api, db, film):
    ticket = play(api.as_user(), make_item(db, film)).json

    assert (ticket["title"], ticket["mediaId"], ticket["subtitle"]) == ("film.mp4", None, None)


def test_a_play_ticket_needs_a_session(client, db, film):
    assert play(client, make_item(db, film)).status == 401


def test_playing_a_sample_does_not_mark_the_film_watched(api, db, film):
    title = make_title(db, runtime_minutes=90)
    clip = make_item(db, film, media_id=title)
    alone = play(api.as_user(), clip).json
    whole = film.with_name("whole.mp4")
    whole.write_bytes(b"x")
    make_item(db, whole, media_id=title, duration_s=90 * 60)

    beside = play(api.as_user(), clip).json

    assert (alone["mediaId"], beside["mediaId"]) == (title, None)


def test_a_ticket_names_segments_and_leads_to_small_pictures(api, db, stream, clips, tmp_path):
    item = make_item(db, clips.mp4, duration_s=6)
    sheets = get(Settings).trickplay_dir / str(item)
    sheets.mkdir(parents=True)
    (sheets / "0.jpg").write_bytes(b"a sheet")
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO trickplay_sets
            SELECT id, file_size_bytes, 10, 10, 10, 240, 136, 1, 7, now() FROM library_items
            """
        )
    person = api.as_user()
    begin = {"startSeconds": 1, "endSeconds": 3.5}
    person.request("PUT", f"/api/v1/library/{item}/segments/intro", json=begin)

    ticket = play(person, item).json
    address = ticket["trickplay"]["url"]

    assert ticket["segments"] == [{"kind": "intro", **begin, "source": "manual", "setBy": "user"}]
    assert (ticket["trickplay"]["count"], ticket["trickplay"]["columns"]) == (1, 10)
    assert read(address.replace("{n}", "0"), stream.port) == (200, b"a sheet")
    assert read(address.replace("{n}", "1"), stream.port)[0] == 404
    assert read(address.replace("{n}", "0").partition("?")[0], stream.port)[0] == 403
