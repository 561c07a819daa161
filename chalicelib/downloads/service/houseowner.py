"""Whose the downloads are that nobody asked for over the API."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.downloads.store import house
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class WatchFolderOwner:
    db: Database
    new_id: NewId

    def find(self, wanted: UUID | None = None) -> User | None:
        """
        Who the house says, otherwise the first administrator.

        None before anybody has an account, and when who the house says has none any more.
        """
        with self.db.read() as conn:
            found = wanted or house.first_admin(conn)
            role = house.role_of(conn, found) if found else None
        if found is None or role is None:
            return None
        return User(id=found, session_id=self.new_id(), role=role)
