"""How much memory an import may ask PostgreSQL to use."""

import os
from dataclasses import dataclass

MIN_MB, MAX_MB = 96, 1536
SHARE = 6  # of the machine's memory, so that a small server still serves


@dataclass(frozen=True, slots=True)
class Memory:
    """For one of the two connections that build at the same time."""

    sort_mb: int
    index_mb: int


def memory() -> Memory:
    """A sixth of the machine's memory for both together."""
    try:
        total_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    except (OSError, ValueError, AttributeError):
        total_mb = 0
    budget_mb = min(max(total_mb // SHARE, MIN_MB), MAX_MB)
    # A hash may take twice work_mem, and a statement has a sort beside its hash.
    return Memory(sort_mb=budget_mb // 6, index_mb=budget_mb // 3)
