"""
What a picture beside videos shows, by its name, as Jellyfin, Kodi and Plex name them.

Does not access the disk: whether the file is a picture is decided when it is decoded.
"""

import re
from dataclasses import dataclass

from chalicelib.artwork.proxy_urls import Kind

IMAGE_SUFFIXES = frozenset({"jpg", "jpeg", "png", "webp"})
#: The first of a kind is preferred where a folder has several.
KINDS = {
    "poster": Kind.POSTER,
    "folder": Kind.POSTER,
    "cover": Kind.POSTER,
    "fanart": Kind.BACKDROP,
    "backdrop": Kind.BACKDROP,
    "background": Kind.BACKDROP,
    "clearlogo": Kind.LOGO,
    "logo": Kind.LOGO,
}
#: Behind the name of a video only: alone, a thumbnail is a wide picture with the title on it.
STILL = "thumb"
#: `season01-poster.jpg`, `Season 1.jpg`, `season-specials-poster.jpg`.
SEASON = re.compile(r"season(?:[ ]?(?P<number>\d{1,4})|-specials)(?:-poster)?", re.IGNORECASE)
PREFERENCES = {word: place for place, word in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class ArtworkName:
    """
    A picture of the videos with the name `stem`; without one, of all in its folder, or of the
    `season`.
    """

    kind: Kind
    stem: str | None = None
    preference: int = 0  # the lower the better
    season: int | None = None


def read_artwork_name(name: str) -> ArtworkName | None:
    """`poster.jpg` shows its folder, `Film-poster.jpg` the video `Film.mkv`."""
    plain, dot, suffix = name.rpartition(".")
    if not dot or suffix.lower() not in IMAGE_SUFFIXES:
        return None
    if (season := SEASON.fullmatch(plain)) is not None:
        return ArtworkName(Kind.POSTER, season=int(season["number"] or 0))
    stem, dash, word = plain.rpartition("-")
    word = word.lower()
    if stem and word == STILL:
        return ArtworkName(Kind.STILL, stem)
    kind = KINDS.get(word)
    if kind is None or bool(stem) != bool(dash):
        return None
    return ArtworkName(kind, stem or None, PREFERENCES[word])


def is_artwork(name: str) -> bool:
    return read_artwork_name(name) is not None
