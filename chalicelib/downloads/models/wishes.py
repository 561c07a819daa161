"""What people say about downloads that are there."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from chalicelib.downloads.models.jobs import Scope
from chalicelib.downloads.models.options import MAX_FILES, FilePriority, JobOptions
from chalicelib.platform.schemas import RequestModel, ResponseModel

MAX_AT_ONCE = 200


class StatsFilter(RequestModel):
    scope: Scope = Scope.MINE


class JobChange(RequestModel):
    """What is not said stays as it is."""

    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    media_id: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    is_forced: bool | None = None
    options: JobOptions | None = None
    #: Under which label it is; null takes that off. Its files stay where they are: see `MoveTo`.
    category_id: UUID | None = None

    @property
    def says_category(self) -> bool:
        return "category_id" in self.model_fields_set


class FileChoice(RequestModel):
    """By file index; files that are not named stay as they are."""

    priorities: Annotated[dict[int, FilePriority], Field(min_length=1, max_length=MAX_FILES)]


class MoveTo(RequestModel):
    """
    A category, or one of our folders, by its name; exactly one of the two.

    An admin may also say a path in one.
    """

    category_id: UUID | None = None
    root: Annotated[str, Field(min_length=1, max_length=1000)] | None = None

    @model_validator(mode="after")
    def _says_one(self) -> "MoveTo":
        if (self.category_id is None) == (self.root is None):
            raise ValueError("says either categoryId or root")
        return self


class QueuePosition(StrEnum):
    TOP = "top"
    UP = "up"
    DOWN = "down"
    BOTTOM = "bottom"


class QueuePlace(RequestModel):
    """
    One step or an end, or the place of another job that waits; exactly one of the two.

    Whoever stands between the two places moves by one.
    """

    to: QueuePosition | None = None
    place_of: UUID | None = None

    @model_validator(mode="after")
    def _says_one(self) -> "QueuePlace":
        if (self.to is None) == (self.place_of is None):
            raise ValueError("says either to or placeOf")
        return self

    @property
    def where(self) -> QueuePosition | UUID:
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
    ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_AT_ONCE)]
    action: BulkAction


class Refusal(ResponseModel):
    id: UUID
    code: str
    detail: str


class BulkResult(ResponseModel):
    """Each job by itself: what could not be done to one does not keep the others back."""

    done: list[UUID]
    refused: list[Refusal]
