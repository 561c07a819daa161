"""Files people put into the watch folder become downloads, once."""

import os
import shutil

import pytest

from chalicelib.download_settings.models.quotas import QuotaLimits
from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.download_settings.service import WatchFolderOwner
from chalicelib.platform.clock import new_id
from chalicelib.platform.errors import InvalidInput
from tests.downloads.accounts import make_user
from tests.downloads.data import bencode
from worker.downloader import watch_folder
from worker.downloader.watch_folder import INVALID_AFTER_S, MAX_AT_ONCE, WatchFolder

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


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(harness, db, folder, clock):
    return WatchFolder(
        harness.downloads, WatchFolderOwner(db, new_id), lambda: str(folder), monotonic=clock
    )


def looks_patiently(watch, clock) -> None:
    """Long enough for what makes no sense."""
    watch.work()
    watch.work()
    clock.now_s += INVALID_AFTER_S
    watch.work()


def torrent(name: str) -> bytes:
    return bencode({"info": {**INFO, "name": name}})


def test_a_file_is_added_once_it_has_stopped_growing(harness, watch, folder, admin):
    path = folder / "film.torrent"
    path.write_bytes(bencode({"info": INFO}))
    watch.work()
    assert harness.downloads.open_jobs(admin) == []
    watch.work()

    (job,) = harness.downloads.open_jobs(admin)
    assert (job.title, job.source) == ("film.mkv", "film.torrent")
    assert (folder / ".added" / "film.torrent").exists()
    assert not path.exists()


def test_a_growing_file_is_not_added(harness, watch, folder, admin):
    path = folder / "film.magnet"
    for size in range(3):
        path.write_text("magnet:?xt=urn:btih:" + "a" * size)
        watch.work()

    assert harness.downloads.open_jobs(admin) == []


def test_a_magnet_file_may_hold_several_links(harness, watch, folder, admin):
    lines = ["# films", f"magnet:?xt=urn:btih:{HASH}", "", f"magnet:?xt=urn:btih:{'a' * 40}"]
    (folder / "films.magnet").write_text("\n".join(lines))
    watch.work()
    watch.work()

    assert len(harness.downloads.open_jobs(admin)) == 2


def test_a_refused_file_is_moved_away_with_the_reason(harness, watch, folder, admin, clock):
    (folder / "broken.torrent").write_bytes(b"not a torrent")
    (folder / "empty.magnet").write_text("# nothing")
    (folder / "large.torrent").write_bytes(b"d" * (4 * 1024 * 1024 + 1))
    looks_patiently(watch, clock)

    assert "4 MiB" in (folder / ".refused" / "large.torrent.txt").read_text()
    assert "not a .torrent" in (folder / ".refused" / "broken.torrent.txt").read_text()
    assert (folder / ".refused" / "empty.magnet.txt").exists()
    assert harness.downloads.open_jobs(admin) == []


def test_an_incomplete_file_is_not_added_while_its_writer_pauses(
    harness, watch, folder, admin, clock
):
    """As a slow line or a sync leaves it for longer than it takes to look twice."""
    whole = bencode({"info": INFO})
    path = folder / "film.torrent"
    path.write_bytes(whole[:-30])
    (folder / "films.magnet").write_text(f"magnet:?xt=urn:btih:{HASH}\nmagnet:?xt=urn:btih:aaa")
    for _ in range(3):
        watch.work()
        clock.now_s += INVALID_AFTER_S / 5
    assert (harness.downloads.open_jobs(admin), path.exists()) == ([], True)
    path.write_bytes(whole)
    (folder / "films.magnet").write_text(f"magnet:?xt=urn:btih:{HASH}\n")
    watch.work()
    watch.work()

    assert len(harness.downloads.open_jobs(admin)) == 2
    assert not (folder / ".refused").exists()


def test_of_several_links_the_valid_ones_are_added(harness, watch, folder, admin, clock):
    (folder / "films.magnet").write_text(f"magnet:?xt=urn:btih:{HASH}\nmagnet:?dn=film")
    looks_patiently(watch, clock)

    assert len(harness.downloads.open_jobs(admin)) == 1
    note = (folder / ".added" / "films.magnet.txt").read_text()
    assert note == "This magnet link has no info-hash.\n"


class Killed(BaseException):
    """Stands for the end of the process."""


def test_a_worker_that_died_before_the_file_was_moved_adds_nothing_twice(
    harness, db, watch, folder, admin, monkeypatch
):
    (folder / "film.torrent").write_bytes(bencode({"info": INFO}))
    with monkeypatch.context() as patch:

        def die(*_args: object) -> None:
            raise Killed

        patch.setattr(watch_folder, "move_to_subfolder", die)
        watch.work()
        with pytest.raises(Killed):
            watch.work()
    (job,) = harness.downloads.open_jobs(admin)
    harness.downloads.cancel(admin, job.id)
    successor = WatchFolder(harness.downloads, WatchFolderOwner(db, new_id), lambda: str(folder))
    successor.work()
    successor.work()

    assert harness.downloads.open_jobs(admin) == []
    assert (folder / ".added" / "film.torrent").exists()


def test_the_same_file_put_there_again_is_added_again(harness, watch, folder, admin):
    """As long as it is no download already: that is told."""
    first = None
    for how in ("written", "moved back", "told"):
        if how == "moved back":
            (folder / ".added" / "film.torrent").rename(folder / "film.torrent")
        else:
            (folder / "film.torrent").write_bytes(bencode({"info": INFO}))
        watch.work()
        watch.work()
        (job,) = harness.downloads.open_jobs(admin)
        if how == "written":
            first = job.id
            harness.downloads.cancel(admin, job.id)

    assert job.id != first
    told = (folder / ".refused" / "film.torrent.txt").read_text()
    assert told == "This is a download already: film.mkv\n"


def test_an_unreadable_and_unmovable_file_blocks_no_other(
    harness, watch, folder, admin, clock, monkeypatch, caplog
):
    """More of them than are dealt with at once, and older; each is told once."""
    read, put_away = watch_folder.read_version, watch_folder.move_to_subfolder

    def only_ours(file, sight):
        if file.name.startswith("stuck"):
            raise PermissionError(13, "not for you")
        return read(file, sight)

    def move(file, where, because=""):
        if file.name.startswith("stuck"):
            raise PermissionError(13, "not for you")
        put_away(file, where, because)

    monkeypatch.setattr(watch_folder, "read_version", only_ours)
    monkeypatch.setattr(watch_folder, "move_to_subfolder", move)
    stuck = [folder / f"stuck {number}.torrent" for number in range(MAX_AT_ONCE + 5)]
    for path in stuck:
        path.write_bytes(b"x")
        os.utime(path, (1, 1))
    (folder / "film.torrent").write_bytes(bencode({"info": INFO}))
    looks_patiently(watch, clock)
    while watch.work():
        pass
    for _ in range(3):
        clock.now_s += INVALID_AFTER_S
        watch.work()

    assert len(harness.downloads.open_jobs(admin)) == 1
    told = [record for record in caplog.records if "not moved" in record.message]
    assert len(told) == len(stuck)


def test_nothing_of_a_link_is_logged(harness, watch, folder, admin, clock, caplog):
    secret = "passkey-of-rosa"
    links = [
        f"magnet:?xt=urn:btih:{HASH}&tr=http://127.0.0.1:1/{secret}",
        f"magnet:?dn={secret}",
        f"magnet:?xt=urn:btih:{HASH}&tr=http://tracker.example/{secret}" + "x" * 9000,
    ]
    for number, link in enumerate(links):
        (folder / f"{number}.magnet").write_text(link)
    looks_patiently(watch, clock)

    notes = [path.read_text() for path in (folder / ".refused").glob("*.txt")]
    assert len(notes) == 3
    assert secret not in "".join(notes)
    assert secret not in caplog.text + "".join(str(vars(record)) for record in caplog.records)


def test_the_configured_owner_gets_the_jobs(harness, db, folder, admin):
    owner, rosa = WatchFolderOwner(db, new_id), make_user(db)
    harness.settings.update(DownloadSettings.model_validate({"watchOwner": str(rosa.id)}))
    watch = WatchFolder(
        harness.downloads, owner, lambda: str(folder), lambda: harness.settings.get().watch_owner
    )
    (folder / "film.torrent").write_bytes(bencode({"info": INFO}))
    watch.work()
    watch.work()

    assert [job.title for job in harness.downloads.open_jobs(rosa)] == ["film.mkv"]
    assert harness.downloads.open_jobs(admin) == []
    assert owner.find(rosa.id).role == "user"
    with pytest.raises(InvalidInput) as refused:
        harness.settings.update(DownloadSettings.model_validate({"watchOwner": str(new_id())}))
    assert refused.value.field == "watchOwner"


def test_when_its_owner_is_gone_no_other_user_gets_the_jobs(harness, db, folder, admin):
    watch = WatchFolder(
        harness.downloads, WatchFolderOwner(db, new_id), lambda: str(folder), new_id
    )
    (folder / "film.torrent").write_bytes(bencode({"info": INFO}))
    watch.work()
    watch.work()

    assert harness.downloads.open_jobs(admin) == []
    assert (folder / "film.torrent").exists()


def test_files_beyond_the_owners_quota_wait(harness, watch, folder, admin):
    harness.quotas.set(admin.id, QuotaLimits(most_open=1))
    for number in range(3):
        path = folder / f"{number}.torrent"
        path.write_bytes(torrent(f"{number}.mkv"))
        os.utime(path, (number, number))
    watch.work()
    watch.work()
    (first,) = harness.downloads.open_jobs(admin)
    assert not (folder / ".refused").exists()
    harness.downloads.cancel(admin, first.id)
    watch.work()

    (second,) = harness.downloads.open_jobs(admin)
    assert (first.title, second.title) == ("0.mkv", "1.mkv")
    assert (folder / "2.torrent").exists()


def test_a_folder_that_returns_is_watched_again(harness, watch, folder, admin, tmp_path):
    """As a disk that is taken out, and put back with more on it."""
    (folder / "one.torrent").write_bytes(torrent("one.mkv"))
    watch.work()
    shutil.move(folder, tmp_path / "elsewhere")
    assert watch.work() is False
    assert not folder.exists()
    (tmp_path / "elsewhere" / "two.torrent").write_bytes(torrent("two.mkv"))
    shutil.move(tmp_path / "elsewhere", folder)
    watch.work()
    assert harness.downloads.open_jobs(admin) == []  # they may still be growing
    watch.work()

    assert {job.title for job in harness.downloads.open_jobs(admin)} == {"one.mkv", "two.mkv"}


def test_two_workers_add_each_file_once(harness, db, folder, admin):
    (folder / "film.torrent").write_bytes(bencode({"info": INFO}))
    watches = [
        WatchFolder(harness.downloads, WatchFolderOwner(db, new_id), lambda: str(folder))
        for _ in range(2)
    ]
    seen = [watch_folder.scan(folder) for _ in watches]
    for watch, versions in zip(watches, seen, strict=True):
        watch.work()
        for path, version in versions.items():
            assert watch._process(path, version, admin, 0)  # noqa: SLF001  # at the same moment

    assert len(harness.downloads.open_jobs(admin)) == 1
    assert not (folder / ".refused").exists()


def test_links_hidden_files_and_others_are_ignored(harness, watch, folder, admin, tmp_path):
    outside = tmp_path / "outside.torrent"
    outside.write_bytes(bencode({"info": INFO}))
    (folder / "link.torrent").symlink_to(outside)
    os.mkfifo(folder / "pipe.torrent")
    (folder / ".film.torrent").write_bytes(b"x")
    (folder / "notes.txt").write_text("x")
    before = sorted(folder.iterdir())
    watch.work()
    watch.work()

    assert sorted(folder.iterdir()) == before
    assert harness.downloads.open_jobs(admin) == []


def test_without_an_administrator_files_wait(watch, folder):
    (folder / "film.torrent").write_bytes(bencode({"info": INFO}))
    watch.work()
    watch.work()

    assert (folder / "film.torrent").exists()


def test_a_missing_folder_is_ignored(harness, db):
    watch = WatchFolder(harness.downloads, WatchFolderOwner(db, new_id), lambda: "/nowhere/at/all")

    assert watch.work() is False
