"""Jikan: anime data of MyAnimeList. https://docs.api.jikan.moe/"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AliasPath, Field

from chalicelib.providers.lenient_parsing import (
    Id,
    LenientBool,
    LenientDate,
    LenientInt,
    LenientList,
    LenientModel,
    LenientRating10,
    LenientText,
    Name,
    Text,
    parser_for,
)
from chalicelib.providers.provider_client import ProviderClient, ProviderRequest
from chalicelib.providers.provider_result import ProviderResult

S = TypeVar("S", bound=LenientModel)

DETAILS = timedelta(hours=24)
LISTS = timedelta(hours=6)
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class AnyTitle(LenientModel):
    kind: Text = Field("", validation_alias="type")  # Default, Japanese, English, Synonym, …
    title: Name


class Tag(LenientModel):
    id: Annotated[Id, Field(validation_alias="mal_id")]
    name: Name


class Anime(LenientModel):
    """An entry of MyAnimeList: often a single season of a show."""

    id: Annotated[Id, Field(validation_alias="mal_id")]
    title: Name
    titles: LenientList[AnyTitle] = ()
    kind: Text = Field("", validation_alias="type")  # TV, Movie, OVA, ONA, Special, …
    episode_count: LenientInt = Field(None, validation_alias="episodes")
    status: Text = ""
    is_airing: LenientBool = Field(None, validation_alias="airing")
    started_on: LenientDate = Field(None, validation_alias=AliasPath("aired", "from"))
    ended_on: LenientDate = Field(None, validation_alias=AliasPath("aired", "to"))
    duration: LenientText = None
    score: LenientRating10 = None
    score_votes: LenientInt = Field(None, validation_alias="scored_by")
    synopsis: Text = ""
    season: LenientText = None  # winter, spring, summer, fall
    year: LenientInt = None
    broadcast_day: LenientText = Field(None, validation_alias=AliasPath("broadcast", "day"))
    broadcast_time: LenientText = Field(None, validation_alias=AliasPath("broadcast", "time"))
    broadcast_zone: LenientText = Field(None, validation_alias=AliasPath("broadcast", "timezone"))
    image_url: LenientText = Field(
        None, validation_alias=AliasPath("images", "jpg", "large_image_url")
    )
    trailer_youtube_id: LenientText = Field(
        None, validation_alias=AliasPath("trailer", "youtube_id")
    )
    genres: LenientList[Tag] = ()


class AnimeEpisode(LenientModel):
    """An episode; `number` is its absolute number within the entry, from 1."""

    number: Annotated[Id, Field(validation_alias="mal_id")]
    title: Text = ""
    aired_on: LenientDate = Field(None, validation_alias="aired")
    score: LenientRating10 = None  # 0 to 5, unlike other scores
    is_filler: LenientBool = Field(None, validation_alias="filler")
    is_recap: LenientBool = Field(None, validation_alias="recap")


class AnimeAnswer(LenientModel):
    data: Anime


class AnimePage(LenientModel):
    items: Annotated[LenientList[Anime], Field(validation_alias="data")]
    has_more: LenientBool = Field(None, validation_alias=AliasPath("pagination", "has_next_page"))
    last_page: LenientInt = Field(
        None, validation_alias=AliasPath("pagination", "last_visible_page")
    )


class EpisodePage(LenientModel):
    """Up to 100 episodes."""

    items: Annotated[LenientList[AnimeEpisode], Field(validation_alias="data")]
    has_more: LenientBool = Field(None, validation_alias=AliasPath("pagination", "has_next_page"))
    last_page: LenientInt = Field(
        None, validation_alias=AliasPath("pagination", "last_visible_page")
    )


@dataclass(frozen=True, slots=True)
class Jikan:
    """
    Typed requests to Jikan.

    Every method raises `UnknownToProvider`, or `ProviderFailed` when nothing is cached either.
    """

    client: ProviderClient

    def anime(self, mal_id: int) -> ProviderResult[Anime]:
        found = self._fetch(
            f"/anime/{mal_id:d}", AnimeAnswer, check=lambda answer: answer.data.id == mal_id
        )
        return found.map(lambda answer: answer.data)

    def episodes(self, mal_id: int, page: int = 1) -> ProviderResult[EpisodePage]:
        return self._fetch(f"/anime/{mal_id:d}/episodes", EpisodePage, params={"page": str(page)})

    def search(self, text: str, page: int = 1) -> ProviderResult[AnimePage]:
        return self._fetch(
            "/anime", AnimePage, LISTS, {"q": text, "page": str(page), "sfw": "true"}
        )

    def schedules(self, day: Day | None = None, page: int = 1) -> ProviderResult[AnimePage]:
        """The weekly broadcast schedule, of one day or all."""
        params = {"page": str(page), "sfw": "true"} | ({"filter": day} if day else {})
        return self._fetch("/schedules", AnimePage, LISTS, params)

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
