"""
Rewrites providers' URLs of pictures to URLs of our picture proxy, and back.

A row stores the provider's URL (https://image.tmdb.org/t/p/original/x.jpg). Responses contain
`/artwork/{size}/{source}/{path}` on our own origin, where the picture is fetched once, resized and
cached, so that providers do not learn what users view. Without that proxy (AWS), responses contain
the provider's URL in the right size. URLs on hosts that are not listed here never appear in
responses.

A picture beside the files of the library has no provider: a row stores `local:<digest>.jpg`, and it
is always read through the proxy.

Documentation: TMDB "Image basics" and /configuration; IGDB "Images"; TheTVDB v4 artwork records;
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
    """The kind of a picture; it determines the default size class."""

    POSTER = "poster"
    BACKDROP = "backdrop"
    LOGO = "logo"
    STILL = "still"
    PROFILE = "profile"


#: Maximum width of each size class, in pixels. A browser may request any class.
WIDTHS_PX = {
    "w92": 92,
    "w185": 185,
    "w342": 342,
    "w500": 500,
    "w780": 780,
    "w1280": 1280,
    "original": 1920,  # the largest width on any page
}
DEFAULT_SIZES = {
    Kind.POSTER: "w500",
    Kind.BACKDROP: "w1280",
    Kind.LOGO: "w500",
    Kind.STILL: "w500",
    Kind.PROFILE: "w500",
}
MAX_ORIGINAL_BYTES = 10 * 2**20  # of a picture before it is resized
MAX_PATH = 300  # characters; the longest paths that providers use have some 170
URLS_KEPT = 8192  # results kept per process: the same posters occur in many responses

Mode = Literal["proxy", "direct"]


@dataclass(frozen=True, slots=True)
class ImageSource:
    """A provider's picture server: its URL patterns and names of sizes."""

    pattern: re.Pattern[str]  # the path of a provider's URL, with the groups name and extension
    path: re.Pattern[str]  # the same picture's path in our URL
    template: str  # the provider's URL of one size
    sizes: Mapping[str, str]  # our size class → the provider's name of it
    always: str  # the size that every picture has

    def path_of(self, rest: str) -> str | None:
        """Our path for the path of a provider's URL; None when it is not a picture."""
        match = self.pattern.fullmatch(rest)
        if match is None:
            return None
        # SVG may contain scripts; TMDB has a PNG of each under the same name.
        return f"{match['name']}.{match['extension'].replace('svg', 'png')}"

    def urls(self, size: str, path: str) -> tuple[str, ...]:
        """The provider's URLs of the picture: the best size first, then one that always exists."""
        name, _, extension = path.rpartition(".")
        sizes = dict.fromkeys((self.sizes[size], self.always))
        return tuple(self.template.format(size=s, name=name, extension=extension) for s in sizes)


def _sized(*names: str) -> dict[str, str]:
    return dict(zip(WIDTHS_PX, names, strict=True))


#: Folders and a file name; excludes `..` and other path traversal.
FOLDERS = r"(?:[A-Za-z0-9_-]{1,64}/){0,6}"

#: Only sizes that do not crop the picture; covers and screenshots have them in common.
IGDB_SIZES = (
    "cover_small_2x", "cover_big", "cover_big_2x", "cover_big_2x", "1080p", "1080p", "original",
)  # fmt: skip

SOURCES: Mapping[str, ImageSource] = {
    "tmdb": ImageSource(
        pattern=re.compile(
            r"t/p/[a-z0-9_]{2,40}/(?P<name>[A-Za-z0-9_-]{4,64})"
            r"\.(?P<extension>jpg|jpeg|png|webp|svg)"
        ),
        path=re.compile(r"[A-Za-z0-9_-]{4,64}\.(?:jpg|jpeg|png|webp)"),
        template="https://image.tmdb.org/t/p/{size}/{name}.{extension}",
        sizes=_sized("w92", "w185", "w342", "w500", "w780", "w1280", "original"),
        always="original",
    ),
    "igdb": ImageSource(
        pattern=re.compile(
            r"igdb/image/upload/t_[a-z0-9_]{2,40}/(?P<name>[a-z0-9_]{2,64})"
            r"\.(?P<extension>jpg|png|webp)"
        ),
        path=re.compile(r"[a-z0-9_]{2,64}\.(?:jpg|png|webp)"),
        template="https://images.igdb.com/igdb/image/upload/t_{size}/{name}.{extension}",
        sizes=_sized(*IGDB_SIZES),
        always="original",
    ),
    "tvdb": ImageSource(
        pattern=re.compile(
            rf"banners/(?P<name>{FOLDERS}[A-Za-z0-9_-]{{1,96}}?)(?:_t)?"
            r"\.(?P<extension>jpg|jpeg|png)"
        ),
        path=re.compile(rf"{FOLDERS}[A-Za-z0-9_-]{{1,96}}\.(?:jpg|jpeg|png)"),
        template="https://artworks.thetvdb.com/banners/{name}{size}.{extension}",
        sizes=_sized("_t", "_t", "", "", "", "", ""),
        always="",
    ),
    "mal": ImageSource(
        pattern=re.compile(
            r"images/(?P<name>[a-z]{2,20}/[0-9]{1,10}/[0-9]{1,10})[ltv]?\.(?P<extension>jpg|webp)"
        ),
        path=re.compile(r"[a-z]{2,20}/[0-9]{1,10}/[0-9]{1,10}\.(?:jpg|webp)"),
        template="https://cdn.myanimelist.net/images/{name}{size}.{extension}",
        sizes=_sized("", "", "l", "l", "l", "l", "l"),
        always="",
    ),
    "omdb": ImageSource(
        pattern=re.compile(
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
    "local": ImageSource(
        pattern=re.compile(r"(?P<name>[0-9a-f]{32})\.(?P<extension>jpg)"),
        path=re.compile(r"[0-9a-f]{32}\.jpg"),
        template="local:{name}.{extension}",
        sizes=dict.fromkeys(WIDTHS_PX, ""),
        always="",
    ),
}
#: The source of pictures beside files, which are named by a digest of their content.
LOCAL = "local"
#: Allowed hosts of pictures.
HOSTS = {
    "image.tmdb.org": "tmdb",
    "images.igdb.com": "igdb",
    "artworks.thetvdb.com": "tvdb",
    "cdn.myanimelist.net": "mal",
    "m.media-amazon.com": "omdb",
}
#: Image sources of the Content-Security-Policy when responses contain the providers' URLs.
ORIGINS = tuple(f"https://{host}" for host in HOSTS)

PROXY_URL = re.compile(
    rf"/artwork/(?P<size>{'|'.join(WIDTHS_PX)})/(?P<source>{'|'.join(SOURCES)})/(?P<path>.+)"
)
PROVIDER_URL = re.compile(r"(?:https:)?//(?P<host>[a-z0-9.-]{4,64})/(?P<rest>[^?#\s]+)")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in one size class, identified by our URL."""

    size: str
    source: str
    path: str

    @classmethod
    def at(cls, path: str) -> "Picture | None":
        """Parse a (decoded) path of our origin; None when it is not a valid picture path."""
        match = PROXY_URL.fullmatch(path)
        if match is None or len(match["path"]) > MAX_PATH:
            return None
        if SOURCES[match["source"]].path.fullmatch(match["path"]) is None:
            return None
        return cls(match["size"], match["source"], match["path"])

    @property
    def width_px(self) -> int:
        return WIDTHS_PX[self.size]

    @property
    def url(self) -> str:
        """The URL of our proxy, without scheme and host."""
        return f"/artwork/{self.size}/{self.source}/{self.path}"

    @property
    def stored_url(self) -> str:
        """The provider's URL in the largest size, as titles store it."""
        return SOURCES[self.source].urls("original", self.path)[0]

    @property
    def provider_urls(self) -> tuple[str, ...]:
        """The provider's URLs, best first."""
        return SOURCES[self.source].urls(self.size, self.path)


def picture_of(url: str, kind: Kind) -> Picture | None:
    """The picture at a stored URL, in the size of its kind; None for other hosts."""
    if url.startswith(f"{LOCAL}:"):
        source, rest = LOCAL, url.removeprefix(f"{LOCAL}:")
    else:
        match = PROVIDER_URL.fullmatch(url) if len(url) <= 2 * MAX_PATH else None
        if match is None or match["host"] not in HOSTS:
            return None
        source, rest = HOSTS[match["host"]], match["rest"]
    path = SOURCES[source].path_of(rest)
    return Picture(DEFAULT_SIZES[kind], source, path) if path else None


@lru_cache(maxsize=URLS_KEPT)
def browser_url(url: str | None, kind: Kind) -> str | None:
    """
    The URL for browsers of the picture at `url`; None for hosts that are not allowed.

    Our own pictures (`/art/…`) and results of this function are returned unchanged.
    """
    return sized_browser_url(url, kind)


def sized_browser_url(url: str | None, kind: Kind, size: str | None = None) -> str | None:
    """As `browser_url`, in another size class than the default of its kind."""
    if url is None or url.startswith("/art/"):
        return url
    picture = Picture.at(url) or picture_of(url, kind)
    if picture is None:
        return None
    if size is not None:
        picture = Picture(size, picture.source, picture.path)
    if _mode == "direct" and picture.source != LOCAL:
        return picture.provider_urls[0]
    return picture.url


_mode: Mode = "proxy"


def set_url_mode(mode: Mode) -> None:
    """
    Choose the URLs in responses of this process: the proxy's, or the providers' own. Global
    state, because the types below are part of models, which have no constructor for a setting.
    """
    global _mode  # noqa: PLW0603  # see above
    _mode = mode
    browser_url.cache_clear()


def _converter(kind: Kind) -> Callable[[Any], Any]:
    def converted(url: Any) -> Any:
        return browser_url(url, kind) if isinstance(url, str) else url

    return converted


#: Field types of models: convert a provider's URL to the URL for browsers.
PosterUrl = Annotated[str | None, BeforeValidator(_converter(Kind.POSTER))]
BackdropUrl = Annotated[str | None, BeforeValidator(_converter(Kind.BACKDROP))]
LogoUrl = Annotated[str | None, BeforeValidator(_converter(Kind.LOGO))]
StillUrl = Annotated[str | None, BeforeValidator(_converter(Kind.STILL))]
ProfileUrl = Annotated[str | None, BeforeValidator(_converter(Kind.PROFILE))]
