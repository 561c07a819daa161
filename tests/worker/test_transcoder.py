"""Films are converted by the real ffmpeg, and every segment is decoded again."""

import io

import av
import pytest

from tests import clips, picture_subtitles
from tests.transcoding import decoded
from worker.transcoder.errors import (
    SegmentNotFound,
)

pytestmark = pytest.mark.long  # on a busy machine: each starts processes that convert a film


FRAME_S = 1 / 24

SOUND_S = 2 * 1024 / 48000  # two packets of AAC

BT709 = 1  # ITU-T H.273, table 3


@pytest.mark.parametrize(
    ("clip", "name"),
    [
        (clips.surround, "copy-a1-aac"),
        (clips.surround, "360-a1-aac"),
        (clips.ten_bit, "360-a1-aac"),
        (clips.variable, "copy-a1-copy"),
        (clips.variable, "360-a1-aac"),
        (clips.cut_off, "copy-a1-aac"),
    ],
)
def test_segments_follow_each_other_as_the_manifest_says(shown, clip, name):
    item = shown.add(clip())
    durations = shown.durations(item, name)

    ends: list[float] = []
    heard = 0.0
    for number, duration in enumerate(durations):
        pictures, sounds = shown.times(item, name, number)
        assert pictures[0] == pytest.approx(sum(durations[:number]), abs=0.1)
        if ends:
            assert 0 < pictures[0] - ends[-1] < 4 * FRAME_S  # no gap, nothing twice
            assert abs(sounds[0] - heard) < 0.05
        ends.append(pictures[-1])
        heard = sounds[-1] + 1024 / 48000
        assert pictures[-1] - pictures[0] == pytest.approx(duration, abs=0.2)


@pytest.mark.parametrize("name", ["copy-a1-aac", "360-a1-aac"])
@pytest.mark.parametrize(
    "clip",
    [
        clips.surround, clips.surround_mp4, clips.sound_ahead, clips.two_languages, clips.ten_bit,
        clips.variable, clips.cut_off,
    ],
)  # fmt: skip
def test_a_seek_into_each_quarter_starts_at_the_segment_with_its_sound(shown, clip, name):
    item = shown.add(clip())
    durations = shown.durations(item, name)
    frame_s = 3 * FRAME_S if clip is clips.variable else 0.001  # it shows every third at first
    for quarter in (3, 1, 2, 0):
        number = len(durations) * quarter // 4

        pictures, sounds = shown.times(item, name, number)

        start_s = sum(durations[:number])
        assert pictures[0] == pytest.approx(start_s, abs=frame_s)
        assert sounds[0] <= start_s + SOUND_S


def test_surround_sound_becomes_stereo(shown):
    item = shown.add(clips.surround())
    content = shown.segment(item, "copy-a1-aac", 0)

    with av.open(io.BytesIO(shown.init(item, "copy-a1-aac") + content)) as container:
        audio = container.streams.audio[0].codec_context
        video = container.streams.video[0].codec_context
        assert (audio.name, audio.layout.name, video.name) == ("aac", "stereo", "h264")


def test_ten_bits_become_eight_in_h264(shown):
    item = shown.add(clips.ten_bit())
    content = shown.segment(item, "360-a1-aac", 0)

    with av.open(io.BytesIO(shown.init(item, "360-a1-aac") + content)) as container:
        video = container.streams.video[0].codec_context
        assert (video.name, video.pix_fmt, video.height) == ("h264", "yuv420p", 90)


def test_a_cut_off_file_ends_where_its_bytes_end(shown):
    item = shown.add(clips.cut_off())
    durations = shown.durations(item, "copy-a1-aac")

    assert 0 < sum(durations) < clips.SECONDS * 0.8
    with pytest.raises(SegmentNotFound):
        shown.segment(item, "copy-a1-aac", len(durations))


@pytest.mark.parametrize("stream", [1, 2], ids=["blu-ray", "dvd"])
def test_a_subtitle_that_is_a_picture_is_drawn_where_and_when_it_belongs(shown, stream):
    item = shown.add(clips.drawn_subtitles())
    name = f"360-anone-none-s{stream}"
    later = 7  # from 14 s: a seek into a subtitle that appeared at 4 s

    shown_later = shown.segment(item, name, later)
    before, during = (shown.segment(item, name, number) for number in (1, 2))

    header = shown.init(item, name)
    left, top, width, height = (length // 2 for length in picture_subtitles.BOX)
    for content in (during, shown_later):
        picture = decoded(header + content)[-1]
        assert picture[top : top + height, left : left + width].min() > 128
        assert (picture > 128).sum() == width * height
    assert max(picture.max() for picture in decoded(header + before)) < 20


@pytest.mark.parametrize("clip", [clips.hdr, clips.unlabelled_hdr])
def test_hdr_becomes_as_bright_as_a_screen_shows_it(shown, clip):
    item = shown.add(clip())
    assert shown.ffmpeg is not None
    assert shown.ffmpeg.can_tone_map

    content = shown.init(item, "360-anone-none") + shown.segment(item, "360-anone-none", 0)

    assert decoded(content)[0].mean() > 230  # 192 without a change of its curve
    with av.open(io.BytesIO(content)) as container:
        frame = next(container.decode(container.streams.video[0]))
        assert (frame.format.name, int(frame.color_trc)) == ("yuv420p", BT709)
