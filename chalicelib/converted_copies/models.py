"""Converted copies of files: what is kept, and what can be. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.models.tickets import AudioTrack

#: The queue and the task of the worker; its argument is the id of a row.
QUEUE = "converted_copies"
TASK = "make_converted_copy"
#: Where the objects are: `converted/{item}/{size}-{fingerprint}/{rendition}-{copy}/{n}.m4s`.
PREFIX = "converted/"
INIT = "init.mp4"
MAX_PENDING = 20  # of one user

CopyState = Literal["waiting", "running", "ready", "failed"]
#: Why there is no copy: the file is not there; it cannot be converted; its conversion ended before
#: the film did; this server has no ffmpeg; the quota or the disk is full; the store refuses it;
#: objects of it were lost; a fault of ours.
CopyFailure = Literal[
    "", "no_file", "cannot_convert", "ended_early", "no_converter", "quota", "disk_full", "store",
    "lost", "broken",
]  # fmt: skip
#: What a copy that is being made makes way for: films that are converted for viewers; and when no
#: user asked for it, running downloads, and copies that users asked for. Or its file, which is in
#: an object store that does not respond: others are made meanwhile.
CopyWait = Literal["", "viewers", "downloads", "requests", "file"]
#: Why no copy can be made: there is no object store, or nothing is copied to it; an administrator
#: allows none; what is in the file is not known yet; the user may not.
WhyNot = Literal["", "no_store", "off", "being_read", "not_allowed"]
CopyHeight = Literal[2160, 1080, 720, 480, 360]  # lines


class NewConvertedCopy(RequestModel):
    """What to keep; without a height the picture stays as it is."""

    height: CopyHeight | None = None
    audio_index: Annotated[int, Field(ge=0, le=999)] | None = None  # a stream of the file


class ConvertedCopy(ResponseModel):
    """
    A copy that is kept, or being made. `progress` is in percent.

    Asking for its `height` and `audio_index` again makes no second one: each user who asks keeps
    it. A user who `can_remove` it withdraws their request, or removes it for all with the right
    to delete.
    """

    id: UUID
    height: int | None  # lines; None: the original picture
    label: str  # such as `720p`, or `Original picture`
    audio_index: int | None  # a stream of the file; None: silence
    audio_label: str
    state: CopyState
    reason: CopyFailure
    waits_for: CopyWait
    progress: int
    size_bytes: int
    created_at: datetime
    can_remove: bool


class CopyChoice(ResponseModel):
    """A quality that a copy can have; `max_bytes` is the most that it takes."""

    height: CopyHeight | None
    label: str
    max_bytes: int


class ConvertedCopies(ResponseModel):
    """
    The copies of a file, and what else can be kept.

    `used_bytes` and `quota_bytes` are those of all files. With `why_not` there are no choices.
    """

    items: list[ConvertedCopy]
    choices: list[CopyChoice]
    audio_tracks: list[AudioTrack]
    why_not: WhyNot
    used_bytes: int
    quota_bytes: int


class ConvertedCopyChange(ResponseModel):
    """The copies after a change, and what undoes it within 30 seconds."""

    copies: ConvertedCopies
    undo_id: UUID


class PreparationPreview(ResponseModel):
    """
    What preparing the copies of a folder would do.

    `files` have no copy and are not played by every browser as they are; their copies take at most
    `max_bytes`. `ready_files` have theirs. `used_bytes` and `quota_bytes` are those of all copies.
    """

    files: int
    max_bytes: int
    ready_files: int
    why_not: Literal["", "no_store", "off"]
    used_bytes: int
    quota_bytes: int


class ManifestQuery(RequestModel):
    """The grant of a play ticket. `at` is the second that a player begins at."""

    s: str = ""
    e: str = ""
    sig: str = ""
    at: Annotated[float, Field(ge=0, le=1_000_000)] | None = None


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A row of `converted_copies`."""

    id: UUID
    library_item_id: UUID
    rendition: str
    file_size_bytes: int
    file_fingerprint: str
    state: CopyState
    reason: CopyFailure
    waits_for: CopyWait
    progress: int
    size_bytes: int
    durations: list[float]  # of its segments, in seconds
    created_at: datetime

    @property
    def prefix(self) -> str:
        """The beginning of the keys of its objects: what it was made of, and its own id."""
        made_of = f"{self.file_size_bytes:x}-{self.file_fingerprint[:16]}"
        return f"{PREFIX}{self.library_item_id}/{made_of}/{self.rendition}-{self.id}/"


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """What identifies the file that a copy is made of."""

    size_bytes: int
    fingerprint: str
    duration_seconds: int


def label_of(rendition: Rendition) -> str:
    return "Original picture" if rendition.height is None else f"{rendition.height}p"
