"""Records what sources write to shows that were matched by hand, so that it can be taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.metadata.store import manual_match_undo
from chalicelib.platform.db import Connection


@contextmanager
def recorded(conn: Connection, media_id: int) -> Iterator[None]:
    """Around what a source writes: record the rows that were there, and which ones are new."""
    is_matched = manual_match_undo.is_matched(conn, media_id=media_id)
    if is_matched:
        manual_match_undo.record(conn, media_id=media_id, is_before=True)
    yield
    if is_matched:
        manual_match_undo.record(conn, media_id=media_id, is_before=False)


def record_edited(conn: Connection, episode_id: int) -> None:
    """What a person wrote is what `restore` leaves."""
    manual_match_undo.record_edited(conn, episode_id=episode_id)


def restore(conn: Connection, media_id: int) -> None:
    """
    Give a show the seasons and episodes it had before it was matched by hand.

    What the match added goes, unless a person has seen, rated or wanted it, or has a file of it.
    Episodes that were edited by hand stay as they were written.
    """
    manual_match_undo.restore(conn, media_id=media_id)
