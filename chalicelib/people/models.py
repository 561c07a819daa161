"""The page of one person."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.artwork.proxy_urls import ProfileUrl
from chalicelib.catalog.models import MediaCard
from chalicelib.http.schemas import ResponseModel

PersonId = Annotated[int, Field(ge=1, lt=2**63)]  # PostgreSQL's bigint


class PersonIds(ResponseModel):
    imdb: str | None
    tmdb: str | None


class PersonCredit(ResponseModel):
    """A role or job of a person in a title."""

    media: MediaCard
    department: str
    job: str
    character: str
    year: int | None
    episode_count: int | None


class PersonDetail(ResponseModel):
    """`refreshing`: newer metadata is being fetched; request the page again in a moment."""

    id: int
    name: str
    biography: str
    born_on: date | None
    died_on: date | None
    birth_year: int | None
    death_year: int | None
    birthplace: str
    known_for: str
    profile_url: ProfileUrl
    profile_placeholder: str | None
    external_ids: PersonIds
    best: list[MediaCard]
    credits: list[PersonCredit]
    refreshing: bool


class PersonRow(BaseModel):
    """A person as stored."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: int
    name: str
    biography: str
    born_on: date | None
    died_on: date | None
    birth_year: int | None
    death_year: int | None
    birthplace: str
    known_for: str
    profile_url: str | None
    profile_placeholder: str | None
    imdb_id: str | None
    tmdb_id: str | None


class CreditRow(BaseModel):
    """
    A credit as stored. `place` is the rank of the title among the person's titles, the best known
    first; `line` is the rank of the credit, the newest first. Both start at 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    media_id: int
    department: str
    job: str
    character: str
    year: int | None
    episode_count: int | None
    place: int
    line: int
