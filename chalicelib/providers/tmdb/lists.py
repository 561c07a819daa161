"""Entries of TMDB's lists: titles and people."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AliasChoices, Field, model_validator

from chalicelib.providers.lenient_parsing import (
    Id,
    ImagePath,
    LenientBool,
    LenientDate,
    LenientFloat,
    LenientInt,
    LenientList,
    LenientModel,
    LenientRating10,
    LenientText,
    Name,
    Text,
)

T = TypeVar("T")
Kind = Literal["movie", "show"]


class Genre(LenientModel):
    id: Id
    name: Name


class GenreList(LenientModel):
    genres: LenientList[Genre]


class TitleBrief(LenientModel):
    """A movie or show in a list."""

    kind: Kind
    id: Id
    title: Annotated[Name, Field(validation_alias=AliasChoices("title", "name"))]
    original_title: Text = Field(
        "", validation_alias=AliasChoices("original_title", "original_name")
    )
    overview: Text = ""
    released_on: LenientDate = Field(
        None, validation_alias=AliasChoices("release_date", "first_air_date")
    )
    original_language: LenientText = None
    origin_countries: LenientList[Name] = Field((), validation_alias="origin_country")
    genre_ids: LenientList[Id] = ()
    poster_path: ImagePath = None
    backdrop_path: ImagePath = None
    popularity: LenientFloat = None
    vote_average: LenientRating10 = None  # 0 with no votes
    vote_count: LenientInt = None
    is_adult: LenientBool = Field(None, validation_alias="adult")

    @model_validator(mode="before")
    @classmethod
    def _kind(cls, raw: Any) -> Any:
        """Movies have a `title`, shows a `name`; entries of mixed lists also a `media_type`."""
        if not isinstance(raw, dict) or "kind" in raw:
            return raw
        media_type = raw.get("media_type")
        if media_type is None:
            media_type = "movie" if "title" in raw else "tv"
        return raw | {"kind": "show" if media_type == "tv" else media_type}


class PersonBrief(LenientModel):
    """A person in a list."""

    id: Id
    name: Name
    known_for_department: Text = ""
    profile_path: ImagePath = None
    popularity: LenientFloat = None
    is_adult: LenientBool = Field(None, validation_alias="adult")


class Page(LenientModel, Generic[T]):
    """One page of a list; `total_pages` may be far more than the 500 TMDB serves."""

    page: Annotated[int, Field(ge=1)]
    results: LenientList[T]
    total_pages: LenientInt = None
    total_results: LenientInt = None


class Changed(LenientModel):
    id: Id


class ChangePage(Page[Changed]):
    pass


class TitlePage(Page[TitleBrief]):
    pass
