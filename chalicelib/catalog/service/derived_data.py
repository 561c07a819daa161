"""
Data derived from titles and people: the search index and the stored facet counts.

For code that writes a few titles: call these in the same transaction, with the titles locked, and
invalidate cached lists afterwards (`cache.invalidate(CATALOGUE)`). An import rebuilds everything
instead.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from chalicelib.catalog.store import facet_counts, search_index
from chalicelib.platform.db import Connection


def add_title(conn: Connection, media_id: int) -> None:
    """Index and count a new title; call it after everything that belongs to it is written."""
    search_index.refresh(conn, media_ids=[media_id])
    facet_counts.apply_delta(conn, Counter(), facet_counts.count_titles(conn, media_ids=[media_id]))


@contextmanager
def update_titles(conn: Connection, *media_ids: int) -> Iterator[None]:
    """
    Wrap the statements that change or delete titles, and index and count the titles again.

    Must come last in the transaction: other transactions that change counts wait for its end.
    """
    before = facet_counts.count_titles(conn, media_ids=media_ids)
    yield
    search_index.refresh(conn, media_ids=media_ids)
    facet_counts.apply_delta(conn, before, facet_counts.count_titles(conn, media_ids=media_ids))


def refresh_names(
    conn: Connection, *, media_ids: Sequence[int] = (), people_ids: Sequence[int] = ()
) -> None:
    """Index the present names of these titles and people."""
    search_index.refresh(conn, media_ids=media_ids, people_ids=people_ids)
