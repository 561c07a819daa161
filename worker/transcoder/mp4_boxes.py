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


def span_of(moof: bytes, track: Track) -> tuple[float, float] | None:
    """
    When the first picture of a fragment is shown, and when that of the next one is, in seconds;
    None without a picture.
    """
    for kind, traf in _boxes(moof):
        if kind != b"traf":
            continue
        inner = list(_boxes(traf))
        named = dict(inner)
        tfhd, tfdt = named.get(b"tfhd", b""), named.get(b"tfdt", b"")
        truns = [content for name, content in inner if name == b"trun"]
        if len(tfhd) < HEADER_BYTES or _u32(tfhd, 4) != track.number or not tfdt or not truns:
            continue
        decoded: int = struct.unpack_from(">q" if tfdt[0] else ">I", tfdt, 4)[0]
        shown = decoded + _first_offset(truns[0])
        # Keyframes are all shown equally long after they are decoded.
        length = sum(_length(trun, _default_length(tfhd)) for trun in truns)
        return shown / track.timescale, (shown + length) / track.timescale
    return None


def _default_length(tfhd: bytes) -> int:
    """Of a sample that names none."""
    flags = _flags(tfhd)
    if not flags & 0x8:
        return 0
    return _u32(tfhd, 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0))


def _length(trun: bytes, default: int) -> int:
    """Of all samples together."""
    flags, count = _flags(trun), _u32(trun, 4)
    if not flags & 0x100:
        return count * default
    at = _samples_at(flags)
    step = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    if at + step * count > len(trun):
        raise NotBoxes("a box is too short")
    return sum(_u32(trun, at + step * number) for number in range(count))


def _first_offset(trun: bytes) -> int:
    """The composition offset of the first sample."""
    flags = _flags(trun)
    if not flags & 0x800:
        return 0
    at = _samples_at(flags) + 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400))
    offset: int = struct.unpack_from(">i" if trun[0] else ">I", trun, at)[0]
    return offset


def _samples_at(flags: int) -> int:
    return 8 + 4 * sum(bool(flags & bit) for bit in (0x1, 0x4))


def _flags(box: bytes) -> int:
    return _u32(box, 0) & 0xFFFFFF


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
