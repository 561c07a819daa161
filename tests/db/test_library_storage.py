"""What the library takes, what could go, and which version is the best."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from chalicelib.catalog.service import CatalogService
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.library_storage.models import DuplicatesQuery
from chalicelib.library_storage.service import LibraryStorageService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.sessions import User
from tests.library import make_item
from tests.titles import make_person, make_show, make_title


@pytest.fixture
def storage(db, tmp_path) -> LibraryStorageService:
    folders = LibraryFolderService(db, utc_now, [str(tmp_path)], str(tmp_path / "data"))
    return LibraryStorageService(db, CatalogService(db, utc_now), folders, Cache(None), utc_now)


@pytest.fixture
def admin(db) -> User:
    return User(id=make_person(db), session_id=uuid4(), role="admin")


@pytest.fixture
def put(db, tmp_path):
    """A file of a title, with columns of its row."""

    def make(name: str, media_id: int | None, *, episode_id: int | None = None, **columns: object):
        item_id = make_item(db, tmp_path / name, media_id=media_id, episode_id=episode_id)
        with db.transaction() as conn:
            conn.execute(
                """
                UPDATE library_items AS item
                SET file_size_bytes = coalesce(given.file_size_bytes, item.file_size_bytes),
                    resolution_label = coalesce(given.resolution_label, item.resolution_label),
                    hdr = coalesce(given.hdr, item.hdr),
                    editions = coalesce(given.editions, item.editions),
                    discovered_at = coalesce(given.discovered_at, item.discovered_at),
                    part_number = given.part_number,
                    part_set = coalesce(given.part_set, item.part_set),
                    missing_since = given.missing_since
                FROM jsonb_populate_record(NULL::library_items, %s::jsonb) AS given
                WHERE item.id = %s
                """,
                [json.dumps(columns, default=str), item_id],
            )
        return item_id

    return make


def test_the_picture_adds_up_by_kind_resolution_and_folder(storage, admin, put, db, tmp_path):
    put("a.mkv", make_title(db, "Sintel"), file_size_bytes=3000, resolution_label="2160p")
    show = make_show(db)
    put("b.mkv", show.id, episode_id=show.episodes[0], file_size_bytes=500, resolution_label="720p")

    found = storage.storage(admin)

    assert (found.titles, found.files, found.size_bytes) == (2, 2, 3500)
    assert [(one.value, one.size_bytes) for one in found.kinds] == [("movie", 3000), ("show", 500)]
    assert [(one.value, one.files) for one in found.resolutions] == [("2160p", 1), ("720p", 1)]
    assert [(one.path, one.files, one.size_bytes) for one in found.folders] == [
        (str(tmp_path), 2, 3500)
    ]
    assert [one.media.title for one in found.biggest] == ["Sintel", "Pioneer One"]


def test_files_without_a_title_are_counted_and_versions_by_their_own_resolution(
    storage, admin, put, db, tmp_path
):
    sintel = make_title(db, "Sintel")
    put("large.mkv", sintel, file_size_bytes=3000, resolution_label="2160p")
    put("small.mkv", sintel, file_size_bytes=500, resolution_label="720p")
    put("unknown.mkv", None, file_size_bytes=70, resolution_label="720p")
    states = {
        put("party.mkv", None, file_size_bytes=6): "ignored",
        put("trailer.mkv", sintel, file_size_bytes=4): "extra",
        put("deleted.mkv", sintel, file_size_bytes=900): "recycled",
    }
    with db.transaction() as conn:
        for item_id, state in states.items():
            conn.execute(
                "UPDATE library_items SET match_state = %s WHERE id = %s", [state, item_id]
            )

    found = storage.storage(admin)

    assert (found.titles, found.files, found.size_bytes) == (1, 5, 3580)
    assert [(one.value, one.titles, one.files, one.size_bytes) for one in found.kinds] == [
        ("movie", 1, 3, 3504),
        ("unmatched", 0, 1, 70),
        ("ignored", 0, 1, 6),
    ]
    assert [(one.value, one.files, one.size_bytes) for one in found.resolutions] == [
        ("2160p", 1, 3000),
        ("720p", 2, 570),
        ("", 2, 10),
    ]
    assert [(one.files, one.size_bytes) for one in found.folders] == [(5, 3580)]


def test_missing_files_take_no_room_and_are_counted_apart(storage, admin, put, db):
    sintel, gone = make_title(db, "Sintel"), make_title(db, "Gone")
    put("here.mkv", sintel, file_size_bytes=3000, resolution_label="2160p")
    put("broken.mkv", None, file_size_bytes=5)
    lost = [
        put("lost.mkv", sintel, file_size_bytes=500, resolution_label="720p"),
        put("gone.mkv", gone, file_size_bytes=9000, resolution_label="2160p"),
        put("unknown.mkv", None, file_size_bytes=70, resolution_label="720p"),
    ]
    with db.transaction() as conn:
        conn.execute("UPDATE library_items SET missing_since = now() WHERE id = ANY(%s)", [lost])
        conn.execute(
            "UPDATE library_items SET probe_error = 'no streams' WHERE file_name = 'broken.mkv'"
        )

    found = storage.storage(admin)

    assert (found.titles, found.files, found.missing_files) == (1, 2, 3)
    assert found.size_bytes == 3005
    assert [(one.value, one.titles, one.size_bytes) for one in found.kinds] == [
        ("movie", 1, 3000),
        ("unmatched", 0, 5),
    ]
    assert [(one.value, one.files) for one in found.resolutions] == [("2160p", 1), ("damaged", 1)]
    (folder,) = found.folders
    assert (folder.files, folder.missing_files, folder.size_bytes) == (2, 3, 3005)
    assert [(one.media.title, one.files) for one in found.biggest] == [("Sintel", 1)]


def test_a_trailer_counts_as_its_title_does_while_the_film_is_not_here(storage, admin, put, db):
    put("trailer.mkv", make_title(db, "Sintel"), file_size_bytes=4)
    with db.transaction() as conn:
        conn.execute("UPDATE library_items SET match_state = 'extra'")

    found = storage.storage(admin)

    kinds = [(one.value, one.titles, one.files, one.size_bytes) for one in found.kinds]
    assert kinds == [("movie", 0, 1, 4)]
    assert [(one.kind, one.size_bytes) for one in found.folders[0].kinds] == [("movie", 4)]


def test_a_folder_says_what_each_kind_takes_and_what_has_no_title(
    storage, admin, put, db, tmp_path
):
    put("a.mkv", make_title(db, "Sintel"), file_size_bytes=3000)
    show = make_show(db)
    put("b.mkv", show.id, episode_id=show.episodes[0], file_size_bytes=500)
    put("c.mkv", None, file_size_bytes=70)
    stored = put("d.mkv", show.id, episode_id=show.episodes[1], file_size_bytes=9000)
    with db.transaction() as conn:  # only in the object store
        conn.execute(
            "UPDATE library_items SET object_key = 'd', freed_at = now() WHERE id = %s", [stored]
        )

    picture = storage.picture(admin)

    (folder,) = picture.folders
    assert [(one.kind, one.size_bytes) for one in folder.kinds] == [
        ("movie", 3000),
        ("show", 500),
        ("other", 70),
    ]
    assert (folder.path, folder.size_bytes, picture.size_bytes) == (
        str(tmp_path),
        3570,
        12_570,
    )
    assert folder.disk is not None
    assert storage.picture(User(id=make_person(db), session_id=uuid4())).folders == []


def test_what_nobody_has_touched_for_half_a_year_could_go_unless_it_is_on_a_list(
    storage, admin, put, db
):
    long_ago = utc_now() - timedelta(days=400)
    old, new, kept = (make_title(db, name) for name in ("Old", "New", "Kept"))
    put("old.mkv", old, file_size_bytes=10, discovered_at=long_ago)
    put("new.mkv", new, file_size_bytes=20)
    put("kept.mkv", kept, file_size_bytes=30, discovered_at=long_ago)
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO user_watch_later (user_id, media_id, updated_at) VALUES (%s, %s, now())",
            [admin.id, kept],
        )

    assert [one.media.title for one in storage.storage(admin).could_go] == ["Old"]


def test_a_member_is_told_neither_folders_nor_what_others_have_seen(storage, put, db):
    long_ago = utc_now() - timedelta(days=400)
    put("old.mkv", make_title(db, "Old"), file_size_bytes=10, discovered_at=long_ago)

    found = storage.storage(User(id=make_person(db), session_id=uuid4()))

    assert (found.folders, found.could_go, len(found.biggest)) == ([], [], 1)
    assert found.biggest[0].last_seen_at is None


def test_of_two_versions_the_better_picture_is_the_best_and_says_so(storage, admin, put, db):
    sintel = make_title(db, "Sintel")
    small = put("s.mkv", sintel, file_size_bytes=10, resolution_label="720p")
    large = put("l.mkv", sintel, file_size_bytes=90, resolution_label="2160p", hdr="hdr10")

    (group,) = storage.duplicates(admin, DuplicatesQuery()).groups

    assert [one.library_item_ids for one in group.versions] == [[large], [small]]
    assert [one.is_best for one in group.versions] == [True, False]
    assert group.versions[0].reasons == ["2160p instead of 720p", "HDR"]
    assert (group.spare_bytes, group.is_playing) == (10, False)


def test_only_files_that_are_found_are_compared(storage, admin, put, db):
    sintel = make_title(db, "Sintel")
    small = put("s.mkv", sintel, file_size_bytes=10, resolution_label="720p")
    large = put("l.mkv", sintel, file_size_bytes=90, resolution_label="1080p")
    gone = {"file_size_bytes": 900, "missing_since": utc_now()}
    put("gone.mkv", sintel, resolution_label="2160p", **gone)
    half = {"part_set": "half", "resolution_label": "2160p"}
    put("1.mkv", sintel, part_number=1, **half, **gone)
    second = put("2.mkv", sintel, part_number=2, **half, file_size_bytes=50)

    (group,) = storage.duplicates(admin, DuplicatesQuery()).groups

    assert [one.library_item_ids for one in group.versions] == [[large], [small], [second]]
    assert [one.is_missing for one in group.versions] == [False, False, True]
    assert [one.file_name for one in group.versions] == ["l.mkv", "s.mkv", "2.mkv"]
    assert group.spare_bytes == 60


def test_another_edition_is_no_duplicate(storage, admin, put, db):
    sintel = make_title(db, "Sintel")
    put("a.mkv", sintel, file_size_bytes=10, resolution_label="720p")
    put("b.mkv", sintel, file_size_bytes=90, resolution_label="720p", editions=["Extended"])

    assert storage.duplicates(admin, DuplicatesQuery()).groups == []


def test_versions_of_an_episode_are_a_group_of_their_own(storage, admin, put, db):
    show = make_show(db, seasons=(2,))
    for number, episode in enumerate((*show.episodes, show.episodes[0])):
        put(f"{number}.mkv", show.id, episode_id=episode, file_size_bytes=number + 1)

    (group,) = storage.duplicates(admin, DuplicatesQuery()).groups

    assert (group.episode_label, len(group.versions)) == ("S1 E1", 2)
