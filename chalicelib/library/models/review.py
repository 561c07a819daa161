"""Unmatched files, and what a user answers about them."""

import base64
import binascii
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from chalicelib.catalog.models import EpisodeId, MediaCard, MediaId, MediaType
from chalicelib.http.schemas import Paging, RequestModel, ResponseModel
from chalicelib.library.models import LibraryItem
from chalicelib.library.models.matching import Guess, MatchReason, ProviderTitle
from chalicelib.metadata.models import Provider
from chalicelib.platform.errors import InvalidInput


class ProviderTitleQuery(RequestModel):
    q: Annotated[str, Field(min_length=1, max_length=200)]


class ProviderTitles(ResponseModel):
    """
    What the providers know and the catalogue does not; `state` says why there is nothing.

    `unanswered` names the providers that did not answer: the others may have found something.
    """

    items: list[ProviderTitle]
    state: Literal["ok", "no_key", "unavailable"]
    unanswered: list[Provider]


class ProviderTitleRequest(RequestModel):
    """A title of a provider: of TMDB, or of IGDB for a game."""

    media_type: MediaType
    external_id: Annotated[int, Field(gt=0, lt=2**31)]


class Candidate(ResponseModel):
    """
    A candidate title of a file: its confidence (0 to 1), and the reasons as text. Either a title of
    the catalogue or one of a provider.
    """

    media: MediaCard | None
    outside: ProviderTitle | None
    confidence: float
    why: str
    reasons: list[MatchReason]


class UnmatchedItem(LibraryItem):
    """A file of the review queue; `folder` is the name of the folder it lies in."""

    folder: str
    guess: Guess
    candidates: list[Candidate]


class UnmatchedPage(ResponseModel):
    """Folder by folder; `next_cursor` is null on the last page."""

    items: list[UnmatchedItem]
    page: int
    page_size: int
    total: int
    next_cursor: str | None


class UnmatchedFilter(Paging):
    # Small pages: the candidates of each row are a query of their own.
    page_size: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: Annotated[
        str | None,
        Field(max_length=4_000, description="The page after this one, instead of a page number."),
    ] = None


class QueuePlace(BaseModel):
    """Where a file stands in the review queue. Stays where it is when files leave the queue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder_at: AwareDatetime
    name: str  # in its natural order
    id: UUID

    def encode(self) -> str:
        return base64.urlsafe_b64encode(self.model_dump_json().encode()).decode()

    @classmethod
    def decode(cls, cursor: str) -> "QueuePlace":
        """Raises `InvalidInput`."""
        try:
            place = cls.model_validate_json(base64.urlsafe_b64decode(cursor.encode()))
        except (ValueError, binascii.Error) as error:  # pydantic's errors are a `ValueError`
            raise InvalidInput("is not a cursor of this list", field="cursor") from error
        if "\x00" in place.name:
            raise InvalidInput("is not a cursor of this list", field="cursor")
        return place


class MatchRequest(RequestModel):
    media_id: MediaId
    episode_id: EpisodeId | None = None
    force: bool = False


class IgnoreRequest(RequestModel):
    """Without a body the file is only ignored."""

    is_home_video: bool = False

    @model_validator(mode="before")
    @classmethod
    def no_body_is_an_empty_one(cls, given: Any) -> Any:
        return {} if given is None else given


class TitleLink(RequestModel):
    """An address of a title at IMDb or TMDB, or an IMDb id."""

    link: Annotated[str, Field(min_length=1, max_length=300)]


class TitlesOfLink(ResponseModel):
    """The titles of a link; none when the catalogue has no such title."""

    items: list[MediaCard]
