"""Why a file of the library cannot be played now."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Literal

from chalicelib.platform.schemas import ResponseModel


class Absence(ResponseModel):
    """Scans did not find the file, or the disk or folder named `away` is not there."""

    reason: Literal["missing", "away"]
    away: str  # empty when missing


MISSING = Absence(reason="missing", away="")


def away_on(point: str) -> Absence:
    """`point`: the folder or mount point that is away."""
    return Absence(reason="away", away=PurePosixPath(point).name)


def absence_of(
    path: str, *, is_missing: bool, is_stored: bool, away: Sequence[str]
) -> Absence | None:
    """
    None for a file at hand; one with a copy in the object store always is.

    `away`: folders and mount points that are away. The outermost one above the file counts.
    """
    if is_stored:
        return None
    above = [point for point in away if PurePosixPath(path).is_relative_to(point)]
    if above:
        return away_on(min(above))
    return MISSING if is_missing else None
