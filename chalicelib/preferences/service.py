"""Read and change the preferences of the user."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from pydantic_core import from_json, to_json

from chalicelib.platform.cache import LANGUAGES, Cache, languages_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from chalicelib.preferences import store
from chalicelib.preferences.models import Preferences, PreferencesChange

REGION_TTL_S = 3600
LANGUAGES_TTL_S = 3600


@dataclass(frozen=True, slots=True)
class PreferenceService:
    db: Database
    clock: Clock
    cache: Cache
    server_region: str = "US"

    def get(self, user: User) -> Preferences:
        with self.db.read() as conn:
            return store.get(conn, user_id=user.id) or Preferences()

    def region(self, user_id: UUID) -> str:
        """The country whose offers, release dates and age ratings a user sees; ISO 3166-1."""
        chosen = self.cache.get_or_compute(
            f"region:{user_id}", str(user_id), REGION_TTL_S, lambda: self._region(user_id)
        )
        return chosen.decode() or self.server_region

    def _region(self, user_id: UUID) -> bytes:
        with self.db.read() as conn:
            stored = store.get(conn, user_id=user_id)
        return (stored.region or "").encode() if stored else b""

    def regions(self) -> frozenset[str]:
        """The server's country and those that users have chosen."""
        with self.db.read() as conn:
            return store.regions(conn) | {self.server_region}

    def language(self, user_id: UUID) -> str:
        """
        The language in which a user sees titles, a tag of BCP 47; empty: as the catalogue has them.

        All choices are one cached value, which only another choice makes invalid, so that those
        who chose none cost no statement.
        """
        chosen = self.cache.get_or_compute(
            languages_key(), LANGUAGES, LANGUAGES_TTL_S, self._languages
        )
        return _languages_of(chosen).get(str(user_id), "")

    def _languages(self) -> bytes:
        with self.db.read() as conn:
            return to_json(store.languages(conn))

    def update(self, user: User, changes: PreferencesChange) -> Preferences:
        """Raises `InvalidInput` for a time zone that the database does not know."""
        with self.db.transaction() as conn:
            changed = store.update(conn, user_id=user.id, changes=changes, now=self.clock())
        if changes.language is not None:
            self.cache.invalidate(LANGUAGES, languages_key())
        self.cache.invalidate_user(user.id)  # Continue watching and home depend on some of them
        return changed


@lru_cache(maxsize=1)
def _languages_of(chosen: bytes) -> dict[str, str]:
    languages: dict[str, str] = from_json(chosen)
    return languages
