"""A generated poster as an SVG document: the picture, and on a poster its title and year."""

import re
from html import escape

from chalicelib.artwork.generated_poster.canvas import HEIGHT, WIDTH, tenth
from chalicelib.artwork.generated_poster.composition import (
    MARGIN,
    PictureKind,
    Plan,
    PosterSubject,
    picture,
    plan,
)
from chalicelib.artwork.generated_poster.glyphs import TRACKING_EM, has_glyphs, outlines
from chalicelib.artwork.generated_poster.title_layout import em

#: For scripts that the outlines do not cover.
SYSTEM_FONT = "system-ui, 'Helvetica Neue', Arial, sans-serif"
YEAR_SIZE = 13
#: Lines from this width on (of 344) could leave the poster in a font that is wider than average.
STRETCHED_FROM = 270
#: Characters that XML cannot contain.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(subject: PosterSubject, kind: PictureKind, width_px: int) -> str:
    """The SVG document. Title text is escaped."""
    planned = plan(subject)
    drawn = picture(planned, kind)
    is_poster = kind is PictureKind.POSTER
    height_px = round(width_px * (3 / 2 if is_poster else 9 / 16))
    name = subject.title if subject.year is None else f"{subject.title}, {subject.year}"
    size = f'width="{width_px}" height="{height_px}" role="img" aria-label="{_escaped(name)}"'
    opening, _, rest = drawn.partition(" data-motif=")
    opening = opening[: opening.index(" width=")]
    whole = f"{opening} {size} data-motif={rest}"
    if not is_poster:
        return whole
    year = "" if subject.year is None else str(subject.year)
    return f"{whole.removesuffix('</svg>')}{_lettering(planned, year)}</svg>"


def _lettering(planned: Plan, year: str) -> str:
    """The title, line by line, and below it the year with a hairline."""
    size, ink = planned.type.size, planned.palette.ink
    set_line = _outlined if planned.type.has_glyphs else _as_text
    lines = "".join(
        set_line(line, MARGIN - size * 0.05, planned.first_baseline + place * planned.leading, size)
        for place, line in enumerate(planned.type.lines)
    )
    year_line = outlines(year, MARGIN, HEIGHT - 28, YEAR_SIZE) if has_glyphs(year) else ""
    return (
        f'<g fill="{ink}">{lines}<g opacity=".85">{year_line}</g></g>'
        f'<path d="M{MARGIN + 44} {HEIGHT - 32.5}H{WIDTH - MARGIN}" stroke="{ink}" opacity=".35"/>'
    )


def _outlined(line: str, x: float, baseline: float, size: float) -> str:
    return outlines(line, x, baseline, size)


def _as_text(line: str, x: float, baseline: float, size: float) -> str:
    width = em(line) * size
    stretch = (
        f' textLength="{tenth(width)}" lengthAdjust="spacingAndGlyphs"'
        if width >= STRETCHED_FROM
        else ""
    )
    return (
        f'<text x="{tenth(x)}" y="{tenth(baseline)}" font-family="{SYSTEM_FONT}" font-weight="600"'
        f' font-size="{tenth(size)}" letter-spacing="{tenth(size * TRACKING_EM)}"{stretch}>'
        f"{_escaped(line)}</text>"
    )


def _escaped(text: str) -> str:
    return escape(NOT_XML.sub("", text))
