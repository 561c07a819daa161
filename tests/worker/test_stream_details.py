"""What the library keeps of a file's streams and chapters, and reading files again."""

import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import imageio_ffmpeg
import pytest
from psycopg.rows import dict_row

from chalicelib.library.models.probe_results import PROBE_VERSION
from chalicelib.segments.models import MediaSegment, SegmentKind, SegmentSource
from chalicelib.segments.store import segments
from tests import clips
from tests.library import LibraryHarness
from tests.titles import make_person
from worker.scanner.chapter_segments import ChapterReader
from worker.scanner.probe import Prober
from worker.scanner.probe_child import MAX_INTEGER, _bitrate_kbps, _duration_s
from worker.scanner.reprobe import Reprober

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CHAPTERS = """;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=500
title=Opening
[CHAPTER]
TIMEBASE=1/1000
START=500
END=1000
"""


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "library", tmp_path / "downloads", cache)


@pytest.fixture(scope="module")
def hdr_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of HEVC with ten bits in HDR10, two tracks of sound and two chapters."""
    folder = tmp_path_factory.mktemp("hdr")
    (folder / "chapters.txt").write_text(CHAPTERS)
    colors = "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y"),
        *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24:duration=1"),
        *("-f", "lavfi", "-i", "sine=duration=1", "-i", folder / "chapters.txt"),
        *("-map", "0", "-map", "1", "-map", "1", "-map_metadata", "2"),
        *("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le"),
        *("-x265-params", colors, "-c:a", "aac", "-ac:a:1", "6"),
        *("-disposition:a:0", "0", "-disposition:a:1", "default+hearing_impaired"),
        folder / "clip.mkv",
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder / "clip.mkv"


def rows(db, query: str) -> list[dict]:
    with db.read() as conn, conn.cursor(row_factory=dict_row) as cur:
        return cur.execute(query).fetchall()


def streams(db) -> list[dict]:
    return rows(db, "SELECT * FROM library_streams ORDER BY stream_index")


def test_a_probe_keeps_what_decides_how_a_file_is_played(home, db, hdr_clip):
    home.put(hdr_clip, "film.mkv")

    home.scanner.scan([str(home.root)])

    picture, first, second = streams(db)
    assert (picture["profile"], picture["bit_depth"]) == ("Main 10", 10)
    assert (picture["transfer"], picture["hdr"]) == ("pq", "hdr10")
    assert (picture["pixel_format"], picture["frame_rate"]) == ("yuv420p10le", 24)
    assert (picture["width"], picture["height"], picture["level"] > 0) == (320, 180, True)
    assert (first["is_default"], first["channels"], first["channel_layout"]) == (False, 1, "mono")
    assert (second["is_default"], second["is_hearing_impaired"]) == (True, True)
    assert (second["channels"], second["channel_layout"]) == (6, "5.1")
    (file,) = rows(db, "SELECT hdr, probe_version, bitrate_kbps FROM library_items")
    size = hdr_clip.stat().st_size
    assert file == {"hdr": "hdr10", "probe_version": PROBE_VERSION, "bitrate_kbps": size // 125}
    chapters = rows(db, "SELECT start_ms, title FROM library_chapters ORDER BY start_ms")
    assert chapters == [{"start_ms": 0, "title": "Opening"}, {"start_ms": 500, "title": ""}]


def test_hdr_is_known_by_its_first_picture_where_the_container_does_not_name_it(home, db):
    home.put(clips.unlabelled_hdr(), "film.mkv")

    home.scanner.scan([str(home.root)])

    (picture,) = streams(db)
    assert (picture["transfer"], picture["hdr"]) == ("pq", "hdr10")


def test_files_of_an_earlier_probe_are_read_again(home, db, hdr_clip):
    home.put(hdr_clip, "film.mkv")
    gone = home.put(hdr_clip, "gone.mkv")
    home.scanner.scan([str(home.root)])
    with db.transaction() as conn:
        conn.execute("UPDATE library_items SET probe_version = 0, hdr = ''")
        conn.execute("UPDATE library_streams SET profile = '', hdr = ''")
    gone.unlink()
    reprober = Reprober(home.scanner.ingestor, Prober(), threading.Event(), pause_s=0)

    assert reprober.work_once() is True
    assert reprober.work_once() is False

    found = rows(db, "SELECT file_name, probe_version FROM library_items ORDER BY file_name")
    assert [file["probe_version"] for file in found] == [PROBE_VERSION, 0]
    assert "Main 10" in [stream["profile"] for stream in streams(db)]


@pytest.mark.parametrize("clip", [clips.endless_subtitle, clips.surround, clips.surround_mp4])
def test_the_length_of_a_file_is_that_of_its_picture(home, db, clip):
    path = clip()
    home.put(path, f"film{path.suffix}")

    home.scanner.scan([str(home.root)])

    assert rows(db, "SELECT duration_seconds FROM library_items") == [
        {"duration_seconds": clips.SECONDS}
    ]


def test_a_length_and_a_rate_that_no_column_holds_are_the_largest_ones():
    claimed = SimpleNamespace(duration=2**62)
    untold = SimpleNamespace(duration=None, metadata={})

    assert _duration_s(claimed, untold) == MAX_INTEGER
    assert _bitrate_kbps(300 * 10**9, 1) == MAX_INTEGER
    assert _bitrate_kbps(10**9, 1000) == 8_000
    assert _bitrate_kbps(10**9, 0) == 0


SEGMENT_CHAPTERS = ((0, 3, "Intro"), (3, 8, "The harbour"), (8, 12, "End Credits"))
CUES = """1
00:00:01,000 --> 00:00:02,000
Hello
"""


@pytest.fixture(scope="module")
def named_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds with named chapters, and subtitles that only their flags tell apart."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "cues.srt").write_text(CUES)
    chapters = (
        f"[CHAPTER]\nTIMEBASE=1/1\nSTART={start}\nEND={end}\ntitle={title}\n"
        for start, end, title in SEGMENT_CHAPTERS
    )
    (folder / "chapters.txt").write_text(";FFMETADATA1\n" + "".join(chapters))
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y"),
        *("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=8:duration=12"),
        *("-i", folder / "cues.srt", "-i", folder / "chapters.txt"),
        *("-map", "0", "-map", "1", "-map", "1", "-map", "1", "-map_metadata", "2"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-c:s", "srt"),
        *("-disposition:s:0", "forced", "-disposition:s:1", "hearing_impaired"),
        *("-disposition:s:2", "0"),
        folder / "clip.mkv",
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder / "clip.mkv"


def test_flags_of_embedded_subtitles_say_which_are_forced_and_which_describe_sounds(
    home, db, named_clip
):
    home.put(named_clip, "film.mkv")

    home.scanner.scan([str(home.root)])

    found = rows(db, "SELECT is_forced, is_sdh FROM subtitles ORDER BY stream_index")
    assert [(one["is_forced"], one["is_sdh"]) for one in found] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_chapter_names_become_segments_also_of_files_that_were_read_before(home, db, named_clip):
    home.put(named_clip, "film.mkv")
    home.scanner.scan([str(home.root)])
    assert known_segments(db) == [("intro", 0, 3), ("credits", 8, 12)]
    (file,) = rows(db, "SELECT id, now() FROM library_items")
    heard = MediaSegment(kind=SegmentKind.CREDITS, start_seconds=5, end_seconds=9)
    user_id = make_person(db)
    with db.transaction() as conn:
        segments.set_by_hand(
            conn,
            user_id=user_id,
            item_id=file["id"],
            kind=SegmentKind.INTRO,
            start_s=1,
            end_s=4,
            now=file["now"],
        )
        segments.put(
            conn,
            item_id=file["id"],
            source=SegmentSource.FINGERPRINT,
            segments=[heard],
            now=file["now"],
        )
        conn.execute("DELETE FROM library_segments WHERE source = 'chapter'")
        conn.execute("UPDATE library_items SET probe_version = 0")

    reprober = Reprober(home.scanner.ingestor, Prober(), threading.Event(), pause_s=0)

    assert reprober.work_once() is True
    assert reprober.work_once() is False  # ends the process that reads files

    # By hand goes before chapters, and chapters go before sound.
    assert known_segments(db) == [("intro", 1, 4), ("credits", 8, 12)]


def test_chapters_that_an_earlier_rule_read_are_read_again_without_their_file(home, db, named_clip):
    path = home.put(named_clip, "film.mkv")
    home.scanner.scan([str(home.root)])
    reader = ChapterReader(db, lambda: NOW)
    assert reader.work_once() is False
    path.unlink()
    with db.transaction() as conn:
        conn.execute("UPDATE library_segments SET end_seconds = 9 WHERE kind = 'intro'")
        conn.execute("DELETE FROM library_segments WHERE kind = 'credits'")
        conn.execute("UPDATE library_items SET chapter_rule = 0")

    assert reader.work_once() is True
    assert reader.work_once() is False

    assert known_segments(db) == [("intro", 0, 3), ("credits", 8, 12)]


def known_segments(db) -> list[tuple[str, float, float]]:
    found = rows(db, "SELECT * FROM library_item_segments ORDER BY start_seconds")
    return [(one["kind"], one["start_seconds"], one["end_seconds"]) for one in found]
