"""Asking for a copy, and withdrawing that: a copy goes when no request for it is left."""

import json
from datetime import datetime
from uuid import UUID

from chalicelib.converted_copies.models import QUEUE, TASK, CopiedFile
from chalicelib.converted_copies.store import copies, copy_requests
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Connection
from chalicelib.platform.tasks import defer_once
from chalicelib.playback.models.rendition import Rendition


def request(
    conn: Connection,
    *,
    new_id: UUID,
    item_id: UUID,
    rendition: Rendition,
    file: CopiedFile,
    user_id: UUID | None,
    now: datetime,
) -> tuple[UUID, bool]:
    """
    Ask for a copy, again if it failed or its file changed; without a user it is prepared for all.

    Returns the copy, and whether the user had not asked for it. One that is there stays.
    """
    name = str(rendition)
    replaced = copies.replace_unusable(conn, item_id=item_id, rendition=name, file=file, now=now)
    copy_id = copies.put(conn, id=new_id, item_id=item_id, rendition=name, file=file, now=now)
    copy_requests.move_others(conn, from_ids=replaced, to_id=copy_id, user_id=user_id)
    if copy_id == new_id:
        queue(conn, copy_id)
    return copy_id, copy_requests.insert(conn, copy_id=copy_id, user_id=user_id, now=now)


def withdraw(conn: Connection, *, copy_id: UUID, user_id: UUID, now: datetime) -> bool:
    """Withdraw the request of a user, if there is one; the copy goes with its last request."""
    copies.lock(conn, id=copy_id)
    if not copy_requests.withdraw(conn, copy_id=copy_id, user_id=user_id):
        return False
    if not copy_requests.has_any(conn, copy_id=copy_id):
        copies.remove(conn, id=copy_id, for_all=False, now=now)
    return True


def queue(conn: Connection, copy_id: UUID) -> None:
    """Let the worker make a copy."""
    defer_once(conn, TASK, {"copy_id": str(copy_id)}, queue=QUEUE, lock=f"copy:{copy_id}")


def describe_change(
    *, requested: UUID | None = None, withdrawn: UUID | None = None, removed: UUID | None = None
) -> str:
    """What `revert` undoes, as JSON."""
    changed = {"requested": requested, "withdrawn": withdrawn, "removed": removed}
    return json.dumps({name: str(copy_id) for name, copy_id in changed.items() if copy_id})


def revert(conn: Connection, user_id: UUID, changed: str) -> None:
    """Undo asking for a copy, withdrawing that, or removing a copy."""
    ids = {name: UUID(copy_id) for name, copy_id in json.loads(changed).items()}
    now = utc_now()
    if requested := ids.get("requested"):
        withdraw(conn, copy_id=requested, user_id=user_id, now=now)
    for change in ("withdrawn", "removed"):
        if copy_id := ids.get(change):
            copies.restore(conn, id=copy_id, for_all=change == "removed", now=now)
            queue(conn, copy_id)  # nothing is done for one that is ready
    if withdrawn := ids.get("withdrawn"):
        copy_requests.restore(conn, copy_id=withdrawn, user_id=user_id, now=now)
