"""
What a picture beside videos shows, by its name, as Jellyfin, Kodi and Plex name them.

Does not access the disk: whether the file is a picture is decided when it is decoded.
"""

import re
from collections.abc import Iterable
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
    "thumb": Kind.STILL,
}
SEASON = re.compile(r"season(?P<number>[0-9]{1,4}|-specials)-(?P<word>[a-z]+)")


@dataclass(frozen=True, slots=True)
class ArtworkName:
    """A picture of a video when `stem` is set, of a season, or else of its whole folder."""

    kind: Kind
    stem: str | None = None
    season: int | None = None


def read_artwork_name(name: str, stems: Iterable[str]) -> ArtworkName | None:
    """`stems` are the names of the videos in the folder, without suffixes."""
    plain, dot, suffix = name.rpartition(".")
    if not dot or suffix.lower() not in IMAGE_SUFFIXES:
        return None
    low = plain.lower()
    named = [stem for stem in stems if low.startswith(f"{stem.lower()}-")]
    if named:
        stem = max(named, key=len)
        kind = KINDS.get(low[len(stem) + 1 :])
        return ArtworkName(kind, stem=stem) if kind else None
    season = SEASON.fullmatch(low)
    if season is not None:
        kind = KINDS.get(season["word"])
        number = 0 if season["number"] == "-specials" else int(season["number"])
        return ArtworkName(kind, season=number) if kind else None
    kind = KINDS.get(low)
    # A thumb is a still of one video, so it says nothing about a folder.
    return ArtworkName(kind) if kind and kind is not Kind.STILL else None
