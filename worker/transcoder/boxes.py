"""
Reads the boxes of a fragmented MP4, and the time of the first picture of a fragment; no I/O.

Source: ISO/IEC 14496-12, sections 8.4.2 (mdhd), 8.8.7 (tfhd), 8.8.8 (trun), 8.8.12 (tfdt).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEADER_BYTES = 8
MAX_BOX_BYTES = 2**31  # larger ones need another header, which our ffmpeg does not write
VIDEO = b"vide"


class NotBoxes(Exception):
    """These bytes are not the boxes we asked for."""


@dataclass(frozen=True, slots=True)
class Track:
    """The picture's track in the header of a file."""

    number: int
    timescale: int  # units per second


def read_header(header: bytes) -> tuple[int, bytes]:
    """Length of the content and type of a box. Raises `NotBoxes`."""
    length, kind = struct.unpack(">I4s", header)
    if not HEADER_BYTES <= length < MAX_BOX_BYTES:
        raise NotBoxes("the length of a box is wrong")
    return length - HEADER_BYTES, kind


def video_track(moov: bytes) -> Track:
    """Raises `NotBoxes`."""
    for kind, trak in _boxes(moov):
        if kind != b"trak":
            continue
        mdia = dict(_boxes(trak)).get(b"mdia", b"")
        inner = dict(_boxes(mdia))
        if inner.get(b"hdlr", b"")[8:12] != VIDEO:
            continue
        tkhd = dict(_boxes(trak))[b"tkhd"]
        mdhd = inner[b"mdhd"]
        number = _u32(tkhd, 20 if tkhd[0] else 12)
        timescale = _u32(mdhd, 20 if mdhd[0] else 12)
        if timescale:
            return Track(number, timescale)
    raise NotBoxes("there is no picture")


def start_of(moof: bytes, track: Track) -> float | None:
    """When the first picture of a fragment is shown, in seconds; None without one."""
    for kind, traf in _boxes(moof):
        if kind != b"traf":
            continue
        inner = dict(_boxes(traf))
        tfhd, tfdt, trun = (inner.get(name, b"") for name in (b"tfhd", b"tfdt", b"trun"))
        if len(tfhd) < HEADER_BYTES or _u32(tfhd, 4) != track.number or not tfdt or not trun:
            continue
        decoded = struct.unpack_from(">q" if tfdt[0] else ">I", tfdt, 4)[0]
        return float(decoded + _first_offset(trun)) / track.timescale
    return None


def _first_offset(trun: bytes) -> int:
    """The composition offset of the first sample."""
    flags = _u32(trun, 0) & 0xFFFFFF
    if not flags & 0x800:
        return 0
    at = 8 + 4 * sum(bool(flags & bit) for bit in (0x1, 0x4, 0x100, 0x200, 0x400))
    offset: int = struct.unpack_from(">i" if trun[0] else ">I", trun, at)[0]
    return offset


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + HEADER_BYTES <= len(content):
        length, kind = read_header(content[at : at + HEADER_BYTES])
        yield kind, content[at + HEADER_BYTES : at + HEADER_BYTES + length]
        at += HEADER_BYTES + length


def _u32(content: bytes, at: int) -> int:
    if at + 4 > len(content):
        raise NotBoxes("a box is too short")
    return int.from_bytes(content[at : at + 4], "big")
