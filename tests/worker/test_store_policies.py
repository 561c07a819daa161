"""Which files of a folder are copied to the object store, and which leave the disk for it."""

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from chalicelib.library.models.folders import StorePolicy
from chalicelib.library.store import freed_files, roots, uploads
from chalicelib.platform.settings import Settings
from tests.library import LibraryHarness, make_item
from tests.titles import make_title
from worker.local_file_freeing import StoreFreer
from worker.object_store_check import StoreChecker
from worker.s3_client import client_of
from worker.uploader import Uploader


def now() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)


class Killed(BaseException):
    """The worker is gone at this moment."""


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache, pushes=True)


@pytest.fixture
def client(object_server):
    return client_of(
        Settings.model_validate(
            {
                "database_url": "postgresql://nowhere",
                "seen_secret": "a secret of the tests, long enough for everyone",
                "s3_endpoint_url": object_server.endpoint,
                "s3_access_key": object_server.access_key,
                "s3_secret_key": object_server.secret_key,
                "s3_bucket": object_server.bucket,
            }
        )
    )


@pytest.fixture
def uploader(db, client, object_server, home):
    return Uploader(db, client, object_server.bucket, home.roots, now)


@pytest.fixture
def freer(db, client, object_server, home):
    return StoreFreer(db, client, object_server.bucket, home.roots, now)


@pytest.fixture
def checker(db, client, object_server):
    """On a store without objects of other tests."""
    listing = client.list_objects_v2(Bucket=object_server.bucket)
    for each in listing.get("Contents", []):
        client.delete_object(Bucket=object_server.bucket, Key=each["Key"])
    return StoreChecker(db, client, object_server.bucket, lambda: now() + timedelta(days=2))


@pytest.fixture
def put(db, home):
    """A film of some kilobytes in the library folder."""

    def make(name: str, *, kilobytes: int = 1, media_type: str = "movie") -> UUID:
        path = home.root / name
        path.write_bytes(os.urandom(1000 * kilobytes))
        return make_item(db, path, media_id=make_title(db, name, media_type=media_type))

    return make


def set_policy(db, home, **policy) -> None:
    with db.transaction() as conn:
        roots.insert(conn, path=str(home.root), source="stored", user_id=None, now=now())
        roots.set_store(conn, path=str(home.root), policy=StorePolicy(**policy))


def wanted(db) -> list[UUID]:
    with db.read() as conn:
        return uploads.list_unqueued(conn, includes_library=False, now=now())


def only_in_store(db) -> list[UUID]:
    with db.read() as conn:
        rows = conn.execute("SELECT id FROM library_items WHERE freed_at IS NOT NULL").fetchall()
    return [row[0] for row in rows]


def test_by_default_only_finished_downloads_are_copied(db, home, put):
    put("a.mp4")

    assert wanted(db) == []


@pytest.mark.parametrize(
    ("policy", "names"),
    [
        ({"action": "keep"}, set()),
        ({"action": "push"}, {"film.mp4", "large.mp4", "show.mp4"}),
        ({"action": "free"}, {"film.mp4", "large.mp4", "show.mp4"}),
        ({"action": "push", "kinds": ["show"]}, {"show.mp4"}),
        ({"action": "push", "minBytes": 3000}, {"large.mp4"}),
        ({"action": "push", "afterDays": 1}, set()),
        ({"action": "push", "quotaBytes": 2500}, {"film.mp4"}),
        ({"action": "push", "quotaBytes": 0}, set()),
    ],
)
def test_a_policy_chooses_by_kind_size_age_and_quota(db, home, put, policy, names):
    items = {
        put("film.mp4"): "film.mp4",
        put("large.mp4", kilobytes=5): "large.mp4",
        put("show.mp4", media_type="show"): "show.mp4",
    }
    set_policy(db, home, **policy)
    with db.read() as conn:
        preview = uploads.preview(
            conn, folder=str(home.root), policy=StorePolicy(**policy), pushes="on", now=now()
        )
        one_by_one = {
            name
            for item, name in items.items()
            if uploads.needs_upload(conn, item_id=item, includes_library=False, now=now())
        }

    assert {items[item] for item in wanted(db)} == names
    assert preview.push_files == len(names)
    assert preview.free_files == (len(names) if policy["action"] == "free" else 0)
    assert names <= one_by_one


def test_a_file_leaves_the_disk_only_for_a_verified_copy(db, home, put, uploader, freer):
    film = put("film.mp4")
    path = home.root / "film.mp4"
    set_policy(db, home, action="free")
    before = freer.free(film), path.exists()
    uploader.upload(film)
    freed = freer.free(film)

    assert before == (False, True)
    assert (freed, path.exists(), only_in_store(db)) == (True, False, [film])


def test_a_copy_of_another_size_frees_nothing(db, home, put, uploader, freer, client):
    film = put("film.mp4")
    set_policy(db, home, action="free")
    uploader.upload(film)
    client.put_object(Bucket=uploader.bucket, Key=home.item()["object_key"], Body=b"short")

    assert freer.free(film) is False
    assert (home.root / "film.mp4").exists()


def test_a_changed_file_stays_on_the_disk(db, home, put, uploader, freer):
    film = put("film.mp4")
    set_policy(db, home, action="free")
    uploader.upload(film)
    (home.root / "film.mp4").write_bytes(b"edited since")

    assert freer.free(film) is False
    assert only_in_store(db) == []


def test_a_worker_killed_before_the_file_is_gone_frees_it_the_next_time(
    db, home, put, uploader, freer, monkeypatch
):
    film = put("film.mp4")
    set_policy(db, home, action="free")
    uploader.upload(film)

    def dies(_path):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("worker.local_file_freeing.os.unlink", dies)
        with pytest.raises(Killed):
            freer.free_all()
    there = (home.root / "film.mp4").exists()

    assert (there, freer.free_all()) == (True, 1)
    assert not (home.root / "film.mp4").exists()


def test_a_file_that_cannot_be_removed_keeps_no_other_on_the_disk(
    db, home, put, uploader, freer, monkeypatch
):
    set_policy(db, home, action="free")
    films = put("a.mp4"), put("b.mp4")
    for film in films:
        uploader.upload(film)
    stuck = min(films)
    path = next(item["absolute_path"] for item in home.items() if item["id"] == stuck)
    real = os.unlink

    def refuses(place):
        if place == path:
            raise PermissionError(13, "Permission denied")
        real(place)

    monkeypatch.setattr("worker.local_file_freeing.os.unlink", refuses)

    assert freer.free_all() == 1
    assert only_in_store(db) == [max(films)]


def test_a_file_that_is_only_in_the_store_is_never_missing(db, home, put, uploader, freer):
    film, other = put("film.mp4"), put("other.mp4")
    set_policy(db, home, action="free", minBytes=1000)
    uploader.upload(film)
    freer.free(film)
    for _ in range(2):
        home.scanner.scan([str(home.root)])
    with db.read() as conn:
        missing = conn.execute("SELECT count(missing_since) FROM library_items").fetchone()

    assert missing == (0,)
    assert {item["id"] for item in home.items()} == {film, other}


def test_a_seeding_file_is_not_freed(db, home, put, uploader, freer):
    film = put("film.mp4")
    set_policy(db, home, action="free")
    uploader.upload(film)
    job = home.finished_download([home.root / "film.mp4"])
    with db.read() as conn:
        conn.execute("INSERT INTO download_seeding (job_id, since) VALUES (%s, now())", [job])
        conn.execute("UPDATE library_items SET source_job_id = %s", [job])
        listed = freed_files.list_ids(conn, now=now())

    assert (listed, freer.free(film)) == ([], False)


def test_the_check_removes_objects_of_no_file_and_forgets_lost_copies(
    checker, db, home, put, uploader, freer, client
):
    set_policy(db, home, action="free")
    kept, lost = put("kept.mp4"), put("lost.mp4")
    for film in (kept, lost):
        uploader.upload(film)
        freer.free(film)
    client.put_object(Bucket=uploader.bucket, Key="library/orphan/x.mp4", Body=b"orphan")
    keys = {item["id"]: item["object_key"] for item in home.items()}
    client.delete_object(Bucket=uploader.bucket, Key=keys[lost])
    found = checker.run()
    with db.read() as conn:
        gone = conn.execute(
            "SELECT id FROM library_items WHERE missing_since IS NOT NULL AND stored_at IS NULL"
        ).fetchall()
    listing = client.list_objects_v2(Bucket=uploader.bucket, Prefix="library/orphan/")

    assert (found.orphans, found.orphan_bytes, found.lost) == (1, 6, 1)
    assert (gone, only_in_store(db)) == ([(lost,)], [kept])
    assert "Contents" not in listing


def test_an_empty_store_is_doubted_and_nothing_is_changed(checker, db, home, put, uploader, client):
    set_policy(db, home, action="push")
    for number in range(5):
        uploader.upload(put(f"{number}.mp4"))
    for item in home.items():
        client.delete_object(Bucket=uploader.bucket, Key=item["object_key"])
    found = checker.run()

    assert (found.lost, found.is_mended) == (5, False)
    assert all(item["stored_at"] for item in home.items())


def test_the_only_copies_survive_a_check_of_another_store(
    checker, db, home, put, uploader, freer, client
):
    set_policy(db, home, action="free")
    film = put("film.mp4")
    uploader.upload(film)
    freer.free(film)
    (item,) = home.items()
    content = client.get_object(Bucket=uploader.bucket, Key=item["object_key"])["Body"].read()
    client.delete_object(Bucket=uploader.bucket, Key=item["object_key"])
    checker.run()
    while_away = only_in_store(db)
    client.put_object(Bucket=uploader.bucket, Key=item["object_key"], Body=content)
    found = checker.run()
    listing = client.list_objects_v2(Bucket=uploader.bucket, Prefix="library/")

    assert (while_away, only_in_store(db)) == ([], [film])
    assert (found.orphans, found.lost) == (0, 0)
    assert [each["Key"] for each in listing["Contents"]] == [item["object_key"]]


def test_the_copy_of_a_changed_file_is_no_orphan_before_its_next_upload(
    checker, db, home, put, uploader, client
):
    set_policy(db, home, action="push")
    uploader.upload(put("film.mp4"))
    with db.read() as conn:  # as a scan marks a changed file
        conn.execute("UPDATE library_items SET stored_at = NULL, object_sha256 = NULL")

    assert checker.run().orphans == 0
