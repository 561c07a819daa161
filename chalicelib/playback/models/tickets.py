"""Play tickets: what a player is told about a file, and what it may ask for."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.segments.models import FileSegment

#: How a file is played, the best first: as it is; in another container; with its sound converted;
#: with its picture converted.
PlayKind = Literal["direct", "remux", "audio", "transcode"]
SubtitleSource = Literal["embedded", "sidecar", "upload", "provider"]
#: `text` and `ass` are drawn by the player; a `picture` can only be burnt in.
SubtitleForm = Literal["text", "ass", "picture"]


class PlayOptions(RequestModel):
    """What a viewer chose instead of what is chosen for them."""

    audio_index: Annotated[int, Field(ge=0, le=999)] | None = None  # a stream of the file
    max_height: Annotated[int, Field(ge=144, le=4320)] | None = None  # lines
    burn_subtitle_id: UUID | None = None
    is_exact: Annotated[
        bool, Field(description="Play this file, and not the best version of its title.")
    ] = False
    is_for_other_player: Annotated[
        bool,
        Field(description="Give the address of this file, also when this device cannot play it."),
    ] = False

    @property
    def names_a_file(self) -> bool:
        """Tracks are those of one file."""
        return (
            self.is_exact
            or self.is_for_other_player
            or self.audio_index is not None
            or self.burn_subtitle_id is not None
        )


class PlayReason(ResponseModel):
    """Why a file is not played in a better way; the code is stable, the text is for people."""

    code: str
    text: str


class AudioTrack(ResponseModel):
    index: int  # the stream's index in the file
    language: str  # as the file has it, empty when it names none
    title: str
    codec: str
    channels: int
    is_default: bool
    label: str


class SubtitleTrack(ResponseModel):
    """A subtitle of the file; `url` is WebVTT, None for pictures, which can be burnt in."""

    id: UUID
    language: str
    title: str
    label: str
    is_forced: bool
    is_sdh: bool
    source: SubtitleSource
    form: SubtitleForm
    url: str | None
    ass_url: str | None
    offset_ms: int


class Chapter(ResponseModel):
    start_seconds: float
    title: str


class Trickplay(ResponseModel):
    """
    Sheets of small pictures of the film, one every `interval_seconds`, row by row.

    `url` has `{n}` in place of the number of the sheet, from 0; `width` and `height` are those of
    one picture in pixels, `count` is how many pictures there are on all sheets.
    """

    url: str
    interval_seconds: int
    columns: int
    rows: int
    width: int
    height: int
    count: int


class PictureQuality(ResponseModel):
    """A height that the picture can be converted to."""

    height: int
    label: str


class Version(ResponseModel):
    """A file of the title or episode."""

    library_item_id: UUID
    label: str


class PlaybackOfVersion(ResponseModel):
    """How a file would play on this device; `kind` is None when it cannot."""

    library_item_id: UUID
    kind: PlayKind | None
    summary: str
    reasons: list[PlayReason]


class PlayPreview(ResponseModel):
    """The versions of a title or an episode, the best for this device first."""

    items: list[PlaybackOfVersion]


class PlayTicket(ResponseModel):
    """
    A signed address of a file, valid until `expires_at`, how it is played, and the resume position.

    The file is `library_item_id`: of a film in parts the one that the position is in.
    `url` is the file for `direct`, and a manifest (HLS, RFC 8216) otherwise; `file_url` is always
    the file, for other players and downloads, or None while only its converted copy is there. They
    grant access to the file: request new ones each time, never store them.
    """

    library_item_id: UUID
    url: str
    file_url: str | None
    kind: PlayKind
    mime_type: str
    summary: str  # one sentence: how it is played, and why
    reasons: list[PlayReason]
    expires_at: datetime
    position_seconds: int
    duration_seconds: int
    audio_tracks: list[AudioTrack]
    audio_index: int | None  # of the track that plays; None without sound
    subtitles: list[str]  # the addresses of the subtitles that are text
    subtitle_tracks: list[SubtitleTrack]
    subtitle_id: UUID | None
    chapters: list[Chapter]
    segments: list[FileSegment]
    trickplay: Trickplay | None
    qualities: list[PictureQuality]
    versions: list[Version]
    media_id: int | None
    episode_id: int | None
    title: str
    subtitle: str | None
    next_library_item_id: UUID | None
