"""A sheet as a file of its own: with its title set on it, in the size that was asked for."""

import re
from html import escape

from chalicelib.artwork.sheet.canvas import HEIGHT, WIDTH, tenth
from chalicelib.artwork.sheet.drawing import MARGIN, Plan, PosterSubject, SheetKind, picture, plan
from chalicelib.artwork.sheet.lettering import em

#: Who does not have the interface's font sets the title in their own.
GEIST = "'Geist Variable', Geist, Inter, 'Helvetica Neue', Arial, sans-serif"
SYSTEM = "system-ui, sans-serif"
#: Lines from this width on (of 344) could leave the sheet in a font that runs wider.
HELD_FROM = 270
#: Characters that XML cannot hold.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(subject: PosterSubject, kind: SheetKind, width_px: int) -> str:
    """The SVG document. Title text is escaped."""
    planned = plan(subject)
    drawn = picture(planned, kind)
    is_poster = kind is SheetKind.POSTER
    height_px = round(width_px * (3 / 2 if is_poster else 9 / 16))
    name = subject.title if subject.year is None else f"{subject.title}, {subject.year}"
    size = f'width="{width_px}" height="{height_px}" role="img" aria-label="{_text(name)}"'
    opening, _, rest = drawn.partition(" data-motif=")
    opening = opening[: opening.index(" width=")]
    whole = f"{opening} {size} data-motif={rest}"
    if not is_poster:
        return whole
    year = "" if subject.year is None else str(subject.year)
    return f"{whole.removesuffix('</svg>')}{_type(planned, year)}</svg>"


def _type(planned: Plan, year: str) -> str:
    """The title, line by line, and below it the year with a hairline."""
    size, is_latin = planned.type.size, planned.type.is_latin
    font, weight = (GEIST, 680) if is_latin else (SYSTEM, 600)
    lines = "".join(
        f'<text x="{tenth(MARGIN - size * 0.05)}"'
        f' y="{tenth(planned.first_baseline + place * planned.leading)}"'
        f"{_held(line, size)}>{_text(line)}</text>"
        for place, line in enumerate(planned.type.lines)
    )
    ink = planned.palette.ink
    return (
        f'<g fill="{ink}"><g font-family="{font}" font-weight="{weight}"'
        f' font-size="{tenth(size)}" letter-spacing="{tenth(-size * 0.035)}">{lines}</g>'
        f'<text x="{MARGIN}" y="{HEIGHT - 28}" font-family="{GEIST}" font-size="13"'
        f' opacity=".85">{year}</text></g>'
        f'<path d="M{MARGIN + 44} {HEIGHT - 32.5}H{WIDTH - MARGIN}" stroke="{ink}" opacity=".35"/>'
    )


def _held(line: str, size: float) -> str:
    width = em(line) * size
    if width < HELD_FROM:
        return ""
    return f' textLength="{tenth(width)}" lengthAdjust="spacingAndGlyphs"'


def _text(words: str) -> str:
    return escape(UNWRITABLE.sub("", words))
