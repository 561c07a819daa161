"""What plays in the end: the file, a conversion of it, or a copy that was kept."""

from uuid import uuid4

import pytest

from chalicelib.devices.models import Capabilities
from chalicelib.playback.errors import ConversionUnavailable, FileUnavailable
from chalicelib.playback.models.file_details import (
    FileDetails,
    PictureStream,
    SoundStream,
    StreamSelection,
)
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.models.tickets import PlayOptions
from chalicelib.playback.service.play_fallback import PlayMethods, choose_fallback
from chalicelib.playback.service.ticket_details import decision_of

HEVC = FileDetails(
    container="mkv",
    picture=PictureStream("hevc", width=1920, height=1080),
    sounds=(SoundStream(1, "ac3", channels=6), SoundStream(2, "ac3", channels=2)),
)
MKV = FileDetails("mkv", PictureStream("h264", width=1920, height=1080), HEVC.sounds)
MP4 = FileDetails("mp4", MKV.picture, (SoundStream(1, "aac", channels=2),))


def played(file, kept, *, has_file=True, can_convert=False, options=None, selection=None):
    device = Capabilities()
    means = PlayMethods(has_file, can_convert, [Rendition.parse(name) for name in kept])
    selection = selection or StreamSelection()
    settled = choose_fallback(
        decision_of(file, device, selection), means, file, device, options or PlayOptions()
    )
    rendition = settled.decision.rendition
    return (settled.decision.kind, str(rendition) if rendition else None, settled.is_copy)


def test_a_copy_of_just_this_conversion_saves_making_it():
    kept = ["1080-a1-aac", "720-a1-aac"]

    assert played(HEVC, kept, can_convert=True) == ("transcode", "1080-a1-aac", True)
    assert played(HEVC, ["720-a1-aac"], can_convert=True) == ("transcode", "1080-a1-aac", False)
    assert played(MP4, kept, can_convert=True) == ("direct", None, False)


def test_without_a_converter_the_largest_copy_that_the_device_plays_is_taken():
    kept = ["360-a1-aac", "720-a1-aac", "720-a2-aac", "copy-a1-copy"]
    small = StreamSelection(max_height=480)

    assert played(HEVC, kept) == ("transcode", "720-a1-aac", True)
    assert played(HEVC, kept, selection=small) == ("transcode", "360-a1-aac", True)
    assert played(MKV, [*kept, "copy-a1-aac"]) == ("audio", "copy-a1-aac", True)
    assert played(HEVC, ["720-a2-aac"]) == ("transcode", "720-a2-aac", True)  # better than nothing


def test_sound_that_was_chosen_is_not_exchanged():
    with pytest.raises(ConversionUnavailable):
        played(HEVC, ["720-a2-aac"], options=PlayOptions(audioIndex=1))


def test_a_file_that_is_away_plays_from_any_copy():
    assert played(MP4, ["720-a1-aac"], has_file=False) == ("transcode", "720-a1-aac", True)
    with pytest.raises(FileUnavailable):
        played(HEVC, ["720-a2-aac"], has_file=False, options=PlayOptions(audioIndex=1))
    with pytest.raises(ConversionUnavailable):
        played(HEVC, ["720-a1-aac-s3"])


TWO_SOUNDS = FileDetails(
    "mp4",
    MKV.picture,
    (SoundStream(1, "aac", "eng", channels=2), SoundStream(2, "dts", "ger", channels=6)),
)


@pytest.mark.parametrize(
    ("options", "selection", "code"),
    [
        ({}, StreamSelection(audio_index=2), "audio_track_needs_ffmpeg"),  # remembered
        ({"audioIndex": 2}, StreamSelection(audio_index=2), "audio_track_needs_ffmpeg"),
        ({"maxHeight": 360}, StreamSelection(max_height=360), "quality_needs_ffmpeg"),
        (
            {"burnSubtitleId": uuid4()},
            StreamSelection(burnt_index=3),
            "burnt_subtitle_needs_ffmpeg",
        ),
    ],
)
def test_without_a_converter_a_choice_that_needs_one_is_left_out_and_said(options, selection, code):
    decided = decision_of(TWO_SOUNDS, Capabilities(), selection)
    settled = choose_fallback(
        decided,
        PlayMethods(has_file=True, can_convert=False),
        TWO_SOUNDS,
        Capabilities(),
        PlayOptions.model_validate(options),
    )

    assert (settled.decision.kind, settled.decision.audio_index) == ("direct", 1)
    assert [reason.code for reason in settled.decision.reasons] == [code]
    assert settled.summary == f"Plays as it is: {settled.decision.reasons[0].text}"
    assert "ffmpeg" in settled.summary
