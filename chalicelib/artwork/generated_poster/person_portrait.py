"""
The portrait of a person without a photo: a bust in three tones of one hue.

It does not depict the person; the same name always gives the same picture.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from chalicelib.artwork.generated_poster.palette import oklch
from chalicelib.artwork.generated_poster.random_stream import fnv, stream, trim

SIZE = 400
Item = TypeVar("Item")

# Outlines on a stage whose origin is the foot of the bust; it is about 110 units high.
SHOULDERS = "M-74 6C-72-22-53-33-22-39L-14-45H14L24-39C53-33 72-22 74 6Z"
NECK = "M-13-57V-40C-6-30 8-30 14-40V-57Z"
CHIN_SHADOW = "M-13-50C-4-40 8-40 14-52V-44C8-34-6-34-13-42Z"
HEAD = "M-22-76C-22-96-10-104 2-104S24-94 24-76C24-58 14-44 2-44S-22-58-22-76Z"

HAIR = (
    # Parted, close to the head.
    "M-24-64C-28-92-14-107 2-107S30-92 26-64C22-78 14-88 4-90C-10-92-20-80-24-64Z",
    # A straight fringe.
    (
        "M-25-70C-27-96-12-108 4-107C22-105 28-88 25-70C24-78 20-84 16-87C4-84-10-84-18-88"
        "C-22-84-24-76-25-70Z"
    ),
    # Swept to one side.
    (
        "M-25-66C-30-90-20-112 6-111C24-110 31-92 26-68C25-80 20-88 14-91C2-82-12-82-21-84"
        "C-23-78-24-72-25-66Z"
    ),
    # Curls.
    (
        "M-25-64C-33-68-34-80-28-85C-31-95-22-103-15-102C-11-112 4-114 9-107C18-112 29-105 28-97"
        "C35-92 35-79 28-75C30-70 28-66 26-64C26-76 20-86 12-89C0-92-14-88-20-82"
        "C-23-76-24-70-25-64Z"
    ),
    # A flat cap with its peak.
    (
        "M-26-80C-32-100-14-113 4-112C22-111 32-100 28-84C38-82 40-78 36-76C20-80-8-80-26-76"
        "C-28-72-27-68-25-64C-29-70-29-76-26-80Z"
    ),
)
#: Clothes: outlines, each with whether it is bright, in the order of painting.
CLOTHES = (
    (("M-20-39L0-14L22-39L14-45H-14Z", True),),
    (("M-18-42L0-12L20-42Z", True), ("M-18-43L-30-34L-6-4L0-10ZM20-43L32-34L8-4L0-10Z", False)),
    (("M-16-46C-8-36 10-36 17-46L20-36C10-26-10-26-19-36Z", True),),
)
#: Brows, nose and mouth, each with the width of its line.
FEATURES = (
    ("M8-76c3-1.5 7-1.5 10 0M-12-76c3-1.5 7-1.5 10 0", 1.8),
    ("M4-72c2 5 4 9 2 11-1 1-3 1-5 .5", 1.2),
    ("M-3-53.5c3 1.5 7 1.5 10-.5", 1.8),
)


def portrait(name: str) -> str:
    """The SVG document. It contains no text of its own."""
    seed = fnv(trim(name).lower())
    draw = stream(seed)
    hue, chroma = 360 * draw(), 0.03 + 0.07 * draw()
    mid = oklch(0.62, chroma, hue)
    deep = oklch(0.22, chroma * 0.55, hue)
    light = oklch(0.94, chroma * 0.25, hue)
    hair, clothes = _choose(HAIR, draw), _choose(CLOTHES, draw)
    side = -1 if draw() < 0.5 else 1  # noqa: PLR2004  # a coin
    worn = "".join(
        f'<path d="{path}" fill="{light}" opacity=".7"/>'
        if is_bright
        else f'<path d="{path}" fill="{deep}"/>'
        for path, is_bright in clothes
    )
    lines = "".join(
        f'<path d="{path}" stroke="{deep}" stroke-width="{width}" fill="none" opacity=".65"/>'
        for path, width in FEATURES
    )
    sheet = f'<rect width="{SIZE}" height="{SIZE}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}"'
        f' width="{SIZE}" height="{SIZE}"><defs>'
        f'<linearGradient id="ground" x2=".6" y2="1"><stop stop-color="{mid}"/>'
        f'<stop offset="1" stop-color="{deep}"/></linearGradient>'
        f'<radialGradient id="lamp" cx="{200 + 80 * side}" cy="110" r="270"'
        f' gradientUnits="userSpaceOnUse"><stop stop-color="{light}" stop-opacity=".62"/>'
        f'<stop offset=".3" stop-color="{light}" stop-opacity=".25"/>'
        f'<stop offset="1" stop-color="{light}" stop-opacity="0"/></radialGradient>'
        f'<linearGradient id="face" y2=".2"><stop stop-color="{deep}"/>'
        f'<stop offset=".42" stop-color="{mid}"/><stop offset="1" stop-color="{light}"/>'
        '</linearGradient><filter id="grain" x="0" y="0" width="1" height="1">'
        '<feTurbulence type="fractalNoise" baseFrequency=".85" numOctaves="2"'
        f' seed="{seed % 97}"/><feColorMatrix'
        ' values="0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 1.6 0 0 0 -.55"/></filter></defs>'
        f'{sheet} fill="url(#ground)"/>{sheet} fill="url(#lamp)"/>'
        f'<g transform="translate(200 402) scale({3.05 * side} 3.05)">'
        f'<path d="{SHOULDERS}" fill="{deep}"/>{worn}<path d="{NECK}" fill="{mid}"/>'
        f'<path d="{CHIN_SHADOW}" fill="{deep}" opacity=".45"/>'
        f'<path d="{HEAD}" fill="url(#face)"/><path d="{hair}" fill="{deep}"/>{lines}</g>'
        f'{sheet} filter="url(#grain)" opacity=".25" style="mix-blend-mode:soft-light"/></svg>'
    )


def _choose(choices: Sequence[Item], draw: Callable[[], float]) -> Item:
    return choices[int(draw() * len(choices))]
