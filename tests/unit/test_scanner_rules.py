"""Which files are scanned, when they are stable, and names of formats."""

import pytest

from chalicelib.library.models.scans import ScannedFile
from worker.scanner.file_filter import is_hidden, is_sample, is_unfinished, is_video
from worker.scanner.media_formats import container_of, mime_type_of, resolution_of
from worker.scanner.stability import StabilityTracker

BIG = 2 * 2**30


@pytest.mark.parametrize(
    "name",
    [
        "a.mkv",
        "A.MP4",
        "x.m2ts",
        "-rf.avi",
        "a b.webm",
        "$(x).mov",
        "🎬.flv",
        "a.VOB",
        "a.mts",
        "a.divx",
        "a.3gp",
        "a.asf",
        "a.ogm",
        "a.mk3d",
    ],
)
def test_these_names_are_videos(name):
    assert is_video(name)


@pytest.mark.parametrize(
    "name", ["mkv", ".mkv", "a.srt", "a.mkv.part", "a.mkv.!qB", "a.nfo", "a.mp4.txt", "a.", ""]
)
def test_these_names_are_not_videos(name):
    assert not is_video(name)


@pytest.mark.parametrize("name", [".hidden.mkv", "@eaDir", "lost+found", "$RECYCLE.BIN"])
def test_these_names_are_ignored(name):
    assert is_hidden(name)


@pytest.mark.parametrize("sibling", ["a.mkv.part", "a.mkv.!qb", "a.mkv.aria2", "a.mkv.lock"])
def test_a_partial_file_is_unfinished(sibling):
    assert is_unfinished("a.mkv", {"a.mkv", sibling})
    assert not is_unfinished("b.mkv", {"a.mkv", sibling})


@pytest.mark.parametrize(
    ("name", "folder", "size", "sample"),
    [
        ("sample.mkv", "Film", 1, True),
        ("film-sample.mkv", "Film", 1, True),
        ("sample-film.mkv", "Film", 1, True),
        ("film.mkv", "Sample", 1, True),
        ("Free.Sample.2012.mkv", "Film", 1, False),
        ("sample.mkv", "Film", BIG, False),
        ("sampler.mkv", "Film", 1, False),
    ],
)
def test_samples_are_told_from_films(name, folder, size, sample):
    assert is_sample(name, folder, size) is sample


class Seconds:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_file_is_stable_after_five_seconds_without_changes():
    now = Seconds()
    stability = StabilityTracker(now)
    file = ScannedFile("/a.mkv", 10, 1)
    stability.is_stable(file)

    now.now = 4.9
    too_early = stability.is_stable(file)
    now.now = 5.0

    assert not too_early
    assert stability.is_stable(file)
    assert stability.waiting == []


def test_a_growing_file_is_not_stable():
    now = Seconds()
    stability = StabilityTracker(now)
    stability.is_stable(ScannedFile("/a.mkv", 10, 1))
    now.now = 5
    stability.is_stable(ScannedFile("/a.mkv", 20, 2))

    now.now = 9

    assert not stability.is_stable(ScannedFile("/a.mkv", 20, 2))
    assert stability.waiting == ["/a.mkv"]


def test_deleted_files_are_dropped():
    stability = StabilityTracker(Seconds())
    stability.is_stable(ScannedFile("/a.mkv", 10, 1))
    stability.is_stable(ScannedFile("/b.mkv", 10, 1))

    stability.retain({"/b.mkv"})

    assert stability.waiting == ["/b.mkv"]


@pytest.mark.parametrize(
    ("width", "height", "label"),
    [
        (3840, 2160, "2160p"),
        (3840, 1600, "2160p"),
        (2560, 1440, "1440p"),
        (1920, 1080, "1080p"),
        (1920, 800, "1080p"),
        (1440, 1080, "1080p"),
        (1080, 1920, "1080p"),
        (1280, 720, "720p"),
        (1280, 536, "720p"),
        (960, 720, "720p"),
        (1024, 576, "576p"),
        (720, 576, "576p"),
        (720, 480, "480p"),
        (854, 480, "480p"),
        (640, 360, "360p"),
        (320, 180, "180p"),
        (0, 0, ""),
    ],
)
def test_a_resolution_is_named_by_lines_or_columns(width, height, label):
    assert resolution_of(width, height) == label


@pytest.mark.parametrize(
    ("ffmpeg", "first_bytes", "container"),
    [
        ("mov,mp4,m4a,3gp,3g2,mj2", b"\0\0\0\x20ftypisom", "mp4"),
        ("mov,mp4,m4a,3gp,3g2,mj2", b"\0\0\0\x14ftypqt  ", "mov"),
        ("matroska,webm", b"\x1a\x45\xdf\xa3\x01B\x82\x84webm", "webm"),
        ("matroska,webm", b"\x1a\x45\xdf\xa3\x01B\x82\x88matroska", "mkv"),
        ("mpegts", b"G", "ts"),
        ("avi", b"RIFF", "avi"),
    ],
)
def test_containers_have_canonical_names(ffmpeg, first_bytes, container):
    assert container_of(ffmpeg, first_bytes) == container
    assert mime_type_of(container).startswith("video/")
