"""TMDB: movies, shows and people. https://developer.themoviedb.org/reference"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from chalicelib.providers.lenient_parsing import LenientModel, parser_for
from chalicelib.providers.provider_client import ProviderClient, ProviderRequest
from chalicelib.providers.provider_result import ProviderResult
from chalicelib.providers.tmdb.lists import ChangePage, GenreList, Kind, TitlePage
from chalicelib.providers.tmdb.models import (
    Collection,
    Episode,
    Found,
    Movie,
    Person,
    Season,
    Show,
)

S = TypeVar("S", bound=LenientModel)

DETAILS = timedelta(hours=24)
LISTS = timedelta(hours=6)
FIND = timedelta(days=7)
SEARCHES = timedelta(hours=24)
COLLECTIONS = timedelta(days=7)
GENRES = timedelta(days=7)

TV: dict[Kind, str] = {"movie": "movie", "show": "tv"}
APPENDED = (
    "images,videos,external_ids,similar,recommendations,watch/providers,alternative_titles,"
    "keywords,translations"
)
MAX_PAGE = 500  # TMDB responds with 400 beyond it


@dataclass(frozen=True, slots=True)
class Tmdb:
    """
    Typed requests to TMDB.

    Every method raises `UnknownToProvider`, or `ProviderFailed` when nothing is cached either.
    """

    client: ProviderClient
    language: str = "en-US"
    region: str = "US"

    def movie(self, tmdb_id: int, *, original_language: str | None = None) -> ProviderResult[Movie]:
        """`original_language`, when known, adds pictures in it."""
        params = self._details(f"credits,release_dates,{APPENDED}", original_language)
        return self._one(f"/movie/{tmdb_id:d}", Movie, params, tmdb_id)

    def show(self, tmdb_id: int, *, original_language: str | None = None) -> ProviderResult[Show]:
        """`original_language`, when known, adds pictures in it."""
        params = self._details(f"aggregate_credits,content_ratings,{APPENDED}", original_language)
        return self._one(f"/tv/{tmdb_id:d}", Show, params, tmdb_id)

    def collection(self, collection_id: int) -> ProviderResult[Collection]:
        return self._fetch(
            f"/collection/{collection_id:d}",
            Collection,
            {},
            COLLECTIONS,
            check=lambda collection: collection.id == collection_id,
        )

    def season(self, show_id: int, number: int) -> ProviderResult[Season]:
        params = {"append_to_response": "external_ids"}
        return self._fetch(
            f"/tv/{show_id:d}/season/{number:d}",
            Season,
            params,
            check=lambda season: season.season_number == number,
        )

    def episode(self, show_id: int, season: int, number: int) -> ProviderResult[Episode]:
        params = {
            "append_to_response": "external_ids,images",
            "include_image_language": self._image_languages(None),
        }
        return self._fetch(
            f"/tv/{show_id:d}/season/{season:d}/episode/{number:d}",
            Episode,
            params,
            check=lambda episode: (
                (episode.season_number, episode.episode_number) == (season, number)
            ),
        )

    def find_imdb(self, imdb_id: str) -> ProviderResult[Found]:
        """The title, episode or person with that IMDb id (`tt…` or `nm…`); may be empty."""
        return self._find(imdb_id, "imdb_id")

    def find_tvdb(self, tvdb_id: str) -> ProviderResult[Found]:
        """The show, season or episode with that id of TheTVDB; may be empty."""
        return self._find(tvdb_id, "tvdb_id")

    def person(self, tmdb_id: int) -> ProviderResult[Person]:
        params = {"append_to_response": "combined_credits,external_ids"}
        return self._one(f"/person/{tmdb_id:d}", Person, params, tmdb_id)

    def search(
        self, kind: Kind, text: str, *, year: int | None = None
    ) -> ProviderResult[TitlePage]:
        """Titles by their name, in TMDB's order; `year` is that of the first release."""
        params = {"query": text, "include_adult": "false"}
        if year is not None:
            params["year" if kind == "movie" else "first_air_date_year"] = str(year)
        return self._fetch(f"/search/{TV[kind]}", TitlePage, params, SEARCHES)

    def trending(
        self, kind: Kind, window: Literal["day", "week"] = "week", *, page: int = 1
    ) -> ProviderResult[TitlePage]:
        return self._list(f"/trending/{TV[kind]}/{window}", page)

    def popular(self, kind: Kind, *, page: int = 1) -> ProviderResult[TitlePage]:
        return self._list(f"/{TV[kind]}/popular", page)

    def top_rated(self, kind: Kind, *, page: int = 1) -> ProviderResult[TitlePage]:
        return self._list(f"/{TV[kind]}/top_rated", page)

    def upcoming(self, *, page: int = 1) -> ProviderResult[TitlePage]:
        """Upcoming cinema releases."""
        return self._list("/movie/upcoming", page)

    def now_playing(self, *, page: int = 1) -> ProviderResult[TitlePage]:
        """Movies in cinemas."""
        return self._list("/movie/now_playing", page)

    def airing_today(self, *, page: int = 1) -> ProviderResult[TitlePage]:
        return self._list("/tv/airing_today", page)

    def changes(self, kind: Kind, *, page: int = 1) -> ProviderResult[ChangePage]:
        """Numbers of titles that changed within the last day, up to a hundred a page."""
        return self._fetch(f"/{TV[kind]}/changes", ChangePage, {"page": str(page)}, LISTS)

    def genres(self, kind: Kind) -> ProviderResult[GenreList]:
        return self._fetch(f"/genre/{TV[kind]}/list", GenreList, {}, GENRES)

    def _details(self, appended: str, original_language: str | None) -> dict[str, str]:
        return {
            "append_to_response": appended,
            "include_image_language": self._image_languages(original_language),
        }

    def _image_languages(self, original: str | None) -> str:
        languages = (self.language.partition("-")[0], "en", original, "null")
        return ",".join(dict.fromkeys(each for each in languages if each))

    def _find(self, external_id: str, source: str) -> ProviderResult[Found]:
        path = f"/find/{quote(external_id, safe='')}"
        return self._fetch(path, Found, {"external_source": source}, FIND)

    def _list(self, path: str, page: int) -> ProviderResult[TitlePage]:
        params = {"page": str(min(page, MAX_PAGE)), "region": self.region}
        return self._fetch(path, TitlePage, params, LISTS)

    def _one(
        self, path: str, model: type[S], params: Mapping[str, str], expected_id: int
    ) -> ProviderResult[S]:
        return self._fetch(
            path, model, params, check=lambda value: getattr(value, "id", None) == expected_id
        )

    def _fetch(
        self,
        path: str,
        model: type[S],
        params: Mapping[str, str],
        ttl: timedelta = DETAILS,
        check: Callable[[Any], bool] | None = None,
    ) -> ProviderResult[S]:
        request = ProviderRequest(path, ttl, params={"language": self.language, **params})
        return self.client.fetch(request, parser_for(model, check))
