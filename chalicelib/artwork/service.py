"""The picture of a title: the provider's, or a generated one."""

import functools
from dataclasses import dataclass

from chalicelib.artwork import store
from chalicelib.artwork.errors import NoSuchTitle
from chalicelib.artwork.generated_poster.composition import PictureKind, PosterSubject
from chalicelib.artwork.generated_poster.person_portrait import portrait
from chalicelib.artwork.generated_poster.svg_document import document
from chalicelib.artwork.models import Redirect, Size, Svg, TitlePicture
from chalicelib.artwork.proxy_urls import WIDTHS_PX, sized_browser_url
from chalicelib.platform.db import Database

MAX_CACHED = 256  # per process, of some 8 kB each; drawing one takes half a millisecond
GENERATED_WIDTH_PX = 500  # nominal: an SVG scales


@dataclass(frozen=True, slots=True)
class TitlePictures:
    db: Database

    def of(self, media_id: int, picture: TitlePicture, size: Size) -> Redirect | Svg:
        """The URL of the picture, or a generated one. Raises `NoSuchTitle`."""
        with self.db.read() as conn:
            found = store.title_artwork(conn, media_id=media_id)
        if found is None:
            raise NoSuchTitle("There is no such title.")
        url = sized_browser_url(found.url(picture), picture.kind, size)
        if url is not None:
            return Redirect(url)
        subject = PosterSubject(found.title, found.year, tuple(found.genres))
        return Svg(_svg(subject, PictureKind(picture.value), WIDTHS_PX[size]))


def generated(subject: PosterSubject, kind: PictureKind) -> Svg:
    """The generated picture of any title, also one that is not in the catalogue."""
    return Svg(_svg(subject, kind, GENERATED_WIDTH_PX))


def generated_portrait(name: str) -> Svg:
    """The generated portrait of any person."""
    return Svg(portrait(name).encode())


@functools.lru_cache(maxsize=MAX_CACHED)
def _svg(subject: PosterSubject, kind: PictureKind, width_px: int) -> bytes:
    return document(subject, kind, width_px).encode()
