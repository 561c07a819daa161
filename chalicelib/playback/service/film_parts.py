"""Films in several files: which part plays."""

from uuid import UUID

from chalicelib.platform.db import Connection
from chalicelib.playback import store
from chalicelib.playback.models import PlayableItem


def parts_of(conn: Connection, item: PlayableItem) -> list[tuple[UUID, int]]:
    """The playable parts of the film with this file; none for a film in one file."""
    if item.part_number is None or item.media_id is None:
        return []
    parts = store.list_parts(conn, media_id=item.media_id, part_set=item.part_set)
    return parts if item.id in (part_id for part_id, _ in parts) else []


def part_at(
    parts: list[tuple[UUID, int]], asked: UUID, position_s: int
) -> tuple[UUID, int, UUID | None]:
    """
    Which part plays, from which second on, and the one after it.

    The first part stands for the film and goes on where its viewer stopped; any other part was
    asked for.
    """
    place = [part_id for part_id, _ in parts].index(asked)
    begin_s = sum(length_s for _, length_s in parts[:place])
    if place == 0:
        # A part of no length was not probed yet: nothing tells that it is over.
        while place + 1 < len(parts) and 0 < parts[place][1] <= position_s - begin_s:
            begin_s += parts[place][1]
            place += 1
    part_id, length_s = parts[place]
    inside_s = position_s - begin_s
    following = parts[place + 1][0] if place + 1 < len(parts) else None
    return part_id, inside_s if 0 <= inside_s < length_s else 0, following
