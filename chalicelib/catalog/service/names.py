"""For slices that write titles or people: search has to hear of it in the same transaction."""

from collections.abc import Sequence

from chalicelib.catalog.store import naming
from chalicelib.platform.db import Connection


def refresh(
    conn: Connection, *, media_ids: Sequence[int] = (), people_ids: Sequence[int] = ()
) -> None:
    """The names of these titles and people, as they are now."""
    naming.refresh(conn, media_ids=media_ids, people_ids=people_ids)
