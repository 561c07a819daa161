"""Byte ranges (RFC 9110, section 14); no I/O."""

import re
from dataclasses import dataclass

#: As many digits as `int` converts; a position behind every file is still a valid range.
SINGLE_RANGE = re.compile(
    r"bytes=(?P<first>\d{0,4000})-(?P<last>\d{0,4000})", re.ASCII | re.IGNORECASE
)


class RangeNotSatisfiable(Exception):
    """The range is well formed, but no byte of it exists."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Both ends included, as on the wire."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def parse_range(header: str | None, size_bytes: int) -> ByteRange | None:
    """
    Parse the single byte range of a request.

    Args:
        header: The `Range` header as received, or None when there was none.
        size_bytes: Length of the whole file, in bytes.

    Returns:
        The range, cut to the end of the file. None means "send the whole file":
        no header, a unit other than bytes, a malformed range, or several ranges
        (which we choose not to support).

    Raises:
        RangeNotSatisfiable: Well formed, but no byte of it exists.

    Source: RFC 9110, sections 14.1.2 (byte ranges) and 14.2 (ignoring a Range).
    """
    match = SINGLE_RANGE.fullmatch(header.strip()) if header else None
    if match is None:
        return None
    first, last = match["first"], match["last"]
    if not first and not last:
        return None
    if not first:  # "-500": the last 500 bytes
        byte_range = ByteRange(max(size_bytes - int(last), 0), size_bytes - 1)
    elif not last:  # "500-": from byte 500 on
        byte_range = ByteRange(int(first), size_bytes - 1)
    elif int(last) < int(first):
        return None
    else:
        byte_range = ByteRange(int(first), min(int(last), size_bytes - 1))
    if byte_range.length <= 0:
        message = f"{header} of {size_bytes} bytes"
        raise RangeNotSatisfiable(message)
    return byte_range
