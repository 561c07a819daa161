"""The artwork of a title: its picture URLs, and the result of a request."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.artwork.picture_urls import Kind


class Wanted(StrEnum):
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


@dataclass(frozen=True, slots=True)
class Pictured:
    """A title and the provider's URLs of its pictures."""

    title: str
    year: int | None
    genres: list[str]
    poster_url: str | None
    backdrop_url: str | None

    def url(self, picture: Wanted) -> str | None:
        return self.poster_url if picture is Wanted.POSTER else self.backdrop_url


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The picture is at this URL."""

    address: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The title has no picture; this SVG document was generated."""

    body: bytes
