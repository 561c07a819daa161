"""What decides how a file can be played, as the probe of the library found it."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.models.probe_results import HdrKind, Transfer


@dataclass(frozen=True, slots=True)
class PictureStream:
    """The picture; empty and 0: the file does not say, or was not probed for it yet."""

    codec: str
    profile: str = ""
    level: int = 0
    bit_depth: int = 0
    pixel_format: str = ""
    transfer: Transfer = ""
    hdr: HdrKind = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class SoundStream:
    index: int  # in the file
    codec: str
    language: str = ""
    title: str = ""
    channels: int = 0
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class FileDetails:
    container: str
    picture: PictureStream
    sounds: tuple[SoundStream, ...] = ()
    bitrate_kbps: int = 0

    @property
    def first_sound(self) -> SoundStream | None:
        """What a browser plays of the file as it is."""
        return self.sounds[0] if self.sounds else None

    @property
    def default_sound(self) -> SoundStream | None:
        """What the file says should be played."""
        return next((sound for sound in self.sounds if sound.is_default), self.first_sound)


@dataclass(frozen=True, slots=True)
class StreamSelection:
    """What a viewer chose; None: what the file and the device suggest."""

    audio_index: int | None = None
    max_height: int | None = None
    burnt_index: int | None = None  # a picture subtitle, by its stream in the file


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file of a title or an episode; the highest `length_rank` fits it best (version_rank)."""

    id: UUID
    length_rank: list[int]
    resolution_label: str
    hdr: HdrKind
    video_codec: str
    editions: list[str]
    size_bytes: int
    height: int
    bitrate_kbps: int
