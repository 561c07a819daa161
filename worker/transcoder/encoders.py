"""The encoders of H.264: their arguments, and a proof that one works on this machine."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.playback.models.rendition import MAX_BITRATES_KBPS

SOFTWARE = "libx264"
RENDER_DEVICE = "/dev/dri/renderD128"

FASTEST_PRESET_FROM = 1080  # lines


@dataclass(frozen=True, slots=True)
class Hardware:
    """An encoder of a graphics card; `device` must exist, empty: any Mac."""

    device: str
    #: A picture that is asked to be a keyframe must be one that decoding can begin at.
    options: Sequence[str] = ()
    input_options: Sequence[str] = ()
    upload: Sequence[str] = ()  # filters that move a picture to the card


#: The best first.
HARDWARE: Mapping[str, Hardware] = {
    "h264_nvenc": Hardware("/dev/nvidia0", options=("-forced-idr", "1")),
    "h264_qsv": Hardware(RENDER_DEVICE, options=("-forced_idr", "1")),
    "h264_vaapi": Hardware(
        RENDER_DEVICE, input_options=("-vaapi_device", RENDER_DEVICE), upload=("hwupload",)
    ),
    "h264_videotoolbox": Hardware(""),
}
NONE = Hardware("")


def is_there(name: str) -> bool:
    """Whether this machine has the device of a hardware encoder."""
    device = HARDWARE[name].device
    return Path(device).exists() if device else sys.platform == "darwin"


def input_arguments(name: str) -> list[str]:
    return [*HARDWARE.get(name, NONE).input_options]


def last_filters(name: str) -> list[str]:
    """What an encoder takes: the form of its pictures, and where they are."""
    if name not in HARDWARE:
        return ["format=yuv420p"]
    return ["format=nv12", *HARDWARE[name].upload]


def arguments(name: str, height: int) -> list[str]:
    """
    Encode at most `height` lines.

    Each keyframe repeats the headers of the stream: another encoder may go on where one died, and
    a player has the headers of the first.
    """
    kbps = MAX_BITRATES_KBPS[height]
    limits = ["-maxrate", f"{kbps}k", "-bufsize", f"{kbps * 2}k", "-bsf:v", "dump_extra"]
    if name != SOFTWARE:
        options = HARDWARE.get(name, NONE).options
        return ["-c:v", name, "-b:v", f"{kbps}k", *limits, *options]
    preset = "superfast" if height >= FASTEST_PRESET_FROM else "veryfast"
    return [
        *("-c:v", SOFTWARE, "-preset", preset, "-crf", "22", *limits),
        # A short lookahead: a segment is complete soon after its last frame is read.
        *("-profile:v", "high", "-sc_threshold", "0", "-rc-lookahead", "8"),
    ]


def proof(path: str, name: str) -> list[str]:
    """The command that encodes a few frames as a conversion does."""
    return [
        *(path, "-v", "quiet", "-nostdin", *input_arguments(name)),
        *("-f", "lavfi", "-i", "color=black:s=320x240:r=24", "-frames:v", "8"),
        *("-vf", ",".join(last_filters(name)), *arguments(name, min(MAX_BITRATES_KBPS))),
        *("-g", "100000", "-force_key_frames", "expr:eq(n,4)", "-f", "null", "-"),
    ]
