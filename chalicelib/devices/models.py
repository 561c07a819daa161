"""Devices, and what they can play."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.accounts.models.devices import DeviceKind
from chalicelib.http.schemas import RequestModel, ResponseModel, SettingsModel

Container = Literal["mp4", "mov", "webm", "mkv", "ts", "ogv"]
VideoCodec = Literal["h264", "hevc", "av1", "vp9", "vp8"]
AudioCodec = Literal["aac", "mp3", "ac3", "eac3", "opus", "vorbis", "flac", "alac"]

MAX_DEVICES = 50  # of one person; the one that was not seen for longest makes room


class Capabilities(SettingsModel):
    """
    What a device can play, named as the library names it.

    None: no limit is known. Without anything known it is what every browser plays.
    """

    containers: Annotated[tuple[Container, ...], Field(max_length=10)] = ("mp4",)
    video_codecs: Annotated[tuple[VideoCodec, ...], Field(max_length=10)] = ("h264",)
    #: Those of `video_codecs` whose pictures of 10 bits per sample it plays as well.
    ten_bit: Annotated[tuple[VideoCodec, ...], Field(max_length=10)] = ()
    audio_codecs: Annotated[tuple[AudioCodec, ...], Field(max_length=10)] = ("aac",)
    hdr: bool = False
    max_channels: Annotated[int, Field(ge=1, le=64)] | None = None
    max_height: Annotated[int, Field(ge=144, le=8640)] | None = None  # lines
    max_bitrate_kbps: Annotated[int, Field(ge=100, le=1_000_000)] | None = None
    max_h264_level: Annotated[int, Field(ge=10, le=99)] | None = None  # 41 is 4.1


class DeviceName(RequestModel):
    name: Annotated[str, Field(min_length=1, max_length=60)]


class DeviceRow(BaseModel):
    """A row of `devices`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: UUID
    name: str
    browser: str
    kind: DeviceKind
    capabilities: Capabilities
    last_seen_at: datetime


class PlayDevice(ResponseModel):
    """A browser in which this person plays."""

    id: UUID
    name: str
    browser: Annotated[str, Field(description="In plain words, such as `Firefox on Linux`.")]
    kind: DeviceKind
    capabilities: Capabilities
    last_seen_at: datetime
    is_current: Annotated[bool, Field(description="Whether this request came from it.")]


class PlayDeviceList(ResponseModel):
    items: list[PlayDevice]
