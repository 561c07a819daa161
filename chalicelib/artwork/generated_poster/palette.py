"""Colours of a poster in OKLCH: a hue between the two accent colours, rotated by the genre."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chalicelib.artwork.generated_poster.random_stream import trim

# Hues of the two accent colours in degrees; the base hue of a poster is between them.
ARC_FROM, ARC_TO = 235, 295
MIDDLE = 0.5
# Linear light up to this value is scaled by 12.92 (sRGB transfer function).
LINEAR_BELOW = 0.0031308
SPARK = "#00b7ff"  # the first accent; never a background


@dataclass(frozen=True, slots=True)
class Look:
    """
    The style of a genre: hue rotation in degrees, chroma, motifs, and the share of light posters.
    """

    turn: float
    chroma: float
    motifs: tuple[str, str, str]
    day: float


DRAMA = Look(12, 0.8, ("halftone", "waves", "arches"), 0.2)
LOOKS = {
    "science fiction": Look(0, 1, ("orbit", "grid", "beams"), 0),
    "drama": DRAMA,
    "thriller": Look(60, 0.7, ("stripes", "shards", "beams"), 0),
    "horror": Look(115, 0.95, ("arches", "forest", "shards"), 0),
    "comedy": Look(175, 1, ("tiles", "stripes", "waves"), 0.7),
    "romance": Look(85, 1, ("waves", "halftone", "orbit"), 0.4),
    "animation": Look(-95, 1, ("tiles", "ridges", "waves"), 0.6),
    "fantasy": Look(-60, 0.85, ("ridges", "forest", "orbit"), 0.1),
    "adventure": Look(-40, 0.9, ("ridges", "orbit", "waves"), 0.2),
    "action": Look(130, 1, ("beams", "grid", "shards"), 0),
    "war": Look(150, 0.7, ("ridges", "arches", "stripes"), 0.1),
    "western": Look(155, 0.9, ("ridges", "stripes", "orbit"), 0.3),
    "crime": Look(0, 0.35, ("stripes", "shards", "skyline"), 0),
    "documentary": Look(0, 0.3, ("halftone", "skyline", "waves"), 0.5),
    "family": Look(-75, 1, ("tiles", "ridges", "waves"), 0.7),
    "strategy": Look(140, 0.9, ("tiles", "arches", "ridges"), 0.3),
    "racing": Look(-10, 1.1, ("grid", "stripes", "beams"), 0.2),
    "shooter": Look(70, 1.15, ("grid", "orbit", "shards"), 0),
}
#: Other names of the same genres.
ALIASES = {
    "sci-fi": "science fiction",
    "scifi": "science fiction",
    "science-fiction": "science fiction",
    "sci-fi & fantasy": "science fiction",
    "mystery": "thriller",
    "film noir": "crime",
    "noir": "crime",
    "action & adventure": "adventure",
    "kids": "family",
    "real-time strategy": "strategy",
    "turn-based strategy": "strategy",
    "role-playing": "fantasy",
}


def look_of(genres: Iterable[str]) -> Look:
    """The style of the first known genre; a title without a known genre counts as drama."""
    for genre in genres:
        name = trim(genre).lower()
        found = LOOKS.get(ALIASES.get(name, name))
        if found is not None:
            return found
    return DRAMA


@dataclass(frozen=True, slots=True)
class Hues:
    main: float
    second: float
    side: float
    on_arc: float  # the first random number, 0 to 1


@dataclass(frozen=True, slots=True)
class Palette:
    """`step` interpolates between the colours of the near ridge (0) and the far one (1)."""

    bg0: str
    bg1: str
    mid: str
    hi: str
    ink: str
    deep: str
    spark: str
    step: Callable[[float], str]


def oklch(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour as a hex code. Source: https://bottosson.github.io/posts/oklab/"""
    a = chroma * math.cos((hue * math.pi) / 180)
    b = chroma * math.sin((hue * math.pi) / 180)
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741  # cone responses
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    linear = (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    )
    return "#" + "".join(map(_channel, linear))


def _channel(value: float) -> str:
    clamped = min(1.0, max(0.0, value))
    gamma = 12.92 * clamped if clamped <= LINEAR_BELOW else 1.055 * clamped ** (1 / 2.4) - 0.055
    return f"{math.floor(gamma * 255 + 0.5):02x}"


def day(hues: Hues, chroma: float) -> Palette:
    def colour(lightness: float, share: float, hue: float) -> str:
        return oklch(lightness, share * chroma, hue)

    return Palette(
        bg0=colour(0.9, 0.05, hues.second),
        bg1=colour(0.8, 0.1, hues.main),
        mid=colour(0.62, 0.17, hues.main),
        hi=colour(0.5, 0.19, hues.second),
        ink=colour(0.22, 0.06, hues.main),
        deep=colour(0.25, 0.08, hues.main),
        spark=SPARK,
        step=lambda q: colour(0.76 - q * 0.46, 0.07 + q * 0.07, hues.main + q * 30),
    )


def night(hues: Hues, chroma: float) -> Palette:
    def colour(lightness: float, share: float, hue: float) -> str:
        return oklch(lightness, share * chroma, hue)

    return Palette(
        bg0=colour(0.17, 0.05, hues.main),
        bg1=colour(0.36, 0.12, hues.second),
        mid=colour(0.5, 0.16, hues.main),
        hi=colour(0.82, 0.12, hues.second),
        ink=colour(0.97, 0.02, hues.main),
        deep=colour(0.11, 0.03, hues.main),
        spark=SPARK if hues.on_arc < MIDDLE else oklch(0.58, 0.21, 300),
        step=lambda q: colour(0.5 - q * 0.37, 0.13 - q * 0.08, hues.second - hues.side * q),
    )
