"""Planned and running moves of library files. No I/O."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.download_settings.models.import_settings import NamePatterns
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.library.models.matching import Guess, MatchState
from chalicelib.library.models.probe_results import HdrKind

MAX_MOVES = 500  # files of one request

#: Why a file stays where it is.
#: unmatched: its title is not known · no_folder: the library has no folder for it · same: it has
#: this name already · taken: another file has it · download: it is shared from where it lies ·
#: missing: it was not found.
MoveProblem = Literal["unmatched", "no_folder", "same", "taken", "download", "missing"]
NameKind = Literal["film", "episode", "anime"]


class ExistingVersion(ResponseModel):
    """
    A version that the library has of what a download brings. `reason` says why the new file
    replaces it, or why it stays.
    """

    library_item_id: UUID
    file_name: str
    file_size_bytes: int
    is_replaced: bool
    reason: str


class PlannedMove(ResponseModel):
    """
    A file and the path it would get. `target` and `folder` are None with a problem, but for `same`
    and `taken`. `versions` are those that the library has already, of an import.
    """

    library_item_id: UUID
    file_name: str
    file_size_bytes: int
    media: MediaCard | None
    episode_label: str | None
    extra_kind: str
    folder: str | None  # of the library
    target: str | None  # below that folder
    problem: MoveProblem | None
    failure: str  # why moving it did not work the last time; empty when it was not tried
    versions: list[ExistingVersion]


class ImportPreview(ResponseModel):
    """A finished download that waits: what becomes which title, and where it goes."""

    job_id: UUID
    name: str
    finished_at: datetime | None
    moves: list[PlannedMove]


class ImportPreviews(ResponseModel):
    """The oldest first; `is_on` is false while downloads stay where they are."""

    is_on: bool
    items: list[ImportPreview]


class ImportRequest(RequestModel):
    """Without files, all that can be."""

    library_item_ids: Annotated[list[UUID], Field(max_length=MAX_MOVES)] | None = None


class RenameQuery(RequestModel):
    """Of a show, one season; without one, all."""

    season: Annotated[int, Field(ge=0, le=10_000)] | None = None


class RenamePreview(ResponseModel):
    """What renaming the files of a title would do; nothing is changed."""

    media: MediaCard
    moves: list[PlannedMove]
    changed: int  # files with another name


class MovesStarted(ResponseModel):
    """`batch_id` tells how far they are; `undo_id` takes them back for 30 seconds."""

    batch_id: UUID
    files: int
    undo_id: UUID | None


class FailedMove(ResponseModel):
    file_name: str
    problem: str


class MovesProgress(ResponseModel):
    open: int
    done: int
    failed: list[FailedMove]


class NamingExample(ResponseModel):
    """What a file of the library would be called."""

    kind: NameKind
    title: str
    path: str


class NamingPresetView(NamePatterns):
    id: str
    name: str


class NamingPreview(ResponseModel):
    """Examples of patterns, and what can be put into them."""

    examples: list[NamingExample]
    presets: list[NamingPresetView]
    tokens: list[str]


class MovingFile(BaseModel):
    """A row of a library item with what its name is made of."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: UUID
    absolute_path: str
    file_name: str
    file_size_bytes: int
    match_state: MatchState
    media_id: int | None
    media_type: MediaType | None
    title: str | None
    year: int | None
    is_anime: bool
    external_ids: dict[str, str]
    extra_kind: str
    part_number: int | None
    editions: list[str]
    resolution_label: str
    picture_lines: int  # 0: not probed
    duration_seconds: int  # 0: not probed
    hdr: HdrKind
    video_codec: str
    audio_codec: str
    audio_languages: list[str]  # those that are known
    channels: int
    guess: Guess
    season_number: int | None
    episode_numbers: list[int]
    absolute_numbers: list[int]
    episode_title: str
    air_date: date | None
    is_missing: bool  # or in the object store only
    is_shared: bool  # a download has it as one of its files
    is_sample: bool  # much too short to be the title
    is_playing: bool  # a user watches the film or the episode now


class LibraryMove(BaseModel):
    """A row of `library_moves`. Paths are texts, see `path_to_text`."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: UUID
    item_id: UUID
    job_id: UUID | None
    old_path: str
    new_path: str
