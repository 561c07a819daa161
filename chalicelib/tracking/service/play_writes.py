"""What slices that write many plays at once need: an import, for instance."""

from collections.abc import Sequence
from uuid import UUID

from chalicelib.platform.db import Connection
from chalicelib.tracking.store import plays


def lock_plays(conn: Connection, user_id: UUID) -> None:
    """Let this transaction alone write the user's plays, ratings, lists and statuses."""
    plays.lock(conn, user_id=user_id)


def summarize_plays(conn: Connection, user_id: UUID, media_ids: Sequence[int]) -> None:
    """Bring what lists and cards read up to date, after plays of these titles changed."""
    if media_ids:
        plays.summarize(conn, user_id=user_id, media_ids=media_ids)
