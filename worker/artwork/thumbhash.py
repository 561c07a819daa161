"""
ThumbHash: encodes an image as a placeholder of about twenty bytes. No I/O.

The hash holds luminance and two colour differences, each as its mean and a few low-frequency
coefficients of a discrete cosine transform, four bits per coefficient. Source:
https://evanw.github.io/thumbhash/
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST_PX = 32  # more pixels give the same bytes, slower
MAX_ACROSS = 7  # luminance coefficients along the longer side
COLOUR = 3  # coefficients of each colour difference, along either side


@dataclass(frozen=True, slots=True)
class Channel:
    """
    One channel: its mean, its coefficients scaled to 0 to 1, and the largest magnitude among them.
    """

    mean: float
    frequencies: list[float]
    scale: float


def encode(width: int, height: int, pixels: Iterable[tuple[int, int, int]]) -> bytes:
    """The hash of an opaque image; the channels are row by row, values from 0 to 255."""
    light: list[float] = []
    yellow_blue: list[float] = []
    red_green: list[float] = []
    for red, green, blue in pixels:
        light.append((red + green + blue) / 765)
        yellow_blue.append((red + green) / 510 - blue / 255)
        red_green.append((red - green) / 255)
    is_landscape = width > height
    longest = max(width, height)
    across = max(1, _round(MAX_ACROSS * width / longest))
    down = max(1, _round(MAX_ACROSS * height / longest))
    lightness = _channel(light, width, height, max(3, across), max(3, down))
    p = _channel(yellow_blue, width, height, COLOUR, COLOUR)
    q = _channel(red_green, width, height, COLOUR, COLOUR)
    means = (
        _round(63 * lightness.mean)
        | _round(31.5 + 31.5 * p.mean) << 6
        | _round(31.5 + 31.5 * q.mean) << 12
        | _round(31 * lightness.scale) << 18
    )
    scales = (
        (down if is_landscape else across)
        | _round(63 * p.scale) << 3
        | _round(63 * q.scale) << 9
        | is_landscape << 15
    )
    nibbles = [_round(15 * one) for channel in (lightness, p, q) for one in channel.frequencies]
    if len(nibbles) % 2:
        nibbles.append(0)
    packed = bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))
    return means.to_bytes(3, "little") + scales.to_bytes(2, "little") + packed


def _channel(values: Sequence[float], width: int, height: int, across: int, down: int) -> Channel:
    """
    The cosine transform of a channel, row by row: the coefficients below the diagonal from
    `across` to `down`.
    """
    waves = [_wave(width, number) for number in range(across)]
    rows = [
        [_product(values[start : start + width], wave) for wave in waves]
        for start in range(0, width * height, width)
    ]
    found: list[float] = []
    for y in range(down):
        wave = _wave(height, y)
        x = 0
        while x * down < across * (down - y):
            found.append(_product([row[x] for row in rows], wave) / (width * height))
            x += 1
    mean, *others = found
    scale = max(abs(one) for one in others)
    frequencies = [0.5 + 0.5 / scale * one if scale else 0.0 for one in others]
    return Channel(mean, frequencies, scale)


def _wave(length: int, number: int) -> list[float]:
    return [math.cos(math.pi / length * number * (place + 0.5)) for place in range(length)]


def _product(values: Sequence[float], wave: Sequence[float]) -> float:
    return sum(map(float.__mul__, values, wave))


def _round(value: float) -> int:
    """Round halves up, as JavaScript's Math.round does; Python's round() does not."""
    return math.floor(value + 0.5)
