"""The hash by which OpenSubtitles knows a video: its size and the sum of both its ends."""

import os
import struct

CHUNK_BYTES = 64 * 1024
WORD = struct.Struct("<8192Q")


def file_hash(descriptor: int) -> str | None:
    """
    16 hexadecimal digits; None for a file that is too short to have one.

    Source: https://trac.opensubtitles.org/projects/opensubtitles/wiki/HashSourceCodes
    """
    size = os.fstat(descriptor).st_size
    if size < 2 * CHUNK_BYTES:
        return None
    total = size
    for start in (0, size - CHUNK_BYTES):
        chunk = os.pread(descriptor, CHUNK_BYTES, start)
        if len(chunk) < CHUNK_BYTES:  # it is being shortened
            return None
        total += sum(WORD.unpack(chunk))
    return f"{total & 0xFFFF_FFFF_FFFF_FFFF:016x}"
