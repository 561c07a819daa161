"""
What a picture beside videos shows, by its name, as Jellyfin, Kodi and Plex name them.

Does not access the disk: whether the file is a picture is decided when it is decoded.
"""

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
}
PREFERENCES = {word: place for place, word in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class ArtworkName:
    """A picture of the videos with the name `stem`; without one, of all in its folder."""

    kind: Kind
    stem: str | None = None
    preference: int = 0  # the lower the better


def read_artwork_name(name: str) -> ArtworkName | None:
    """`poster.jpg` shows its folder, `Film-poster.jpg` the video `Film.mkv`."""
    plain, dot, suffix = name.rpartition(".")
    if not dot or suffix.lower() not in IMAGE_SUFFIXES:
        return None
    stem, dash, word = plain.rpartition("-")
    kind = KINDS.get(word.lower())
    if kind is None or bool(stem) != bool(dash):
        return None
    return ArtworkName(kind, stem or None, PREFERENCES[word.lower()])


def is_artwork(name: str) -> bool:
    return read_artwork_name(name) is not None
