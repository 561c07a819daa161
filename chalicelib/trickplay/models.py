"""Where a file's small pictures are. No I/O."""

from dataclasses import dataclass
from uuid import UUID

INTERVAL_S = 10
COLUMNS = 10
ROWS = 10
WIDTH = 240  # pixels of one picture; its height follows from the film


@dataclass(frozen=True, slots=True)
class TrickplaySet:
    """
    The sheets of one file: picture `i` shows second `i * interval_seconds`.

    Sheet `n` is `n.jpg`, from 0, and has `columns * rows` pictures, line by line; the last sheet
    may have fewer. Widths and heights are those of one picture, in pixels.
    """

    interval_seconds: int
    columns: int
    rows: int
    width: int
    height: int
    count: int
    size_bytes: int = 0

    @property
    def sheets(self) -> int:
        per_sheet = self.columns * self.rows
        return (self.count + per_sheet - 1) // per_sheet


@dataclass(frozen=True, slots=True)
class TrickplayCandidate:
    """A file whose pictures are to be made."""

    id: UUID
    size_bytes: int
    duration_seconds: int
    width: int  # of the film, in pixels; 0: not known
    height: int
    is_next: bool  # a user is in the middle of it, or about to play it
