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

        None before the first registration, and when the user of the settings was deleted or
        disabled.
        """
        with self.db.read() as conn:
            found = owner_id or settings.first_admin(conn)
            owner = settings.owner_of(conn, found) if found else None
        if owner is None:
            return None
        return User(owner.id, self.new_id(), owner.role, tuple(owner.rights))
