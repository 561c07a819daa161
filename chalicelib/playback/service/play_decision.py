"""
How a file is played on a device: as it is, in another container, with its sound converted, or with
its picture converted. Pure: the same file, device and selection give the same answer.

Every reason why it is not played in a better way has a stable code and a sentence. A device that
plays more never gets a worse answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chalicelib.devices.models import Capabilities
from chalicelib.playback.models.codec_names import codec_name, container_name
from chalicelib.playback.models.file_details import FileDetails, SoundStream, StreamSelection
from chalicelib.playback.models.rendition import HEIGHTS, Rendition, VideoRendition
from chalicelib.playback.models.tickets import PlayKind, PlayReason

#: What can be copied into fragmented MP4. Browsers play MP3 in a file, and not in segments of one.
COPIED_VIDEO = frozenset({"h264", "hevc", "av1", "vp9"})
COPIED_AUDIO = frozenset({"aac", "ac3", "eac3", "opus", "flac"})
#: Chroma that no browser decodes in hardware, and most not at all.
FULL_CHROMA = ("422", "444")
ORDINARY_BITS = 8
TEN_BITS = 10
KINDS: Final[tuple[PlayKind, ...]] = ("direct", "remux", "audio", "transcode")  # the best first


@dataclass(frozen=True, slots=True)
class PlayDecision:
    """`rendition` is None for a file that is played as it is."""

    kind: PlayKind
    reasons: tuple[PlayReason, ...]
    rendition: Rendition | None
    audio_index: int | None

    @property
    def summary(self) -> str:
        """One line: what happens to the file, and the first reason."""
        if not self.reasons:
            return "Plays as it is"
        return f"{WHAT_HAPPENS[self.kind]}: {self.reasons[0].text}"


WHAT_HAPPENS: dict[PlayKind, str] = {
    "direct": "Plays as it is",
    "remux": "Plays in another wrapping",
    "audio": "Audio is converted",
    "transcode": "Video is converted",
}


def decide(file: FileDetails, device: Capabilities, selection: StreamSelection) -> PlayDecision:
    """How `device` plays `file`. A selected stream that is not there is ignored."""
    sound = _sound(file, selection)
    picture = [*_picture_reasons(file, device), *_selection_reasons(file, selection)]
    voice = [*_sound_reasons(sound, device)] if sound else []
    wrapping = [*_wrapping_reasons(file, device, sound)]
    if (picture or voice or wrapping) and file.picture.codec not in COPIED_VIDEO and not picture:
        # Only reached by what a browser plays in its own container: VP8 in WebM.
        name = codec_name(file.picture.codec)
        picture = [PlayReason(code="video_in_container", text=f"{name} fits no other container")]
    if wrapping and sound and sound.codec not in COPIED_AUDIO and not voice:
        name = codec_name(sound.codec)
        text = f"{name} is not played in the container of converted films"
        voice = [PlayReason(code="audio_in_container", text=text)]
    kind: PlayKind = (
        "transcode" if picture else "audio" if voice else "remux" if wrapping else "direct"
    )
    return PlayDecision(
        kind=kind,
        reasons=(*picture, *voice, *wrapping),
        rendition=None
        if kind == "direct"
        else _rendition(
            file, device, selection, sound, converts_video=bool(picture), converts_audio=bool(voice)
        ),
        audio_index=sound.index if sound else None,
    )


def rank(decision: PlayDecision) -> int:
    """The lower the better."""
    return KINDS.index(decision.kind)


def heights_of(file: FileDetails, device: Capabilities) -> list[int]:
    """The heights that the picture can be converted to, the largest first."""
    lines = lines_of(file)
    limit = min(lines or max(HEIGHTS), device.max_height or max(HEIGHTS))
    return [height for height in HEIGHTS if height <= limit] or [min(HEIGHTS)]


def _sound(file: FileDetails, selection: StreamSelection) -> SoundStream | None:
    wished = (sound for sound in file.sounds if sound.index == selection.audio_index)
    return next(wished, file.default_sound)


def _picture_reasons(file: FileDetails, device: Capabilities) -> Iterator[PlayReason]:
    picture = file.picture
    name = codec_name(picture.codec)
    # Without a base layer in HDR10 or HLG; said first, because no conversion mends it.
    is_dolby_alone = picture.hdr == "dolby_vision" and not picture.transfer
    if is_dolby_alone:
        text = "This Dolby Vision cannot be shown right: its colors come out wrong"
        yield PlayReason(code="dolby_vision", text=text)
    if picture.codec not in device.video_codecs:
        yield PlayReason(code="video_codec", text=f"{name} is not played by this browser")
        return  # the rest is about a codec that it plays
    if any(chroma in picture.pixel_format for chroma in FULL_CHROMA):
        text = f"{name} {picture.profile} is not played by this browser".replace("  ", " ")
        yield PlayReason(code="video_profile", text=text)
    elif picture.bit_depth > TEN_BITS or (
        picture.bit_depth > ORDINARY_BITS and picture.codec not in device.ten_bit
    ):
        text = f"{name} with {picture.bit_depth} bits per color is not played by this browser"
        yield PlayReason(code="bit_depth", text=text)
    level = device.max_h264_level
    if picture.codec == "h264" and level is not None and picture.level > level:
        text = f"{name} level {picture.level / 10:.1f} is more than this device plays"
        yield PlayReason(code="video_level", text=text)
    if picture.hdr and not is_dolby_alone and not device.hdr:
        yield PlayReason(code="hdr", text="This device does not show HDR")
    if device.max_height is not None and lines_of(file) > device.max_height:
        text = f"Its picture is larger than {device.max_height}p"
        yield PlayReason(code="height", text=text)
    if device.max_bitrate_kbps is not None and file.bitrate_kbps > device.max_bitrate_kbps:
        rate = f"{file.bitrate_kbps / 1000:.0f} Mbit/s"
        yield PlayReason(code="bitrate", text=f"{rate} are more than this device takes")


def _selection_reasons(file: FileDetails, selection: StreamSelection) -> Iterator[PlayReason]:
    if selection.max_height is not None and lines_of(file) > selection.max_height:
        yield PlayReason(code="quality", text=f"You chose {selection.max_height}p")
    if selection.burnt_index is not None:
        text = "The subtitles are pictures and are drawn into the video"
        yield PlayReason(code="burnt_subtitle", text=text)


def _sound_reasons(sound: SoundStream, device: Capabilities) -> Iterator[PlayReason]:
    if sound.codec not in device.audio_codecs:
        text = f"{codec_name(sound.codec)} is not played by this browser"
        yield PlayReason(code="audio_codec", text=text)
    if device.max_channels is not None and sound.channels > device.max_channels:
        text = f"{sound.channels} channels are more than this device plays"
        yield PlayReason(code="audio_channels", text=text)


def _wrapping_reasons(
    file: FileDetails, device: Capabilities, sound: SoundStream | None
) -> Iterator[PlayReason]:
    if file.container not in device.containers:
        text = f"{container_name(file.container)} files are not opened by this browser"
        yield PlayReason(code="container", text=text)
    if sound is not None and sound != file.first_sound:
        # A browser plays the first track of a file and ignores its flags.
        yield PlayReason(code="audio_track", text="Browsers only play the first audio track")


def _rendition(
    file: FileDetails,
    device: Capabilities,
    selection: StreamSelection,
    sound: SoundStream | None,
    *,
    converts_video: bool,
    converts_audio: bool,
) -> Rendition:
    video: VideoRendition = "copy"
    if converts_video:
        heights = heights_of(file, device)
        wished = selection.max_height or heights[0]
        video = _NAMES[next((each for each in heights if each <= wished), heights[-1])]
    if sound is None:
        return Rendition(video, None, "none", selection.burnt_index)
    # Sound that could be copied is not converted with the picture.
    copies = not converts_audio and sound.codec in COPIED_AUDIO
    return Rendition(video, sound.index, "copy" if copies else "aac", selection.burnt_index)


_NAMES: Final[dict[int, VideoRendition]] = {
    2160: "2160",
    1080: "1080",
    720: "720",
    480: "480",
    360: "360",
}


def lines_of(file: FileDetails) -> int:
    """
    The lines of a picture of 16:9 that is as large: 1080 of 1920 x 800, and of one that stands
    upright. 0: not known.
    """
    shorter, longer = sorted((file.picture.width, file.picture.height))
    return max(shorter, round(longer * 9 / 16))
