"""Requests that change a job."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from chalicelib.downloads.models.job_options import MAX_FILES, FilePriority, JobOptions
from chalicelib.downloads.models.jobs import Scope
from chalicelib.http.schemas import RequestModel, ResponseModel

MAX_BULK_JOBS = 200


class StatsFilter(RequestModel):
    scope: Scope = Scope.MINE


class JobChange(RequestModel):
    """Fields that are left out stay as they are."""

    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    #: null: no title of the catalogue. Either way the user has decided.
    media_id: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    is_forced: bool | None = None
    options: JobOptions | None = None
    #: null: no category. Files stay where they are, see `MoveTo`.
    category_id: UUID | None = None

    @property
    def has_media(self) -> bool:
        return "media_id" in self.model_fields_set

    @property
    def has_category(self) -> bool:
        return "category_id" in self.model_fields_set


class FileChoice(RequestModel):
    """By file index; other files keep their priority."""

    priorities: Annotated[dict[int, FilePriority], Field(min_length=1, max_length=MAX_FILES)]


class MoveTo(RequestModel):
    """
    Exactly one of the two: a category, or a folder by its name.

    Administrators may also send a path below one of the folders.
    """

    category_id: UUID | None = None
    root: Annotated[str, Field(min_length=1, max_length=1000)] | None = None

    @model_validator(mode="after")
    def _has_exactly_one(self) -> "MoveTo":
        if (self.category_id is None) == (self.root is None):
            raise ValueError("says either categoryId or root")
        return self


class QueuePosition(StrEnum):
    TOP = "top"
    UP = "up"
    DOWN = "down"
    BOTTOM = "bottom"


class QueueMove(RequestModel):
    """
    Exactly one of the two: a step or an end of the queue, or the position of another queued job.

    Jobs between the old and the new position move by one.
    """

    to: QueuePosition | None = None
    place_of: UUID | None = None

    @model_validator(mode="after")
    def _has_exactly_one(self) -> "QueueMove":
        if (self.to is None) == (self.place_of is None):
            raise ValueError("says either to or placeOf")
        return self

    @property
    def target(self) -> QueuePosition | UUID:
        return next(each for each in (self.to, self.place_of) if each is not None)


class Removal(RequestModel):
    with_files: bool = False


class BulkAction(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    RETRY = "retry"
    RECHECK = "recheck"
    CANCEL = "cancel"
    REMOVE = "remove"
    REMOVE_WITH_FILES = "removeWithFiles"
    RESTORE = "restore"
    TOP = "top"
    BOTTOM = "bottom"


class BulkRequest(RequestModel):
    ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_BULK_JOBS)]
    action: BulkAction


class Refusal(ResponseModel):
    id: UUID
    code: str
    detail: str


class BulkResult(ResponseModel):
    """Each job succeeds or fails by itself."""

    done: list[UUID]
    refused: list[Refusal]
