"""What the worker reads and stores as arrays, in PostgreSQL's binary formats. No I/O."""

import struct
from dataclasses import dataclass
from typing import ClassVar


class BigintArray(bytes):
    """
    The elements of a bigint[] in PostgreSQL's binary format: of each its size, 8, and its value.

    Arrays of numpy become that at once, where numbers of Python would take most of the time.
    """


class RealArray(bytes):
    """The elements of a real[], as `BigintArray`; the size of each is 4."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    A list to store, the best title first: of each title its id, its score, the parts of that in
    the order of `RecommendationPart`, and `MAX_REASONS` ids of titles the person knows, or 0.
    """

    media_ids: BigintArray
    scores: RealArray
    parts: RealArray
    reasons: BigintArray


@dataclass(frozen=True, slots=True)
class KnownRows:
    """
    What people did with titles, a row of `FORMAT` for each: the person's id, the title, the place
    of the kind in `Known`, the rating or NaN, and the moment in seconds since 1970.

    numpy reads it at once, where an object for each row would take most of the time.
    """

    FORMAT: ClassVar = struct.Struct("!16sqhfd")

    rows: bytes

    def media_ids(self) -> set[int]:
        return {fields[1] for fields in self.FORMAT.iter_unpack(self.rows)}
