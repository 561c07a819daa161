"""Files of a disk that is not connected are away, not missing."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.mounts import Mount
from chalicelib.library.store import roots as roots_store
from chalicelib.platform.clock import utc_now
from tests.library import LibraryHarness, set_away
from worker.scanner.disk_watch import DiskWatch
from worker.scanner.roots import LiveRoots
from worker.scanner.scan import ScanResult


@pytest.fixture
def mounts() -> list[str]:
    """Mount points of the machine."""
    return ["/"]


@pytest.fixture
def home(db, cache, tmp_path, mounts):
    home = LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)

    def stored(*, is_fresh: bool = False) -> tuple[LibraryRoot, ...]:
        with db.read() as conn:
            rows = {row.path: row for row in roots_store.list_all(conn)}
        return (rows.get(str(home.root), LibraryRoot(str(home.root), "environment")),)

    roots = LiveRoots(stored, home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    home.scanner.mounts = lambda: [Mount(point, "/dev/x", "ext4") for point in mounts]
    return home


def scan(home: LibraryHarness, *, confirms_missing: bool = False) -> ScanResult:
    return home.scanner.scan([str(home.root)], confirms_missing=confirms_missing)


def unplug(disk: Path, mounts: list[str]) -> None:
    mounts.remove(str(disk))
    shutil.rmtree(disk)
    disk.mkdir()


def test_case_33_a_disk_within_a_folder_that_is_away_hides_no_file(home, clips, mounts):
    disk = home.root / "usb"
    mounts.append(str(disk))
    home.put(clips.mp4, "usb/one.mp4")
    home.put(clips.mp4, "two.mp4")
    scan(home)
    unplug(disk, mounts)

    outcomes = [scan(home), scan(home)]

    assert [each.missing for each in outcomes] == [0, 0]
    assert home.missing_names() == []
    assert scan(home, confirms_missing=True).missing == 1
    assert home.missing_names() == ["one.mp4"]


def test_case_33_of_a_disk_that_is_away_at_the_second_look_nothing_is_missing(home, clips, mounts):
    disk = home.root / "usb"
    mounts += [str(home.root), str(disk)]
    films = [home.put(clips.mp4, name) for name in ("1.mp4", "2.mp4", "3.mp4", "usb/4.mp4")]
    home.put(clips.mp4, "usb/5.mp4")
    scan(home)
    films[0].unlink()
    films[3].unlink()
    scan(home)

    mounts.remove(str(disk))
    home.advance_clock(timedelta(minutes=11))
    home.scanner.look_again()
    without_usb = home.missing_names()
    films[1].unlink()
    home.scanner.scan_paths([str(films[1])])
    mounts.remove(str(home.root))
    home.advance_clock(timedelta(minutes=11))
    home.scanner.look_again()

    assert (without_usb, home.missing_names()) == (["1.mp4"], ["1.mp4"])


def test_a_disk_that_is_gone_for_good_and_whose_files_are_in_its_folder_is_not_away(
    home, clips, mounts, disks
):
    disk = home.root / "usb"
    mounts.append(str(disk))
    home.put(clips.mp4, "usb/one.mp4")
    scan(home)
    mounts.remove(str(disk))

    scan(home)
    disks.work_once()

    assert away(home) == ()


def test_case_33_a_folder_whose_disk_is_away_is_not_scanned(home, clips, mounts):
    mounts.append(str(home.root))
    home.put(clips.mp4, "one.mp4")
    scan(home)
    unplug(home.root, mounts)
    (home.root / "of the empty mount point.mp4").write_bytes(b"x")

    outcome = scan(home)

    assert outcome.failed
    assert "its disk is not connected" in outcome.message
    assert [item["file_name"] for item in home.items()] == ["one.mp4"]


def test_case_33_without_its_marker_file_nothing_of_a_folder_is_missing(home, clips, db):
    home.put(clips.mp4, "one.mp4")
    home.put(clips.mp4, "two.mp4")
    (home.root / ".here").touch()
    scan(home)
    with db.read() as conn:
        roots_store.update(
            conn, path=str(home.root), kind=None, marker=".here", prepares_copies=None
        )
    (home.root / ".here").unlink()
    (home.root / "one.mp4").unlink()

    outcomes = [scan(home), scan(home), scan(home, confirms_missing=True)]

    assert [each.failed for each in outcomes] == [True, True, True]
    assert ".here is not there" in outcomes[0].message
    assert home.missing_names() == []


def test_case_33_a_marker_holds_for_a_folder_within_a_scanned_one(home, clips):
    inner = home.root / "usb"
    home.put(clips.mp4, "usb/one.mp4")
    home.put(clips.mp4, "two.mp4")
    roots = (LibraryRoot(str(home.root)), LibraryRoot(str(inner), marker=".here"))
    source = LiveRoots(lambda *, is_fresh=False: roots, home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=source)
    (inner / ".here").touch()
    scan(home)
    (inner / ".here").unlink()
    (inner / "one.mp4").unlink()

    outcomes = [scan(home), scan(home), scan(home, confirms_missing=True)]

    assert [each.missing for each in outcomes] == [0, 0, 0]
    assert home.missing_names() == []


def test_files_of_a_folder_that_may_not_be_entered_are_not_missing(home, clips, monkeypatch):
    home.put(clips.mp4, "private/one.mp4")
    home.put(clips.mp4, "two.mp4")
    scan(home)
    read, look = os.scandir, os.lstat

    def refusing_read(path):
        if str(path).endswith("/private"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    def refusing_look(path, **options):
        if "/private/" in str(path):
            raise PermissionError(13, "Permission denied")
        return look(path, **options)

    monkeypatch.setattr("worker.scanner.walk.os.scandir", refusing_read)
    monkeypatch.setattr("worker.scanner.walk.os.lstat", refusing_look)

    outcomes = [scan(home), scan(home)]

    assert [each.missing for each in outcomes] == [0, 0]
    assert home.missing_names() == []


def test_a_folder_of_games_is_not_looked_through(home, clips):
    home.put(clips.mp4, "one.mp4")
    games = home.root / "games"
    home.put(clips.mp4, "games/intro.mp4")
    roots = (LibraryRoot(str(home.root)), LibraryRoot(str(games), kind="games"))
    source = LiveRoots(lambda *, is_fresh=False: roots, home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=source, new_id=uuid4)

    scan(home)
    home.scanner.scan_paths([str(games / "intro.mp4"), str(home.root)])

    assert [item["file_name"] for item in home.items()] == ["one.mp4"]


def test_a_change_noticed_on_a_disk_that_is_away_forgets_no_subtitle(home, clips, mounts, db):
    mounts.append(str(home.root))
    film = home.put(clips.mp4, "Sintel.mp4")
    beside = film.with_suffix(".en.srt")
    beside.write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    scan(home)
    unplug(home.root, mounts)
    home.scanner.scan_paths([str(beside)])

    with db.read() as conn:
        sidecars = conn.execute("SELECT count(*) FROM subtitles WHERE source = 'sidecar'")
        assert sidecars.fetchone() == (1,)


@pytest.fixture
def disks(home, mounts) -> DiskWatch:
    """Of a worker whose folder is the one of `home`."""
    return DiskWatch(
        home.db,
        home.scanner.ingestor.roots,
        utc_now,
        lambda: [Mount(point, "/dev/x", "ext4") for point in mounts],
        home.scanner.ingestor.invalidate_caches,
    )


def away(home: LibraryHarness) -> tuple[str, ...]:
    """What processes know that look at no disk."""
    with home.db.read() as conn:
        rows = conn.execute("SELECT unnest(library_away()) ORDER BY 1")
        return tuple(point.removesuffix("/") for (point,) in rows)


def test_the_worker_tells_which_disks_are_away_and_which_are_back(home, clips, mounts, disks):
    disk = home.root / "usb"
    mounts.append(str(disk))
    home.put(clips.mp4, "usb/one.mp4")
    scan(home)
    disks.work_once()
    assert away(home) == ()

    unplug(disk, mounts)
    disks.work_once()
    assert away(home) == (str(disk),)

    mounts.append(str(disk))
    disks.work_once()
    assert away(home) == ()


def test_of_a_folder_behind_a_symbolic_link_the_real_path_is_away(home, tmp_path, disks):
    link, real = tmp_path / "link", tmp_path / "disk" / "films"
    link.symlink_to(real)
    roots = LiveRoots(
        lambda *, is_fresh=False: (LibraryRoot(str(link), "environment"),), home.downloads
    )

    replace(disks, roots=roots).work_once()

    assert away(home) == (str(real),)


def test_a_process_without_the_folders_takes_none_of_them_for_away(home, disks, tmp_path):
    disks.work_once()
    home.root.rename(tmp_path / "elsewhere")

    assert away(home) == ()


def test_what_was_away_of_a_folder_that_left_the_environment_is_forgotten(home, disks, tmp_path):
    set_away(home.db, str(tmp_path / "former"), str(home.root))
    assert away(home) == (str(home.root),)

    disks.work_once()

    assert away(home) == ()


def test_network_disks_are_looked_at_apart_from_the_others(home, disks):
    def mounted() -> list[Mount]:
        return [Mount("/", "/dev/x", "ext4"), Mount(str(home.root), "nas:/", "nfs4")]

    home.root.rmdir()

    replace(disks, mounts=mounted).work_once()
    assert away(home) == ()
    replace(disks, mounts=mounted, on_network=True).work_once()
    assert away(home) == (str(home.root),)
