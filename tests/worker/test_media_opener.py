"""Films that are only in the object store are converted, and their subtitles read, from there."""

import os
from pathlib import Path

import pytest

from chalicelib.playback.models.rendition import Rendition
from tests import clips
from tests.freed_film import FreedFilm
from tests.waiting import wait_until
from worker.media_input import StoreUnreachable
from worker.media_opener import MediaOpener
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.track_extractor import TrackExtractor
from worker.transcoder.ffmpeg_discovery import discover
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.segment_store import SegmentStore
from worker.transcoder.transcoder import Transcoder

pytestmark = pytest.mark.long

ENGLISH = 3  # the stream of the text in `clips.two_languages`
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def film(db, cache, object_server, tmp_path):
    return FreedFilm(db, cache, object_server, tmp_path)


def transcoder_of(opener: MediaOpener, folder: Path) -> Transcoder:
    ffmpeg = discover(use_hardware=False)
    indexer = MediaIndexer(folder / "indexes", patience_s=None)
    return Transcoder(
        find_ffmpeg=lambda: ffmpeg,
        open_item=opener,
        indexer=indexer,
        keeper_indexer=indexer,
        store=SegmentStore(folder / "segments", 10**9),
        max_processes=1,
    )


def end(transcoder: Transcoder) -> None:
    transcoder.close()
    transcoder.indexer.child.close()
    wait_until(lambda: not transcoder.running)


@pytest.mark.parametrize("name", ["copy-a1-aac", "360-a2-aac"])
def test_a_film_is_converted_from_the_store(film, tmp_path, name):
    transcoder = transcoder_of(film.opener(), tmp_path)
    rendition = Rendition.parse(name)
    try:
        manifest = transcoder.manifest(film.item, rendition, "s=1")
        last = manifest.count("#EXTINF") - 1
        sizes = []
        for number in (0, last):
            segment = transcoder.segment(film.item, rendition, number, "lena")
            sizes.append(os.fstat(segment).st_size)
            os.close(segment)
    finally:
        end(transcoder)

    assert last > 1
    assert min(sizes) > 1000


def test_the_subtitles_inside_a_film_are_read_from_the_store(film, tmp_path):
    extractor = TrackExtractor(SubtitleCache(tmp_path / "subtitles"))

    text, suffix = extractor.track(
        film.item, lambda: film.opener()(film.item), film.version, ENGLISH, [ENGLISH]
    )

    assert suffix == "srt"
    assert clips.SPOKEN_LINE.encode() in text


def test_what_was_read_of_the_file_counts_for_its_copy(film):
    assert film.opener()(film.item).version == film.version


def test_a_store_that_is_away_is_said_and_not_taken_for_a_damaged_film(film, tmp_path):
    rendition = Rendition.parse("copy-a1-aac")
    away = transcoder_of(film.opener(NOWHERE), tmp_path)
    with pytest.raises(StoreUnreachable, match="object store"):
        away.manifest(film.item, rendition, "s=1")
    end(away)

    back = transcoder_of(film.opener(), tmp_path)
    try:
        assert "#EXTINF" in back.manifest(film.item, rendition, "s=1")
    finally:
        end(back)
