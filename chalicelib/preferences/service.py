"""Read and change the preferences of the user."""

from dataclasses import dataclass

from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from chalicelib.preferences import store
from chalicelib.preferences.models import Preferences, PreferencesChange


@dataclass(frozen=True, slots=True)
class PreferenceService:
    db: Database
    clock: Clock
    cache: Cache

    def get(self, user: User) -> Preferences:
        with self.db.read() as conn:
            return store.get(conn, user_id=user.id) or Preferences()

    def update(self, user: User, changes: PreferencesChange) -> Preferences:
        with self.db.transaction() as conn:
            changed = store.update(conn, user_id=user.id, changes=changes, now=self.clock())
        self.cache.invalidate_user(user.id)  # Continue watching and home depend on some of them
        return changed
