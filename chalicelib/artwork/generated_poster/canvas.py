"""The drawing context of a motif, and the format of numbers in SVG."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chalicelib.artwork.generated_poster.palette import Palette

WIDTH = 400  # of a poster; backdrops and stills are wider
HEIGHT = 600

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Canvas:
    """
    Random numbers come from `between` only, in a fixed order, so that a picture is reproducible.
    """

    next: Callable[[], float]
    palette: Palette
    is_title_at_foot: bool  # else at the head
    seed: int
    width: float
    shift: float  # where the 400 units of a poster begin on this picture

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.next()

    def at(self, x: float) -> float:
        """Where a point of the poster lies on this picture."""
        return x + self.shift


def tenth(value: float) -> str:
    """A coordinate with one decimal, enough for 400 units; rounds half up."""
    return plain(math.floor(value * 10 + 0.5) / 10)


def plain(value: float) -> str:
    """Formatted as JavaScript formats a number: no trailing `.0`."""
    return str(int(value)) if value == int(value) else repr(value)


def polygon(points: Iterable[Point], fill: str, extra: str = "") -> str:
    path = "L".join(f"{tenth(x)} {tenth(y)}" for x, y in points)
    return f'<path d="M{path}Z" fill="{fill}" {extra}/>'


def circle(x: float, y: float, radius: float, paint: str) -> str:
    return f'<circle cx="{tenth(x)}" cy="{tenth(y)}" r="{tenth(radius)}" {paint}/>'


def pick(colours: Sequence[str], index: int) -> str:
    """The colour at an index, modulo the length of the list."""
    return colours[index % len(colours)]
