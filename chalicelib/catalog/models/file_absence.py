"""Why a file of the library cannot be played now."""

from pathlib import PurePosixPath
from typing import Literal

from chalicelib.http.schemas import ResponseModel


class Absence(ResponseModel):
    """Scans did not find the file, or the disk or folder named `away` is not there."""

    reason: Literal["missing", "away"]
    away: str  # empty when missing


def absence_of(absent_in: str | None) -> Absence | None:
    """
    None for a file at hand.

    `absent_in`: the folder or mount point that is away, empty for a missing file; see the function
    of this name in SQL, which decides.
    """
    if absent_in is None:
        return None
    if not absent_in:
        return Absence(reason="missing", away="")
    return Absence(reason="away", away=PurePosixPath(absent_in).name)
