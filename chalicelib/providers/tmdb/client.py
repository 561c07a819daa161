"""TMDB: movies, shows and people. https://developer.themoviedb.org/reference"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from chalicelib.providers.answers import Answer
from chalicelib.providers.client import Client, Request
from chalicelib.providers.shapes import Shape, reader_of
from chalicelib.providers.tmdb.lists import GenreList, Kind, MultiPage, PersonPage, TitlePage
from chalicelib.providers.tmdb.models import (
    Collection,
    Episode,
    Found,
    Movie,
    Person,
    Season,
    Show,
)

S = TypeVar("S", bound=Shape)

DETAILS = timedelta(hours=24)
LISTS = timedelta(hours=6)
SEARCH = timedelta(hours=6)
FIND = timedelta(days=7)
COLLECTIONS = timedelta(days=7)
GENRES = timedelta(days=7)

TV: dict[Kind, str] = {"movie": "movie", "show": "tv"}
ALONG = (
    "images,videos,external_ids,similar,recommendations,watch/providers,alternative_titles,keywords"
)
LAST_PAGE = 500  # TMDB answers 400 beyond it


@dataclass(frozen=True, slots=True)
class Tmdb:
    """
    Typed questions to TMDB.

    Every method raises `NotThere`, or a `ProviderFailed` when there is no older answer to serve
    instead.
    """

    client: Client
    language: str = "en-US"
    region: str = "US"

    def movie(self, tmdb_id: int, *, original_language: str | None = None) -> Answer[Movie]:
        """`original_language`, when known, adds pictures in it."""
        params = self._details(f"credits,release_dates,{ALONG}", original_language)
        return self._one(f"/movie/{tmdb_id:d}", Movie, params, tmdb_id)

    def show(self, tmdb_id: int, *, original_language: str | None = None) -> Answer[Show]:
        """`original_language`, when known, adds pictures in it."""
        params = self._details(f"aggregate_credits,content_ratings,{ALONG}", original_language)
        return self._one(f"/tv/{tmdb_id:d}", Show, params, tmdb_id)

    def collection(self, collection_id: int) -> Answer[Collection]:
        return self._ask(
            f"/collection/{collection_id:d}",
            Collection,
            {},
            COLLECTIONS,
            check=lambda collection: collection.id == collection_id,
        )

    def season(self, show_id: int, number: int) -> Answer[Season]:
        params = {"append_to_response": "external_ids"}
        return self._ask(
            f"/tv/{show_id:d}/season/{number:d}",
            Season,
            params,
            check=lambda season: season.season_number == number,
        )

    def episode(self, show_id: int, season: int, number: int) -> Answer[Episode]:
        params = {
            "append_to_response": "external_ids,images",
            "include_image_language": self._image_languages(None),
        }
        return self._ask(
            f"/tv/{show_id:d}/season/{season:d}/episode/{number:d}",
            Episode,
            params,
            check=lambda episode: (
                (episode.season_number, episode.episode_number) == (season, number)
            ),
        )

    def find_imdb(self, imdb_id: str) -> Answer[Found]:
        """The title, episode or person with that IMDb id (`tt…` or `nm…`); may be empty."""
        return self._ask(
            f"/find/{quote(imdb_id, safe='')}", Found, {"external_source": "imdb_id"}, FIND
        )

    def person(self, tmdb_id: int) -> Answer[Person]:
        params = {"append_to_response": "combined_credits,external_ids"}
        return self._one(f"/person/{tmdb_id:d}", Person, params, tmdb_id)

    def search_movie(
        self, text: str, *, year: int | None = None, page: int = 1
    ) -> Answer[TitlePage]:
        more = {} if year is None else {"year": str(year)}
        return self._search("movie", TitlePage, text, page, more)

    def search_show(
        self, text: str, *, year: int | None = None, page: int = 1
    ) -> Answer[TitlePage]:
        more = {} if year is None else {"first_air_date_year": str(year)}
        return self._search("tv", TitlePage, text, page, more)

    def search_person(self, text: str, *, page: int = 1) -> Answer[PersonPage]:
        return self._search("person", PersonPage, text, page, {})

    def search_multi(self, text: str, *, page: int = 1) -> Answer[MultiPage]:
        return self._search("multi", MultiPage, text, page, {})

    def trending(
        self, kind: Kind, window: Literal["day", "week"] = "week", *, page: int = 1
    ) -> Answer[TitlePage]:
        return self._list(f"/trending/{TV[kind]}/{window}", page)

    def popular(self, kind: Kind, *, page: int = 1) -> Answer[TitlePage]:
        return self._list(f"/{TV[kind]}/popular", page)

    def top_rated(self, kind: Kind, *, page: int = 1) -> Answer[TitlePage]:
        return self._list(f"/{TV[kind]}/top_rated", page)

    def upcoming(self, *, page: int = 1) -> Answer[TitlePage]:
        """Movies that come to cinemas soon."""
        return self._list("/movie/upcoming", page)

    def now_playing(self, *, page: int = 1) -> Answer[TitlePage]:
        """Movies in cinemas."""
        return self._list("/movie/now_playing", page)

    def airing_today(self, *, page: int = 1) -> Answer[TitlePage]:
        return self._list("/tv/airing_today", page)

    def on_the_air(self, *, page: int = 1) -> Answer[TitlePage]:
        """Shows with an episode in the next seven days."""
        return self._list("/tv/on_the_air", page)

    def genres(self, kind: Kind) -> Answer[GenreList]:
        return self._ask(f"/genre/{TV[kind]}/list", GenreList, {}, GENRES)

    def _details(self, along: str, original_language: str | None) -> dict[str, str]:
        return {
            "append_to_response": along,
            "include_image_language": self._image_languages(original_language),
        }

    def _image_languages(self, original: str | None) -> str:
        wanted = (self.language.partition("-")[0], "en", original, "null")
        return ",".join(dict.fromkeys(each for each in wanted if each))

    def _search(
        self, what: str, shape: type[S], text: str, page: int, more: Mapping[str, str]
    ) -> Answer[S]:
        params = {"query": text, "page": str(page), "include_adult": "false", **more}
        return self._ask(f"/search/{what}", shape, params, SEARCH)

    def _list(self, path: str, page: int) -> Answer[TitlePage]:
        params = {"page": str(min(page, LAST_PAGE)), "region": self.region}
        return self._ask(path, TitlePage, params, LISTS)

    def _one(
        self, path: str, shape: type[S], params: Mapping[str, str], wanted_id: int
    ) -> Answer[S]:
        return self._ask(
            path, shape, params, check=lambda value: getattr(value, "id", None) == wanted_id
        )

    def _ask(
        self,
        path: str,
        shape: type[S],
        params: Mapping[str, str],
        fresh_for: timedelta = DETAILS,
        check: Callable[[Any], bool] | None = None,
    ) -> Answer[S]:
        request = Request(path, fresh_for, params={"language": self.language, **params})
        return self.client.ask(request, reader_of(shape, check))
