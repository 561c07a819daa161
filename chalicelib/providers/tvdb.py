"""TheTVDB v4: when shows are on, and in which order. https://thetvdb.github.io/v4-api/"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote

from pydantic import AliasPath, Field

from chalicelib.providers.answers import Answer
from chalicelib.providers.client import Client, Request
from chalicelib.providers.shapes import (
    Id,
    Listed,
    Name,
    Part,
    Shape,
    Soft,
    SoftBool,
    SoftDay,
    SoftInt,
    SoftText,
    Text,
    reader_of,
)

S = TypeVar("S", bound=Shape)

DETAILS = timedelta(hours=24)
FIND = timedelta(days=7)
Order = Literal["official", "dvd", "absolute"]


class SeriesBrief(Shape):
    id: Id
    name: Text = ""
    slug: SoftText = None
    year: SoftInt = None


class Match(Shape):
    """Something with the id that was looked for: one of the two, or neither."""

    series: Soft[SeriesBrief] = None
    movie: Soft[SeriesBrief] = None


class Matches(Shape):
    data: Listed[Match]


class Days(Shape):
    """On which days of the week a show is on."""

    monday: SoftBool = None
    tuesday: SoftBool = None
    wednesday: SoftBool = None
    thursday: SoftBool = None
    friday: SoftBool = None
    saturday: SoftBool = None
    sunday: SoftBool = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in type(self).model_fields if getattr(self, name))


class Network(Shape):
    id: Id
    name: Text = ""
    country: SoftText = None


class RemoteId(Shape):
    id: Name
    source: Text = Field("", validation_alias="sourceName")


class Series(Shape):
    """A show; its `airs_time` is the local time of its network, such as `21:00`."""

    id: Id
    name: Name
    slug: SoftText = None
    status: SoftText = Field(None, validation_alias=AliasPath("status", "name"))
    country: SoftText = Field(None, validation_alias="originalCountry")
    first_aired_on: SoftDay = Field(None, validation_alias="firstAired")
    last_aired_on: SoftDay = Field(None, validation_alias="lastAired")
    next_aired_on: SoftDay = Field(None, validation_alias="nextAired")
    average_runtime_minutes: SoftInt = Field(None, validation_alias="averageRuntime")
    airs_time: Soft[Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}")]] = Field(
        None, validation_alias="airsTime"
    )
    airs_days: Soft[Days] = Field(None, validation_alias="airsDays")
    airs_time_utc: SoftText = Field(None, validation_alias="airsTimeUTC")
    original_network: Soft[Network] = Field(None, validation_alias="originalNetwork")
    latest_network: Soft[Network] = Field(None, validation_alias="latestNetwork")
    remote_ids: Part[RemoteId] = Field(None, validation_alias="remoteIds")

    @property
    def imdb_id(self) -> str | None:
        for each in self.remote_ids or ():
            if each.source == "IMDB" and each.id.startswith("tt"):
                return each.id
        return None


class SeriesAnswer(Shape):
    data: Series


class Episode(Shape):
    id: Id
    series_id: Annotated[Soft[Id], Field(validation_alias="seriesId")] = None
    name: Text = ""
    overview: Text = ""
    aired_on: SoftDay = Field(None, validation_alias="aired")
    runtime_minutes: SoftInt = Field(None, validation_alias="runtime")
    season_number: SoftInt = Field(None, validation_alias="seasonNumber")
    episode_number: SoftInt = Field(None, validation_alias="number")
    absolute_number: SoftInt = Field(None, validation_alias="absoluteNumber")
    finale: SoftText = Field(None, validation_alias="finaleType")
    image_url: SoftText = Field(None, validation_alias="image")


class EpisodeAnswer(Shape):
    data: Episode


class EpisodePage(Shape):
    """Up to 500 episodes in the order asked for; `has_more` when another page follows."""

    episodes: Annotated[Listed[Episode], Field(validation_alias=AliasPath("data", "episodes"))]
    next_page: SoftText = Field(None, validation_alias=AliasPath("links", "next"))

    @property
    def has_more(self) -> bool:
        return self.next_page is not None


@dataclass(frozen=True, slots=True)
class Tvdb:
    """
    Typed questions to TheTVDB.

    Every method raises `NotThere`, or a `ProviderFailed` when nothing older is remembered either.
    """

    client: Client

    def search_by_remote_id(self, imdb_id: str) -> Answer[Matches]:
        return self._ask(f"/search/remoteid/{quote(imdb_id, safe='')}", Matches, FIND)

    def series(self, tvdb_id: int) -> Answer[Series]:
        """With its times, days and networks."""
        found = self._ask(
            f"/series/{tvdb_id:d}/extended",
            SeriesAnswer,
            params={"short": "true"},
            check=lambda answer: answer.data.id == tvdb_id,
        )
        return found.map(lambda answer: answer.data)

    def episodes(
        self, tvdb_id: int, order: Order = "official", page: int = 0
    ) -> Answer[EpisodePage]:
        """A page of up to 500, the first being 0. In the absolute order all are in season 1."""
        return self._ask(
            f"/series/{tvdb_id:d}/episodes/{order}", EpisodePage, params={"page": str(page)}
        )

    def episode(self, episode_id: int) -> Answer[Episode]:
        found = self._ask(
            f"/episodes/{episode_id:d}/extended",
            EpisodeAnswer,
            check=lambda answer: answer.data.id == episode_id,
        )
        return found.map(lambda answer: answer.data)

    def _ask(
        self,
        path: str,
        shape: type[S],
        fresh_for: timedelta = DETAILS,
        params: Mapping[str, str] | None = None,
        check: Callable[[Any], bool] | None = None,
    ) -> Answer[S]:
        request = Request(path, fresh_for, params=params or {})
        return self.client.ask(request, reader_of(shape, check))
