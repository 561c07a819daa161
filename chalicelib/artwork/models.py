"""The artwork of a title: its picture URLs, what a client asks for, and the result."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chalicelib.artwork.generated_poster.composition import PosterSubject
from chalicelib.artwork.proxy_urls import Kind
from chalicelib.http.schemas import RequestModel


class TitlePicture(StrEnum):
    """The requested picture of a title."""

    POSTER = "poster"
    BACKDROP = "backdrop"

    @property
    def kind(self) -> Kind:
        return Kind(self.value)


class Size(StrEnum):
    """The size classes of all artwork; see `WIDTHS_PX`."""

    W92 = "w92"
    W185 = "w185"
    W342 = "w342"
    W500 = "w500"
    W780 = "w780"
    W1280 = "w1280"
    ORIGINAL = "original"


class GeneratedPictureQuery(RequestModel):
    """The input of a generated picture."""

    title: Annotated[str, Field(max_length=300)] = ""
    year: Annotated[int, Field(ge=-9999, le=9999)] | None = None
    genres: Annotated[
        str, Field(max_length=300, description="Names of genres, separated by commas.")
    ] = ""

    @property
    def subject(self) -> PosterSubject:
        return PosterSubject(self.title, self.year, tuple(self.genres.split(",")))


class GeneratedPortraitQuery(RequestModel):
    """The person of a generated portrait."""

    name: Annotated[str, Field(max_length=300)]


@dataclass(frozen=True, slots=True)
class TitleArtwork:
    """A title and the provider's URLs of its pictures."""

    title: str
    year: int | None
    genres: list[str]
    poster_url: str | None
    backdrop_url: str | None

    def url(self, picture: TitlePicture) -> str | None:
        return self.poster_url if picture is TitlePicture.POSTER else self.backdrop_url


@dataclass(frozen=True, slots=True)
class Redirect:
    """The picture is at this URL."""

    url: str


@dataclass(frozen=True, slots=True)
class Svg:
    """The title has no picture; this SVG document was generated."""

    body: bytes
