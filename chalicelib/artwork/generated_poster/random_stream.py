"""The seed of a poster, and the stream of pseudorandom numbers that starts from it."""

import re
from collections.abc import Callable

MASK = 0xFFFFFFFF

#: What a browser takes for white space; Python's own idea of it differs at both ends.
SPACE = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
SPACES = re.compile(f"[{SPACE}]+")
OUTER_SPACES = re.compile(rf"\A[{SPACE}]+|[{SPACE}]+\Z")


def trim(text: str) -> str:
    return OUTER_SPACES.sub("", text)


def fnv(text: str) -> int:
    """FNV-1a, 32 bit, over code points."""
    value = 0x811C9DC5
    for character in text:
        value = (value ^ ord(character)) * 0x01000193 & MASK
    return value


def stream(seed: int) -> Callable[[], float]:
    """Mulberry32: the same seed gives the same numbers in [0, 1) on every machine."""
    state = seed & MASK

    def following() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & MASK
        mixed = (state ^ state >> 15) * (1 | state) & MASK
        mixed = (mixed + ((mixed ^ mixed >> 7) * (61 | mixed) & MASK) & MASK) ^ mixed
        return (mixed ^ mixed >> 14) / 4294967296

    return following
