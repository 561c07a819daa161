"""
The name of a conversion of a file, as it stands in the address of its manifest.

The grammar is enumerated and nothing else is read: `{video}-a{stream}-{audio}[-s{stream}]`.

- `{video}`: `copy`, or the most lines of the picture: `2160`, `1080`, `720`, `480`, `360`
- `a{stream}`: the audio stream by its index in the file, `anone` for silence
- `{audio}`: `copy`, `aac`, or `none` for silence
- `s{stream}`: the subtitle stream that is burnt in, only into a picture that is converted

Examples: `copy-a1-aac`, `720-a2-aac`, `1080-a1-aac-s4`, `copy-anone-none`.
"""

import re
from dataclasses import dataclass
from typing import Literal, Self, cast, get_args

VideoRendition = Literal["copy", "2160", "1080", "720", "480", "360"]
AudioRendition = Literal["copy", "aac", "none"]

#: The heights a picture can be converted to, in lines, the largest first.
HEIGHTS = (2160, 1080, 720, 480, 360)
#: The most that a converted picture takes, by its height, and converted sound: kbit/s.
MAX_BITRATES_KBPS = {2160: 20_000, 1080: 8_000, 720: 4_000, 480: 2_000, 360: 1_000}
AUDIO_BITRATE_KBPS = 192

_STREAM = "0|[1-9][0-9]{0,2}"
_GRAMMAR = re.compile(
    rf"(?P<video>{'|'.join(get_args(VideoRendition))})"
    rf"-a(?P<stream>none|{_STREAM})"
    rf"-(?P<audio>{'|'.join(get_args(AudioRendition))})"
    rf"(?:-s(?P<burnt>{_STREAM}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Rendition:
    """What becomes of a file's picture and sound; `str()` is its name."""

    video: VideoRendition
    audio_index: int | None  # the stream's index in the file; None: silence
    audio: AudioRendition
    burnt_index: int | None = None  # the subtitle stream's index in the file

    def __post_init__(self) -> None:
        """Raises `ValueError` for what no name stands for."""
        if (self.audio_index is None) != (self.audio == "none"):
            raise ValueError("silence has no stream, and sound has one")
        if self.burnt_index is not None and self.video == "copy":
            raise ValueError("a copied picture cannot take a subtitle")

    @classmethod
    def parse(cls, name: str) -> Self:
        """The rendition of this name. Raises `ValueError`."""
        found = _GRAMMAR.fullmatch(name)
        if found is None:
            raise ValueError("not the name of a rendition")
        stream, burnt = found["stream"], found["burnt"]
        return cls(
            video=cast("VideoRendition", found["video"]),
            audio_index=None if stream == "none" else int(stream),
            audio=cast("AudioRendition", found["audio"]),
            burnt_index=None if burnt is None else int(burnt),
        )

    @property
    def height(self) -> int | None:
        """The most lines of the picture; None when it is copied."""
        return None if self.video == "copy" else int(self.video)

    def __str__(self) -> str:
        stream = "none" if self.audio_index is None else self.audio_index
        burnt = "" if self.burnt_index is None else f"-s{self.burnt_index}"
        return f"{self.video}-a{stream}-{self.audio}{burnt}"
