"""What a person follows: shows and people. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.artwork.proxy_urls import StillUrl
from chalicelib.catalog.models import MediaCard, MediaId
from chalicelib.catalog.models.search import PersonCard
from chalicelib.http.schemas import Paging, RequestModel, ResponseModel
from chalicelib.watchlist.models import MAX_IDS, IdList

MAX_FOLLOWS = 10_000  # shows and people of one user


class FollowKind(StrEnum):
    SHOW = "show"
    PERSON = "person"


class WatchlistSort(StrEnum):
    NEXT = "next"  # what airs or is released next, first
    TITLE = "title"
    ADDED = "added"  # the newest first


class WatchlistQuery(Paging):
    """`muted` lists the running shows of the library that are not followed."""

    kind: FollowKind = FollowKind.SHOW
    muted: bool = False
    sort: WatchlistSort = WatchlistSort.NEXT


class FollowRequest(RequestModel):
    kind: FollowKind
    ids: Annotated[list[MediaId], Field(min_length=1, max_length=MAX_IDS)]


class FollowQuery(RequestModel):
    """A page of ids, with commas between them."""

    kind: FollowKind
    ids: IdList


class FollowState(ResponseModel):
    """
    Whether a show or a person is followed.

    `is_default`: as a running show of the library, without a choice. `is_muted`: it would be, but
    was unfollowed.
    """

    id: int
    is_followed: bool
    is_default: bool
    is_muted: bool


class FollowStates(ResponseModel):
    items: list[FollowState]


class FollowChange(ResponseModel):
    """What is followed after a change. `undo_id` reverts it for 30 seconds; None: no change."""

    undo_id: UUID | None
    items: list[FollowState]


class WatchlistCounts(ResponseModel):
    """What is followed, and the sizes of the two lists beside it."""

    shows: int
    people: int
    muted: int
    watch_later: int
    wanted: int


class AiringEpisode(ResponseModel):
    """An episode that airs today or later, by the date where the show is from."""

    id: int
    label: str
    title: str
    air_date: date
    runtime_minutes: int | None


class UnseenEpisode(ResponseModel):
    """An aired episode that was not seen; `library_item_id` plays it."""

    id: int
    label: str
    title: str
    still_url: StillUrl
    still_placeholder: str | None
    library_item_id: UUID | None


class FollowedShow(ResponseModel):
    """`unseen` are the first episodes to watch, `unseen_count` is how many aired in all."""

    media: MediaCard
    is_default: bool
    next_episode: AiringEpisode | None
    unseen: list[UnseenEpisode]
    unseen_count: int


class FollowedPerson(ResponseModel):
    """`newest` is the next release with this person, or the last one."""

    person: PersonCard
    titles_seen: int
    titles_total: int
    newest: MediaCard | None
    released_on: date | None


class WatchlistPage(ResponseModel):
    """The list that was asked for has items; the other is empty."""

    shows: list[FollowedShow]
    people: list[FollowedPerson]
    page: int
    page_size: int
    total: int


@dataclass(frozen=True, slots=True)
class FollowedShowRow:
    media_id: int
    is_default: bool
    total: int


@dataclass(frozen=True, slots=True)
class WatchlistEpisodeRow:
    media_id: int
    id: int
    season_number: int
    episode_number: int
    title: str
    air_date: date | None
    runtime_minutes: int | None
    still_url: str | None
    still_placeholder: str | None
    library_item_id: UUID | None
    unseen_count: int


@dataclass(frozen=True, slots=True)
class FollowedPersonRow:
    person_id: int
    titles_seen: int
    titles_total: int
    newest_id: int | None
    released_on: date | None
    total: int
