"""What the worker does with subtitles while a user waits. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.preferences.models import LanguageTag

#: The queue and the task of the worker; its argument is the id of a row.
QUEUE = "subtitles"
TASK = "subtitle_task"
MAX_PENDING = 5  # of one user
MAX_FOUND = 60

TaskKind = Literal["search", "fetch", "sync"]
TaskState = Literal["waiting", "running", "done", "failed"]
#: Why the work failed: there is no key; the source refuses the key; the day's downloads are used
#: up until `retry_at`; the source cannot be reached, or has a problem of its own; it has removed
#: the file; what it sent is no subtitle; there is no room for another subtitle; the video is not
#: there; it has no sound that can be read; a fault of ours.
FailureReason = Literal[
    "", "no_key", "key_refused", "quota", "unreachable", "gone", "bad_file", "full", "no_file",
    "no_sound", "broken",
]  # fmt: skip
#: Why a subtitle is likely to fit, or not.
ScoreCode = Literal[
    "hash", "title", "group", "source", "edition", "trusted", "popular", "machine", "forced",
    "sdh", "other_source",
]  # fmt: skip


class ScorePart(ResponseModel):
    """What adds to the score, or takes from it."""

    code: ScoreCode
    text: str
    points: int


class FoundSubtitle(ResponseModel):
    """A subtitle that a source has. `score` is 0 to 100: how likely it fits this file."""

    file_id: int
    language: str  # BCP 47
    language_name: str
    release: str
    is_sdh: bool
    is_forced: bool
    is_machine_translated: bool
    downloads: int
    score: int
    parts: list[ScorePart]


class SyncProposal(ResponseModel):
    """How the times of a subtitle fit the sound. Nothing is proposed when it is not sure."""

    is_sure: bool
    confidence: float  # 0 to 1
    offset_ms: int
    speed: float


class SubtitleTask(ResponseModel):
    """
    What the worker does. A search ends with `found`, a fetch with `subtitle_id`, synchronizing
    with `proposal`. `remaining` is how many downloads the day has left.
    """

    id: UUID
    kind: TaskKind
    state: TaskState
    progress: int  # percent
    reason: FailureReason
    retry_at: datetime | None
    found: Sequence[FoundSubtitle] = ()
    remaining: int | None = None
    subtitle_id: UUID | None = None
    proposal: SyncProposal | None = None


class SubtitleSearch(RequestModel):
    """In which languages to look, the most wanted first."""

    languages: Annotated[list[LanguageTag], Field(min_length=1, max_length=5)]


class SubtitleFetch(RequestModel):
    """A subtitle that a search has found."""

    search_id: UUID
    file_id: Annotated[int, Field(ge=1, le=2**53)]


@dataclass(frozen=True, slots=True)
class SubtitleTaskRow:
    """A row of `subtitle_tasks`; `request` and `result` are of its kind."""

    id: UUID
    library_item_id: UUID
    user_id: UUID | None
    kind: TaskKind
    state: TaskState
    progress: int
    request: Mapping[str, Any]
    result: Mapping[str, Any]
    reason: FailureReason
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What identifies the video of a file. `imdb_id` and `tmdb_id` are those of film or show."""

    path: str  # as `path_to_text` writes it
    file_name: str
    media_type: str | None
    title: str | None
    year: int | None
    imdb_id: str | None
    tmdb_id: str | None
    season_number: int | None
    episode_number: int | None


@dataclass(frozen=True, slots=True)
class WantedSubtitle:
    """A new file without a subtitle in the languages of people who follow its title."""

    library_item_id: UUID
    languages: Sequence[str]
