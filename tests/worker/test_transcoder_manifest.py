"""Where films are cut, and what their manifest says."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.transcoder.manifest import COPIED_S, TOLERANCE_S, converted, copied, render


def test_a_copied_picture_is_cut_on_its_keyframes_after_six_seconds():
    cuts = copied([0.0, 2.5, 5.9, 6.2, 11.0, 13.1, 20.0], 21.0)

    assert cuts.starts == (0.0, 6.2, 13.1, 20.0)
    assert cuts.durations == pytest.approx([6.2, 6.9, 6.9, 1.0])


def test_a_film_without_keyframes_is_one_segment():
    assert copied([], 9.0).starts == (0.0,)


def test_a_short_rest_belongs_to_the_last_segment():
    assert copied([0.0, 6.0, 12.0], 12.2).starts == (0.0, 6.0)
    assert converted(Fraction(25), 4.2).durations == pytest.approx([2.0, 2.2])


def test_a_converted_picture_is_cut_on_frames_of_its_rate():
    rate = Fraction(24000, 1001)
    cuts = converted(rate, 60.0)

    assert len(cuts) == 30
    for number, start in enumerate(cuts.starts):
        frame = start * rate
        assert abs(frame - round(frame)) < 1e-6
        assert 0 <= start - 2 * number < 1 / rate


@given(
    st.lists(st.floats(0, 7000), max_size=200).map(sorted),
    st.floats(0.1, 7200),
)
def test_segments_cover_the_film_without_a_gap(keyframes, end_s):
    cuts = copied(keyframes, end_s)

    assert cuts.starts[0] == 0
    assert sum(cuts.durations) == pytest.approx(max(end_s, cuts.starts[-1]))
    assert all(each >= COPIED_S for each in cuts.durations[:-1])
    assert set(cuts.starts[1:]) <= set(keyframes)
    for number, start in enumerate(cuts.starts):
        assert cuts.segment_of(start) == cuts.segment_of(start - TOLERANCE_S / 2) == number


def test_the_manifest_is_complete_and_repeats_the_grant():
    text = render(copied([0.0, 6.5], 10.25), "s=a&e=1&sig=b")

    assert text == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-TARGETDURATION:7\n"
        "#EXT-X-MEDIA-SEQUENCE:0\n"
        "#EXT-X-PLAYLIST-TYPE:VOD\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        '#EXT-X-MAP:URI="init.mp4?s=a&e=1&sig=b"\n'
        "#EXTINF:6.500000,\n"
        "0.m4s?s=a&e=1&sig=b\n"
        "#EXTINF:3.750000,\n"
        "1.m4s?s=a&e=1&sig=b\n"
        "#EXT-X-ENDLIST\n"
    )
