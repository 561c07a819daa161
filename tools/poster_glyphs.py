"""
Write `glyphs.json`, the outlines of the letters of generated posters, from the font files.

Run it by hand after an update of the font, in an environment that has `fonttools[woff]`; the
product needs neither the package nor the font.
"""

import json
import re
import sys
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-not-found]

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "frontend/node_modules/@fontsource-variable/geist/files"
TARGET = ROOT / "chalicelib/artwork/generated_poster/glyphs.json"
WEIGHT = 680
UNITS_PER_EM = 1000  # of the font; the product relies on it
#: Latin with its accents, Cyrillic, and the punctuation of titles.
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x400, 0x45F), (0x2010, 0x2026), (0x1E9E, 0x1E9E))
SCRIPTS = ("latin", "latin-ext", "cyrillic")


def main() -> int:
    glyphs: dict[str, list[int | str]] = {}
    for script in SCRIPTS:
        font = TTFont(FONTS / f"geist-{script}-wght-normal.woff2")
        font = instantiateVariableFont(font, {"wght": WEIGHT})
        outlines, units = font.getGlyphSet(), font["head"].unitsPerEm
        for code, name in font.getBestCmap().items():
            if not any(low <= code <= high for low, high in RANGES) or chr(code) in glyphs:
                continue
            pen = SVGPathPen(outlines, ntos=lambda value: str(round(value)))
            outlines[name].draw(pen)
            path = re.sub(r"(?<=[A-Z]) | (?=[A-Z-])", "", pen.getCommands())
            glyphs[chr(code)] = [round(outlines[name].width), path]
        if units != UNITS_PER_EM:
            raise SystemExit(f"{script}: {units} units per em, {UNITS_PER_EM} expected")
    lines = [
        f"{json.dumps(letter)}: {json.dumps(glyph)}" for letter, glyph in sorted(glyphs.items())
    ]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(glyphs)} glyphs, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
