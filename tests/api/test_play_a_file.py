"""From a file in a folder to its bytes in a player."""

import http.client
import shutil
import threading
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from chalicelib.platform.db import Database
from worker.gateway.part import Streams
from worker.scanner.part import Library
from worker.scanner.scan import Scanner


@pytest.fixture
def sintel(db: Database) -> int:
    with db.read() as conn:
        row = conn.execute(
            """
            INSERT INTO media_items (media_type, title, year) VALUES ('movie', 'Sintel', 2010)
            RETURNING id
            """
        ).fetchone()
    return row[0]


@pytest.fixture
def stream(api):
    """The stream gateway on a free port."""
    part = Streams.from_settings(lambda _job_id, _file_index: None)
    part.server.port = 0
    part.server.open()
    thread = threading.Thread(target=part.server.serve)
    thread.start()
    yield part.server
    part.stop()
    thread.join(5)


def read(url: str, port: int, **headers: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
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
    person = api.as_user()
    scanner = Library.from_settings().scanner
    scanner.settling.after_s = 0

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


def test_a_file_nobody_knows_is_not_found(api, client):
    person = api.as_user()

    answer = person.post(f"/api/v1/library/{uuid4()}/play")

    assert (answer.status, answer.json["code"]) == (404, "library_item_not_found")
