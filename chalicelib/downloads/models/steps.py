"""
The state machine of a download.

The table `download_steps` holds the same steps, and a trigger refuses all others.
"""

from collections import deque
from enum import StrEnum

from chalicelib.downloads.errors import IllegalStep


class Status(StrEnum):
    QUEUED = "queued"
    PREPARING = "preparing"
    DOWNLOADING = "downloading"
    STALLED = "stalled"
    RETRYING = "retrying"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: Every legal step. A pair that is not here is refused.
STEPS: frozenset[tuple[Status, Status]] = frozenset(
    {
        (Status.QUEUED, Status.PREPARING),
        (Status.PREPARING, Status.DOWNLOADING),
        (Status.DOWNLOADING, Status.STALLED),
        (Status.STALLED, Status.RETRYING),
        (Status.RETRYING, Status.PREPARING),
        (Status.DOWNLOADING, Status.COMPLETED),
        (Status.DOWNLOADING, Status.FAILED),
        (Status.QUEUED, Status.CANCELLED),
        (Status.PREPARING, Status.CANCELLED),
        (Status.DOWNLOADING, Status.CANCELLED),
        (Status.STALLED, Status.CANCELLED),
        (Status.RETRYING, Status.CANCELLED),
        # A source can be wrong before its first byte, a stall can end by itself, and retries
        # have an end.
        (Status.PREPARING, Status.STALLED),
        (Status.PREPARING, Status.FAILED),
        (Status.STALLED, Status.DOWNLOADING),
        (Status.STALLED, Status.FAILED),
        (Status.RETRYING, Status.FAILED),
    }
)

FINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED})
OPEN = frozenset(Status) - FINAL

#: A worker holds a lease on these, and each takes one of the places of DOWNLOAD_MAX_ACTIVE.
HELD = frozenset({Status.PREPARING, Status.DOWNLOADING, Status.STALLED})


def route(start: Status, end: Status) -> tuple[Status, ...]:
    """
    The shortest way of legal steps from `start` to `end`, without `start`.

    A torrent that turns out to be whole when it is opened goes from preparing to completed
    through downloading; the story of the job says so. Raises `IllegalStep`.
    """
    ways: deque[tuple[Status, ...]] = deque([(start,)])
    seen = {start}
    while ways:
        way = ways.popleft()
        if way[-1] is end and len(way) > 1:
            return way[1:]
        for candidate in Status:
            if (way[-1], candidate) in STEPS and candidate not in seen:
                seen.add(candidate)
                ways.append((*way, candidate))
    raise IllegalStep(f"A download that is {start} cannot become {end}.")
