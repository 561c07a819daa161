"""Where ffmpeg begins to read after a seek: the segments are those of a run from the beginning."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import av
import pytest

from chalicelib.playback.models.rendition import Rendition
from tests import clips
from worker.media_input import MediaInput
from worker.transcoder import ffmpeg_arguments
from worker.transcoder.conversion import cuts_of
from worker.transcoder.ffmpeg_discovery import discover
from worker.transcoder.ffmpeg_process import MEDIA, FfmpegProcess
from worker.transcoder.manifest import SegmentBoundaries
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.mp4_boxes import span_of, video_track

pytestmark = pytest.mark.long  # each starts processes that convert a film

#: Kind, presentation and decoding time in units of its stream, whether a keyframe, and the data.
Packet = tuple[str, int, int, bool, bytes]


@dataclass
class Made:
    """What a run of ffmpeg wrote."""

    cuts: SegmentBoundaries
    header: bytes = b""
    starts: list[float] = field(default_factory=list)  # of the fragments
    segments: dict[int, bytes] = field(default_factory=dict)

    def packets(self, number: int, kind: str) -> list[Packet]:
        with av.open(io.BytesIO(self.header + self.segments[number])) as container:
            return [
                (kind, packet.pts, packet.dts, packet.is_keyframe, bytes(packet))
                for packet in container.demux()
                if packet.stream.type == kind and packet.pts is not None
            ]


def run(indexer: MediaIndexer, path: Path, number: int, name: str = "copy-a1-copy") -> Made:
    """Convert from a segment to the end of the film."""
    ffmpeg = discover(use_hardware=False)
    assert ffmpeg is not None
    source, rendition = MediaInput.of_descriptor(os.open(path, os.O_RDONLY)), Rendition.parse(name)
    index = indexer.read(uuid4(), source)
    made = Made(cuts_of(index, rendition))
    start_s = made.cuts.starts[number]
    process = FfmpegProcess(
        ffmpeg_arguments.build(ffmpeg, index, rendition, start_s, source), source
    )
    process.start()
    track, fragment, segment = None, b"", 0
    for kind, length, content in process.boxes():
        if kind == MEDIA:
            data = fragment + content + b"".join(process.media(length))
            made.segments[segment] = made.segments.get(segment, b"") + data
        elif kind == b"moof" and track is not None:
            span = span_of(content[8:], track)
            assert span is not None
            made.starts.append(span[0] - ffmpeg_arguments.OFFSET_S)
            segment, fragment = made.cuts.segment_of(made.starts[-1]), content
        elif kind in (b"ftyp", b"moov"):
            made.header += content
            track = video_track(content[8:]) if kind == b"moov" else track
    process.wait()
    source.close()
    return made


@pytest.mark.parametrize("clip", [clips.surround, clips.surround_mp4])
def test_a_seek_reads_from_the_keyframe_of_the_segment_and_not_from_the_one_before(indexer, clip):
    number = 2

    made = run(indexer, clip(), number)

    assert made.starts[0] == pytest.approx(made.cuts.starts[number], abs=0.001)


@pytest.mark.parametrize(
    "clip", [clips.surround, clips.surround_mp4, clips.sound_ahead, clips.variable]
)
@pytest.mark.parametrize("number", [1, 2])
def test_a_segment_after_a_seek_is_the_one_of_a_run_from_the_beginning(
    indexer, clip: Callable[[], Path], number
):
    whole, sought = run(indexer, clip(), 0), run(indexer, clip(), number)

    pictures = sought.packets(number, "video")
    assert pictures == whole.packets(number, "video")
    assert pictures[0][3]  # a keyframe
    # Sound that precedes the segment may come twice; none is missing.
    sound, expected = sought.packets(number, "audio"), whole.packets(number, "audio")
    assert sound[-len(expected) :] == expected
    assert sought.packets(number + 1, "audio") == whole.packets(number + 1, "audio")


@pytest.mark.parametrize("name", ["copy-a1-aac", "360-a1-aac"])
@pytest.mark.parametrize("clip", [clips.surround, clips.surround_mp4, clips.old])
def test_converted_sound_after_a_seek_leaves_no_gap(indexer, clip, name):
    whole, sought = run(indexer, clip(), 0, name), run(indexer, clip(), 2, name)

    last = whole.packets(1, "audio")[-1]
    first = sought.packets(2, "audio")[0]
    ends_at = last[1] + 1024  # one packet

    assert first[1] <= ends_at


def test_reading_begins_earlier_where_sound_is_stored_ahead_of_its_picture(indexer):
    indexes = []
    for clip in (clips.surround, clips.sound_ahead, clips.variable):
        with clip().open("rb") as file:
            source = MediaInput.of_descriptor(os.dup(file.fileno()))
            indexes.append(indexer.read(uuid4(), source))
            source.close()

    assert [index.has_sound_at_keyframes for index in indexes] == [True, False, False]
