"""
The part of TMDB's responses that we use. https://developer.themoviedb.org/reference

Lists appended to a title (`append_to_response`) are None when TMDB omits them, and empty when TMDB
has no entries.
"""

from typing import Annotated

from pydantic import AliasChoices, AliasPath, Field

from chalicelib.providers.lenient_parsing import (
    Id,
    ImagePath,
    Lenient,
    LenientBool,
    LenientDate,
    LenientFloat,
    LenientId,
    LenientInt,
    LenientList,
    LenientModel,
    LenientRating10,
    LenientText,
    Name,
    OptionalList,
    Text,
    field_of_each,
)
from chalicelib.providers.tmdb.appended_lists import (
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
    Translation,
    Video,
)
from chalicelib.providers.tmdb.lists import Genre, PersonBrief, TitleBrief


class Details(LenientModel):
    """The common fields of movies and shows."""

    id: Id
    overview: Text = ""
    tagline: Text = ""
    status: Text = ""
    homepage: Text = ""
    original_language: LenientText = None
    origin_countries: LenientList[Name] = Field((), validation_alias="origin_country")
    production_countries: LenientList[Annotated[Name, field_of_each("iso_3166_1")]] = ()
    spoken_languages: LenientList[Annotated[Name, field_of_each("iso_639_1")]] = ()
    genres: LenientList[Genre] = ()
    companies: LenientList[Named] = Field((), validation_alias="production_companies")
    popularity: LenientFloat = None
    vote_average: LenientRating10 = None
    vote_count: LenientInt = None
    poster_path: ImagePath = None
    backdrop_path: ImagePath = None
    is_adult: LenientBool = Field(None, validation_alias="adult")

    images: Lenient[Images] = None
    videos: OptionalList[Video] = Field(None, validation_alias=AliasPath("videos", "results"))
    similar: OptionalList[TitleBrief] = Field(
        None, validation_alias=AliasPath("similar", "results")
    )
    recommendations: OptionalList[TitleBrief] = Field(
        None, validation_alias=AliasPath("recommendations", "results")
    )
    offers: Offers = Field(None, validation_alias=AliasPath("watch/providers", "results"))
    alternative_titles: OptionalList[AlternativeTitle] = Field(
        None,
        validation_alias=AliasChoices(
            AliasPath("alternative_titles", "titles"),
            AliasPath("alternative_titles", "results"),
        ),
    )
    keywords: OptionalList[Keyword] = Field(
        None,
        validation_alias=AliasChoices(
            AliasPath("keywords", "keywords"), AliasPath("keywords", "results")
        ),
    )
    translations: OptionalList[Translation] = Field(
        None, validation_alias=AliasPath("translations", "translations")
    )
    external_ids: Lenient[ExternalIds] = None


class Movie(Details):
    """GET /movie/{id} with all appended lists."""

    title: Name
    original_title: Text = ""
    imdb_id: Lenient[Annotated[str, Field(pattern=r"^tt\d+$")]] = None
    released_on: LenientDate = Field(None, validation_alias="release_date")
    runtime_minutes: LenientInt = Field(None, validation_alias="runtime")  # 0: unknown
    collection: Lenient[Named] = Field(None, validation_alias="belongs_to_collection")
    cast: Cast = Field(None, validation_alias=AliasPath("credits", "cast"))
    crew: Crew = Field(None, validation_alias=AliasPath("credits", "crew"))
    releases: OptionalList[RegionReleases] = Field(
        None, validation_alias=AliasPath("release_dates", "results")
    )


class Collection(LenientModel):
    """GET /collection/{id}: the films of a series, unordered."""

    id: Id
    name: Text = ""
    parts: OptionalList[TitleBrief] = None


class Episode(LenientModel):
    id: Id
    show_id: LenientId = None
    season_number: Annotated[int, Field(ge=0, le=32767)]
    episode_number: Annotated[int, Field(ge=0, le=2**31 - 1)]
    name: Text = ""
    overview: Text = ""
    aired_on: LenientDate = Field(None, validation_alias="air_date")
    runtime_minutes: LenientInt = Field(None, validation_alias="runtime")
    still_path: ImagePath = None
    vote_average: LenientRating10 = None
    vote_count: LenientInt = None
    kind: Text = Field("", validation_alias="episode_type")  # standard, finale, …
    crew: OptionalList[CrewMember] = None
    guest_stars: OptionalList[CastMember] = None
    stills: OptionalList[Image] = Field(None, validation_alias=AliasPath("images", "stills"))
    external_ids: Lenient[ExternalIds] = None


class SeasonBrief(LenientModel):
    id: Id
    show_id: LenientId = None
    season_number: Annotated[int, Field(ge=0, le=32767)]
    name: Text = ""
    overview: Text = ""
    aired_on: LenientDate = Field(None, validation_alias="air_date")
    poster_path: ImagePath = None
    episode_count: LenientInt = None
    vote_average: LenientRating10 = None


class Season(SeasonBrief):
    """GET /tv/{id}/season/{n}: all its episodes."""

    episodes: OptionalList[Episode] = None
    external_ids: Lenient[ExternalIds] = None


class Show(Details):
    """GET /tv/{id} with all appended lists."""

    title: Annotated[Name, Field(validation_alias="name")]
    original_title: Text = Field("", validation_alias="original_name")
    released_on: LenientDate = Field(None, validation_alias="first_air_date")
    ended_on: LenientDate = Field(None, validation_alias="last_air_date")
    kind: Text = Field("", validation_alias="type")  # Scripted, Miniseries, …
    is_in_production: LenientBool = Field(None, validation_alias="in_production")
    episode_runtimes: LenientList[int] = Field((), validation_alias="episode_run_time")
    networks: LenientList[Named] = ()
    creators: LenientList[PersonBrief] = Field((), validation_alias="created_by")
    season_count: LenientInt = Field(None, validation_alias="number_of_seasons")
    episode_count: LenientInt = Field(None, validation_alias="number_of_episodes")
    seasons: OptionalList[SeasonBrief] = None
    last_episode: Lenient[Episode] = Field(None, validation_alias="last_episode_to_air")
    next_episode: Lenient[Episode] = Field(None, validation_alias="next_episode_to_air")
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
    certificates: OptionalList[Certificate] = Field(
        None, validation_alias=AliasPath("content_ratings", "results")
    )

    @property
    def imdb_id(self) -> str | None:
        return self.external_ids.imdb if self.external_ids else None

    @property
    def is_finished(self) -> bool:
        return self.status in ("Ended", "Canceled")


class Found(LenientModel):
    """GET /find/{external id}."""

    movies: Annotated[LenientList[TitleBrief], Field(validation_alias="movie_results")]
    shows: Annotated[LenientList[TitleBrief], Field(validation_alias="tv_results")]
    people: Annotated[LenientList[PersonBrief], Field(validation_alias="person_results")]
    episodes: LenientList[Episode] = Field((), validation_alias="tv_episode_results")
    seasons: LenientList[SeasonBrief] = Field((), validation_alias="tv_season_results")


class CastCredit(TitleBrief):
    """A title in which the person acted."""

    character: Text = ""
    position: LenientInt = Field(None, validation_alias="order")
    episode_count: LenientInt = None


class CrewCredit(TitleBrief):
    """A title on which the person worked in the crew."""

    department: Text = ""
    job: Name
    episode_count: LenientInt = None


class Person(PersonBrief):
    """GET /person/{id} with all appended lists."""

    imdb_id: Lenient[Annotated[str, Field(pattern=r"^nm\d+$")]] = None
    also_known_as: LenientList[Name] = ()
    biography: Text = ""
    born_on: LenientDate = Field(None, validation_alias="birthday")
    died_on: LenientDate = Field(None, validation_alias="deathday")
    birthplace: Text = Field("", validation_alias="place_of_birth")
    homepage: Text = ""
    cast: OptionalList[CastCredit] = Field(
        None, validation_alias=AliasPath("combined_credits", "cast")
    )
    crew: OptionalList[CrewCredit] = Field(
        None, validation_alias=AliasPath("combined_credits", "crew")
    )
    external_ids: Lenient[ExternalIds] = None
