"""What a probe reads from a file: its container, streams and chapters."""

from dataclasses import dataclass
from typing import Literal

StreamType = Literal["video", "audio", "subtitle"]

#: How brightness is coded where it is not the usual way: PQ (SMPTE ST 2084) or HLG (ARIB STD-B67).
Transfer = Literal["", "pq", "hlg"]

HdrKind = Literal["", "hdr10", "hlg", "dolby_vision"]

#: What a probe reads. Files that were read by an earlier version are read again.
PROBE_VERSION = 3


@dataclass(frozen=True, slots=True)
class ProbedStream:
    index: int
    type: StreamType
    codec: str = ""
    language: str = ""
    title: str = ""
    channels: int = 0
    bitrate_kbps: int = 0
    is_default: bool = False
    is_forced: bool = False
    is_hearing_impaired: bool = False
    channel_layout: str = ""
    profile: str = ""
    level: int = 0  # as the codec counts: 41 is 4.1 of H.264, 123 is 4.1 of HEVC
    bit_depth: int = 0
    pixel_format: str = ""
    transfer: Transfer = ""
    hdr: HdrKind = ""
    frame_rate: float = 0.0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class ProbedChapter:
    start_ms: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """
    The result of a probe: container, streams and duration. With an `error` it is not playable.
    """

    error: str = ""
    container: str = ""
    mime_type: str = ""
    video_codec: str = ""
    audio_codec: str = ""
    duration_s: int = 0
    width: int = 0
    height: int = 0
    resolution: str = ""
    bitrate_kbps: int = 0  # of the whole file
    hdr: HdrKind = ""
    streams: tuple[ProbedStream, ...] = ()
    chapters: tuple[ProbedChapter, ...] = ()

    @property
    def is_video(self) -> bool:
        return not self.error
