"""
The parameters of a poster, and its picture without the title.

The same title, year and genre always give the same picture. A new random number must be drawn
after all the others, otherwise every existing poster would change.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.artwork.generated_poster.canvas import HEIGHT, WIDTH, Canvas, tenth
from chalicelib.artwork.generated_poster.motif_list import MOTIFS
from chalicelib.artwork.generated_poster.palette import (
    ARC_FROM,
    ARC_TO,
    Hues,
    Palette,
    day,
    look_of,
    night,
)
from chalicelib.artwork.generated_poster.random_stream import fnv, stream, trim
from chalicelib.artwork.generated_poster.title_layout import SetTitle, set_title

MARGIN = 28
WIDE_WIDTH = HEIGHT * 16 / 9  # of backdrops and stills, at the poster's height
HALF = 0.5
SHARE_AT_FOOT = 0.68  # of titles
ALWAYS_AT_FOOT = ("grid", "arches")


class PictureKind(StrEnum):
    POSTER = "poster"
    BACKDROP = "backdrop"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class PosterSubject:
    """The title that a poster is drawn for."""

    title: str
    year: int | None
    genres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The parameters of a poster; the motif draws further random numbers from the same stream."""

    seed: int
    motif: str
    is_title_at_foot: bool
    is_day: bool
    palette: Palette
    type: SetTitle
    next: Callable[[], float]

    @property
    def leading(self) -> float:
        return self.type.size * 0.95

    @property
    def first_baseline(self) -> float:
        if not self.is_title_at_foot:
            return MARGIN + self.type.size * 0.78
        return HEIGHT - 62 - (len(self.type.lines) - 1) * self.leading


def plan(subject: PosterSubject) -> Plan:
    year = "" if subject.year is None else subject.year
    seed = fnv(f"{trim(subject.title.lower())}|{year}")
    following = stream(seed)
    look = look_of(subject.genres)
    on_arc = following()
    main = (ARC_FROM + (ARC_TO - ARC_FROM) * on_arc + look.turn + 360) % 360
    side = -34 if following() < HALF else 34
    hues = Hues(main, (main + side + 360) % 360, side, on_arc)
    is_day = following() < look.day
    motif = look.motifs[math.floor(following() * len(look.motifs))]
    return Plan(
        seed=seed,
        motif=motif,
        is_title_at_foot=motif in ALWAYS_AT_FOOT or following() < SHARE_AT_FOOT,
        is_day=is_day,
        palette=(day if is_day else night)(hues, look.chroma),
        type=set_title(subject.title),
        next=following,
    )


def picture(planned: Plan, kind: PictureKind) -> str:
    """
    One SVG document, without the title. A plan can be drawn once, because its stream advances.

    A backdrop keeps its motif to the right, where the page leaves the picture clear.
    """
    if kind is PictureKind.POSTER:
        motif = _motif(planned, WIDTH, 0, at_foot=planned.is_title_at_foot)
        return _svg(planned, WIDTH, motif + _scrim(planned), at_foot=planned.is_title_at_foot)
    shift = (WIDE_WIDTH - WIDTH) * (0.74 if kind is PictureKind.BACKDROP else 0.5)
    motif = _motif(planned, WIDE_WIDTH, shift, at_foot=True)
    return _svg(planned, WIDE_WIDTH, motif, at_foot=True)


def _motif(planned: Plan, width: float, shift: float, *, at_foot: bool) -> str:
    canvas = Canvas(planned.next, planned.palette, at_foot, planned.seed, width, shift)
    return MOTIFS[planned.motif](canvas)


def _svg(planned: Plan, width: float, drawn: str, *, at_foot: bool) -> str:
    palette = planned.palette
    top, bottom = (palette.bg1, palette.bg0) if at_foot else (palette.bg0, palette.bg1)
    disc = palette.bg0 if planned.is_day else palette.ink
    size = f'width="{tenth(width)}" height="{HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {tenth(width)} {HEIGHT}" {size}'
        f' data-motif="{planned.motif}"><defs>\n'
        '<linearGradient id="bg" x1="0" y1="0" x2=".3" y2="1">'
        f'<stop stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/></linearGradient>\n'
        '<linearGradient id="disc" x1="0" y1="0" x2=".4" y2="1">'
        f'<stop stop-color="{disc}"/><stop offset="1" stop-color="{palette.hi}"/>'
        "</linearGradient>\n"
        '<filter id="grain" x="0" y="0" width="1" height="1">'
        '<feTurbulence type="fractalNoise" baseFrequency=".85" numOctaves="2"'
        f' seed="{planned.seed % 97}"/>'
        '<feColorMatrix values="0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 1.5 0 0 0 -.5"/>'
        "</filter></defs>\n"
        f'<rect {size} fill="url(#bg)"/>{drawn}\n'
        f'<rect {size} filter="url(#grain)" opacity=".22" style="mix-blend-mode:soft-light"/>'
        "</svg>"
    )


def _scrim(planned: Plan) -> str:
    """A gradient under the title, which keeps the text legible on any motif."""
    palette, size, top = planned.palette, planned.type.size, planned.first_baseline
    last = top + (len(planned.type.lines) - 1) * planned.leading
    if planned.is_title_at_foot:
        clear, full = top - size * 2, top - size * 0.7
        dark = palette.deep
    else:
        clear, full = last + size * 1.1, last + size * 0.2
        dark = palette.bg0
    colour = palette.bg1 if planned.is_day else dark
    return (
        '<linearGradient id="scrim" gradientUnits="userSpaceOnUse" x1="0" x2="0"'
        f' y1="{tenth(clear)}" y2="{tenth(full)}">'
        f'<stop stop-color="{colour}" stop-opacity="0"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity=".93"/></linearGradient>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#scrim)"/>'
    )
