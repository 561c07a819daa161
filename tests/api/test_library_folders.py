"""Folders that administrators add to the library."""

import os

import pytest

from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.registry import get
from tests.library import make_item, set_away

FOLDERS = "/api/v1/library/folders"


@pytest.fixture
def films(tmp_path):
    folder = tmp_path.parent / f"{tmp_path.name}-films"
    (folder / "Metropolis (1927)").mkdir(parents=True)
    return folder


@pytest.fixture
def admin(api, tmp_path):
    # The data folder is another one than that of the films.
    api.configure(seen_data_dir=tmp_path / "data", seen_library_roots=str(tmp_path / "shelf"))
    (tmp_path / "shelf").mkdir()
    return api.as_admin()


def folders(admin):
    return {each["path"]: each for each in admin.get(FOLDERS).json["items"]}


def test_an_added_folder_is_scanned_and_listed(admin, films, db):
    answer = admin.post(FOLDERS, json={"path": str(films)})

    assert answer.status == 202
    found = folders(admin)[str(films)]
    assert (found["source"], found["state"], found["files"]) == ("stored", "ok", 0)
    assert found["scanId"] == answer.json["scanId"]
    assert found["disk"]["freeBytes"] <= found["disk"]["totalBytes"]
    with db.read() as conn:
        row = conn.execute("SELECT paths FROM library_scans").fetchone()
    assert row == ([str(films)],)


def test_folders_of_the_environment_are_listed_and_stay(admin, tmp_path):
    shelf = str(tmp_path / "shelf")

    refused = admin.delete(f"{FOLDERS}?path={shelf}")

    assert folders(admin)[shelf]["source"] == "environment"
    assert (refused.status, refused.json["code"]) == (409, "folder_set_by_environment")


def test_a_removed_folder_is_not_listed_and_the_worker_removes_its_items(
    admin, films, db, tmp_path
):
    admin.post(FOLDERS, json={"path": str(films)})

    assert admin.delete(f"{FOLDERS}?path={films}").status == 204

    assert str(films) not in folders(admin)
    assert films.is_dir()
    with db.read() as conn:
        row = conn.execute(
            "SELECT args, scheduled_at > now() + interval '20 seconds'"
            " FROM procrastinate_jobs WHERE task_name = 'forget_folder'"
        ).fetchone()
    waits_for_undo = True
    assert row == ({"path": str(films), "kept": [str(tmp_path / "shelf")]}, waits_for_undo)


def test_the_same_folder_twice_is_one_folder(admin, films):
    admin.post(FOLDERS, json={"path": str(films)})
    link = films.parent / "link-to-films"
    link.symlink_to(films)

    assert admin.post(FOLDERS, json={"path": f"{link}/"}).status == 202

    link.unlink()
    assert list(folders(admin)).count(str(films)) == 1


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("films", "whole path"),
        ("/media/../etc", "whole path"),
        ("/no/such/folder", "no such folder"),
        ("/", "system"),
        ("/proc", "system"),
        ("/etc", "system"),
    ],
)
def test_an_invalid_folder_is_refused_with_the_reason(admin, path, words):
    answer = admin.post(FOLDERS, json={"path": path})

    assert (answer.status, answer.json["field"]) == (422, "path")
    assert answer.json["code"] == "folder_not_usable"
    assert words in answer.json["detail"]


def test_the_data_of_the_server_and_parts_of_other_folders_are_refused(admin, films, tmp_path):
    (tmp_path / "data" / "downloads").mkdir(parents=True)
    admin.post(FOLDERS, json={"path": str(films)})

    own = admin.post(FOLDERS, json={"path": str(tmp_path / "data" / "downloads")})
    part = admin.post(FOLDERS, json={"path": str(films / "Metropolis (1927)")})

    assert "/seen/ itself" in own.json["detail"]
    assert f"part of {films}" in part.json["detail"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_refused(admin, films):
    films.chmod(0)
    answer = admin.post(FOLDERS, json={"path": str(films)})
    films.chmod(0o755)

    assert "not allowed to read" in answer.json["detail"]


def test_folders_are_browsed_by_name_without_hidden_ones(admin, films):
    (films / ".hidden").mkdir()
    (films / "a film.mkv").touch()

    found = admin.get(f"{FOLDERS}/browse?path={films}").json

    assert [each["name"] for each in found["items"]] == ["Metropolis (1927)"]
    assert found["parent"] == str(films.parent)
    assert admin.get(f"{FOLDERS}/browse").json["parent"] is None
    assert admin.get(f"{FOLDERS}/browse?path=/no/such").status == 422


def test_a_folder_around_or_in_another_one_is_added_only_when_told(admin, films):
    inner = films / "Metropolis (1927)"
    admin.post(FOLDERS, json={"path": str(inner)})

    refused = admin.post(FOLDERS, json={"path": str(films)})
    told = admin.post(FOLDERS, json={"path": str(films), "allowsNested": True})

    assert (refused.status, refused.json["code"]) == (422, "folder_nested")
    assert f"{inner} is in this folder" in refused.json["detail"]
    assert told.status == 202
    assert {str(films), str(inner)} <= set(folders(admin))


def test_a_test_says_whether_a_folder_can_be_read_and_where_it_lies(admin, films):
    admin.post(FOLDERS, json={"path": str(films)})

    inner = admin.post(f"{FOLDERS}/test", json={"path": str(films / "Metropolis (1927)")}).json
    outer = admin.post(f"{FOLDERS}/test", json={"path": str(films.parent)}).json
    nowhere = admin.post(f"{FOLDERS}/test", json={"path": "/no/such/folder"}).json

    assert (inner["problem"], inner["insideOf"], inner["contains"]) == (None, str(films), [])
    assert inner["disk"]["freeBytes"] > 0
    assert str(films) in outer["contains"]
    assert "no such folder" in nowhere["problem"]


def test_options_of_any_folder_are_changed_and_kept(admin, films, tmp_path):
    shelf = tmp_path / "shelf"
    admin.post(FOLDERS, json={"path": str(films), "kind": "movies"})

    admin.request("PATCH", f"{FOLDERS}?path={shelf}", json={"kind": "anime"})
    changed = admin.request("PATCH", f"{FOLDERS}?path={shelf}", json={"marker": ".here"})

    assert changed.status == 200
    found = folders(admin)
    assert found[str(films)]["kind"] == "movies"
    assert (found[str(shelf)]["kind"], found[str(shelf)]["source"]) == ("anime", "environment")
    assert (found[str(shelf)]["marker"], found[str(shelf)]["state"]) == (".here", "away")
    (shelf / ".here").touch()
    assert folders(admin)[str(shelf)]["state"] == "ok"
    assert admin.request("PATCH", f"{FOLDERS}?path={shelf}", json={"marker": "../x"}).status == 422
    assert admin.delete(f"{FOLDERS}?path={shelf}").status == 409


def test_a_folder_that_is_added_again_at_once_has_its_options(admin, films):
    options = {
        "kind": "movies",
        "marker": ".here",
        "store": {"action": "free", "kinds": ["movie"], "minBytes": 5, "afterDays": 2},
        "preparesCopies": True,
    }
    admin.post(FOLDERS, json={"path": str(films)})
    admin.request("PATCH", f"{FOLDERS}?path={films}", json=options)
    before = folders(admin)[str(films)]
    admin.delete(f"{FOLDERS}?path={films}")

    admin.post(FOLDERS, json={"path": str(films), "allowsNested": True} | options)

    after = folders(admin)[str(films)]
    assert {name: after[name] for name in options} == {name: before[name] for name in options}


def test_files_of_a_disk_that_is_gone_are_forgotten_of_any_folder_and_only_while_it_is_away(
    admin, db, tmp_path
):
    shelf, film = tmp_path / "shelf", tmp_path / "shelf" / "usb" / "moon.mkv"
    make_item(db, film)
    make_item(db, shelf / "sintel.mkv")

    refused = admin.delete(f"{FOLDERS}/away?path={shelf}")
    set_away(db, str(shelf), str(film.parent))
    get(LibraryFolderService).roots(is_fresh=True)
    counted = folders(admin)[str(shelf)]

    assert (refused.status, refused.json["code"]) == (409, "folder_not_away")
    assert (counted["files"], counted["away"]) == (2, 1)
    assert admin.delete(f"{FOLDERS}/away?path={shelf}").status == 204
    with db.read() as conn:
        queued = conn.execute(
            "SELECT args ->> 'path' FROM procrastinate_jobs WHERE task_name = 'forget_away'"
        ).fetchall()
    assert queued == [(str(shelf),)]


def see_worker(db, *, seconds_ago: int) -> None:
    """A worker that reported so long ago."""
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO download_workers (id, seen_at, told)
            VALUES ('w', now() - make_interval(secs => %(ago)s), '{}')
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
            """,
            {"ago": seconds_ago},
        )


def test_of_a_folder_that_is_not_found_here_a_running_worker_tells(admin, db, tmp_path):
    """As a function in the cloud, which has none of the disks."""
    shelf = tmp_path / "shelf"
    shelf.rmdir()

    def state():
        get(LibraryFolderService).roots(is_fresh=True)
        found = folders(admin)[str(shelf)]
        return found["state"], found["disk"]

    without_worker = state()
    see_worker(db, seconds_ago=60)
    with_a_stopped_one = state()
    see_worker(db, seconds_ago=0)
    with_a_worker = state()
    set_away(db, str(shelf), str(shelf))

    assert (without_worker, with_a_stopped_one) == (("unknown", None),) * 2
    assert with_a_worker == ("ok", None)
    assert state() == ("missing", None)


def test_a_scan_says_whether_a_worker_is_running_as_the_downloads_do(admin, db):
    scan = admin.post("/api/v1/library/rescan", json={}).json["scanId"]

    def has_worker():
        one = admin.get(f"/api/v1/library/scans/{scan}").json["hasWorker"]
        (listed,) = admin.get("/api/v1/library/scans").json["items"]
        workers = admin.get("/api/v1/downloads/stats").json["workers"]
        assert one == listed["hasWorker"] == (workers == 1)
        return one

    see_worker(db, seconds_ago=60)
    stopped = has_worker()
    see_worker(db, seconds_ago=0)

    assert (stopped, has_worker()) == (False, True)
