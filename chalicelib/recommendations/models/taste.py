"""What a person seems to like, from what, and what they say about it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chalicelib.catalog.models import MediaCard, MediaId
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.recommendations.models import Known

MAX_RULES = 200

Trait = Annotated[
    str,
    Field(
        pattern=r"^(genre|decade|language|person|keyword|country|platform|age):.+$", max_length=200
    ),
]


TraitKind = Literal[
    "genre", "keyword", "decade", "language", "person", "country", "platform", "age"
]


class Strength(StrEnum):
    MORE = "more"
    LESS = "less"
    NEVER = "never"


class RuleRequest(RequestModel):
    """`strength` null: as the person's history says."""

    trait: Trait
    strength: Strength | None


class ForgetRequest(RequestModel):
    """`forgotten`: the title says nothing about the person's taste."""

    media_id: MediaId
    forgotten: bool


class RestoreRequest(RequestModel):
    """A title that was dismissed may be recommended again."""

    media_id: MediaId


class TasteChange(ResponseModel):
    """`POST /undo/{undoId}` undoes it for 30 seconds."""

    undo_id: UUID


class TasteTrait(ResponseModel):
    """
    `liking` from -1 to 1, 1 for what is liked most; `titles` say so, the strongest first.

    `name` of a language or a country is its code, of an age rating the age.
    """

    trait: str
    kind: TraitKind
    name: str
    liking: float
    count: int
    titles: list[str]
    strength: Strength | None


class DropPoint(ResponseModel):
    """
    Where a person stopped: the furthest episode of a show, and how much of it or of a film they
    saw, null for all of an episode.
    """

    season_number: int | None
    episode_number: int | None
    percent: int | None


class TasteEvidence(ResponseModel):
    """
    A title the person knows; `weight` is what it says: negative for what was not liked.

    `stopped_at` is null unless the title was dropped or stopped early, at a known place.
    """

    media: MediaCard
    kind: Known
    rating: float | None
    plays: int
    stopped_at: DropPoint | None
    weight: float
    is_forgotten: bool


class DismissedTitle(ResponseModel):
    """`until` null: for good."""

    media: MediaCard
    until: datetime | None


class Taste(ResponseModel):
    traits: list[TasteTrait]
    evidence: list[TasteEvidence]
    dismissed: list[DismissedTitle]
