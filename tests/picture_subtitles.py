"""
Subtitles that are pictures, in the form of Blu-ray discs (PGS): a white box.

Source: the decoder of ffmpeg, libavcodec/pgssubdec.c.
"""

import struct
from collections.abc import Sequence

CANVAS = (320, 180)
BOX = (120, 140, 80, 20)  # its left, top, width and height on the canvas
UNITS_PER_S = 90_000

COMPOSITION, WINDOW, PALETTE, OBJECT, END = 0x16, 0x17, 0x14, 0x15, 0x80
NEW_EPOCH, GOES_ON = 0x80, 0x00
WHITE = 1


def white_box(shown: Sequence[tuple[float, float | None]]) -> bytes:
    """A `.sup` file in which the box is there in these spans of seconds; None: it stays."""
    return b"".join(
        _appears(start_s) + (_goes(end_s) if end_s is not None else b"") for start_s, end_s in shown
    )


def _appears(at_s: float) -> bytes:
    left, top, width, height = BOX
    line = struct.pack(">BBBBBB", 0, 0xC0 | width >> 8, width & 0xFF, WHITE, 0, 0)
    picture = struct.pack(">HH", width, height) + line * height
    content = [
        (COMPOSITION, _composition(NEW_EPOCH, struct.pack(">HBBHH", 0, 0, 0, left, top))),
        (WINDOW, struct.pack(">BBHHHH", 1, 0, *BOX)),
        (PALETTE, struct.pack(">BBBBBBB", 0, 0, WHITE, 235, 128, 128, 255)),
        (OBJECT, struct.pack(">HBB", 0, 0, 0xC0) + len(picture).to_bytes(3, "big") + picture),
        (END, b""),
    ]
    return b"".join(_segment(kind, at_s, data) for kind, data in content)


def _goes(at_s: float) -> bytes:
    content = [
        (COMPOSITION, _composition(GOES_ON, b"")),
        (WINDOW, struct.pack(">BBHHHH", 1, 0, *BOX)),
        (END, b""),
    ]
    return b"".join(_segment(kind, at_s, data) for kind, data in content)


def _composition(state: int, placed: bytes) -> bytes:
    return struct.pack(">HHBHBBBB", *CANVAS, 0x10, 0, state, 0, 0, bool(placed)) + placed


def _segment(kind: int, at_s: float, content: bytes) -> bytes:
    return struct.pack(">2sIIBH", b"PG", round(at_s * UNITS_PER_S), 0, kind, len(content)) + content
