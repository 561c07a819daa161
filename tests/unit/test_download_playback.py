"""Which file of a download plays before its end, and what of it the gateway asks for."""

import pytest

from chalicelib.download_playback.models import (
    film_of,
    in_words,
    is_whole,
    mime_type_of,
    missing_bytes,
)
from chalicelib.downloads.models.job_details import JobFile
from chalicelib.downloads.models.job_options import FilePriority
from localstack.gateway.in_progress_files import MAX_BYTES, limited_range

MB = 2**20


def file(path, megabytes, done=0, priority=FilePriority.NORMAL, index=0):
    return JobFile(
        index=index,
        path=path,
        size_bytes=megabytes * MB,
        bytes_done=done * MB,
        priority=priority,
    )


def test_the_largest_video_that_is_downloaded_plays():
    film = file("Film/film.MKV", 900)

    found = film_of(
        [
            file("Film/sample.mkv", 20),
            film,
            file("Film/disc.iso", 4000),
            file("Film/other cut.mkv", 2000, priority=FilePriority.SKIP),
        ]
    )

    assert found == film


def test_a_download_without_a_video_has_nothing_to_play():
    assert film_of([file("game.iso", 900), file("empty.mp4", 0)]) is None


@pytest.mark.parametrize(
    ("other", "whole"),
    [
        (file("Film/trailer.mp4", 90, index=1), True),
        (file("Film/film.iso", 4000, index=1), True),
        (file("Film/cd2.mp4", 800, index=1), False),
        (file("Film/cd2.mkv", 800, priority=FilePriority.SKIP, index=1), False),
    ],
)
def test_a_film_beside_another_large_video_is_not_the_whole_of_its_title(other, whole):
    film = file("Film/film.mkv", 900)

    assert is_whole(film, [film, other]) is whole


@pytest.mark.parametrize(
    ("megabytes", "done", "missing"), [(1000, 0, 30), (1000, 29, 1), (1000, 30, 0), (9000, 64, 0)]
)
def test_a_small_share_of_a_file_is_enough(megabytes, done, missing):
    assert missing_bytes(file("film.mp4", megabytes, done)) == missing * MB


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "a minute"), (61, "2 minutes"), (7300, "3 hours")]
)
def test_a_wait_is_told_in_words(seconds, words):
    assert in_words(seconds) == words


def test_matroska_has_its_type():
    assert mime_type_of("a.mkv") == "video/x-matroska"
    assert mime_type_of("a.mp4") == "video/mp4"


@pytest.mark.parametrize(
    ("asked", "passed_on"),
    [
        ("bytes=0-", f"bytes=0-{MAX_BYTES - 1}"),
        ("bytes=100-199", "bytes=100-199"),
        (f"bytes=5-{10 * MAX_BYTES}", f"bytes=5-{MAX_BYTES + 4}"),
        ("", None),
        ("bytes=-500", None),
        ("bytes=0-1,5-6", None),
    ],
)
def test_the_gateway_asks_for_a_part_at_a_time(asked, passed_on):
    assert limited_range(asked) == passed_on
