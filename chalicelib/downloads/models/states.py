"""
The state machine of a download.

The table `download_steps` holds the same transitions, and a trigger refuses all others.
"""

from collections import deque
from enum import StrEnum

from chalicelib.downloads.errors import IllegalTransition


class Status(StrEnum):
    QUEUED = "queued"
    PREPARING = "preparing"
    DOWNLOADING = "downloading"
    STALLED = "stalled"
    RETRYING = "retrying"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: Every legal transition; all other pairs are refused.
TRANSITIONS: frozenset[tuple[Status, Status]] = frozenset(
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
        # A source can fail before its first byte, a stalled job can resume, retries are limited.
        (Status.PREPARING, Status.STALLED),
        (Status.PREPARING, Status.FAILED),
        (Status.STALLED, Status.DOWNLOADING),
        (Status.STALLED, Status.FAILED),
        (Status.RETRYING, Status.FAILED),
    }
)

FINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED})
OPEN = frozenset(Status) - FINAL

#: A worker holds a lease on jobs in these states.
LEASED = frozenset({Status.PREPARING, Status.DOWNLOADING, Status.STALLED})


def transition_path(start: Status, end: Status) -> tuple[Status, ...]:
    """
    The shortest path of legal transitions from `start` to `end`, without `start`.

    A torrent that is complete when it is opened goes from preparing through downloading to
    completed, and its event log shows both. Raises `IllegalTransition`.
    """
    paths: deque[tuple[Status, ...]] = deque([(start,)])
    seen = {start}
    while paths:
        path = paths.popleft()
        if path[-1] is end and len(path) > 1:
            return path[1:]
        for candidate in Status:
            if (path[-1], candidate) in TRANSITIONS and candidate not in seen:
                seen.add(candidate)
                paths.append((*path, candidate))
    raise IllegalTransition(f"A download that is {start} cannot become {end}.")


#: Failure reasons after which a new job for the same source resumes from the files on disk.
RESUMABLE_REASONS = [
    "internal",
    "no_metadata",
    "no_peers",
    "size_mismatch",
    "too_slow",
    "unreachable",
    "worker_died",
]
