"""Collections of a person: what requests say, and the rows behind them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from chalicelib.catalog.models import MediaId
from chalicelib.catalog.models.selection_rules import SmartRules
from chalicelib.collections.models import CollectionItem, CollectionPerson, Strategy, Visibility
from chalicelib.http.schemas import Paging, RequestModel, ResponseModel

MAX_COLLECTIONS = 200  # of one person
MAX_ITEMS = 1_000  # of one collection
MAX_MEMBERS = 50
MAX_CHANGED = 100  # titles of one request

CollectionId = MediaId
Name = Annotated[str, Field(min_length=1, max_length=80)]
Description = Annotated[str, Field(max_length=500)]
MediaIds = Annotated[list[MediaId], Field(min_length=1, max_length=MAX_CHANGED)]
Members = Annotated[list[UUID], Field(max_length=MAX_MEMBERS)]


class CollectionShelf(StrEnum):
    """Whose collections a list has."""

    ME = "me"  # the reader's, and those shared with the reader
    HOUSE = "house"  # of other users, readable by all
    CATALOG = "catalog"


class CollectionQuery(Paging):
    owner: CollectionShelf = CollectionShelf.CATALOG


class TitleSort(StrEnum):
    ORDER = "order"  # of the collection
    YEAR = "year"
    RATING = "rating"  # the best first
    LENGTH = "length"  # the shortest first


class CollectionTitleQuery(Paging):
    """Which titles of a collection, and how sorted."""

    sort: TitleSort = TitleSort.ORDER
    unseen: bool = False
    available: bool = False  # here, in the library


class NewCollection(RequestModel):
    """With `rules` it is smart and has no titles of its own."""

    name: Name
    description: Description = ""
    visibility: Visibility = Visibility.PRIVATE
    shared_with: Annotated[Members, Field(default_factory=list)]
    media_ids: Annotated[list[MediaId], Field(max_length=MAX_CHANGED, default_factory=list)]
    rules: SmartRules | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if self.rules is not None and self.media_ids:
            raise ValueError("a smart collection finds its titles by its rules")
        return self


class CollectionEdit(RequestModel):
    """Fields that are left out stay as they are. A cover of null is drawn from the titles."""

    name: Name | None = None
    description: Description | None = None
    visibility: Visibility | None = None
    shared_with: Members | None = None
    cover_media_id: MediaId | None = None
    rules: SmartRules | None = None


class TitleSelection(RequestModel):
    media_ids: MediaIds


class TitleMove(TitleSelection):
    """Moves titles, in the order given, before a title of the collection; null: to the end."""

    before_id: MediaId | None


class CollectionChange(ResponseModel):
    """
    A collection after a change; null when it was deleted.

    `undo_id` reverts the change for 30 seconds; null when nothing changed.
    """

    undo_id: UUID | None
    collection: CollectionItem | None


class CollectionChoice(ResponseModel):
    """A collection that a title can be added to, and whether it is in it."""

    id: int
    name: str
    count: int
    contains: bool


class CollectionChoices(ResponseModel):
    items: list[CollectionChoice]


class PeopleHere(ResponseModel):
    """The other users, to share a collection with."""

    items: list[CollectionPerson]


Access = Literal["owner", "member", "reader"]


@dataclass(frozen=True, slots=True)
class UserCollection:
    """A collection of a person as one reader may see it; `rules` only of a smart one."""

    id: int
    owner_id: UUID
    owner_name: str
    name: str
    description: str
    strategy: Strategy
    filter_params: dict[str, Any]
    visibility: Visibility
    cover_media_id: int | None
    member_ids: list[UUID]
    member_names: list[str]
    access: Access
    updated_at: datetime

    @property
    def rules(self) -> SmartRules | None:
        if self.strategy != Strategy.SMART:
            return None
        return SmartRules.model_validate(self.filter_params)

    @property
    def members(self) -> list[CollectionPerson]:
        return [
            CollectionPerson(id=member_id, name=name)
            for member_id, name in zip(self.member_ids, self.member_names, strict=True)
        ]


def moved(order: Sequence[int], ids: Sequence[int], before_id: int | None) -> list[int]:
    """
    The order after `ids` were moved before a title, or to the end; ids it lacks are ignored.

    A title that is moved itself, or that is gone, is no place: the end is.
    """
    present = [media_id for media_id in dict.fromkeys(ids) if media_id in set(order)]
    rest = [media_id for media_id in order if media_id not in set(present)]
    at = rest.index(before_id) if before_id in rest else len(rest)
    return [*rest[:at], *present, *rest[at:]]


def reordered(order: Sequence[int], earlier: Sequence[int]) -> list[int]:
    """The order of an earlier moment again; titles that came since stay at the end."""
    known = set(order)
    kept = [media_id for media_id in earlier if media_id in known]
    return [*kept, *(media_id for media_id in order if media_id not in set(kept))]
