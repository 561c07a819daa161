"""Deleting an account, by its owner or by an administrator."""

from uuid import UUID

from chalicelib.accounts.store import accounts
from chalicelib.platform import tasks
from chalicelib.platform.db import Connection


def remove_account(conn: Connection, user_id: UUID) -> None:
    """
    Delete the account with everything that is its own.

    The worker deletes what its unfinished downloads have left on the disk.
    """
    for folder in accounts.list_orphaned_folders(conn, id=user_id):
        tasks.defer(conn, "remove_folder", {"folder": folder}, queue="library")
    accounts.delete(conn, id=user_id)
