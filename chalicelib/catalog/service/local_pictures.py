"""Titles that show pictures beside their files, for code that writes titles or moves files."""

from chalicelib.catalog.store import local_pictures as store
from chalicelib.platform.cache import FRAGMENT_TTL_S, Cache
from chalicelib.platform.db import Connection, Database


def refresh(conn: Connection, media_id: int) -> None:
    """Let a title show the picture beside its files, after its address was written."""
    store.refresh(conn, media_ids=[media_id])


def invalidate_changed(db: Database, cache: Cache) -> None:
    """
    Invalidate titles with another picture, as long as the one before may be cached.

    Files that come, go or are matched anew change the pictures of their neighbours as well.
    """
    with db.read() as conn:
        changed = store.list_changed(conn, within_s=FRAGMENT_TTL_S)
    cache.invalidate_titles(changed)
