"""The user who owns downloads that come from the watch folder."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.download_settings.store import settings
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class WatchFolderOwner:
    db: Database
    new_id: NewId

    def find(self, owner_id: UUID | None = None) -> User | None:
        """
        The user of the settings, otherwise the first administrator.

        None before the first registration, and when the user of the settings was deleted.
        """
        with self.db.read() as conn:
            found = owner_id or settings.first_admin(conn)
            role = settings.role_of(conn, found) if found else None
        if found is None or role is None:
            return None
        return User(id=found, session_id=self.new_id(), role=role)
