"""Collections that an import makes of the lists of another service."""

from datetime import datetime
from uuid import UUID

from chalicelib.collections.models import Strategy, Visibility
from chalicelib.collections.models.user_collections import MAX_COLLECTIONS
from chalicelib.collections.store import user_collections
from chalicelib.platform.db import Connection


def make_private_collection(
    conn: Connection, *, owner_id: UUID, name: str, description: str, now: datetime
) -> int | None:
    """
    Make an empty collection of one's own; None when the person has as many as fit.

    The import is what undoes it: nothing is recorded for the undo of a request.
    """
    return user_collections.insert(
        conn,
        owner_id=owner_id,
        fields={
            "name": name,
            "description": description,
            "visibility": Visibility.PRIVATE,
            "rules": {},
        },
        strategy=Strategy.STATIC,
        maximum=MAX_COLLECTIONS,
        now=now,
    )
