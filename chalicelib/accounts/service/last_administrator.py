"""What holds when an administrator leaves: by a change of role, disabled, or deleted."""

from uuid import UUID

from chalicelib.accounts.errors import LastAdministrator
from chalicelib.accounts.store import password_links, user_admin
from chalicelib.platform.db import Connection


def require_other_administrator(conn: Connection, administrator: UUID) -> None:
    """
    Make sure that another administrator stays, and end all links for new passwords: one that this
    administrator made for another account would still open it.

    Needs the lock of administrators. Raises `LastAdministrator`.
    """
    if not user_admin.has_other_administrator(conn, id=administrator):
        raise LastAdministrator(
            "This server needs an administrator: make another person one first."
        )
    password_links.delete_all(conn)
