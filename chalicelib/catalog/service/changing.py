"""
One title changes: what it is found by and how many titles there are change with it.

For whoever writes a few titles; an import counts and names everything anew. Whoever calls this
lets go of what was kept of lists afterwards: `cache.forget(CATALOGUE)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.catalog.store import counting, naming
from chalicelib.platform.db import Connection


def added(conn: Connection, media_id: int) -> None:
    """It is new, with everything that belongs to it."""
    counting.put_in(conn, media_id=media_id)
    naming.refresh(conn, media_ids=[media_id])


@contextmanager
def changing(conn: Connection, media_id: int) -> Iterator[None]:
    """Around the statements that change it."""
    counting.take_out(conn, media_id=media_id)
    yield
    counting.put_in(conn, media_id=media_id)
    naming.refresh(conn, media_ids=[media_id])


@contextmanager
def removing(conn: Connection, media_id: int) -> Iterator[None]:
    """Around the statement that deletes it."""
    counting.take_out(conn, media_id=media_id)
    yield
    naming.refresh(conn, media_ids=[media_id])
