"""Jikan: anime as MyAnimeList knows it. https://docs.api.jikan.moe/"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AliasPath, Field

from chalicelib.providers.answers import Answer
from chalicelib.providers.client import Client, Request
from chalicelib.providers.shapes import (
    Id,
    Listed,
    Name,
    Shape,
    SoftBool,
    SoftDay,
    SoftInt,
    SoftRating10,
    SoftText,
    Text,
    reader_of,
)

S = TypeVar("S", bound=Shape)

DETAILS = timedelta(hours=24)
LISTS = timedelta(hours=6)
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class AnyTitle(Shape):
    kind: Text = Field("", validation_alias="type")  # Default, Japanese, English, Synonym, …
    title: Name


class Tag(Shape):
    id: Annotated[Id, Field(validation_alias="mal_id")]
    name: Name


class Anime(Shape):
    """One entry of MyAnimeList: often a single season of what others call one show."""

    id: Annotated[Id, Field(validation_alias="mal_id")]
    title: Name
    titles: Listed[AnyTitle] = ()
    kind: Text = Field("", validation_alias="type")  # TV, Movie, OVA, ONA, Special, …
    episode_count: SoftInt = Field(None, validation_alias="episodes")
    status: Text = ""
    is_airing: SoftBool = Field(None, validation_alias="airing")
    started_on: SoftDay = Field(None, validation_alias=AliasPath("aired", "from"))
    ended_on: SoftDay = Field(None, validation_alias=AliasPath("aired", "to"))
    duration: SoftText = None
    score: SoftRating10 = None
    score_votes: SoftInt = Field(None, validation_alias="scored_by")
    synopsis: Text = ""
    season: SoftText = None  # winter, spring, summer, fall
    year: SoftInt = None
    broadcast_day: SoftText = Field(None, validation_alias=AliasPath("broadcast", "day"))
    broadcast_time: SoftText = Field(None, validation_alias=AliasPath("broadcast", "time"))
    broadcast_zone: SoftText = Field(None, validation_alias=AliasPath("broadcast", "timezone"))
    image_url: SoftText = Field(
        None, validation_alias=AliasPath("images", "jpg", "large_image_url")
    )
    trailer_youtube_id: SoftText = Field(None, validation_alias=AliasPath("trailer", "youtube_id"))
    genres: Listed[Tag] = ()


class AnimeEpisode(Shape):
    """`number` counts through the entry from 1: the absolute number within it."""

    number: Annotated[Id, Field(validation_alias="mal_id")]
    title: Text = ""
    aired_on: SoftDay = Field(None, validation_alias="aired")
    score: SoftRating10 = None  # 0 to 5, unlike everything else
    is_filler: SoftBool = Field(None, validation_alias="filler")
    is_recap: SoftBool = Field(None, validation_alias="recap")


class AnimeAnswer(Shape):
    data: Anime


class AnimePage(Shape):
    items: Annotated[Listed[Anime], Field(validation_alias="data")]
    has_more: SoftBool = Field(None, validation_alias=AliasPath("pagination", "has_next_page"))
    last_page: SoftInt = Field(None, validation_alias=AliasPath("pagination", "last_visible_page"))


class EpisodePage(Shape):
    """Up to 100 episodes."""

    items: Annotated[Listed[AnimeEpisode], Field(validation_alias="data")]
    has_more: SoftBool = Field(None, validation_alias=AliasPath("pagination", "has_next_page"))
    last_page: SoftInt = Field(None, validation_alias=AliasPath("pagination", "last_visible_page"))


@dataclass(frozen=True, slots=True)
class Jikan:
    """
    Typed questions to Jikan.

    Every method raises `NotThere`, or a `ProviderFailed` when nothing older is remembered either.
    """

    client: Client

    def anime(self, mal_id: int) -> Answer[Anime]:
        found = self._ask(
            f"/anime/{mal_id:d}", AnimeAnswer, check=lambda answer: answer.data.id == mal_id
        )
        return found.map(lambda answer: answer.data)

    def episodes(self, mal_id: int, page: int = 1) -> Answer[EpisodePage]:
        return self._ask(f"/anime/{mal_id:d}/episodes", EpisodePage, params={"page": str(page)})

    def search(self, text: str, page: int = 1) -> Answer[AnimePage]:
        return self._ask("/anime", AnimePage, LISTS, {"q": text, "page": str(page), "sfw": "true"})

    def season_now(self, page: int = 1) -> Answer[AnimePage]:
        """What is on in this season of the year."""
        return self._ask("/seasons/now", AnimePage, LISTS, {"page": str(page), "sfw": "true"})

    def schedules(self, day: Day | None = None, page: int = 1) -> Answer[AnimePage]:
        """What is on each week, on one of its days or all."""
        params = {"page": str(page), "sfw": "true"} | ({"filter": day} if day else {})
        return self._ask("/schedules", AnimePage, LISTS, params)

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
