"""Titles and people as they stand in TMDB's lists."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from chalicelib.providers.shapes import (
    Id,
    ImagePath,
    Listed,
    Name,
    Shape,
    SoftBool,
    SoftDay,
    SoftFloat,
    SoftInt,
    SoftRating10,
    SoftText,
    Text,
)

T = TypeVar("T")
Kind = Literal["movie", "show"]


class Genre(Shape):
    id: Id
    name: Name


class GenreList(Shape):
    genres: Listed[Genre]


class TitleBrief(Shape):
    """A movie or show as it stands in lists."""

    kind: Kind
    id: Id
    title: Annotated[Name, Field(validation_alias=AliasChoices("title", "name"))]
    original_title: Text = Field(
        "", validation_alias=AliasChoices("original_title", "original_name")
    )
    overview: Text = ""
    released_on: SoftDay = Field(
        None, validation_alias=AliasChoices("release_date", "first_air_date")
    )
    original_language: SoftText = None
    origin_countries: Listed[Name] = Field((), validation_alias="origin_country")
    genre_ids: Listed[Id] = ()
    poster_path: ImagePath = None
    backdrop_path: ImagePath = None
    popularity: SoftFloat = None
    vote_average: SoftRating10 = None  # 0 with no votes
    vote_count: SoftInt = None
    is_adult: SoftBool = Field(None, validation_alias="adult")

    @model_validator(mode="before")
    @classmethod
    def _kind(cls, raw: Any) -> Any:
        """Movies have a `title`, shows a `name`; mixed lists say `media_type` as well."""
        if not isinstance(raw, dict) or "kind" in raw:
            return raw
        said = raw.get("media_type")
        if said is None:
            said = "movie" if "title" in raw else "tv"
        return raw | {"kind": "show" if said == "tv" else said}


class PersonBrief(Shape):
    """A person as it stands in lists."""

    id: Id
    name: Name
    known_for_department: Text = ""
    profile_path: ImagePath = None
    popularity: SoftFloat = None
    is_adult: SoftBool = Field(None, validation_alias="adult")


class Page(Shape, Generic[T]):
    """One page of a list; `total_pages` may be far more than the 500 TMDB serves."""

    page: Annotated[int, Field(ge=1)]
    results: Listed[T]
    total_pages: SoftInt = None
    total_results: SoftInt = None


class TitlePage(Page[TitleBrief]):
    pass


class PersonPage(Page[PersonBrief]):
    pass


def _of_kind(*kinds: str) -> BeforeValidator:
    """Only those entries of a mixed list."""

    def keep(raw: Any) -> Any:
        if not isinstance(raw, list):
            return raw
        return [e for e in raw if not isinstance(e, dict) or e.get("media_type") in kinds]

    return BeforeValidator(keep)


class MultiPage(Shape):
    """Search in everything: titles and people, each in TMDB's order."""

    page: Annotated[int, Field(ge=1)]
    titles: Annotated[
        Listed[TitleBrief], _of_kind("movie", "tv"), Field(validation_alias="results")
    ]
    people: Annotated[Listed[PersonBrief], _of_kind("person"), Field(validation_alias="results")]
    total_pages: SoftInt = None
    total_results: SoftInt = None
