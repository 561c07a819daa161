"""
What a picture beside videos shows, by its name, as Jellyfin, Kodi and Plex name them.

Does not access the disk: whether the file is a picture is decided when it is decoded.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.artwork.proxy_urls import Kind
from worker.scanner.file_filter import is_video

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
#: Of stills: one that has only the name of the video is the second choice.
UNMARKED = 1
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


def is_image(name: str) -> bool:
    stem, dot, suffix = name.rpartition(".")
    return bool(stem and dot) and suffix.lower() in IMAGE_SUFFIXES


def named_like_videos(images: Iterable[str], names: Iterable[str]) -> set[str]:
    """The `images` that have the name of a video in their folder, which has these names."""
    stems = {name.rpartition(".")[0] for name in names if is_video(name)}
    return {image for image in images if image.rpartition(".")[0] in stems}


def still_of(name: str) -> ArtworkName:
    """Of a picture that has the name of a video: `Show S01E02.jpg`."""
    return ArtworkName(Kind.STILL, name.rpartition(".")[0], UNMARKED)
