"""
Addresses of pictures: the provider's in the database, ours in front of the browser.

A row keeps the address a provider gave (https://image.tmdb.org/t/p/original/x.jpg). What people
are shown is `/artwork/{size}/{source}/{path}` of their own server, which fetches the picture
once, makes it small and keeps it; no provider learns who looks at what. Where no such server
runs (AWS), the provider's own address in the right size is given out. An address on a host that
is not listed here is never given out at all.

Sources: TMDB "Image basics" and /configuration; IGDB "Images"; TheTVDB v4 artwork records;
MyAnimeList v2 "Picture"; OMDb `Poster`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator


class Kind(StrEnum):
    """What a picture is of; each kind has a size it is given out in."""

    POSTER = "poster"
    BACKDROP = "backdrop"
    LOGO = "logo"
    STILL = "still"
    PROFILE = "profile"


#: How wide pictures of a size class are at most, in pixels. A browser may ask for any class.
WIDTHS_PX = {
    "w92": 92,
    "w185": 185,
    "w342": 342,
    "w500": 500,
    "w780": 780,
    "w1280": 1280,
    "original": 1920,  # no page shows a picture wider
}
DEFAULT_SIZES = {
    Kind.POSTER: "w500",
    Kind.BACKDROP: "w1280",
    Kind.LOGO: "w500",
    Kind.STILL: "w500",
    Kind.PROFILE: "w500",
}
MAX_PATH = 300  # characters; the longest that providers give have some 170
ADDRESSES_KEPT = 8192  # per process: the same posters are shown again and again

Mode = Literal["proxy", "direct"]


@dataclass(frozen=True, slots=True)
class ImageSource:
    """A provider's picture server: the addresses it gives, and how it names sizes."""

    given: re.Pattern[str]  # an address behind the host, with the groups name and extension
    path: re.Pattern[str]  # the same picture's path in an address of ours
    template: str  # the provider's address of one size
    sizes: Mapping[str, str]  # our size class → the provider's word
    always: str  # the word for the size that every picture has

    def path_of(self, rest: str) -> str | None:
        """Our path for what follows the host of an address; None when that is no picture."""
        match = self.given.fullmatch(rest)
        if match is None:
            return None
        # A drawing (SVG) may hold scripts; TMDB has a PNG of each under the same name.
        return f"{match['name']}.{match['extension'].replace('svg', 'png')}"

    def addresses(self, size: str, path: str) -> tuple[str, ...]:
        """Where the picture lies, best size first, then the one that is there in any case."""
        name, _, extension = path.rpartition(".")
        words = dict.fromkeys((self.sizes[size], self.always))
        return tuple(self.template.format(size=w, name=name, extension=extension) for w in words)


def _sized(*words: str) -> dict[str, str]:
    return dict(zip(WIDTHS_PX, words, strict=True))


#: Some folders and a file, as plain names: nothing that could lead elsewhere.
FOLDERS = r"(?:[A-Za-z0-9_-]{1,64}/){0,6}"

#: Only those that fit a picture in without cutting it; a cover and a screenshot share them.
IGDB_SIZES = (
    "cover_small_2x", "cover_big", "cover_big_2x", "cover_big_2x", "1080p", "1080p", "original",
)  # fmt: skip

SOURCES: Mapping[str, ImageSource] = {
    "tmdb": ImageSource(
        given=re.compile(
            r"t/p/[a-z0-9_]{2,40}/(?P<name>[A-Za-z0-9_-]{4,64})"
            r"\.(?P<extension>jpg|jpeg|png|webp|svg)"
        ),
        path=re.compile(r"[A-Za-z0-9_-]{4,64}\.(?:jpg|jpeg|png|webp)"),
        template="https://image.tmdb.org/t/p/{size}/{name}.{extension}",
        sizes=_sized("w92", "w185", "w342", "w500", "w780", "w1280", "original"),
        always="original",
    ),
    "igdb": ImageSource(
        given=re.compile(
            r"igdb/image/upload/t_[a-z0-9_]{2,40}/(?P<name>[a-z0-9_]{2,64})"
            r"\.(?P<extension>jpg|png|webp)"
        ),
        path=re.compile(r"[a-z0-9_]{2,64}\.(?:jpg|png|webp)"),
        template="https://images.igdb.com/igdb/image/upload/t_{size}/{name}.{extension}",
        sizes=_sized(*IGDB_SIZES),
        always="original",
    ),
    "tvdb": ImageSource(
        given=re.compile(
            rf"banners/(?P<name>{FOLDERS}[A-Za-z0-9_-]{{1,96}}?)(?:_t)?"
            r"\.(?P<extension>jpg|jpeg|png)"
        ),
        path=re.compile(rf"{FOLDERS}[A-Za-z0-9_-]{{1,96}}\.(?:jpg|jpeg|png)"),
        template="https://artworks.thetvdb.com/banners/{name}{size}.{extension}",
        sizes=_sized("_t", "_t", "", "", "", "", ""),
        always="",
    ),
    "mal": ImageSource(
        given=re.compile(
            r"images/(?P<name>[a-z]{2,20}/[0-9]{1,10}/[0-9]{1,10})[ltv]?\.(?P<extension>jpg|webp)"
        ),
        path=re.compile(r"[a-z]{2,20}/[0-9]{1,10}/[0-9]{1,10}\.(?:jpg|webp)"),
        template="https://cdn.myanimelist.net/images/{name}{size}.{extension}",
        sizes=_sized("", "", "l", "l", "l", "l", "l"),
        always="",
    ),
    "omdb": ImageSource(
        given=re.compile(
            r"images/(?P<name>[A-Z]/[A-Za-z0-9_-]{8,240}@{0,4})(?:\._V1[A-Z0-9_.,]{0,64})?"
            r"\.(?P<extension>jpg|png)"
        ),
        path=re.compile(r"[A-Z]/[A-Za-z0-9_-]{8,240}@{0,4}\.(?:jpg|png)"),
        template="https://m.media-amazon.com/images/{name}.{size}.{extension}",
        sizes=_sized(
            "_V1_SX92", "_V1_SX185", "_V1_SX342", "_V1_SX500", "_V1_SX780", "_V1_SX1280", "_V1_"
        ),
        always="_V1_",
    ),
}
#: Hosts whose pictures we show, and nobody else's.
HOSTS = {
    "image.tmdb.org": "tmdb",
    "images.igdb.com": "igdb",
    "artworks.thetvdb.com": "tvdb",
    "cdn.myanimelist.net": "mal",
    "m.media-amazon.com": "omdb",
}
#: What a page has to be allowed to load when addresses are given out directly.
ORIGINS = tuple(f"https://{host}" for host in HOSTS)

OURS = re.compile(
    rf"/artwork/(?P<size>{'|'.join(WIDTHS_PX)})/(?P<source>{'|'.join(SOURCES)})/(?P<path>.+)"
)
GIVEN = re.compile(r"(?:https:)?//(?P<host>[a-z0-9.-]{4,64})/(?P<rest>[^?#\s]+)")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in one size class, as an address of ours names it."""

    size: str
    source: str
    path: str

    @classmethod
    def at(cls, path: str) -> "Picture | None":
        """What a (decoded) path of our origin asks for; None unless it is exactly that."""
        match = OURS.fullmatch(path)
        if match is None or len(match["path"]) > MAX_PATH:
            return None
        if SOURCES[match["source"]].path.fullmatch(match["path"]) is None:
            return None
        return cls(match["size"], match["source"], match["path"])

    @property
    def width_px(self) -> int:
        return WIDTHS_PX[self.size]

    @property
    def address(self) -> str:
        return f"/artwork/{self.size}/{self.source}/{self.path}"

    @property
    def stored(self) -> str:
        """The address titles have it under: providers are asked for the largest."""
        return SOURCES[self.source].addresses("original", self.path)[0]

    @property
    def origins(self) -> tuple[str, ...]:
        """Where the provider has it, best first."""
        return SOURCES[self.source].addresses(self.size, self.path)


def origin(size: str, source: str, path: str) -> str | None:
    """The provider's best address for a picture of ours; None when it is none of ours."""
    picture = Picture.at(f"/artwork/{size}/{source}/{path}")
    return picture.origins[0] if picture else None


def picture_of(url: str, kind: Kind) -> Picture | None:
    """The picture at a provider's address, in the size of its kind; None on any other host."""
    match = GIVEN.fullmatch(url) if len(url) <= 2 * MAX_PATH else None
    source = HOSTS.get(match["host"]) if match else None
    if match is None or source is None:
        return None
    path = SOURCES[source].path_of(match["rest"])
    return Picture(DEFAULT_SIZES[kind], source, path) if path else None


@lru_cache(maxsize=ADDRESSES_KEPT)
def address(url: str | None, kind: Kind) -> str | None:
    """
    What a browser is given for the picture at `url`; None when it is not one we show.

    Our own drawings (`/art/…`), and what this function gave before, stay as they are.
    """
    return sized(url, kind)


def sized(url: str | None, kind: Kind, size: str | None = None) -> str | None:
    """The same in another size class than the one its kind is given out in."""
    if url is None or url.startswith("/art/"):
        return url
    picture = Picture.at(url) or picture_of(url, kind)
    if picture is None:
        return None
    if size is not None:
        picture = Picture(size, picture.source, picture.path)
    return picture.origins[0] if _mode == "direct" else picture.address


_mode: Mode = "proxy"


def give_out(mode: Mode) -> None:
    """
    Which addresses this process gives out from now on. Said once, when the settings are read:
    the types below are part of models, which have no constructor to hand a setting to.
    """
    global _mode  # noqa: PLW0603  # as said
    _mode = mode
    address.cache_clear()


def _of(kind: Kind) -> Callable[[Any], Any]:
    def shown(url: Any) -> Any:
        return address(url, kind) if isinstance(url, str) else url

    return shown


#: For models: provider addresses go in, what a browser may be given comes out.
PosterUrl = Annotated[str | None, BeforeValidator(_of(Kind.POSTER))]
BackdropUrl = Annotated[str | None, BeforeValidator(_of(Kind.BACKDROP))]
LogoUrl = Annotated[str | None, BeforeValidator(_of(Kind.LOGO))]
StillUrl = Annotated[str | None, BeforeValidator(_of(Kind.STILL))]
ProfileUrl = Annotated[str | None, BeforeValidator(_of(Kind.PROFILE))]
