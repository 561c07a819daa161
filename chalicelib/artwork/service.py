"""The picture of a title: the provider's, or a generated one."""

import functools
from dataclasses import dataclass

from chalicelib.artwork import store
from chalicelib.artwork.errors import NoSuchTitle
from chalicelib.artwork.models import Drawn, Elsewhere, Size, Wanted
from chalicelib.artwork.picture_urls import WIDTHS_PX, sized
from chalicelib.artwork.sheet.document import document
from chalicelib.artwork.sheet.drawing import PosterSubject, SheetKind
from chalicelib.platform.db import Database

SHEETS_KEPT = 128  # per process, of some 3 kB each; drawing one takes half a millisecond


@dataclass(frozen=True, slots=True)
class TitlePictures:
    db: Database

    def of(self, media_id: int, picture: Wanted, size: Size) -> Elsewhere | Drawn:
        """The URL of the picture, or a generated one. Raises `NoSuchTitle`."""
        with self.db.read() as conn:
            found = store.pictured(conn, media_id=media_id)
        if found is None:
            raise NoSuchTitle("There is no such title.")
        address = sized(found.url(picture), picture.kind, size)
        if address is not None:
            return Elsewhere(address)
        subject = PosterSubject(found.title, found.year, tuple(found.genres))
        return Drawn(_drawn(subject, SheetKind(picture.value), WIDTHS_PX[size]))


@functools.lru_cache(maxsize=SHEETS_KEPT)
def _drawn(subject: PosterSubject, kind: SheetKind, width_px: int) -> bytes:
    return document(subject, kind, width_px).encode()
