"""Motifs of landscapes: ridges, a skyline, waves, a forest, arches."""

import math
from collections.abc import Callable

from chalicelib.artwork.generated_poster.canvas import (
    HEIGHT,
    WIDTH,
    Canvas,
    circle,
    plain,
    polygon,
    tenth,
)
from chalicelib.artwork.generated_poster.random_stream import stream

DISC = 'fill="url(#disc)"'


def ridges(canvas: Canvas) -> str:
    at_foot = canvas.is_title_at_foot
    x = canvas.at(canvas.between(110, 300))
    y = canvas.between(150, 200) if at_foot else canvas.between(300, 330)
    drawn = circle(x, y, canvas.between(50, 86), DISC)
    for layer in range(5):
        base = (250 if at_foot else 360) + layer * (62 if at_foot else 50)
        points = _ridge(stream(canvas.seed + layer * 77), base, 120 - layer * 12)
        last = len(points) - 1
        line = "L".join(
            f"{tenth((i * canvas.width) / last)} {tenth(v)}" for i, v in enumerate(points)
        )
        fill = canvas.palette.step(layer / 4)
        drawn += f'<path d="M0 600L{line}L{tenth(canvas.width)} 600Z" fill="{fill}"/>'
    return drawn


def _ridge(following: Callable[[], float], base: float, height: float) -> list[float]:
    """A mountain line: midpoints displaced five times, each time by about half as much."""
    points = [base, base + (following() - 0.5) * 90, base]
    reach = height
    for _ in range(5):
        finer: list[float] = []
        for i, here in enumerate(points):
            finer.append(here)
            if i + 1 < len(points):
                finer.append((here + points[i + 1]) / 2 + (following() - 0.5) * reach)
        points = finer
        reach *= 0.52
    return points


def skyline(canvas: Canvas) -> str:
    drawn = circle(canvas.at(canvas.between(90, 310)), 190, 70, DISC)
    for layer in range(3):
        x: float = -20
        while x < canvas.width:
            house = canvas.between(22, 54)
            top = 200 + layer * 80 + canvas.between(0, 110)
            fill = canvas.palette.step(0.25 + layer / 2.7)
            drawn += (
                f'<path d="M{tenth(x)} {tenth(top)}h{tenth(house)}V600h{tenth(-house)}Z"'
                f' fill="{fill}"/>'
            )
            if layer > 0:
                drawn += _windows(canvas, x, top, house)
            x += house + canvas.between(0, 6)
    return drawn


def _windows(canvas: Canvas, x: float, top: float, house: float) -> str:
    drawn = ""
    for k in range(7):
        left = tenth(x + 4 + ((k % 3) * house) / 3.4)
        opacity = tenth(canvas.between(0.1, 0.9))
        drawn += (
            f'<rect x="{left}" y="{tenth(top + 10 + k * 14)}" width="4" height="7"'
            f' fill="{canvas.palette.hi}" opacity="{opacity}"/>'
        )
    return drawn


def waves(canvas: Canvas) -> str:
    at_foot, width = canvas.is_title_at_foot, canvas.width
    steps = math.floor((24 * width) / WIDTH + 0.5)
    x = canvas.at(canvas.between(110, 290))
    drawn = circle(x, 190 if at_foot else 330, canvas.between(74, 104), DISC)
    length = canvas.between(0.8, 1.5)
    phase = canvas.between(0, 6)
    for layer in range(8):
        base = (210 if at_foot else 330) + layer * (44 if at_foot else 34)
        path = "M0 600"
        for i in range(steps + 1):
            angle = (i / 24) * 6.28 * length + phase + layer * 0.7
            height = base + math.sin(angle) * (26 - layer * 1.4)
            path += f"L{tenth((i * width) / steps)} {tenth(height)}"
        fill = canvas.palette.step(layer / 7)
        drawn += f'<path d="{path}L{tenth(width)} 600Z" fill="{fill}"/>'
    return drawn


def forest(canvas: Canvas) -> str:
    width = canvas.width
    y = 170 if canvas.is_title_at_foot else 330
    drawn = circle(canvas.at(canvas.between(120, 280)), y, canvas.between(66, 96), DISC)
    for layer in range(4):
        trees = math.floor(((12 - layer * 2) * width) / WIDTH + 0.5)
        for i in range(trees):
            x = (width * (i + canvas.between(0, 1))) / trees
            trunk = 5 + layer * 7 + canvas.between(0, 5)
            outline = (
                (x - trunk / 2, HEIGHT),
                (x - trunk * 0.3 + canvas.between(-8, 8), -10),
                (x + trunk * 0.3 + canvas.between(-8, 8), -10),
                (x + trunk / 2, HEIGHT),
            )
            opacity = f'opacity="{tenth(0.6 + layer * 0.13)}"'
            drawn += polygon(outline, canvas.palette.step(0.25 + layer / 4), opacity)
    return drawn


PERSON = (
    '<ellipse cy="-64" rx="5" ry="6.500"/>'
    '<path d="M-4-57C-11-54-12-44-13-30L-9-29V0H9V-29L13-30C12-44 11-54 4-57Z"/>'
)


def arches(canvas: Canvas) -> str:
    x = canvas.at(canvas.between(150, 250))
    foot = 470 if canvas.is_title_at_foot else 600
    drawn = ""
    for i in range(6, -1, -1):
        half = 34 + i * 30
        shoulder = tenth(foot - 150 - i * 42 + half)
        left, right = tenth(x - half), tenth(x + half)
        fill = canvas.palette.step(0.1 + i / 7.5) if i > 0 else "url(#disc)"
        drawn += (
            f'<path d="M{left} 600V{shoulder}A{half} {half} 0 0 1 {right} {shoulder}V600Z"'
            f' fill="{fill}"/>'
        )
    place = f"translate({tenth(x)} {plain(foot)})"
    return f'{drawn}<g transform="{place}" fill="{canvas.palette.deep}">{PERSON}</g>'
