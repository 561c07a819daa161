"""Subtitles as the API shows them and as they are stored. No I/O."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.preferences.models import LanguageTag
from chalicelib.subtitles.models.languages import language_name, normalize_language

SubtitleSource = Literal["embedded", "sidecar", "upload", "provider"]
#: `picture` cannot become text: it is drawn into the video or not shown.
SubtitleForm = Literal["text", "ass", "picture"]

MAX_OFFSET_MS = 600_000
MIN_SPEED, MAX_SPEED = 0.8, 1.25
MAX_UPLOAD_BYTES = 2 * 2**20  # the longest film has 300 kB of text; styled ones are larger
MAX_BASE64_LENGTH = 4 * (MAX_UPLOAD_BYTES // 3 + 1)
MAX_ADDED_PER_ITEM = 40
#: Of all files: what one user may add.
MAX_ADDED_PER_USER = 2_000
MAX_ADDED_BYTES_PER_USER = 256 * 2**20
MAX_TITLE_LENGTH = 200

#: Codecs of text tracks, by our names; see worker/scanner/media_formats.py.
ASS_CODECS = frozenset({"ass", "ssa"})
TEXT_CODECS = frozenset({"srt", "tx3g", "webvtt", "text"})


def form_of_codec(codec: str) -> SubtitleForm:
    """The form of an embedded track. An unknown codec is not readable as text either."""
    if codec in ASS_CODECS:
        return "ass"
    return "text" if codec in TEXT_CODECS else "picture"


@dataclass(frozen=True, slots=True)
class SubtitleRow:
    """A row of `subtitles`."""

    id: UUID
    library_item_id: UUID
    source: SubtitleSource
    form: SubtitleForm
    codec: str
    language: str
    title: str
    is_default: bool
    is_forced: bool
    is_sdh: bool
    stream_index: int | None
    path: str | None  # of a sidecar, as `path_to_text` writes it
    size_bytes: int
    modified_ns: int
    score: float | None
    offset_ms: int
    speed: float  # times are multiplied by it before the offset is added
    user_id: UUID | None
    provider_key: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class EmbeddedTrack:
    """A subtitle stream of a file, as the probe found it."""

    index: int
    codec: str
    language: str = ""
    title: str = ""
    is_default: bool = False
    is_forced: bool = False
    is_sdh: bool = False


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A subtitle file beside a video, and what its name says."""

    library_item_id: UUID
    path: str  # as `path_to_text` writes it
    size_bytes: int
    modified_ns: int
    codec: str
    form: SubtitleForm
    language: str = ""
    title: str = ""
    is_forced: bool = False
    is_sdh: bool = False


@dataclass(frozen=True, slots=True)
class NewSubtitle:
    """A subtitle that a user adds: an upload, or the download of a provider's."""

    library_item_id: UUID
    source: SubtitleSource
    form: SubtitleForm
    codec: str
    language: str
    title: str
    content: bytes
    is_forced: bool = False
    is_sdh: bool = False
    provider_key: str | None = None
    score: float | None = None
    score_parts: dict[str, float] = field(default_factory=dict)


class Subtitle(ResponseModel):
    """
    One subtitle of a file. Its times are multiplied by `speed` and then moved by `offset_ms`, for
    every user.
    """

    id: UUID
    library_item_id: UUID
    source: SubtitleSource
    form: SubtitleForm
    language: str  # BCP 47; empty when it is unknown
    title: str
    label: str  # English (SDH)
    is_default: bool
    is_forced: bool
    is_sdh: bool
    stream_index: int | None  # of an embedded track
    score: float | None  # 0 to 100, of one from a provider
    offset_ms: int
    speed: float
    can_delete: bool
    updated_at: datetime


class Subtitles(ResponseModel):
    items: list[Subtitle]


class SubtitleUpload(RequestModel):
    """
    A subtitle file. `file_name` tells the language, when none is given, and is shown when it does
    not; it is never a path.
    """

    file_name: Annotated[str, Field(min_length=1, max_length=255)]
    content: Annotated[str, Field(min_length=1, max_length=MAX_BASE64_LENGTH)]  # base64
    language: LanguageTag | None = None
    title: Annotated[str, Field(max_length=MAX_TITLE_LENGTH)] = ""
    is_forced: bool = False
    is_sdh: bool = False


class SubtitleChange(RequestModel):
    """
    Moves the subtitle for everyone who plays this file; later is positive. `speed` is kept when it
    is absent.
    """

    offset_ms: Annotated[int, Field(ge=-MAX_OFFSET_MS, le=MAX_OFFSET_MS)]
    speed: Annotated[float, Field(ge=MIN_SPEED, le=MAX_SPEED)] | None = None


class MovedSubtitle(Subtitle):
    """`undo_id` undoes the correction for 30 seconds."""

    undo_id: UUID


class DeletedSubtitle(ResponseModel):
    """`undo_id` brings it back for 30 seconds."""

    undo_id: UUID


class TrackChoiceRequest(RequestModel):
    """
    What the user chose in the player: kept for the film or the show.

    Fields that are absent stay unchanged.
    """

    audio_index: Annotated[int, Field(ge=0, le=999)] | None = None
    subtitle_id: UUID | None = None
    is_subtitle_off: bool = False

    @model_validator(mode="after")
    def _chooses_one(self) -> "TrackChoiceRequest":
        if self.is_subtitle_off and self.subtitle_id is not None:
            raise ValueError("Choose a subtitle or none, not both.")
        return self


def label_of(row: SubtitleRow) -> str:
    """The name of a subtitle in menus: language, title if it says more, and what it is for."""
    name = language_name(normalize_language(row.language)) or "Unknown language"
    title = row.title.strip()
    if title and title.lower() not in (name.lower(), "sdh", "forced", "full"):
        name = f"{name} · {title}"
    kinds = [word for word, holds in (("forced", row.is_forced), ("SDH", row.is_sdh)) if holds]
    kinds = [word for word in kinds if word.lower() not in title.lower()]
    return f"{name} ({', '.join(kinds)})" if kinds else name
