"""Motifs of geometric shapes: orbit, beams, shards, grid, stripes, tiles, halftone."""

import math

from chalicelib.artwork.generated_poster.canvas import (
    WIDTH,
    Canvas,
    Point,
    circle,
    pick,
    plain,
    polygon,
    tenth,
)


def orbit(canvas: Canvas) -> str:
    palette = canvas.palette
    x = canvas.at(canvas.between(120, 290))
    y = canvas.between(170, 240) if canvas.is_title_at_foot else canvas.between(350, 420)
    radius = canvas.between(70, 104)
    drawn = ""
    for i in range(7, 0, -1):
        ring = (
            f'fill="none" stroke="{palette.hi}" stroke-width="1.2"'
            f' opacity="{tenth(0.62 - i * 0.075)}"'
        )
        drawn += circle(x, y, radius + i * i * 7 + 10, ring)
    for i in range(5):
        angle = canvas.between(0, 6.3)
        far = radius + (i + 1) ** 2 * 7 + 10
        fill = f'fill="{palette.spark if i % 2 else palette.hi}"'
        drawn += circle(
            x + math.cos(angle) * far, y + math.sin(angle) * far, canvas.between(3, 9), fill
        )
    return drawn + circle(x, y, radius, 'fill="url(#disc)"')


def beams(canvas: Canvas) -> str:
    palette = canvas.palette
    x = canvas.at(canvas.between(90, 310))
    y = canvas.between(330, 400) if canvas.is_title_at_foot else canvas.between(210, 260)
    count, turn = 11, canvas.between(0, 1)
    far = canvas.width + 500

    def end(angle: float) -> Point:
        return x + math.cos(angle) * far, y + math.sin(angle) * far

    drawn = ""
    for i in range(count):
        angle = ((i + turn) / count) * 6.283
        half = canvas.between(0.07, 0.17)
        fill = palette.hi if i % 4 else palette.spark
        opacity = f'opacity="{tenth(canvas.between(0.12, 0.55))}"'
        drawn += polygon([(x, y), end(angle - half), end(angle + half)], fill, opacity)
    ring = f'fill="none" stroke="{palette.ink}" stroke-width="1.5" opacity=".6"'
    return drawn + circle(x, y, 46, 'fill="url(#disc)"') + circle(x, y, 62, ring)


def shards(canvas: Canvas) -> str:
    palette = canvas.palette
    x = canvas.at(canvas.between(140, 260))
    y = canvas.between(180, 250) if canvas.is_title_at_foot else canvas.between(340, 410)
    reach = canvas.width / WIDTH

    def end(angle: float) -> Point:
        return (
            x + math.cos(angle) * canvas.between(180, 700) * reach,
            y + math.sin(angle) * canvas.between(180, 700) * reach,
        )

    colours = (
        palette.hi,
        palette.mid,
        palette.step(0.5),
        palette.step(0.9),
        palette.spark,
        palette.step(0.2),
    )
    drawn = ""
    angle = canvas.between(0, 6.28)
    for i in range(13):
        wide = canvas.between(0.2, 0.6)
        corners = (
            (x + canvas.between(-6, 6), y + canvas.between(-6, 6)),
            end(angle),
            end(angle + wide),
        )
        drawn += polygon(corners, pick(colours, i), f'opacity="{tenth(canvas.between(0.5, 1))}"')
        angle += wide * canvas.between(0.7, 1.1)
    return drawn


def grid(canvas: Canvas) -> str:
    palette = canvas.palette
    horizon = 330 if canvas.is_title_at_foot else 390
    x = canvas.at(canvas.between(150, 250))
    rays = math.floor((12 * canvas.width) / WIDTH + 0.5)
    line = f'stroke="{palette.spark}" stroke-width="1.300" opacity=".7"'
    wide = tenth(canvas.width)
    drawn = circle(x, horizon - 40, 112, 'fill="url(#disc)"')
    for i in range(6):
        drawn += (
            f'<rect x="0" y="{tenth(horizon - 88 + i * 16)}" width="{wide}"'
            f' height="{tenth(1.6 + i * 1.5)}" fill="{palette.bg1}"/>'
        )
    drawn += f'<rect y="{horizon}" width="{wide}" height="300" fill="{palette.deep}"/>'
    for i in range(-rays, rays + 1):
        drawn += f'<path d="M{tenth(x + i * 12)} {horizon}L{tenth(x + i * 130)} 640" {line}/>'
    for i in range(11):
        drawn += f'<path d="M0 {tenth(horizon + (i / 10) ** 2 * 270)}H{wide}" {line}/>'
    return drawn


def stripes(canvas: Canvas) -> str:
    palette, width = canvas.palette, canvas.width
    count = math.floor(canvas.between(6, 9) * (width / WIDTH) + 0.5)
    lean = canvas.between(-0.32, 0.32)
    colours = (palette.hi, palette.mid, palette.step(0.5), palette.spark)
    drawn = ""
    for i in range(count):
        wide = canvas.between(14, 46)
        x = -30 + (i * (width + 60)) / count
        long = canvas.between(270, 470)
        corners = (
            (x, -10.0),
            (x + wide, -10.0),
            (x + wide + lean * long, long),
            (x + lean * long + canvas.between(-4, 4), long + canvas.between(-16, 16)),
        )
        drawn += polygon(corners, pick(colours, i), f'opacity="{tenth(canvas.between(0.7, 1))}"')
    ball = canvas.at(canvas.between(120, 290)), canvas.between(250, 330), canvas.between(34, 58)
    return drawn + circle(*ball, f'fill="{palette.ink}"')


TILES = (
    "M0 100A100 100 0 0 1 100 0V100Z",
    None,  # a circle
    "M0 0L100 100H0Z",
    "M0 50A50 50 0 0 1 100 50Z",
    "M0 0H100V50H0Z",
    "M0 0A50 50 0 0 1 0 100ZM50 0A50 50 0 0 1 50 100Z",
)


def tiles(canvas: Canvas) -> str:
    palette, width = canvas.palette, canvas.width
    colours = (
        palette.hi,
        palette.mid,
        palette.step(0.35),
        palette.step(0.75),
        palette.spark,
        palette.ink,
    )

    def die() -> int:
        return math.floor(canvas.between(0, 6))

    top = 0 if canvas.is_title_at_foot else 200
    drawn = ""
    for row in range(6 if width > WIDTH else 4):
        for column in range(math.ceil(width / 100)):
            front, back, shape = pick(colours, die()), pick(colours, die()), TILES[die()]
            turn = 90 * math.floor(canvas.between(0, 4))
            place = f"translate({column * 100} {top + row * 100}) rotate({turn} 50 50)"
            ground = f'<path d="M0 0H100.500V100.500H0Z" fill="{back}"/>'
            if shape is None:
                tile = f'<circle cx="50" cy="50" r="34" fill="{front}"/>'
            else:
                tile = f'<path d="{shape}" fill="{front}"/>'
            drawn += f'<g transform="{place}">{ground}{tile}</g>'
    return drawn


UNSEEN = 0.05


def halftone(canvas: Canvas) -> str:
    x = canvas.at(canvas.between(140, 260))
    y = 215 if canvas.is_title_at_foot else 385
    radius = canvas.between(130, 165)
    dots: list[str] = []
    for row in range(44):
        py = row * 14
        for column in range(math.ceil(canvas.width / 14)):
            px = column * 14 + (row % 2) * 7
            far = math.hypot(px - x, py - y) / radius
            lit = 1 - far * 0.55 - ((px - x) / radius) * 0.32 - ((py - y) / radius) * 0.2
            light = lit if far < 1 else 0.12 * max(0.0, 1.9 - far)
            if light > UNSEEN:
                dots.append(
                    f'<circle cx="{plain(px)}" cy="{py}" r="{tenth(min(7.0, light * 7.4))}"/>'
                )
    return f'<g fill="{canvas.palette.hi}">{"".join(dots)}</g>'
