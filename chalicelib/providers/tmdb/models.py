"""
The part of TMDB's answers that we use. https://developer.themoviedb.org/reference

Lists that come along with a title (`append_to_response`) are None when TMDB said nothing about
them, and empty when it said that there is nothing.
"""

from typing import Annotated

from pydantic import AliasChoices, AliasPath, Field

from chalicelib.providers.shapes import (
    Id,
    ImagePath,
    Listed,
    Name,
    Part,
    Shape,
    Soft,
    SoftBool,
    SoftDay,
    SoftFloat,
    SoftId,
    SoftInt,
    SoftRating10,
    SoftText,
    Text,
    inside,
)
from chalicelib.providers.tmdb.lists import Genre, PersonBrief, TitleBrief
from chalicelib.providers.tmdb.parts import (
    AlternativeTitle,
    Cast,
    CastMember,
    Certificate,
    Crew,
    CrewMember,
    ExternalIds,
    Image,
    Images,
    Keyword,
    Named,
    Offers,
    RegionReleases,
    Video,
)


class Details(Shape):
    """What movies and shows have in common."""

    id: Id
    overview: Text = ""
    tagline: Text = ""
    status: Text = ""
    homepage: Text = ""
    original_language: SoftText = None
    origin_countries: Listed[Name] = Field((), validation_alias="origin_country")
    production_countries: Listed[Annotated[Name, inside("iso_3166_1")]] = ()
    spoken_languages: Listed[Annotated[Name, inside("iso_639_1")]] = ()
    genres: Listed[Genre] = ()
    companies: Listed[Named] = Field((), validation_alias="production_companies")
    popularity: SoftFloat = None
    vote_average: SoftRating10 = None
    vote_count: SoftInt = None
    poster_path: ImagePath = None
    backdrop_path: ImagePath = None
    is_adult: SoftBool = Field(None, validation_alias="adult")

    images: Soft[Images] = None
    videos: Part[Video] = Field(None, validation_alias=AliasPath("videos", "results"))
    similar: Part[TitleBrief] = Field(None, validation_alias=AliasPath("similar", "results"))
    recommendations: Part[TitleBrief] = Field(
        None, validation_alias=AliasPath("recommendations", "results")
    )
    offers: Offers = Field(None, validation_alias=AliasPath("watch/providers", "results"))
    alternative_titles: Part[AlternativeTitle] = Field(
        None,
        validation_alias=AliasChoices(
            AliasPath("alternative_titles", "titles"),
            AliasPath("alternative_titles", "results"),
        ),
    )
    keywords: Part[Keyword] = Field(
        None,
        validation_alias=AliasChoices(
            AliasPath("keywords", "keywords"), AliasPath("keywords", "results")
        ),
    )
    external_ids: Soft[ExternalIds] = None


class Movie(Details):
    """GET /movie/{id} with everything that comes along."""

    title: Name
    original_title: Text = ""
    imdb_id: Soft[Annotated[str, Field(pattern=r"^tt\d+$")]] = None
    released_on: SoftDay = Field(None, validation_alias="release_date")
    runtime_minutes: SoftInt = Field(None, validation_alias="runtime")  # 0: unknown
    collection: Soft[Named] = Field(None, validation_alias="belongs_to_collection")
    cast: Cast = Field(None, validation_alias=AliasPath("credits", "cast"))
    crew: Crew = Field(None, validation_alias=AliasPath("credits", "crew"))
    releases: Part[RegionReleases] = Field(
        None, validation_alias=AliasPath("release_dates", "results")
    )


class Collection(Shape):
    """GET /collection/{id}: films that belong together, in no particular order."""

    id: Id
    name: Text = ""
    parts: Part[TitleBrief] = None


class Episode(Shape):
    id: Id
    show_id: SoftId = None
    season_number: Annotated[int, Field(ge=0, le=32767)]
    episode_number: Annotated[int, Field(ge=0, le=2**31 - 1)]
    name: Text = ""
    overview: Text = ""
    aired_on: SoftDay = Field(None, validation_alias="air_date")
    runtime_minutes: SoftInt = Field(None, validation_alias="runtime")
    still_path: ImagePath = None
    vote_average: SoftRating10 = None
    vote_count: SoftInt = None
    kind: Text = Field("", validation_alias="episode_type")  # standard, finale, …
    crew: Part[CrewMember] = None
    guest_stars: Part[CastMember] = None
    stills: Part[Image] = Field(None, validation_alias=AliasPath("images", "stills"))
    external_ids: Soft[ExternalIds] = None


class SeasonBrief(Shape):
    id: Id
    show_id: SoftId = None
    season_number: Annotated[int, Field(ge=0, le=32767)]
    name: Text = ""
    overview: Text = ""
    aired_on: SoftDay = Field(None, validation_alias="air_date")
    poster_path: ImagePath = None
    episode_count: SoftInt = None
    vote_average: SoftRating10 = None


class Season(SeasonBrief):
    """GET /tv/{id}/season/{n}: all its episodes."""

    episodes: Part[Episode] = None
    external_ids: Soft[ExternalIds] = None


class Show(Details):
    """GET /tv/{id} with everything that comes along."""

    title: Annotated[Name, Field(validation_alias="name")]
    original_title: Text = Field("", validation_alias="original_name")
    released_on: SoftDay = Field(None, validation_alias="first_air_date")
    ended_on: SoftDay = Field(None, validation_alias="last_air_date")
    kind: Text = Field("", validation_alias="type")  # Scripted, Miniseries, …
    is_in_production: SoftBool = Field(None, validation_alias="in_production")
    episode_runtimes: Listed[int] = Field((), validation_alias="episode_run_time")
    networks: Listed[Named] = ()
    creators: Listed[PersonBrief] = Field((), validation_alias="created_by")
    season_count: SoftInt = Field(None, validation_alias="number_of_seasons")
    episode_count: SoftInt = Field(None, validation_alias="number_of_episodes")
    seasons: Part[SeasonBrief] = None
    last_episode: Soft[Episode] = Field(None, validation_alias="last_episode_to_air")
    next_episode: Soft[Episode] = Field(None, validation_alias="next_episode_to_air")
    cast: Cast = Field(
        None,
        validation_alias=AliasChoices(
            AliasPath("aggregate_credits", "cast"), AliasPath("credits", "cast")
        ),
    )
    crew: Crew = Field(
        None,
        validation_alias=AliasChoices(
            AliasPath("aggregate_credits", "crew"), AliasPath("credits", "crew")
        ),
    )
    certificates: Part[Certificate] = Field(
        None, validation_alias=AliasPath("content_ratings", "results")
    )

    @property
    def imdb_id(self) -> str | None:
        return self.external_ids.imdb if self.external_ids else None

    @property
    def is_finished(self) -> bool:
        return self.status in ("Ended", "Canceled")


class Found(Shape):
    """GET /find/{external id}."""

    movies: Annotated[Listed[TitleBrief], Field(validation_alias="movie_results")]
    shows: Annotated[Listed[TitleBrief], Field(validation_alias="tv_results")]
    people: Annotated[Listed[PersonBrief], Field(validation_alias="person_results")]
    episodes: Listed[Episode] = Field((), validation_alias="tv_episode_results")
    seasons: Listed[SeasonBrief] = Field((), validation_alias="tv_season_results")


class CastCredit(TitleBrief):
    """A title somebody acted in."""

    character: Text = ""
    position: SoftInt = Field(None, validation_alias="order")
    episode_count: SoftInt = None


class CrewCredit(TitleBrief):
    """A title somebody had a job in."""

    department: Text = ""
    job: Name
    episode_count: SoftInt = None


class Person(PersonBrief):
    """GET /person/{id} with everything that comes along."""

    imdb_id: Soft[Annotated[str, Field(pattern=r"^nm\d+$")]] = None
    also_known_as: Listed[Name] = ()
    biography: Text = ""
    born_on: SoftDay = Field(None, validation_alias="birthday")
    died_on: SoftDay = Field(None, validation_alias="deathday")
    birthplace: Text = Field("", validation_alias="place_of_birth")
    homepage: Text = ""
    cast: Part[CastCredit] = Field(None, validation_alias=AliasPath("combined_credits", "cast"))
    crew: Part[CrewCredit] = Field(None, validation_alias=AliasPath("combined_credits", "crew"))
    external_ids: Soft[ExternalIds] = None
