"""
The part of IGDB's responses that we use. https://api-docs.igdb.com/

References that the query does not expand are bare ids, and lists may mix ids with objects. A bare
id becomes an object with only its id. Lists are None when IGDB omits them.
"""

import re
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from chalicelib.providers.lenient_parsing import (
    Id,
    Lenient,
    LenientBool,
    LenientDate,
    LenientInt,
    LenientModel,
    LenientRating100,
    LenientText,
    Name,
    OptionalList,
    Text,
)

T = TypeVar("T")

IMAGES = "https://images.igdb.com/igdb/image/upload/t_original"
IMAGE_ID = re.compile(r"[a-z0-9_]{3,40}")
IMAGE_IN_URL = re.compile(r"/([a-z0-9_]{3,40})\.\w+$")

#: https://api-docs.igdb.com/#game-type
GAME_TYPES = {
    0: "main_game",
    1: "dlc",
    2: "expansion",
    3: "bundle",
    4: "standalone_expansion",
    5: "mod",
    6: "episode",
    7: "season",
    8: "remake",
    9: "remaster",
    10: "expanded_game",
    11: "port",
    12: "fork",
    13: "pack",
    14: "update",
}


def image_url(image_id: str | None) -> str | None:
    """The URL of a picture in full size."""
    return f"{IMAGES}/{image_id}.jpg" if image_id else None


def _object(raw: Any) -> Any:
    is_id = isinstance(raw, int) and not isinstance(raw, bool)
    return {"id": raw} if is_id else raw


def _objects(raw: Any) -> Any:
    """Remove duplicate ids; an object is preferred to a bare id."""
    if not isinstance(raw, list):
        return raw
    best: dict[Any, Any] = {}
    for place, entry in enumerate(raw):
        is_object = isinstance(entry, dict)
        key = entry.get("id") if is_object else entry
        if not isinstance(key, int):
            key = ("unreadable", place)
        if key not in best or is_object:
            best[key] = _object(entry)
    return list(best.values())


#: Objects, ids, or both.
Refs = Annotated[OptionalList[T], BeforeValidator(_objects)]
Ref = Annotated[Lenient[T], BeforeValidator(_object)]


class Named(LenientModel):
    id: Id
    name: LenientText = None
    slug: LenientText = None
    abbreviation: LenientText = None


class Image(LenientModel):
    id: Id
    image_id: Lenient[Annotated[str, Field(pattern=rf"^{IMAGE_ID.pattern}$")]] = None
    width: LenientInt = None
    height: LenientInt = None

    @model_validator(mode="before")
    @classmethod
    def _from_url(cls, raw: Any) -> Any:
        """Some responses have `//images.igdb.com/igdb/image/upload/t_thumb/co1qda.jpg` instead."""
        if isinstance(raw, dict) and not raw.get("image_id") and isinstance(raw.get("url"), str):
            found = IMAGE_IN_URL.search(raw["url"])
            return raw | {"image_id": found[1]} if found else raw
        return raw


class Group(Named):
    """A franchise or a collection (a series), and the ids of its games."""

    games: Refs[Named] = None


class InvolvedCompany(LenientModel):
    id: Id
    company: Ref[Named] = None
    is_developer: LenientBool = Field(None, validation_alias="developer")
    is_publisher: LenientBool = Field(None, validation_alias="publisher")


class ReleaseDate(LenientModel):
    id: Id
    released_on: LenientDate = Field(None, validation_alias="date")
    human: LenientText = None  # "2018-Apr-25", "Q2 2019", "TBD"
    year: LenientInt = Field(None, validation_alias="y")
    platform: Ref[Named] = None
    region: LenientInt = Field(None, validation_alias=AliasChoices("release_region", "region"))
    #: 0: the day is known; 1: the month; 2: the year; 3 to 6: the quarter; 7: none
    precision: LenientInt = Field(None, validation_alias=AliasChoices("date_format", "category"))


class GameRef(Named):
    """A game referenced by another one."""

    cover: Ref[Image] = None
    first_released_on: LenientDate = Field(None, validation_alias="first_release_date")


class Video(LenientModel):
    """A video on YouTube."""

    id: Id
    name: Text = ""
    video_id: Lenient[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{5,20}$")]] = None


class Website(LenientModel):
    id: Id
    url: LenientText = None
    type: LenientInt = Field(None, validation_alias=AliasChoices("type", "category"))


class AgeRating(LenientModel):
    id: Id
    organization: LenientInt = Field(
        None, validation_alias=AliasChoices("organization", "category")
    )
    rating: LenientInt = Field(None, validation_alias=AliasChoices("rating_category", "rating"))


class ExternalGame(LenientModel):
    id: Id
    source: LenientInt = Field(
        None, validation_alias=AliasChoices("external_game_source", "category")
    )
    uid: LenientText = None
    url: LenientText = None


class AlternativeName(LenientModel):
    id: Id
    name: LenientText = None
    comment: LenientText = None


class Game(LenientModel):
    id: Id
    name: Name
    slug: LenientText = None
    summary: Text = ""
    storyline: Text = ""
    url: LenientText = None
    first_released_on: LenientDate = Field(None, validation_alias="first_release_date")
    type: LenientInt = Field(None, validation_alias=AliasChoices("game_type", "category"))

    cover: Ref[Image] = None
    artworks: Refs[Image] = None
    screenshots: Refs[Image] = None
    videos: Refs[Video] = None

    platforms: Refs[Named] = None
    genres: Refs[Named] = None
    themes: Refs[Named] = None
    game_modes: Refs[Named] = None
    franchises: Refs[Group] = None
    collections: Refs[Group] = None
    companies: Refs[InvolvedCompany] = Field(None, validation_alias="involved_companies")
    release_dates: Refs[ReleaseDate] = None
    age_ratings: Refs[AgeRating] = None
    external_games: Refs[ExternalGame] = None
    websites: Refs[Website] = None
    alternative_names: Refs[AlternativeName] = None

    parent_game: Ref[GameRef] = None
    dlcs: Refs[GameRef] = None
    expansions: Refs[GameRef] = None
    similar_games: Refs[GameRef] = None

    #: IGDB's own users, the critics, and both together: 0 to 100
    rating: LenientRating100 = None
    rating_count: LenientInt = None
    aggregated_rating: LenientRating100 = None
    aggregated_rating_count: LenientInt = None
    total_rating: LenientRating100 = None
    total_rating_count: LenientInt = None
    hypes: LenientInt = None  # number of users waiting for the release

    @property
    def kind(self) -> str:
        """main_game, dlc, expansion, …; "" when it is missing or unknown."""
        return "" if self.type is None else GAME_TYPES.get(self.type, "")

    @property
    def developers(self) -> tuple[str, ...]:
        return tuple(
            each.company.name
            for each in self.companies or ()
            if each.is_developer and each.company and each.company.name
        )
