"""Subtitle files of every kind become WebVTT, whatever is in them."""

import pytest

from worker.subtitles.errors import UnreadableSubtitle
from worker.subtitles.format_conversion import MAX_CUES, to_ass, to_vtt

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Hello</i>
there

2
00:00:03,000 --> 00:00:04,000
Bye
"""
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour
Style: Sign,Arial,40,&H0000FFFF

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Sign,,0,0,0,,{\\an8\\b1}Up{\\b0} here\\Nagain
Dialogue: 0,0:00:01.00,0:00:02.00,Sign,,0,0,0,,{\\p1}m 0 0 l 100 0
Comment: 0,0:00:01.00,0:00:02.00,Sign,,0,0,0,,not shown
"""


def test_srt_becomes_webvtt_with_its_italics():
    assert to_vtt(SRT.encode(), "srt") == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:02.500\n<i>Hello</i>\nthere\n\n"
        "00:00:03.000 --> 00:00:04.000\nBye\n"
    )


def test_styled_subtitles_keep_text_bold_and_place_and_lose_drawings_and_comments():
    assert to_vtt(ASS.encode(), "ass") == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000 line:5%\n<b>Up</b> here\nagain\n"
    )


def test_styled_subtitles_are_given_as_they_are_for_drawing():
    assert to_ass(ASS.encode("utf-16"), "ass") == ASS


def test_an_offset_moves_styled_subtitles_too():
    assert "Dialogue: 0,0:00:02.50,0:00:03.50,Sign" in to_ass(ASS.encode(), "ass", 1500)


@pytest.mark.parametrize(
    ("offset_ms", "times"),
    [
        (500, ["00:00:01.500 --> 00:00:03.000", "00:00:03.500 --> 00:00:04.500"]),
        (-1500, ["00:00:00.000 --> 00:00:01.000", "00:00:01.500 --> 00:00:02.500"]),
        (-3000, ["00:00:00.000 --> 00:00:01.000"]),
        (-9000, []),
    ],
)
def test_an_offset_moves_cues_and_drops_what_is_over(offset_ms, times):
    found = [line for line in to_vtt(SRT.encode(), "srt", offset_ms).split("\n") if "-->" in line]

    assert found == times


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", "cp1252", "cp1251"]
)
def test_encodings_are_detected(encoding):
    words = (
        "Съешь же ещё этих мягких французских булок"
        if encoding == "cp1251"
        else "Grüße aus München: schöne Häuser überall, sagte der König"
    )
    text = SRT.replace("Bye", words)
    content = (
        b"\xfe\xff" + text.encode("utf-16-be")
        if encoding == "utf-16-be-bom"
        else text.encode(encoding)
    )

    assert words in to_vtt(content, "srt")


def test_microdvd_frames_become_times():
    assert "00:00:01.000 --> 00:00:02.000\nHi" in to_vtt(b"{1}{1}25.0\n{25}{50}Hi\n", "sub")


def test_markup_of_a_page_is_only_text():
    hostile = SRT.replace("Bye", "<script>alert(1)</script> & <img src=x onerror=y> -->")

    body = to_vtt(hostile.encode(), "srt").split("00:00:04.000\n")[1]

    assert "<" not in body
    assert "-->" not in body
    assert "alert(1)" in body


def test_nul_bytes_and_old_line_ends_do_not_break_cues():
    content = SRT.replace("Bye", "B\x00ye").replace("\n", "\r").encode()

    assert "\nBye\n" in to_vtt(content, "srt")


def test_a_name_that_lies_does_not_matter():
    assert to_vtt(ASS.encode(), "srt") == to_vtt(ASS.encode(), "ass")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5000,
        b"MZ\x90\x00" + bytes(range(256)) * 20,
        b"no cues in here",
        b"1\n00:00:01,000 --> 00:00:02,000\n" + b"x" * 300_000,
        "".join(f"{n}\n00:00:01,000 --> 00:00:02,000\nx\n\n" for n in range(MAX_CUES + 1)).encode(),
        b"{1}{1}0\n{25}{50}Hi\n",
        b'[{"start": 1}]',
    ],
    ids=["empty", "nul", "binary", "text", "long line", "many cues", "no rate", "json"],
)
def test_hostile_files_are_refused_with_a_reason(content):
    with pytest.raises(UnreadableSubtitle):
        to_vtt(content, "srt")


def test_times_beyond_any_film_do_no_harm():
    hostile = SRT.replace("00:00:03,000 --> 00:00:04,000", "99:99:99,999 --> 99:99:99,999")

    assert "<i>Hello</i>" in to_vtt(hostile.encode(), "srt")
