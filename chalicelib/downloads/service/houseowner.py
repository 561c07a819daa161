"""Whose the downloads are that nobody asked for over the API."""

from dataclasses import dataclass

from chalicelib.downloads.store import house
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class Houseowner:
    db: Database
    new_id: NewId

    def find(self) -> User | None:
        """The first administrator; None before anybody has an account."""
        with self.db.read() as conn:
            found = house.first_admin(conn)
        return None if found is None else User(id=found, session_id=self.new_id(), role="admin")
