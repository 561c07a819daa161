"""A run publishes a segment with its last fragment, and not with what comes after it."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.playback.models.rendition import Rendition
from tests import clips
from tests.waiting import wait_until
from worker.media_input import MediaInput
from worker.transcoder import ffmpeg_arguments
from worker.transcoder.conversion import cuts_of
from worker.transcoder.ffmpeg_discovery import discover
from worker.transcoder.ffmpeg_process import MEDIA, FfmpegProcess
from worker.transcoder.ffmpeg_run import Run
from worker.transcoder.manifest import SegmentBoundaries
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.mp4_boxes import span_of, video_track
from worker.transcoder.segment_store import SegmentStore

pytestmark = pytest.mark.long  # each starts a process that converts a film

#: Writes what it is given, and then stays: an ffmpeg that is still at the next frame.
WRITES_AND_STAYS = """
import signal, sys
sys.stdout.buffer.write(open(sys.argv[1], "rb").read())
sys.stdout.buffer.flush()
signal.pause()
"""


class Fragments:
    """What ffmpeg writes of a film: its header, and each fragment with its span in the film."""

    def __init__(self, folder: Path, path: Path, rendition: Rendition) -> None:
        ffmpeg = discover(use_hardware=False)
        assert ffmpeg is not None
        source = MediaInput.of_descriptor(os.open(path, os.O_RDONLY))
        indexer = MediaIndexer(folder / "indexes", patience_s=None)
        index = indexer.read(uuid4(), source)
        indexer.child.close()
        self.cuts: SegmentBoundaries = cuts_of(index, rendition)
        self.header, self.spans, self.contents = b"", [], []
        process = FfmpegProcess(ffmpeg_arguments.build(ffmpeg, index, rendition, 0, source), source)
        process.start()
        track = None
        for kind, length, content in process.boxes():
            if kind == MEDIA:
                self.contents[-1] += content + b"".join(process.media(length))
            elif kind == b"moof":
                assert track is not None
                span = span_of(content[8:], track)
                assert span is not None
                self.spans.append(tuple(time_s - ffmpeg_arguments.OFFSET_S for time_s in span))
                self.contents.append(content)
            elif kind in (b"ftyp", b"moov"):
                self.header += content
                track = video_track(content[8:]) if kind == b"moov" else track
        process.wait()
        source.close()

    def of_segment(self, number: int) -> list[bytes]:
        return [
            content
            for (start_s, _), content in zip(self.spans, self.contents, strict=True)
            if self.cuts.segment_of(start_s) == number
        ]


@contextmanager
def run_of(folder: Path, written: bytes, cuts: SegmentBoundaries) -> Iterator[SegmentStore]:
    """A run of a process that wrote this, and goes on."""
    output = folder / "output.mp4"
    output.write_bytes(written)
    store = SegmentStore(folder / "segments", 10**9)
    ended = threading.Event()
    made = Run(
        number=1,
        item_id=uuid4(),
        name="film",
        first=0,
        cuts=cuts,
        process=FfmpegProcess(
            [sys.executable, "-c", WRITES_AND_STAYS, str(output)],
            MediaInput.of_descriptor(os.open(output, os.O_RDONLY)),
        ),
        store=store,
        changed=threading.Condition(),
        on_end=lambda _: ended.set(),
    )
    made.start()
    try:
        yield store
    finally:
        with made.changed:
            made.stop()
        wait_until(ended.is_set)  # its own thread reads and closes the output


@pytest.mark.parametrize("name", ["copy-a1-aac", "360-a1-aac"])
@pytest.mark.parametrize("clip", [clips.surround, clips.surround_mp4, clips.variable])
def test_a_segment_is_offered_with_its_last_fragment(tmp_path, clip, name):
    made = Fragments(tmp_path, clip(), Rendition.parse(name))
    first = made.of_segment(0)

    with run_of(tmp_path, made.header + b"".join(first), made.cuts) as store:
        wait_until(lambda: store.has("film/0"))

        assert (store.folder / "film" / "0").read_bytes() == b"".join(first)


def test_a_segment_is_not_offered_before_its_last_fragment(tmp_path):
    made = Fragments(tmp_path, clips.surround(), Rendition.parse("copy-a1-aac"))
    first, second = made.of_segment(0), made.of_segment(1)
    assert len(second) > 1  # a keyframe every 2 s, and a cut after 6 s
    written = made.header + b"".join(first) + b"".join(second[:-1])

    with run_of(tmp_path, written, made.cuts) as store:
        wait_until(lambda: store.has("film/0"))
        incoming = store.folder / "film" / "1.1.part"
        wait_until(lambda: incoming.exists() and incoming.read_bytes() == b"".join(second[:-1]))

        assert not store.has("film/1")


@pytest.mark.parametrize("clip", [clips.surround, clips.surround_mp4])
def test_a_fragment_says_where_the_next_one_begins(tmp_path, clip):
    made = Fragments(tmp_path, clip(), Rendition.parse("copy-a1-copy"))

    for (_, end_s), (start_s, _) in pairwise(made.spans):
        assert end_s == pytest.approx(start_s, abs=0.002)
