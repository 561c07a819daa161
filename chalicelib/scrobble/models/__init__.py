"""What other players report, and a person's settings for it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chalicelib.catalog.models import episode_label
from chalicelib.http.schemas import RequestModel, ResponseModel

MAX_EVENT_BYTES = 1 << 20
MAX_UNKNOWN = 50  # titles that are remembered of one person
MAX_NAME = 300
FINISHED_PERCENT = 90  # as of the player here


class ScrobbleAction(StrEnum):
    MOVED = "moved"  # a position
    FINISHED = "finished"
    NOTHING = "nothing"  # such as a rating, or a track of music


@dataclass(frozen=True, slots=True)
class Event:
    """A report of a player; durations in seconds."""

    program: str
    happened: ScrobbleAction
    account: str = ""
    is_episode: bool = False
    title: str = ""  # of the film or the show
    year: int | None = None
    season: int | None = None
    episode: int | None = None
    ids: dict[str, str] = field(default_factory=dict)  # of the film or the show: imdb, tmdb, tvdb
    episode_ids: dict[str, str] = field(default_factory=dict)
    position_s: float | None = None
    duration_s: float | None = None

    @property
    def name(self) -> str:
        """How people call it: `Metropolis (1927)`, `Pioneer One S1 E2`."""
        name = self.title or "Something without a title"
        if self.is_episode and self.season is not None and self.episode is not None:
            name = f"{name} {episode_label(self.season, self.episode)}"
        elif self.year is not None and not self.is_episode:
            name = f"{name} ({self.year})"
        return name[:MAX_NAME]


class UnknownName(ResponseModel):
    """A title that a player named and the catalogue does not have."""

    name: str
    program: str
    seen_at: datetime


class Scrobbling(ResponseModel):
    """`createdAt` is null without an address; `lastEventAt` until a player has reported."""

    created_at: datetime | None = None
    account_name: str = ""
    last_event_at: datetime | None = None
    last_program: str | None = None
    last_name: str | None = None
    unknown: tuple[UnknownName, ...] = ()


class ScrobbleSettings(RequestModel):
    """Only reports of this account of the other server count; empty: of every account."""

    account_name: Annotated[str, Field(max_length=100)]


class NewScrobbleAddress(ResponseModel):
    """The address is in this response only."""

    url: str
