"""
The letters of generated posters as outlines of Geist at weight 680 (SIL Open Font License 1.1).

Outlines look the same everywhere: an SVG inside an `<img>` cannot use a page's fonts. `glyphs.json`
is written by `tools/poster_glyphs.py`.
"""

import functools
import json
from pathlib import Path

from chalicelib.artwork.generated_poster.canvas import plain, tenth

UNITS_PER_EM = 1000
TRACKING_EM = -0.035


@functools.cache
def _glyphs() -> dict[str, tuple[int, str]]:
    """Advance width in units and outline, y upwards, of every letter of the font."""
    glyphs = json.loads(Path(__file__).with_name("glyphs.json").read_text("utf-8"))
    return {letter: (advance, path) for letter, (advance, path) in glyphs.items()}


def has_glyphs(text: str) -> bool:
    return all(letter in _glyphs() for letter in text)


def advance_em(letter: str) -> float | None:
    """Width of a letter in em with its tracking; None when the font does not have it."""
    glyph = _glyphs().get(letter)
    return None if glyph is None else glyph[0] / UNITS_PER_EM + TRACKING_EM


def outlines(text: str, x: float, baseline: float, size: float) -> str:
    """SVG paths of a line of text; every letter must be in the font."""
    paths: list[str] = []
    offset = 0.0
    for letter in text:
        advance, path = _glyphs()[letter]
        if path:
            paths.append(f'<path transform="translate({plain(offset)})" d="{path}"/>')
        offset += advance + TRACKING_EM * UNITS_PER_EM
    scale = round(size / UNITS_PER_EM, 4)
    place = f"translate({tenth(x)} {tenth(baseline)}) scale({scale} {-scale})"
    return f'<g transform="{place}">{"".join(paths)}</g>'
