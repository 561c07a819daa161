"""What a sofa asks for, and what it is answered."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from chalicelib.catalog.models import MediaCard, Slug
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.recommendations.models import Because

#: Titles of a draw, of which an evening has two, and people beside the one who asks.
DRAWN, MAX_OTHERS = 3, 7


#: What arrives so soon after the start is in time: people have to sit down first.
SETTLING = timedelta(minutes=10)


class Mood(StrEnum):
    LIGHT = "light"
    TENSE = "tense"
    ODD = "odd"
    BEAUTIFUL = "beautiful"
    SEEN_BEFORE = "seen_before"  # by the person who asks


_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: Ids of users, separated by commas.
People = Annotated[str, Field(pattern=rf"^({_ID}(,{_ID}){{0,{MAX_OTHERS - 1}}})?$")]
#: Ids of the titles of one draw, separated by commas.
Shown = Annotated[str, Field(pattern=rf"^([1-9]\d{{0,17}}(,[1-9]\d{{0,17}}){{0,{DRAWN - 1}}})?$")]


class TonightQuery(RequestModel):
    """
    `with`: the other people on the sofa. `minutes`: how long it may take; no limit without.

    `starts_at`: when they want to begin; now without. What has arrived by then counts as here.

    `shown`: the titles of the first draw; asks for the second and last one, without them.
    """

    with_: Annotated[People, Field(alias="with")] = ""
    minutes: Annotated[int, Field(ge=10, le=600)] | None = None
    mood: Mood | None = None
    genre: Slug | None = None
    kind: Literal["screen", "game"] = "screen"
    starts_at: AwareDatetime | None = None
    shown: Shown = ""

    @property
    def others(self) -> list[UUID]:
        return [UUID(each) for each in dict.fromkeys(self.with_.split(",")) if each]

    @property
    def shown_ids(self) -> set[int]:
        return {int(each) for each in self.shown.split(",") if each}


class SofaPerson(ResponseModel):
    id: UUID
    name: str


class Suits(StrEnum):
    """Why a title suits a person; `because`, `saved` and `seen` only of the one who asks."""

    SAVED = "saved"
    BECAUSE = "because"
    SEEN = "seen"
    GENRE = "genre"
    PRAISED = "praised"
    NEW = "new"


class SofaReason(ResponseModel):
    """`genre` is a name, and there with that kind only; as `because` is."""

    person: SofaPerson
    kind: Suits
    genre: str | None
    because: Because | None


class Arrival(ResponseModel):
    """
    When a title that is not here can be, by the rate of downloads.

    `is_downloading`: by the asker's download; else a free source has it, once it is asked for.
    """

    at: datetime
    is_downloading: bool


class TonightTitle(ResponseModel):
    """`is_here`: it plays now. `minutes`: of the film, or of an episode."""

    media: MediaCard
    is_here: bool
    arrival: Arrival | None
    minutes: int | None
    reasons: list[SofaReason]


class Tonight(ResponseModel):
    """At most three titles; `has_more` as long as another draw may be asked for and has some."""

    people: list[SofaPerson]
    items: list[TonightTitle]
    has_more: bool
