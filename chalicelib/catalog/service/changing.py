"""
A few titles change: what they are found by and how many titles there are change with them.

For whoever writes a few titles; an import counts and names everything anew. Whoever calls this
has locked the titles, and calls `cache.invalidate(CATALOGUE)` afterwards.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.catalog.store import counting, naming
from chalicelib.platform.db import Connection


def added(conn: Connection, media_id: int) -> None:
    """It is new, with everything that belongs to it."""
    naming.refresh(conn, media_ids=[media_id])
    counting.shift(conn, Counter(), counting.tally(conn, media_ids=[media_id]))


@contextmanager
def changing(conn: Connection, *media_ids: int) -> Iterator[None]:
    """
    Around the statements that change or delete them, and the last in their transaction: until it
    ends, everybody else who changes titles waits.
    """
    before = counting.tally(conn, media_ids=media_ids)
    yield
    naming.refresh(conn, media_ids=media_ids)
    counting.shift(conn, before, counting.tally(conn, media_ids=media_ids))
