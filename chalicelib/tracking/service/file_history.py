"""What was watched with a file moves with it, when its match is corrected."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from chalicelib.platform.db import Connection
from chalicelib.tracking.store import file_history, plays

#: What `move` returns for a file without plays.
NOTHING_MOVED: dict[str, Any] = {
    "plays": {"before": [], "after": []},
    "positions": {"before": [], "after": []},
}


def lock(conn: Connection, item_ids: Sequence[UUID], *, also: Collection[UUID] = ()) -> None:
    """
    Let one transaction at a time change what the viewers of these files watched.

    `also` are further users to lock: one order for all of them, or two requests could wait for
    each other.
    """
    plays.lock_all(conn, {*file_history.list_viewers(conn, item_ids=item_ids), *also})


def users_of(moved: dict[str, Any]) -> set[UUID]:
    """Whose plays and positions `restore` changes."""
    return {
        UUID(row["user_id"])
        for part in (moved["plays"], moved["positions"])
        for row in (*part["before"], *part["after"])
    }


def move_each(
    conn: Connection, media_id: int, episodes: Mapping[UUID, Sequence[int]]
) -> dict[UUID, dict[str, Any]]:
    """As `move`, for the files of a folder, of which few were watched; by file."""
    watched = file_history.list_watched(conn, item_ids=list(episodes))
    return {
        item_id: move(conn, item_id, media_id, episodes[item_id])
        if item_id in watched
        else NOTHING_MOVED
        for item_id in episodes
    }


def move(
    conn: Connection, item_id: UUID, media_id: int, episode_ids: Sequence[int]
) -> dict[str, Any]:
    """
    Plays and positions recorded with a file become those of its title, for all users.

    Of a film there are no episodes. Returns what `restore` needs. Requires `lock`.
    """
    target: list[int | None] = list(episode_ids) or [None]
    moved = {
        "plays": json.loads(
            file_history.move_plays(conn, item_id=item_id, media_id=media_id, episode_ids=target)
        ),
        "positions": json.loads(
            file_history.move_positions(
                conn, item_id=item_id, media_id=media_id, episode_ids=target
            )
        ),
    }
    _summarize(conn, moved)
    return moved


def restore(conn: Connection, moved: dict[str, Any]) -> None:
    """Take back what `move` did; what was watched since stays. Requires `lock`."""
    if moved == NOTHING_MOVED:
        return
    before, after = (json.dumps(moved["plays"][name]) for name in ("before", "after"))
    file_history.restore_plays(conn, before=before, after=after)
    before, after = (json.dumps(moved["positions"][name]) for name in ("before", "after"))
    file_history.restore_positions(conn, before=before, after=after)
    _summarize(conn, moved)


def _summarize(conn: Connection, moved: dict[str, Any]) -> None:
    titles: dict[str, set[int]] = {}
    for row in (*moved["plays"]["before"], *moved["plays"]["after"]):
        titles.setdefault(row["user_id"], set()).add(row["media_id"])
    for user_id, media_ids in sorted(titles.items()):
        plays.summarize(conn, user_id=UUID(user_id), media_ids=sorted(media_ids))
