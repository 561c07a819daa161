"""
The keys of providers: those of the environment, and those an administrator entered.

A key of the environment wins. Entered keys are stored encrypted and are in force within seconds in
every process, without a restart.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Literal

from pydantic import SecretStr

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.secret_box import SecretBox
from chalicelib.platform.settings import Settings
from chalicelib.providers import store
from chalicelib.providers.configured_providers import (
    IGDB,
    JIKAN,
    OMDB,
    OPENSUBTITLES,
    TMDB,
    TVDB,
    TVMAZE,
    configured,
)

COPY_TTL_S = 5.0

#: The settings that hold the key of each provider; TVmaze and Jikan need
#: none and are only switched on.
KEY_FIELDS: dict[str, tuple[str, ...]] = {
    TMDB: ("tmdb_api_key",),
    IGDB: ("igdb_client_id", "igdb_client_secret"),
    OMDB: ("omdb_api_key",),
    TVDB: ("tvdb_api_key",),
    TVMAZE: (),
    JIKAN: (),
    OPENSUBTITLES: ("opensubtitles_api_key",),
}

KeySource = Literal["environment", "stored"]


class KeyRing:
    """Safe to share between threads; one instance for a process."""

    def __init__(
        self,
        db: Database,
        environment: Settings,
        box: SecretBox,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._environment = environment
        self._box = box
        self._clock = clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._read_at: float | None = None
        self._rows: dict[str, str] = {}
        self._settings = environment

    def settings(self) -> Settings:
        """
        The settings with every key in force, at most five seconds old.

        The same object as long as no key changes.
        """
        with self._lock:
            if self._read_at is None or self._monotonic() - self._read_at >= COPY_TTL_S:
                self._reload()
            return self._settings

    def configured(self) -> dict[str, bool]:
        """Every provider by name, and whether it has its key."""
        return configured(self.settings())

    def usable(self) -> frozenset[str]:
        """The names of the providers that have their key."""
        return frozenset(name for name, has_key in self.configured().items() if has_key)

    def source_of(self, provider: str) -> KeySource | None:
        """Where the key in force comes from; None without one."""
        if configured(self._environment)[provider]:
            return "environment"
        return "stored" if self.configured()[provider] else None

    def with_key(self, provider: str, fields: Mapping[str, str]) -> Settings:
        """The settings with another key of this provider, which is stored nowhere."""
        return with_fields(self.settings(), provider, fields)

    def save(self, provider: str, fields: Mapping[str, str]) -> None:
        """Store a key, and forget the failures of the one before it."""
        with self._db.transaction() as conn:
            store.save_key(
                conn,
                provider=provider,
                sealed=self._box.seal(json.dumps(dict(fields))),
                now=self._clock(),
            )
            store.close_circuit(conn, provider=provider)
        self._forget_copy()

    def clear(self, provider: str) -> bool:
        """Remove the stored key; False when there is none."""
        with self._db.transaction() as conn:
            is_removed = store.delete_key(conn, provider=provider)
            store.close_circuit(conn, provider=provider)
        self._forget_copy()
        return is_removed

    def _forget_copy(self) -> None:
        with self._lock:
            self._read_at = None

    def _reload(self) -> None:
        try:
            with self._db.read() as conn:
                rows = store.sealed_keys(conn)
        except Unavailable:
            return  # the keys known so far stay in force
        self._read_at = self._monotonic()
        if rows == self._rows:
            return
        settings = self._environment
        for provider, sealed in rows.items():
            opened = self._box.open(sealed)
            if opened is not None and not configured(self._environment)[provider]:
                settings = with_fields(settings, provider, json.loads(opened))
        self._rows, self._settings = rows, settings


def with_fields(settings: Settings, provider: str, fields: Mapping[str, str]) -> Settings:
    if not KEY_FIELDS[provider]:
        return settings.model_copy(update={f"seen_{provider}": "on"})
    secrets = {name: SecretStr(fields[name]) for name in KEY_FIELDS[provider] if name in fields}
    return settings.model_copy(update=secrets)
