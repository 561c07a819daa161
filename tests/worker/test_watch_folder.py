"""Files people put into the watch folder become downloads, once."""

import pytest

from chalicelib.downloads.service import Houseowner
from chalicelib.platform.clock import new_id
from tests.downloads import bencode, make_user
from worker.downloader.watch_folder import WatchFolder

HASH = "c334138ef5bfc2d568ea7324e0e2a3a7ec229bdd"
INFO = {"length": 10, "name": "film.mkv", "piece length": 16384, "pieces": b"x" * 20}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "watched"
    folder.mkdir()
    return folder


@pytest.fixture
def admin(db):
    user = make_user(db)
    with db.read() as conn:
        conn.execute("UPDATE users SET role = 'admin' WHERE id = %s", [user.id])
    return user


@pytest.fixture
def watch(home, db, folder):
    return WatchFolder(home.downloads, Houseowner(db, new_id), lambda: str(folder))


def test_a_file_is_taken_up_once_it_has_stopped_growing(home, watch, folder, admin):
    path = folder / "film.torrent"
    path.write_bytes(bencode({"info": INFO}))
    watch.work()
    assert home.downloads.active(admin) == []
    watch.work()

    (job,) = home.downloads.active(admin)
    assert (job.title, job.source) == ("film.mkv", "film.torrent")
    assert (folder / ".added" / "film.torrent").exists()
    assert not path.exists()


def test_a_file_that_grows_is_waited_for(home, watch, folder, admin):
    path = folder / "film.magnet"
    for size in range(3):
        path.write_text("magnet:?xt=urn:btih:" + "a" * size)
        watch.work()

    assert home.downloads.active(admin) == []


def test_a_magnet_file_may_hold_several_links(home, watch, folder, admin):
    lines = ["# films", f"magnet:?xt=urn:btih:{HASH}", "", f"magnet:?xt=urn:btih:{'a' * 40}"]
    (folder / "films.magnet").write_text("\n".join(lines))
    watch.work()
    watch.work()

    assert len(home.downloads.active(admin)) == 2


def test_what_cannot_be_taken_up_is_put_away_with_the_reason(home, watch, folder, admin):
    (folder / "broken.torrent").write_bytes(b"not a torrent")
    (folder / "empty.magnet").write_text("# nothing")
    watch.work()
    watch.work()

    assert "not a .torrent" in (folder / ".refused" / "broken.torrent.txt").read_text()
    assert (folder / ".refused" / "empty.magnet.txt").exists()
    assert home.downloads.active(admin) == []


def test_a_worker_that_died_before_the_file_was_moved_adds_nothing_twice(
    home, watch, folder, admin
):
    data = bencode({"info": INFO})
    for _ in range(2):
        (folder / "film.torrent").write_bytes(data)
        watch.work()
        watch.work()
        for job in home.downloads.active(admin):
            home.downloads.cancel(admin, job.id)

    assert home.downloads.active(admin) == []
    assert (folder / ".added" / "film (2).torrent").exists()


def test_links_hidden_files_and_others_are_left_alone(home, watch, folder, admin, tmp_path):
    outside = tmp_path / "outside.torrent"
    outside.write_bytes(bencode({"info": INFO}))
    (folder / "link.torrent").symlink_to(outside)
    (folder / ".film.torrent").write_bytes(b"x")
    (folder / "notes.txt").write_text("x")
    before = sorted(folder.iterdir())
    watch.work()
    watch.work()

    assert sorted(folder.iterdir()) == before
    assert home.downloads.active(admin) == []


def test_without_an_administrator_everything_waits(watch, folder):
    (folder / "film.torrent").write_bytes(bencode({"info": INFO}))
    watch.work()
    watch.work()

    assert (folder / "film.torrent").exists()


def test_a_folder_that_is_not_there_does_no_harm(home, db):
    watch = WatchFolder(home.downloads, Houseowner(db, new_id), lambda: "/nowhere/at/all")

    assert watch.work() is False
