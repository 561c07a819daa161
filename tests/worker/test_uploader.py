"""Copies in a real S3 server: whole, resumed, refused."""

import hashlib
import http.client
import os
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from pydantic import SecretStr

from chalicelib.library.store import uploads
from chalicelib.platform.settings import Settings
from chalicelib.playback.models.presigned_urls import ObjectStore
from localstack.ports import any_free
from tests.library import LibraryHarness, make_item
from worker.cancellation import ShutdownRequested
from worker.downloader.disk_space import reserve_bytes
from worker.s3_client import FULL, client_of, message_of
from worker.uploader import Uploader, UploadFailed, object_name

MIB = 2**20
PART = 5 * MIB  # the smallest a store accepts


@dataclass
class Store:
    """The client our worker uses, and what it has sent."""

    client: object
    bucket: str
    parts_sent: list[int]

    def keys_of(self, item: UUID) -> list[str]:
        listing = self.client.list_objects_v2(Bucket=self.bucket, Prefix=f"library/{item}/")
        return [entry["Key"] for entry in listing.get("Contents", [])]

    def body(self, key: str) -> bytes:
        return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()


def settings(object_server, **changes) -> Settings:
    return Settings.model_validate(
        {
            "database_url": "postgresql://nowhere",
            "seen_secret": "a secret of the tests, long enough for everyone",
            "s3_endpoint_url": object_server.endpoint,
            "s3_access_key": object_server.access_key,
            "s3_secret_key": object_server.secret_key,
            "s3_bucket": object_server.bucket,
            **changes,
        }
    )


@pytest.fixture
def store(object_server) -> Store:
    client = client_of(settings(object_server))
    sent: list[int] = []
    client.meta.events.register(
        "before-call.s3.UploadPart",
        lambda params, **_: sent.append(int(params["query_string"]["partNumber"])),
    )
    return Store(client, object_server.bucket, sent)


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(
        db, tmp_path / "films", tmp_path / "downloads", cache, pushes=True, pushes_library=True
    )


@pytest.fixture
def uploader(db, store, home):
    return Uploader(
        db,
        store.client,
        store.bucket,
        home.roots,
        lambda: datetime.now(UTC),
        part_bytes=PART,
        includes_library=True,
    )


@pytest.fixture
def film(home) -> Path:
    """Three parts of bytes that are not all alike."""
    path = home.root / "Häxan (1922).mp4"
    path.write_bytes(b"".join(hashlib.sha256(bytes([n])).digest() * (MIB // 32) for n in range(13)))
    return path


@pytest.fixture
def item(db, film) -> UUID:
    return make_item(db, film)


def begun(db, item: UUID):
    with db.read() as conn:
        return uploads.get_upload(conn, item_id=item)


def test_a_copy_equals_the_file(home, uploader, store, film, item):
    assert uploader.upload(item) is True

    row = home.item()
    assert store.body(row["object_key"]) == film.read_bytes()
    assert row["object_sha256"] == hashlib.sha256(film.read_bytes()).hexdigest()
    assert row["object_key"] == f"library/{item}/Häxan (1922).mp4"
    assert row["stored_at"] is not None
    assert (sorted(store.parts_sent), begun(home.db, item)) == ([1, 2, 3], None)


def test_an_existing_copy_is_not_uploaded_again(uploader, store, item):
    uploader.upload(item)
    store.parts_sent.clear()

    assert uploader.upload(item) is True
    assert store.parts_sent == []


def test_deleting_a_copy_is_idempotent(home, uploader, store, item):
    uploader.upload(item)
    key = home.item()["object_key"]
    uploader.remove(key)
    uploader.remove(key)

    assert store.keys_of(item) == []


def test_the_copy_can_be_read_by_a_signed_address(home, uploader, object_server, film, item):
    uploader.upload(item)
    key = home.item()["object_key"]
    signer = ObjectStore(
        object_server.bucket,
        "us-east-1",
        SecretStr(object_server.access_key),
        SecretStr(object_server.secret_key),
    )

    url = signer.presigned_get(
        key,
        origin=object_server.endpoint,
        now=datetime.now(UTC),
        expires_s=60,
        content_type="video/mp4",
    )

    with urllib.request.urlopen(url) as answer:  # noqa: S310  # our own server
        assert answer.read() == film.read_bytes()


def test_a_small_file_is_uploaded_in_one_part(home, uploader, store, clips, db):
    item = make_item(db, home.put(clips.mp4, "small.mp4"))

    uploader.upload(item)

    assert store.parts_sent == [1]
    assert store.body(home.item()["object_key"]) == clips.mp4.read_bytes()


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID
import boto3
from botocore.config import Config
from chalicelib.platform.db import Database
from worker.scanner.roots import Roots
from worker.uploader import Uploader

dsn, endpoint, key, secret, bucket, root, item = sys.argv[1:8]
client = boto3.client(
    "s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
    region_name="us-east-1",
    config=Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
)
sent = []
def die(**_):
    sent.append(1)
    if len(sent) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
client.meta.events.register("after-call.s3.UploadPart", die)
roots = Roots.of([Path(root)], Path(root) / "downloads")
Uploader(
    Database(dsn), client, bucket, roots, lambda: datetime.now(UTC), part_bytes=5 * 2**20,
    includes_library=True,
).upload(UUID(item))
"""


def test_a_killed_upload_is_resumed(home, uploader, store, item, object_server):
    whole = Path(home.item()["absolute_path"]).read_bytes()
    script = home.root.parent / "killed.py"
    script.write_text(KILLED)
    ended = subprocess.run(
        [
            *(
                sys.executable,
                script,
                home.db.dsn,
                object_server.endpoint,
                object_server.access_key,
            ),
            *(object_server.secret_key, object_server.bucket, home.root, str(item)),
        ],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    left_behind = begun(home.db, item)

    uploader.upload(item)

    assert ended.returncode == -signal.SIGKILL
    assert left_behind is not None
    assert len(store.parts_sent) <= 1  # of three, two of which were there
    row = home.item()
    assert store.body(row["object_key"]) == whole
    assert row["object_sha256"] == hashlib.sha256(whole).hexdigest()


def stop_after(store: Store, uploader: Uploader, parts: int) -> None:
    """Ask the uploader to stop once it has sent so many parts."""

    def look(**_):
        if len(store.parts_sent) >= parts:
            uploader.stop.set()

    store.client.meta.events.register("after-call.s3.UploadPart", look, unique_id="stop")


def go_on(store: Store, uploader: Uploader) -> None:
    store.client.meta.events.unregister("after-call.s3.UploadPart", unique_id="stop")
    uploader.stop.clear()
    store.parts_sent.clear()


def test_a_stopped_upload_is_resumed(uploader, store, item):
    stop_after(store, uploader, parts=1)
    with pytest.raises(ShutdownRequested):
        uploader.upload(item)
    before = list(store.parts_sent)
    go_on(store, uploader)

    uploader.upload(item)

    assert sorted(before + store.parts_sent) == [1, 2, 3]


def test_a_changed_file_is_uploaded_from_the_beginning(home, uploader, store, film, item):
    stop_after(store, uploader, parts=1)
    with pytest.raises(ShutdownRequested):
        uploader.upload(item)
    go_on(store, uploader)
    film.write_bytes(b"other" + film.read_bytes()[5:])
    home.scanner.scan([str(home.root)])
    with home.db.read() as conn:  # the scanner could not read these bytes as a film
        conn.execute("UPDATE library_items SET probe_error = '', scanned_at = now()")

    uploader.upload(item)

    assert sorted(store.parts_sent) == [1, 2, 3]
    assert store.body(home.item()["object_key"]) == film.read_bytes()


def test_a_file_that_changes_during_its_upload_gets_no_copy(home, uploader, store, film, item):
    def change(**_):
        os.utime(film, (1, 1))

    store.client.meta.events.register("after-call.s3.UploadPart", change)

    assert uploader.upload(item) is False
    assert home.item()["stored_at"] is None
    assert (begun(home.db, item), store.keys_of(item)) == (None, [])


def test_an_upload_unknown_to_the_store_starts_over(home, uploader, store, film, item):
    with home.db.read() as conn:
        size, modified = film.stat().st_size, film.stat().st_mtime_ns
        forgotten = uploads.MultipartUpload(f"library/{item}/x.mp4", str(uuid4()), size, modified)
        uploads.insert_upload(conn, item_id=item, upload=forgotten, now=datetime.now(UTC))

    uploader.upload(item)

    assert store.body(home.item()["object_key"]) == film.read_bytes()


def test_a_part_with_a_wrong_checksum_is_sent_again(home, uploader, store, film, item):
    key = f"library/{item}/film.mp4"
    upload_id = store.client.create_multipart_upload(Bucket=store.bucket, Key=key)["UploadId"]
    store.client.upload_part(
        Bucket=store.bucket, Key=key, UploadId=upload_id, PartNumber=1, Body=bytes(PART)
    )
    facts = film.stat()
    with home.db.read() as conn:
        upload = uploads.MultipartUpload(key, upload_id, facts.st_size, facts.st_mtime_ns)
        uploads.insert_upload(conn, item_id=item, upload=upload, now=datetime.now(UTC))
    store.parts_sent.clear()

    uploader.upload(item)

    assert store.parts_sent.count(1) == 1
    assert store.body(home.item()["object_key"]) == film.read_bytes()


def send_half_of_a_part(
    store: Store, upload: uploads.MultipartUpload, number: int, part: bytes
) -> None:
    """What a worker that is killed in the middle of a part leaves behind."""
    url = store.client.generate_presigned_url(
        "upload_part",
        Params={
            "Bucket": store.bucket,
            "Key": upload.object_key,
            "UploadId": upload.upload_id,
            "PartNumber": number,
        },
    )
    where = urlsplit(url)
    link = http.client.HTTPConnection(where.hostname, where.port)
    link.putrequest("PUT", f"{where.path}?{where.query}")
    link.putheader("Content-Length", str(len(part)))
    link.endheaders()
    link.send(part[: len(part) // 2])
    link.close()


def test_an_interrupted_part_is_sent_again(home, uploader, store, film, item):
    stop_after(store, uploader, parts=1)
    with pytest.raises(ShutdownRequested):
        uploader.upload(item)
    send_half_of_a_part(store, begun(home.db, item), 2, film.read_bytes()[PART : 2 * PART])
    go_on(store, uploader)

    try:
        uploader.upload(item)
    except UploadFailed:  # a store that streams may need a new beginning
        uploader.upload(item)

    assert store.body(home.item()["object_key"]) == film.read_bytes()
    assert home.item()["push_error"] == ""


@pytest.mark.parametrize("form", [None, "object", "parts"])
def test_a_copy_that_differs_from_the_file_is_deleted(
    home, uploader, store, item, monkeypatch, form
):
    uploader.etag_form = form
    real = store.client.upload_part

    def damaged(**arguments):
        return real(**{**arguments, "Body": arguments["Body"][:-1] + b"!"})

    monkeypatch.setattr(store.client, "upload_part", damaged)

    with pytest.raises(UploadFailed):
        uploader.upload(item)

    row = home.item()
    assert (row["stored_at"], store.keys_of(item)) == (None, [])
    assert row["push_error"] == "The copy in the object store was not like the file."


def test_a_copy_is_read_back_when_the_store_has_no_checksums(
    home, uploader, store, item, monkeypatch
):
    head = store.client.head_object
    monkeypatch.setattr(
        store.client, "head_object", lambda **arguments: {**head(**arguments), "ETag": '"x"'}
    )

    assert uploader.upload(item) is True
    assert home.item()["stored_at"] is not None


def _md5(content: bytes):
    return hashlib.md5(content, usedforsecurity=False)


def etag_of(film: Path, form: str) -> str:
    """As stores of either kind report it."""
    content = film.read_bytes()
    if form == "object":
        return _md5(content).hexdigest()
    parts = [content[start : start + PART] for start in range(0, len(content), PART)]
    digests = b"".join(_md5(part).digest() for part in parts)
    return f"{_md5(digests).hexdigest()}-{len(parts)}"


@pytest.mark.parametrize("form", ["object", "parts"])
def test_once_the_store_has_told_its_checksum_no_other_is_computed(
    db, uploader, store, film, item, monkeypatch, form
):
    head, etag, read_back = store.client.head_object, etag_of(film, form), []
    monkeypatch.setattr(
        store.client,
        "head_object",
        lambda **arguments: {**head(**arguments), "ETag": f'"{etag}"'},
    )
    monkeypatch.setattr(uploader, "_read_back", read_back.append)
    uploader.upload(item)
    learned = uploader.etag_form
    again = film.with_name("again.mp4")
    again.write_bytes(film.read_bytes())

    assert uploader.upload(make_item(db, again)) is True
    assert (learned, uploader.etag_form, read_back) == (form, form, [])


def test_a_copy_is_read_back_when_the_store_tells_another_checksum_than_before(
    home, uploader, film, item
):
    uploader.etag_form = "parts"  # this store tells that of the object

    assert uploader.upload(item) is True
    assert home.item()["object_sha256"] == hashlib.sha256(film.read_bytes()).hexdigest()
    assert uploader.etag_form is None


def test_an_unavailable_store_is_reported_and_retried(home, uploader, store, item, object_server):
    away = client_of(settings(object_server, s3_endpoint_url=f"http://127.0.0.1:{any_free()}"))
    there, uploader.client = uploader.client, away
    with pytest.raises(UploadFailed):
        uploader.upload(item)
    error = home.item()["push_error"]
    uploader.client = there

    uploader.upload(item)

    assert error == "The object store is not responding."
    assert home.item()["push_error"] == ""


def test_wrong_keys_are_reported(home, uploader, item, object_server):
    uploader.client = client_of(settings(object_server, s3_secret_key="wrong"))

    with pytest.raises(UploadFailed):
        uploader.upload(item)

    assert home.item()["push_error"] == "The object store does not accept the secret key."


def test_a_missing_file_is_reported(home, uploader, film, item):
    film.unlink()

    with pytest.raises(UploadFailed):
        uploader.upload(item)

    assert home.item()["push_error"] == "The file is not there."


@pytest.mark.parametrize(
    ("code", "message", "status", "words"),
    [
        ("InternalError", "write: no space left on device", 500, FULL),
        ("XMinioStorageFull", "", 507, FULL),
        ("Whatever", "", 507, FULL),
        ("AccessDenied", "", 403, "The object store denies write access: check its keys."),
        ("NoSuchBucket", "", 404, "The bucket does not exist in the object store."),
        ("Strange", "secret detail", 500, "The object store refused the file."),
    ],
)
def test_errors_of_the_store_are_readable(code, message, status, words):
    error = ClientError(
        {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status},
        },
        "UploadPart",
    )

    assert message_of(error) == words


def test_a_timeout_is_readable():
    assert message_of(EndpointConnectionError(endpoint_url="http://x")) == (
        "The object store is not responding."
    )


def test_orphaned_uploads_are_aborted_after_a_day(db, home, object_server, store):
    def begin(key: str) -> str:
        return store.client.create_multipart_upload(Bucket=store.bucket, Key=key)["UploadId"]

    def open_keys() -> set[str]:
        listing = store.client.list_multipart_uploads(Bucket=store.bucket, Prefix="library/")
        return {upload["Key"] for upload in listing.get("Uploads", [])}

    path = home.root / "film.mp4"
    path.write_bytes(b"film")
    ours = make_item(db, path)
    orphan, known = f"library/{uuid4()}/a.mp4", f"library/{ours}/b.mp4"
    begin(orphan)
    with db.read() as conn:
        upload = uploads.MultipartUpload(known, begin(known), 4, 1)
        uploads.insert_upload(conn, item_id=ours, upload=upload, now=datetime.now(UTC))

    def cleaner(clock) -> Uploader:
        return Uploader(db, store.client, store.bucket, home.roots, clock)

    today = cleaner(lambda: datetime.now(UTC)).abort_orphans()
    still_open = open_keys()
    tomorrow = cleaner(lambda: datetime.now(UTC) + timedelta(hours=25)).abort_orphans()

    assert today == 0
    assert {orphan, known} <= still_open
    assert tomorrow >= 1
    assert known in open_keys()
    assert orphan not in open_keys()


def test_only_library_items_are_copied(db, uploader, home, clips):
    ignored = make_item(db, home.put(clips.mp4, "a.mp4"), match_state="ignored")
    broken = make_item(db, home.put(clips.mp4, "b.mp4"))
    with db.read() as conn:
        conn.execute("UPDATE library_items SET probe_error = 'x' WHERE id = %s", [broken])

    assert [uploader.upload(each) for each in (ignored, broken, uuid4())] == [False] * 3


def test_a_probed_file_is_queued_for_upload(db, home, clips):
    home.put(clips.mp4, "film.mp4")
    home.put(clips.tone, "tone.mp4")

    home.scanner.scan([str(home.root)])

    film = next(item["id"] for item in home.items() if item["file_name"] == "film.mp4")
    with db.read() as conn:
        queued = conn.execute("SELECT task_name, queue_name, args FROM procrastinate_jobs")
        assert queued.fetchall() == [("push_item", "push", {"item_id": str(film)})]


def test_only_downloads_are_copied_by_default(db, uploader, home, clips):
    shelved = make_item(db, home.put(clips.mp4, "shelved.mp4"))
    path = home.downloads / "arrived.mp4"
    path.write_bytes(clips.mp4.read_bytes())
    arrived = make_item(db, path)
    job_id = home.finished_download([path])
    now = datetime.now(UTC)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET source_job_id = %s WHERE id = %s", [job_id, arrived])
        conn.execute("UPDATE library_items SET scanned_at = now()")
        assert uploads.list_unqueued(conn, includes_library=False, now=now) == [arrived]
        assert set(uploads.list_unqueued(conn, includes_library=True, now=now)) == {
            shelved,
            arrived,
        }
        assert not uploads.needs_upload(conn, item_id=shelved, includes_library=False, now=now)
        assert uploads.needs_upload(conn, item_id=arrived, includes_library=False, now=now)
    uploader.includes_library = False

    assert uploader.upload(shelved) is False
    assert uploader.upload(arrived) is True


def test_a_copy_is_not_started_without_space_for_it(uploader, home, store, item, tmp_path):
    size = home.item()["file_size_bytes"]
    uploader.store_dir = tmp_path
    uploader.free_bytes = lambda folder: reserve_bytes(folder) + size - 1

    with pytest.raises(UploadFailed, match=FULL):
        uploader.upload(item)

    assert store.parts_sent == []
    assert home.item()["push_error"] == FULL
    uploader.free_bytes = lambda folder: reserve_bytes(folder) + size
    assert uploader.upload(item) is True


def test_nothing_is_copied_when_copies_are_disabled(object_server):
    assert client_of(settings(object_server, seen_push="off")) is None
    assert client_of(settings(object_server, s3_endpoint_url=None)) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/films/Sintel (2010).mkv", "Sintel (2010).mkv"),
        ("/films/a?b#c%d&e.mp4", "a_b_c_d_e.mp4"),
        ("/films/..mkv", "file.mkv"),
        ("/films/two\nlines.mp4", "two_lines.mp4"),
        ("/films/Ha\u0308xan.mp4", "H\u00e4xan.mp4"),
        ("/films/" + "é" * 127 + ".mp4", "é" * 98 + ".mp4"),
    ],
)
def test_object_keys_need_no_escaping(path, name):
    assert object_name(path) == name
    assert len(object_name(path).encode()) <= 200
