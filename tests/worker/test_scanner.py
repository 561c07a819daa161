"""Scans of a real folder into a real database."""

import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.library.models.probe_results import Probe
from chalicelib.library.store import scans
from tests.downloads.accounts import make_user
from tests.library import LibraryHarness
from tests.titles import make_show, make_title
from tests.waiting import PATIENCE_S
from worker.cancellation import ShutdownRequested
from worker.scanner.first_probe import FirstProber
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober
from worker.scanner.scan import ScanResult
from worker.scanner.walk import walk

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


@pytest.fixture
def sintel(db):
    return make_title(db, "Sintel", year=2010)


def scan(home: LibraryHarness, *, rematch: bool = False) -> ScanResult:
    return home.scanner.scan([str(home.root)], rematch=rematch)


def test_a_new_file_is_matched_and_probed(home, clips, sintel):
    home.put(clips.mkv, "Sintel (2010)/Sintel.2010.mkv")

    outcome = scan(home)

    item = home.item()
    assert (outcome.found, outcome.added, outcome.updated) == (1, 1, 0)
    assert (item["media_id"], item["match_state"]) == (sintel, "matched")
    assert (item["container_format"], item["video_codec"]) == ("mkv", "h264")
    assert (item["mime_type"], item["duration_seconds"]) == ("video/x-matroska", 6)
    with home.db.read() as conn:
        streams = conn.execute(
            """
            SELECT stream_index, stream_type, codec, language, title, channels
            FROM library_streams ORDER BY stream_index
            """
        ).fetchall()
    assert streams == [
        (0, "video", "h264", "", "", 0),
        (1, "audio", "aac", "", "", 1),
        (2, "subtitle", "srt", "eng", "", 0),
        (3, "subtitle", "srt", "ger", "Deutsch", 0),
    ]


def test_an_unchanged_library_is_not_written_to(home, clips, sintel):
    home.put(clips.mp4, "Sintel.2010.mp4")
    home.put(clips.tone, "nobody knows.mp4")
    scan(home)
    before = home.items()

    outcome = scan(home, rematch=True)

    assert (outcome.found, outcome.added, outcome.updated) == (2, 0, 0)
    assert home.items() == before  # with the transaction that wrote each row


def test_changed_files_are_probed_again_and_keep_the_title(home, clips, sintel):
    path = home.put(clips.mp4, "Sintel.2010.mkv")
    scan(home)
    with home.db.read() as conn:
        conn.execute(
            "UPDATE library_items SET stored_at = now(), object_key = 'k', object_sha256 = 's'"
        )
    path.write_bytes(clips.webm.read_bytes())

    outcome = scan(home)

    item = home.item()
    assert outcome.updated == 1
    assert (item["video_codec"], item["media_id"]) == ("vp9", sintel)
    assert (item["stored_at"], item["object_sha256"]) == (None, None)


def test_a_touched_file_with_the_content_that_was_probed_is_not_probed_again(home, clips, sintel):
    path = home.put(clips.mkv, "Sintel.2010.mkv")
    scan(home)
    before = home.item()
    later = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    home.scanner.prober = Asked()

    outcome = scan(home)

    item = home.item()
    assert (outcome.updated, home.scanner.prober.paths) == (1, [])
    assert item["scanned_at"] > before["scanned_at"]
    assert (item["duration_seconds"], item["match_state"]) == (6, "matched")


def test_a_touched_file_that_could_not_be_read_is_probed_again(home):
    path = home.root / "broken.mkv"
    path.write_bytes(b"not a video at all" * 1000)
    scan(home)
    os.utime(path, ns=(1, 1))

    scan(home)

    assert home.item()["probe_error"]


def test_a_file_that_is_no_video_waits_for_review(home, clips, sintel):
    home.put(clips.tone, "Sintel.2010.mp4")
    (home.root / "Sintel (2010) broken.mkv").write_bytes(b"not a video at all" * 1000)

    scan(home)

    for item in home.items():
        assert (item["match_state"], item["media_id"]) == ("unmatched", None)
        assert item["probe_error"]
        assert item["duration_seconds"] == 0


def test_a_playlist_named_like_a_video_opens_no_file(home, clips):
    home.put(clips.mp4, "film.mp4")
    (home.root / "list.ts").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfilm.mp4\n#EXT-X-ENDLIST\n"
    )
    (home.root / "list.mp4").write_text("ffconcat version 1.0\nfile film.mp4\n")

    scan(home)

    errors = {item["file_name"]: bool(item["probe_error"]) for item in home.items()}
    assert errors == {"film.mp4": False, "list.ts": True, "list.mp4": True}


def test_an_unknown_name_waits_for_review(home, clips):
    home.put(clips.mp4, "holiday.mp4")

    scan(home)

    assert home.item()["match_state"] == "unmatched"
    assert home.item()["probe_error"] == ""


def test_an_unknown_episode_of_a_known_show_waits_for_review(home, clips, db):
    show = make_show(db, "Pioneer One", seasons=(3,))
    home.put(clips.mp4, "Pioneer.One.S01E02.mkv")
    home.put(clips.mp4, "Pioneer.One.S04E01.mkv")

    scan(home)

    known, unknown = home.items()
    assert (known["media_id"], known["episode_id"]) == (show.id, show.episodes[1])
    assert (unknown["match_state"], unknown["media_id"]) == ("unmatched", None)


def test_files_that_are_not_videos_are_ignored(home, clips):
    for name in ("Film-sample.mkv", ".hidden.mkv", "film.srt", ".trash/film.mkv"):
        home.put(clips.mp4, name)
    home.put(clips.mp4, "arriving.mkv")
    (home.root / "arriving.mkv.part").touch()
    (home.root / "empty.mkv").touch()

    assert scan(home).found == 0
    assert home.items() == []


def test_a_trailer_is_in_neither_the_library_nor_the_review_queue(home, clips, sintel):
    home.put(clips.mp4, "Sintel (2010)/Trailers/teaser.mp4")

    scan(home)

    assert home.item()["match_state"] == "extra"


def test_case_36_links_pipes_and_sockets_are_skipped_unopened(home, clips, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.copy(clips.mp4, outside / "secret.mp4")
    home.put(clips.mp4, "real.mp4")
    (home.root / "link.mp4").symlink_to(outside / "secret.mp4")
    (home.root / "folder").symlink_to(outside)
    (home.root / "loop").symlink_to(home.root)
    os.mkfifo(home.root / "pipe.mp4")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(home.root / "socket.mp4"))

    outcome = scan(home)
    listener.close()

    assert [item["file_name"] for item in home.items()] == ["real.mp4"]
    assert outcome.message == "2 links to outside the library folders were left out."


def test_links_into_the_library_are_found_once_and_not_called_left_out(home, clips, tmp_path):
    real = home.put(clips.mp4, "store/real.mp4")
    (home.root / "link.mp4").symlink_to(real)
    (home.root / "again.mp4").symlink_to(home.root / "link.mp4")
    (home.root / "folder").symlink_to(real.parent)

    outcome = scan(home)

    assert [item["absolute_path"] for item in home.items()] == [str(real)]
    assert outcome.message == ""


def test_a_scan_says_what_it_left_out(home, clips, monkeypatch):
    home.put(clips.mp4, "Sintel (2010)/Sintel.mp4")
    home.put(clips.mp4, "Sintel (2010)/Sample/Sintel.mp4")
    (home.root / "nowhere.mp4").symlink_to(home.root / "gone.mp4")
    (home.root / "cycle.mp4").symlink_to(home.root / "cycle.mp4")
    (home.root / "note.txt").symlink_to("/etc/hostname")
    (home.root / "private").mkdir()
    read = os.scandir

    def refusing(path):
        if str(path).endswith("/private"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr("worker.scanner.walk.os.scandir", refusing)

    assert scan(home).message == (
        "2 links to outside the library folders, 1 folder without permission and 1 sample "
        "were left out."
    )


def test_a_hard_link_is_a_separate_file(home, clips):
    path = home.put(clips.mp4, "one.mp4")
    (home.root / "two.mp4").hardlink_to(path)

    scan(home)

    assert [item["file_name"] for item in home.items()] == ["one.mp4", "two.mp4"]


HOSTILE = [
    b"H\xe4xan (1922).mp4",
    b"two\nlines.mp4",
    b'"quotes" and `ticks` $(touch x).mp4',
    b"-rf --help.mp4",
    b"; rm x.mp4",
    b"file:http:x.mp4",
    "🎬 ".encode() * 40 + b".mp4",
    b"a" * 251 + b".mp4",
    "Ha\u0308xan.mp4".encode(),
    "H\u00e4xan.mp4".encode(),
    b"back\\slash\\x41.mp4",
    b"<script>.mp4",
    b"%s %(x)s {x}.mp4",
]


def test_case_35_any_name_is_scanned_and_probed_and_found_again(home, clips):
    for name in HOSTILE:
        path = os.fsdecode(os.fsencode(home.root) + b"/" + name)
        Path(path).write_bytes(clips.mp4.read_bytes())

    first = scan(home)
    second = scan(home)

    assert (first.added, second.added, second.updated) == (len(HOSTILE), 0, 0)
    for item in home.items():
        assert item["probe_error"] == "", item["file_name"]
        assert item["scanned_at"] is not None


def gone(root: Path) -> None:
    root.rename(root.with_name("elsewhere"))


def emptied(root: Path) -> None:
    for path in list(root.iterdir()):
        path.rename(root.parent / path.name)


def became_a_file(root: Path) -> None:
    gone(root)
    root.touch()


def became_a_link(root: Path) -> None:
    gone(root)
    root.symlink_to(root.with_name("elsewhere"))


@pytest.mark.parametrize("loss", [gone, emptied, became_a_file, became_a_link])
def test_a_missing_folder_changes_nothing(home, clips, sintel, loss):
    home.put(clips.mp4, "Sintel.2010.mp4")
    scan(home)
    before = home.items()
    loss(home.root)

    outcome = scan(home)

    assert home.items() == before
    assert outcome.failed
    assert "was skipped" in outcome.message


@pytest.mark.skipif(IS_ROOT, reason="root may enter every folder")
def test_an_unreadable_folder_changes_nothing(home, clips, sintel):
    home.put(clips.mp4, "Sintel.2010.mp4")
    scan(home)
    before = home.items()
    home.root.chmod(0)
    try:
        outcome = scan(home)
    finally:
        home.root.chmod(stat.S_IRWXU)

    assert home.items() == before
    assert outcome.failed


@pytest.mark.parametrize("has_files", [False, True])
def test_a_subfolder_without_read_permission_is_skipped(tmp_path, monkeypatch, has_files):
    (tmp_path / "private").mkdir()
    if has_files:
        (tmp_path / "Sintel.2010.mp4").write_bytes(b"film")
    read = os.scandir

    def refusing(path):
        if str(path).endswith("/private"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr("worker.scanner.walk.os.scandir", refusing)

    found = walk(str(tmp_path))

    assert len(found.files) == has_files
    assert found.skipped == {"not allowed": 1}


@pytest.mark.skipif(IS_ROOT, reason="root may enter every folder")
def test_a_subfolder_that_may_be_listed_but_not_entered_is_skipped(tmp_path):
    listed = tmp_path / "listed"
    listed.mkdir()
    (listed / "Sintel.2010.mp4").write_bytes(b"film")
    listed.chmod(stat.S_IRUSR)
    try:
        found = walk(str(tmp_path))
    finally:
        listed.chmod(stat.S_IRWXU)

    assert found.files == []
    assert found.skipped == {"not allowed": 1}


def test_a_folder_that_fails_while_it_is_read_changes_nothing(home, clips, monkeypatch):
    home.put(clips.mp4, "a/one.mp4")
    home.put(clips.mp4, "b/two.mp4")
    read = os.scandir

    def failing(path):
        if str(path).endswith("/a"):
            raise OSError(5, "Input/output error")
        return read(path)

    monkeypatch.setattr("worker.scanner.walk.os.scandir", failing)

    assert scan(home).failed
    assert home.items() == []


def test_a_disk_lost_before_a_probe_changes_no_item(home, clips, sintel):
    path = home.put(clips.mp4, "Sintel.2010.mp4")
    probe_new = home.scanner.probe_new
    home.scanner.probe_new = lambda folder, _: path.unlink() or probe_new(folder)

    scan(home)

    item = home.item()
    assert (item["match_state"], item["probe_error"], item["scanned_at"]) == ("matched", "", None)


class Asked(Prober):
    """Says what it is told, after doing what it is told."""

    def __init__(self, act=lambda: None, answer: Probe | None = None) -> None:
        super().__init__()
        self.act, self.answer, self.paths = act, answer, []

    def probe(self, path: str) -> Probe:
        self.paths.append(path)
        self.act()
        return self.answer or Probe(error="it cannot be read")


def test_a_disk_lost_during_a_probe_changes_no_item(home, clips, sintel):
    path = home.put(clips.mp4, "Sintel.2010.mp4")
    home.scanner.prober = Asked(act=path.unlink)

    scan(home)

    item = home.item()
    assert (item["match_state"], item["probe_error"], item["scanned_at"]) == ("matched", "", None)


def test_a_pipe_with_the_name_of_a_file_is_not_probed(home, clips):
    path = home.put(clips.mp4, "film.mp4")
    scan(home)
    path.unlink()
    os.mkfifo(path)
    with home.db.read() as conn:
        conn.execute("UPDATE library_items SET scanned_at = NULL")
    asked = Asked()

    FirstProber(home.scanner.ingestor, asked).run(home.item()["id"])

    assert asked.paths == []


def test_a_file_that_is_waited_for_is_probed_beside_a_scan_and_only_once(home, clips):
    path = home.put(clips.mp4, "film.mp4")
    home.scanner.probe_new = lambda _folder, _progress: 0  # it has not come to this file
    scan(home)
    asked = Asked()
    first_prober = FirstProber(home.scanner.ingestor, asked)
    item_id = home.item()["id"]

    with home.scanner.lock, ThreadPoolExecutor(1) as other:
        other.submit(first_prober.run, item_id).result(PATIENCE_S)
        other.submit(first_prober.run, item_id).result(PATIENCE_S)

    assert asked.paths == [str(path)]
    assert home.item()["scanned_at"] is not None


def test_a_new_file_is_matched_while_another_scan_probes_and_is_probed_next(home, clips, sintel):
    first = home.put(clips.mp4, "1.mp4")
    second = home.put(clips.tone, "2.mp4")
    probes, may_go_on = threading.Event(), threading.Event()

    def wait() -> None:
        probes.set()
        assert may_go_on.wait(PATIENCE_S)

    home.scanner.prober = Asked(act=wait)
    with ThreadPoolExecutor(1) as other:
        long_scan = other.submit(scan, home)
        assert probes.wait(PATIENCE_S)
        film = home.put(clips.webm, "Sintel (2010).webm")

        home.scanner.scan_paths([str(film)])

        (item,) = [one for one in home.items() if one["media_id"]]
        may_go_on.set()
        long_scan.result(PATIENCE_S)
    assert (item["media_id"], item["scanned_at"]) == (sintel, None)
    assert home.scanner.prober.paths[1] == str(film)
    assert sorted(home.scanner.prober.paths) == [str(first), str(second), str(film)]


def test_a_change_in_a_hidden_folder_is_left_out_as_by_a_full_scan(home, clips):
    hidden = home.put(clips.mp4, ".trash/Sintel (2010).mp4")
    seen = home.put(clips.webm, "Sintel (2010).webm")

    home.scanner.scan_paths([str(hidden), str(hidden.parent), str(seen)])

    assert [item["absolute_path"] for item in home.items()] == [str(seen)]


def test_a_lost_folder_does_not_stop_the_others(home, clips, db, cache, tmp_path):
    home.put(clips.mp4, "one.mp4")

    outcome = home.scanner.scan([str(tmp_path / "films" / "nowhere"), str(home.root)])

    assert (outcome.added, outcome.failed) == (1, False)
    assert "nowhere was skipped" in outcome.message


def test_folders_outside_the_library_are_not_entered(home, clips, tmp_path):
    (tmp_path / "outside").mkdir()
    shutil.copy(clips.mp4, tmp_path / "outside" / "film.mp4")

    outcome = home.scanner.scan([str(tmp_path / "outside")])

    assert outcome.failed
    assert home.items() == []


def test_a_growing_file_waits_until_it_is_complete(home, clips):
    home.scanner.stability.after_s = 3  # the test's clock moves one second at each look
    whole = clips.mp4.read_bytes()
    path = home.root / "film.mp4"
    for part in (1000, 2000, len(whole)):
        path.write_bytes(whole[:part])
        assert home.scanner.scan_paths([str(path)]).growing == 1
        assert home.items() == []

    while not home.items():
        home.scanner.scan_paths([str(path)])

    assert home.item()["file_size_bytes"] == len(whole)
    assert home.item()["probe_error"] == ""


def test_a_scan_waits_until_new_files_are_stable(home, clips):
    class Waited(threading.Event):
        def wait(self, timeout=None):
            waits.append(timeout)
            return False

    waits: list[float | None] = []
    home.put(clips.mp4, "film.mp4")
    home.scanner.stability.after_s = 1
    home.scanner.stop = Waited()

    outcome = scan(home)

    assert waits == [1]
    assert (outcome.added, outcome.growing) == (1, 0)


def test_a_title_added_later_is_matched_by_the_next_scan(home, clips, db):
    home.put(clips.mp4, "Sintel.2010.mp4")
    scan(home)
    sintel = make_title(db, "Sintel", year=2010)

    by_itself = scan(home)
    state = home.item()["match_state"]
    asked = scan(home, rematch=True)

    assert (by_itself.matched, state) == (0, "unmatched")
    assert (asked.matched, home.item()["media_id"]) == (1, sintel)


def test_a_requested_scan_tries_each_file_once_and_counts_it(home, clips, monkeypatch):
    home.put(clips.mp4, "nobody knows.mp4")
    scan(home)
    home.put(clips.tone, "nor this.mp4")
    tried = []
    match_again = Ingestor.match_again
    monkeypatch.setattr(
        Ingestor,
        "match_again",
        lambda self, files: tried.extend(files) or match_again(self, files),
    )
    counts = []

    home.scanner.scan(
        [str(home.root)],
        rematch=True,
        on_progress=lambda now: counts.append((now.phase, now.total)),
    )

    assert [file.path.rpartition("/")[2] for file in tried] == ["nobody knows.mp4"]
    assert counts.count(("matching", 1)) >= 2  # the new one, and the one of the first scan


def test_a_manual_match_is_kept_by_later_scans(home, clips, sintel, db):
    path = home.put(clips.mp4, "Sintel.2010.mp4")
    scan(home)
    other = make_title(db, "Spring", year=2019)
    with db.read() as conn:
        conn.execute("UPDATE library_items SET media_id = %s, match_is_manual = true", [other])
    path.write_bytes(clips.tone.read_bytes())  # not even a video any more

    scan(home, rematch=True)

    item = home.item()
    assert (item["media_id"], item["match_state"]) == (other, "matched")
    assert item["probe_error"]


def test_a_requested_scan_reports_its_result(home, clips, sintel):
    home.put(clips.mp4, "Sintel.2010.mp4")
    scan_id = uuid4()
    now = home.scanner.ingestor.clock
    with home.db.read() as conn:
        scans.insert(conn, id=scan_id, user_id=None, paths=[str(home.root)], now=now())

    home.scanner.run(scan_id)
    home.scanner.run(scan_id)  # queued twice: the second time it is over

    with home.db.read() as conn:
        report = scans.get(conn, id=scan_id, has_worker=True, now=datetime.now(UTC))
    assert report is not None
    assert (report.status, report.files_found, report.files_added) == ("completed", 1, 1)
    assert report.finished_at is not None


def test_a_scan_stops_between_two_files_and_resumes_later(home, clips):
    home.put(clips.mp4, "film.mp4")
    home.scanner.stop.set()
    with pytest.raises(ShutdownRequested):
        scan(home)
    home.scanner.stop.clear()

    assert scan(home).added == 1


@pytest.mark.long
def test_concurrent_scans_take_each_file_once(home, clips, db, cache):
    for number in range(20):
        home.put(clips.mp4, f"{number}.mp4")
    other = LibraryHarness(db, home.root, home.downloads, cache)
    outcomes = []
    threads = [
        threading.Thread(target=lambda each=each: outcomes.append(scan(each)))
        for each in (home, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(outcome.added for outcome in outcomes) == 20
    assert len(home.items()) == 20
    assert all(item["scanned_at"] for item in home.items())


CHILD = """
import sys, time, os
for line in sys.stdin:
    {}
"""


def prober(tmp_path: Path, behaviour: str) -> Prober:
    script = tmp_path / "child.py"
    script.write_text(CHILD.format(behaviour))
    return Prober(timeout_s=0.5, command=(sys.executable, str(script)))


def test_case_37_a_crashing_decoder_affects_one_file(tmp_path):
    with prober(tmp_path, "os.abort()") as crashing:
        first, second = crashing.probe("/a.mkv"), crashing.probe("/b.mkv")

    assert "failed on it" in first.error
    assert "failed on it" in second.error


def test_case_37_a_hanging_decoder_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("worker.child_process.START_S", 0.5)
    with prober(tmp_path, "time.sleep(3600)") as hanging:
        probe = hanging.probe("/a.mkv")

    assert "too long" in probe.error


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux only")
def test_case_37_probing_has_a_memory_limit():
    code = (
        "from worker.scanner import probe_child as c;"
        "c.limit_memory(c.MAX_MEMORY_BYTES); bytearray(300 * 2**20)"
    )

    child = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert child.returncode == 1
    assert b"MemoryError" in child.stderr


def test_case_37_a_damaged_file_does_not_stop_the_next(tmp_path, clips):
    whole = bytearray(clips.mp4.read_bytes())
    place = whole.index(b"stsz")
    whole[place + 12 : place + 16] = (2_000_000_000).to_bytes(4, "big")  # entries of a table
    (tmp_path / "damaged.mp4").write_bytes(whole)
    with Prober() as real:
        real.probe(str(tmp_path / "damaged.mp4"))
        following = real.probe(str(clips.mp4))

    assert (following.error, following.video_codec) == ("", "h264")


def remux(source: Path, target: Path, *options: str | Path) -> None:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", source]
    subprocess.run([*command, "-map", "0", "-c", "copy", *options, target], check=True)


def test_case_37_names_inside_a_file_open_no_path(tmp_path, clips):
    evil = tmp_path / "inner" / "evil.mkv"
    evil.parent.mkdir()
    font = tmp_path / "font.ttf"
    font.write_bytes(b"x" * 1000)
    kind = ("-metadata:s:t", "mimetype=application/x-font")
    name = ("-metadata:s:t", "filename=../../escaped.ttf")
    remux(clips.mkv, evil, "-attach", font, *kind, *name)
    with Prober() as real:
        probe = real.probe(str(evil))

    assert probe.error == ""
    assert [stream.type for stream in probe.streams] == ["video", "audio", "subtitle", "subtitle"]
    assert not list(tmp_path.rglob("escaped*"))


def test_stream_names_are_truncated(tmp_path, clips):
    wordy = tmp_path / "wordy.mkv"
    remux(clips.mkv, wordy, "-metadata:s:s:0", "title=" + "<b>" * 5000)
    with Prober() as real:
        probe = real.probe(str(wordy))

    assert len(probe.streams[2].title) == 200


def test_a_deleted_file_is_missing_after_one_scan_that_a_person_requested(home, clips):
    film = home.put(clips.mp4, "Sintel.2010.mp4")
    home.put(clips.mp4, "other.mp4")
    scan(home)
    film.unlink()

    requested_scan(home, user_id=make_user(home.db).id)

    assert home.missing_names() == ["Sintel.2010.mp4"]


@pytest.mark.long
def test_many_deleted_files_are_marked_missing_only_when_confirmed(home, clips, db):
    for number in range(12):
        home.put(clips.mp4, f"disk/film {number}.mp4")
    home.put(clips.mp4, "left.mp4")
    scan(home)
    (home.root / "disk").rename(home.root.parent / "disk")

    person = make_user(db).id
    reports = [requested_scan(home, user_id=person), requested_scan(home)]
    unconfirmed = home.missing_names()
    reports.append(requested_scan(home, user_id=person, confirms=True))

    assert [(each.status, each.files_missing) for each in reports] == [
        ("completed", 12),
        ("completed", 12),
        ("completed", 0),
    ]
    assert "Is every disk connected?" in reports[1].message
    assert unconfirmed == []
    assert [each.missing_in for each in reports] == [[str(home.root)], [str(home.root)], []]
    assert len(home.missing_names()) == 12
    (home.root.parent / "disk").rename(home.root / "disk")
    requested_scan(home)
    assert home.missing_names() == []


def requested_scan(home, *, user_id: UUID | None = None, confirms: bool = False):
    """The report of a scan as the API requests it; without a user, of an automatic one."""
    scan_id, now = uuid4(), home.scanner.ingestor.clock
    with home.db.read() as conn:
        scans.insert(
            conn,
            id=scan_id,
            user_id=user_id,
            paths=[str(home.root)],
            confirms_missing=confirms,
            now=now(),
        )
    home.scanner.run(scan_id)
    with home.db.read() as conn:
        return scans.get(conn, id=scan_id, has_worker=True, now=datetime.now(UTC))
