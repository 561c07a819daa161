"""Watching together: one player reports for several people. No I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.catalog.models import MediaCard, MediaId
from chalicelib.http.schemas import RequestModel, ResponseModel

#: People beside the one whose player it is.
MAX_COMPANIONS = 7
#: Longer than any evening; the next morning the player reports for its owner alone.
MAX_EVENING = timedelta(hours=8)


class SharedViewingRequest(RequestModel):
    """`people`: who watches with the one who asks, by the ids of their accounts."""

    media_id: MediaId
    people: Annotated[list[UUID], Field(min_length=1, max_length=MAX_COMPANIONS)]


class Watcher(ResponseModel):
    id: UUID
    name: str


class PossibleCompanion(Watcher):
    """Of whom `is_asked` is true, nothing is reported before they have confirmed it."""

    is_asked: bool


class PossibleCompanions(ResponseModel):
    items: list[PossibleCompanion]


class SharedViewingAnswer(RequestModel):
    """Whether the user watches with the one who asks."""

    joins: bool


class SharedViewing(ResponseModel):
    """
    What the player of `owner` reports for `media`, it reports for the `companions` too.

    Those who are `asked` have not answered: nothing is reported for them.

    It ends at `expires_at`, when the owner plays another title, or when no companion is left.
    """

    media: MediaCard
    owner: Watcher
    companions: list[Watcher]
    asked: list[Watcher]
    started_at: datetime
    expires_at: datetime


class SharedViewingState(ResponseModel):
    """
    `viewing` is null while the person watches alone.

    `asks`: others who say that the person watches with them; each waits for an answer.
    """

    viewing: SharedViewing | None
    asks: list[SharedViewing]


class SharedViewingChange(ResponseModel):
    """`POST /undo/{undoId}` undoes it for 30 seconds."""

    viewing: SharedViewing | None
    undo_id: UUID


@dataclass(frozen=True, slots=True)
class SharedViewingRow:
    """A shared viewing as it is stored. `is_ask`: the user it was read for has not answered."""

    id: UUID
    user_id: UUID
    media_id: int
    started_at: datetime
    expires_at: datetime
    owner: Watcher
    companions: list[Watcher]
    asked: list[Watcher]
    is_ask: bool

    @property
    def people(self) -> set[UUID]:
        """All who are there, or have been asked."""
        return {each.id for each in (self.owner, *self.companions, *self.asked)}


@dataclass(frozen=True, slots=True)
class NewSharedViewing:
    """Ids of people: nothing is reported for those who are `asked` before they confirm it."""

    id: UUID
    user_id: UUID
    media_id: int
    started_at: datetime
    expires_at: datetime
    companions: frozenset[UUID]
    asked: frozenset[UUID]
