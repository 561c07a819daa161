"""Audio fingerprints of episodes. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UnheardEpisode:
    """A file whose fingerprint is to be made."""

    id: UUID
    size_bytes: int
    duration_seconds: int


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """
    Chromaprint values of the beginning and the end of a file, a value for each `HOP_S`.

    `ending_at` is where the end begins, in seconds. Empty values: there was nothing to hear.
    """

    opening: Sequence[int]
    ending: Sequence[int]
    ending_at: int


@dataclass(frozen=True, slots=True)
class HeardEpisode:
    item_id: UUID
    duration_seconds: int
    fingerprint: Fingerprint
