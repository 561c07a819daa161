"""The counts of a scan while it runs, and what it says in the end."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.library.models.scans import ScanCounts, ScanPhase

NOTE_EVERY_S = 0.5

#: Reasons for which a walk skips entries that a person may miss: of one entry, and of several.
LEFT_OUT = {
    "link": ("link to outside the library folders", "links to outside the library folders"),
    "not allowed": ("folder without permission", "folders without permission"),
    "too deep": ("folder that is nested too deep", "folders that are nested too deep"),
    "sample": ("sample", "samples"),
    "disc menus": ("menu of a disc", "menus of discs"),
}


@dataclass
class ScanResult:
    """The counts of a scan so far. `done` and `total` are of its phase; a total of 0: unknown."""

    phase: ScanPhase = "looking"
    done: int = 0
    total: int = 0
    found: int = 0
    added: int = 0
    updated: int = 0
    moved: int = 0
    matched: int = 0
    unmatched: int = 0
    growing: int = 0
    missing: int = 0
    unconfirmed: int = 0  # missing files that are not marked without a confirmation
    unconfirmed_in: list[str] = field(default_factory=list)  # their folders
    unavailable: dict[str, str] = field(default_factory=dict)  # why folders were skipped
    folders: int = 0
    skipped: Counter[str] = field(default_factory=Counter)  # by reason

    @property
    def counts(self) -> ScanCounts:
        return ScanCounts(
            phase=self.phase,
            done=self.done,
            total=self.total,
            found=self.found,
            added=self.added,
            updated=self.updated,
            moved=self.moved,
            unmatched=self.unmatched,
            not_found=self.missing,
        )

    @property
    def failed(self) -> bool:
        return bool(self.unavailable) and len(self.unavailable) == self.folders

    @property
    def message(self) -> str:
        parts = list(self.unavailable.values())
        if self.unconfirmed:
            parts.append(
                f"{self.unconfirmed} files were not found. Is every disk connected? "
                "Nothing was changed; an administrator can confirm that they are gone."
            )
        elif self.missing == 1:
            parts.append("One file was not found.")
        elif self.missing:
            parts.append(f"{self.missing} files were not found.")
        if self.growing == 1:
            parts.append("One file is still being written and is added when it is complete.")
        elif self.growing:
            parts.append(
                f"{self.growing} files are still being written and are added when complete."
            )
        if any(self.skipped[reason] for reason in LEFT_OUT):
            parts.append(_left_out_text(self.skipped))
        return " ".join(parts)


def _left_out_text(skipped: Counter[str]) -> str:
    """`12 links to … and 1 folder without permission were left out.`"""
    counts = [
        f"{count} {one if count == 1 else several}"
        for reason, (one, several) in LEFT_OUT.items()
        if (count := skipped[reason])
    ]
    listed = " and ".join(filter(None, [", ".join(counts[:-1]), counts[-1]]))
    is_one = sum(skipped[reason] for reason in LEFT_OUT) == 1
    return f"{listed} {'was' if is_one else 'were'} left out."


@dataclass
class ScanProgress:
    """Reports the counts when a phase begins, and every half second in it."""

    result: ScanResult
    note: Callable[[ScanResult], None] = lambda _result: None
    now_s: Callable[[], float] = time.monotonic
    _noted_s: float = float("-inf")

    def begin(self, phase: ScanPhase, total: int = 0) -> None:
        self.result.phase, self.result.done, self.result.total = phase, 0, total
        self._noted_s = float("-inf")
        self.advance(0)

    def advance(self, count: int) -> None:
        """So many more files of this phase are done."""
        self.result.done += count
        if self.now_s() - self._noted_s >= NOTE_EVERY_S:
            self._noted_s = self.now_s()
            self.note(self.result)
