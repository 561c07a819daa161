"""TheTVDB v4: air times of shows and orders of episodes. https://thetvdb.github.io/v4-api/"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AliasPath, Field

from chalicelib.providers.lenient_parsing import (
    Id,
    Lenient,
    LenientBool,
    LenientDate,
    LenientInt,
    LenientList,
    LenientModel,
    LenientText,
    Name,
    OptionalList,
    Text,
    parser_for,
)
from chalicelib.providers.provider_client import ProviderClient, ProviderRequest
from chalicelib.providers.provider_result import ProviderResult

S = TypeVar("S", bound=LenientModel)

DETAILS = timedelta(hours=24)
Order = Literal["official", "dvd", "absolute"]


class Days(LenientModel):
    """The days of the week on which a show airs."""

    monday: LenientBool = None
    tuesday: LenientBool = None
    wednesday: LenientBool = None
    thursday: LenientBool = None
    friday: LenientBool = None
    saturday: LenientBool = None
    sunday: LenientBool = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in type(self).model_fields if getattr(self, name))


class Network(LenientModel):
    id: Id
    name: Text = ""
    country: LenientText = None


class RemoteId(LenientModel):
    id: Name
    source: Text = Field("", validation_alias="sourceName")


class Series(LenientModel):
    """A show; its `airs_time` is the local time of its network, such as `21:00`."""

    id: Id
    name: Name
    slug: LenientText = None
    status: LenientText = Field(None, validation_alias=AliasPath("status", "name"))
    country: LenientText = Field(None, validation_alias="originalCountry")
    first_aired_on: LenientDate = Field(None, validation_alias="firstAired")
    last_aired_on: LenientDate = Field(None, validation_alias="lastAired")
    next_aired_on: LenientDate = Field(None, validation_alias="nextAired")
    average_runtime_minutes: LenientInt = Field(None, validation_alias="averageRuntime")
    airs_time: Lenient[Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}")]] = Field(
        None, validation_alias="airsTime"
    )
    airs_days: Lenient[Days] = Field(None, validation_alias="airsDays")
    airs_time_utc: LenientText = Field(None, validation_alias="airsTimeUTC")
    original_network: Lenient[Network] = Field(None, validation_alias="originalNetwork")
    latest_network: Lenient[Network] = Field(None, validation_alias="latestNetwork")
    remote_ids: OptionalList[RemoteId] = Field(None, validation_alias="remoteIds")

    @property
    def imdb_id(self) -> str | None:
        for each in self.remote_ids or ():
            if each.source == "IMDB" and each.id.startswith("tt"):
                return each.id
        return None


class SeriesAnswer(LenientModel):
    data: Series


class Episode(LenientModel):
    id: Id
    series_id: Annotated[Lenient[Id], Field(validation_alias="seriesId")] = None
    name: Text = ""
    overview: Text = ""
    aired_on: LenientDate = Field(None, validation_alias="aired")
    runtime_minutes: LenientInt = Field(None, validation_alias="runtime")
    season_number: LenientInt = Field(None, validation_alias="seasonNumber")
    episode_number: LenientInt = Field(None, validation_alias="number")
    absolute_number: LenientInt = Field(None, validation_alias="absoluteNumber")
    finale: LenientText = Field(None, validation_alias="finaleType")
    image_url: LenientText = Field(None, validation_alias="image")


class EpisodeAnswer(LenientModel):
    data: Episode


class EpisodePage(LenientModel):
    """Up to 500 episodes in the requested order; `has_more` when another page follows."""

    episodes: Annotated[LenientList[Episode], Field(validation_alias=AliasPath("data", "episodes"))]
    next_page: LenientText = Field(None, validation_alias=AliasPath("links", "next"))

    @property
    def has_more(self) -> bool:
        return self.next_page is not None


@dataclass(frozen=True, slots=True)
class Tvdb:
    """
    Typed requests to TheTVDB.

    Every method raises `UnknownToProvider`, or `ProviderFailed` when nothing is cached either.
    """

    client: ProviderClient

    def series(self, tvdb_id: int) -> ProviderResult[Series]:
        """A show with its air times, air days and networks."""
        found = self._fetch(
            f"/series/{tvdb_id:d}/extended",
            SeriesAnswer,
            params={"short": "true"},
            check=lambda answer: answer.data.id == tvdb_id,
        )
        return found.map(lambda answer: answer.data)

    def episodes(
        self, tvdb_id: int, order: Order = "official", page: int = 0
    ) -> ProviderResult[EpisodePage]:
        """A page of up to 500; the first page is 0. The absolute order has only season 1."""
        return self._fetch(
            f"/series/{tvdb_id:d}/episodes/{order}", EpisodePage, params={"page": str(page)}
        )

    def episode(self, episode_id: int) -> ProviderResult[Episode]:
        found = self._fetch(
            f"/episodes/{episode_id:d}/extended",
            EpisodeAnswer,
            check=lambda answer: answer.data.id == episode_id,
        )
        return found.map(lambda answer: answer.data)

    def _fetch(
        self,
        path: str,
        model: type[S],
        ttl: timedelta = DETAILS,
        params: Mapping[str, str] | None = None,
        check: Callable[[Any], bool] | None = None,
    ) -> ProviderResult[S]:
        request = ProviderRequest(path, ttl, params=params or {})
        return self.client.fetch(request, parser_for(model, check))
