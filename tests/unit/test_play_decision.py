"""How a file is played on a device: every reason, and that a better device is never worse off."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.devices.models import Capabilities
from chalicelib.playback.models.file_details import (
    FileDetails,
    FileVersion,
    PictureStream,
    SoundStream,
    StreamSelection,
)
from chalicelib.playback.service.play_decision import decide, heights_of, rank
from chalicelib.playback.service.ticket_details import audio_tracks_of, qualities_of, versions_of

FILM = FileDetails(
    container="mp4",
    picture=PictureStream("h264", "High", 41, 8, "yuv420p", width=1920, height=1080),
    sounds=(SoundStream(1, "aac", channels=2),),
    bitrate_kbps=8_000,
)
BROWSER = Capabilities(
    containers=("mp4", "mkv", "webm"),
    video_codecs=("h264", "av1", "vp9", "vp8"),
    ten_bit=("av1", "vp9"),
    audio_codecs=("aac", "mp3", "opus", "vorbis", "flac"),
    max_h264_level=52,
)
DEFAULTS = StreamSelection()


def film(container="mp4", sounds=None, bitrate_kbps=8_000, **picture):
    return replace(
        FILM,
        container=container,
        picture=replace(FILM.picture, **picture),
        sounds=FILM.sounds if sounds is None else tuple(sounds),
        bitrate_kbps=bitrate_kbps,
    )


SOUNDS = (SoundStream(1, "aac", "eng"), SoundStream(2, "aac", "ger", is_default=True))

CASES = {
    "what every browser plays": (film(), {}, DEFAULTS, "direct", [], None),
    "a container it opens": (film("mkv"), {}, DEFAULTS, "direct", [], None),
    "no sound": (film(sounds=()), {}, DEFAULTS, "direct", [], None),
    "another container": (film("avi"), {}, DEFAULTS, "remux", ["container"], "copy-a1-copy"),
    "another container without sound": (
        film("avi", sounds=()), {}, DEFAULTS, "remux", ["container"], "copy-anone-none",
    ),
    "sound it does not play": (
        film("mkv", [SoundStream(1, "dts", channels=6)]), {}, DEFAULTS,
        "audio", ["audio_codec"], "copy-a1-aac",
    ),
    "more channels than it has": (
        film(sounds=[SoundStream(1, "aac", channels=6)]), {"max_channels": 2}, DEFAULTS,
        "audio", ["audio_channels"], "copy-a1-aac",
    ),
    "sound that fits no other container": (
        film("avi", [SoundStream(1, "vorbis")]), {}, DEFAULTS,
        "audio", ["audio_in_container", "container"], "copy-a1-aac",
    ),
    "sound that is played in a file alone": (
        film("avi", [SoundStream(1, "mp3")]), {}, DEFAULTS,
        "audio", ["audio_in_container", "container"], "copy-a1-aac",
    ),
    "sound that is played in a file alone, with a picture that is not played": (
        film("avi", [SoundStream(1, "mp3")], codec="mpeg4"), {}, DEFAULTS,
        "transcode", ["video_codec", "audio_in_container", "container"], "1080-a1-aac",
    ),
    "the default track is not the first": (
        film("mkv", SOUNDS), {}, DEFAULTS, "remux", ["audio_track"], "copy-a2-copy",
    ),
    "the first track was chosen": (
        film("mkv", SOUNDS), {}, StreamSelection(audio_index=1), "direct", [], None,
    ),
    "a track that is not there was chosen": (
        film(), {}, StreamSelection(audio_index=7), "direct", [], None,
    ),
    "a picture it does not play": (
        film(codec="hevc"), {}, DEFAULTS, "transcode", ["video_codec"], "1080-a1-copy",
    ),
    "ten bits of a codec it plays with eight": (
        film(bit_depth=10, profile="High 10", pixel_format="yuv420p10le"), {}, DEFAULTS,
        "transcode", ["bit_depth"], "1080-a1-copy",
    ),
    "ten bits it plays": (
        film("mkv", codec="av1", bit_depth=10), {}, DEFAULTS, "direct", [], None,
    ),
    "full chroma": (
        film(profile="High 4:4:4 Predictive", pixel_format="yuv444p"), {}, DEFAULTS,
        "transcode", ["video_profile"], "1080-a1-copy",
    ),
    "a level it does not play": (
        film(level=62), {}, DEFAULTS, "transcode", ["video_level"], "1080-a1-copy",
    ),
    "HDR": (
        film(codec="av1", bit_depth=10, transfer="pq", hdr="hdr10"), {}, DEFAULTS,
        "transcode", ["hdr"], "1080-a1-copy",
    ),
    "HDR it shows": (
        film(codec="av1", bit_depth=10, transfer="pq", hdr="hdr10"), {"hdr": True}, DEFAULTS,
        "direct", [], None,
    ),
    "Dolby Vision over HDR10": (
        film(codec="av1", bit_depth=10, transfer="pq", hdr="dolby_vision"), {"hdr": True},
        DEFAULTS, "direct", [], None,
    ),
    "Dolby Vision alone": (
        film(codec="av1", bit_depth=10, hdr="dolby_vision"), {"hdr": True}, DEFAULTS,
        "transcode", ["dolby_vision"], "1080-a1-copy",
    ),
    "Dolby Vision alone in a codec it does not play": (
        film("mkv", codec="hevc", bit_depth=10, hdr="dolby_vision"), {}, DEFAULTS,
        "transcode", ["dolby_vision", "video_codec"], "1080-a1-copy",
    ),
    "more lines than it takes": (
        film(width=3840, height=2160), {"max_height": 1080}, DEFAULTS,
        "transcode", ["height"], "1080-a1-copy",
    ),
    "more bits than it takes": (
        film(bitrate_kbps=50_000), {"max_bitrate_kbps": 20_000}, DEFAULTS,
        "transcode", ["bitrate"], "1080-a1-copy",
    ),
    "a smaller picture was chosen": (
        film(), {}, StreamSelection(max_height=480), "transcode", ["quality"], "480-a1-copy",
    ),
    "as large as it is was chosen": (
        film(), {}, StreamSelection(max_height=1080), "direct", [], None,
    ),
    "a wide film has the lines of its width": (
        film(height=800), {}, StreamSelection(max_height=720), "transcode", ["quality"],
        "720-a1-copy",
    ),
    "a subtitle is burnt in": (
        film(), {}, StreamSelection(burnt_index=4), "transcode", ["burnt_subtitle"],
        "1080-a1-copy-s4",
    ),
    "VP8 in a container it opens": (
        film("webm", [SoundStream(1, "opus")], codec="vp8"), {}, DEFAULTS, "direct", [], None,
    ),
    "VP8 in a container it does not open": (
        film("avi", codec="vp8"), {}, DEFAULTS,
        "transcode", ["video_in_container", "container"], "1080-a1-copy",
    ),
    "everything at once": (
        film("wmv", [SoundStream(1, "wmav2")], codec="vc1"), {}, DEFAULTS,
        "transcode", ["video_codec", "audio_codec", "container"], "1080-a1-aac",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_case_has_its_kind_reasons_and_rendition(name):
    file, changed, selection, kind, codes, rendition = CASES[name]

    decision = decide(file, BROWSER.model_copy(update=changed), selection)

    assert decision.kind == kind
    assert [reason.code for reason in decision.reasons] == codes
    assert (str(decision.rendition) if decision.rendition else None) == rendition
    assert all(reason.text for reason in decision.reasons)


def test_the_summary_says_what_happens_and_why():
    dts = film("mkv", [SoundStream(1, "dts")])

    assert decide(film(), BROWSER, DEFAULTS).summary == "Plays as it is"
    assert (
        decide(dts, BROWSER, DEFAULTS).summary
        == "Audio is converted: DTS is not played by this browser"
    )


def test_no_height_is_larger_than_the_picture_or_the_device():
    assert heights_of(film(), BROWSER) == [1080, 720, 480, 360]
    assert heights_of(film(), BROWSER.model_copy(update={"max_height": 720})) == [720, 480, 360]
    assert heights_of(film(width=320, height=240), BROWSER) == [360]


def subsets(*values):
    return st.lists(st.sampled_from(values), unique=True).map(tuple)


CODECS = ("h264", "hevc", "av1", "vp9", "vp8")
LIMITS = st.none() | st.integers(144, 3000)
DEVICES = st.builds(
    Capabilities,
    containers=subsets("mp4", "mov", "webm", "mkv"),
    video_codecs=subsets(*CODECS),
    ten_bit=subsets(*CODECS),
    audio_codecs=subsets("aac", "mp3", "ac3", "opus", "vorbis", "flac"),
    hdr=st.booleans(),
    max_channels=st.none() | st.integers(1, 8),
    max_height=LIMITS,
    max_bitrate_kbps=st.none() | st.integers(100, 60_000),
    max_h264_level=st.none() | st.integers(10, 62),
)
SOUND = st.builds(
    SoundStream,
    index=st.integers(1, 3),
    codec=st.sampled_from(["aac", "mp3", "ac3", "dts", "vorbis"]),
    channels=st.integers(0, 8),
    is_default=st.booleans(),
)
FILES = st.builds(
    FileDetails,
    container=st.sampled_from(["mp4", "mkv", "webm", "avi"]),
    picture=st.builds(
        PictureStream,
        codec=st.sampled_from([*CODECS, "mpeg2"]),
        level=st.integers(0, 62),
        bit_depth=st.sampled_from([0, 8, 10, 12]),
        pixel_format=st.sampled_from(["", "yuv420p", "yuv444p"]),
        transfer=st.sampled_from(["", "pq", "hlg"]),
        hdr=st.sampled_from(["", "hdr10", "dolby_vision"]),
        width=st.integers(0, 4000),
        height=st.integers(0, 2500),
    ),
    sounds=st.lists(SOUND, max_size=3, unique_by=lambda sound: sound.index).map(tuple),
    bitrate_kbps=st.integers(0, 60_000),
)
SELECTIONS = st.builds(
    StreamSelection,
    audio_index=st.none() | st.integers(1, 4),
    max_height=st.none() | st.integers(144, 2160),
    burnt_index=st.none() | st.just(4),
)


def larger(one, other):
    return None if one is None or other is None else max(one, other)


def joined(one, other):
    return tuple(dict.fromkeys((*one, *other)))


def both(one, other):
    """A device that plays what any of the two plays."""
    return Capabilities(
        containers=joined(one.containers, other.containers),
        video_codecs=joined(one.video_codecs, other.video_codecs),
        ten_bit=joined(one.ten_bit, other.ten_bit),
        audio_codecs=joined(one.audio_codecs, other.audio_codecs),
        hdr=one.hdr or other.hdr,
        max_channels=larger(one.max_channels, other.max_channels),
        max_height=larger(one.max_height, other.max_height),
        max_bitrate_kbps=larger(one.max_bitrate_kbps, other.max_bitrate_kbps),
        max_h264_level=larger(one.max_h264_level, other.max_h264_level),
    )


@given(FILES, DEVICES, DEVICES, SELECTIONS)
def test_a_better_device_never_gets_a_worse_answer(file, device, other, selection):
    better = decide(file, both(device, other), selection)

    assert rank(better) <= rank(decide(file, device, selection))


@given(FILES, DEVICES, SELECTIONS)
def test_what_is_not_played_as_it_is_has_a_reason_and_a_rendition(file, device, selection):
    decision = decide(file, device, selection)

    assert (decision.kind == "direct") == (decision.rendition is None)
    assert (decision.kind == "direct") == (not decision.reasons)
    if decision.rendition is not None:
        assert (decision.rendition.video == "copy") == (decision.kind != "transcode")
        assert decision.rendition.audio_index == decision.audio_index


def test_two_dubs_of_one_kind_have_different_labels():
    dubbed = film(
        "mkv",
        [
            SoundStream(1, "ac3", "eng", channels=6),
            SoundStream(2, "ac3", "ger", channels=6),
            SoundStream(3, "ac3", "eng", "Commentary", channels=2),
            SoundStream(4, "ac3", "ger", "German (descriptive)", channels=2),
            SoundStream(5, "ac3", channels=2),
        ],
    )

    assert [track.label for track in audio_tracks_of(dubbed)] == [
        "English · Dolby Digital 5.1",
        "German · Dolby Digital 5.1",
        "English · Commentary",
        "German (descriptive)",
        "Dolby Digital Stereo",
    ]


@pytest.mark.parametrize(
    ("size_bytes", "label"),
    [
        (3_400_000_000, "720p · H.264 · 3.4 GB"),
        (42_000_000, "720p · H.264 · 42 MB"),
        (0, "720p · H.264"),
    ],
)
def test_a_version_says_its_size_in_a_fitting_unit(size_bytes, label):
    version = FileVersion(uuid4(), [], "720p", "", "h264", [], size_bytes, 720, 4_000)

    assert versions_of([version, version])[0].label == label


def test_only_smaller_pictures_than_the_files_are_offered():
    def offered(width, height):
        return [each.height for each in qualities_of(film(width=width, height=height), BROWSER)]

    assert offered(1920, 800) == [720, 480, 360]
    assert offered(640, 360) == []
    assert offered(320, 180) == []
    assert offered(0, 0)[0] == 2160  # not known: all of them
