"""The metadata providers: their states, and the keys that administrators enter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.admin.errors import KeySetByEnvironment, UnknownProvider
from chalicelib.admin.models import ProviderKey, ProviderState, ProviderStates, ProviderTest
from chalicelib.metadata.service.task_queue import MetadataTaskQueue
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.platform.settings import Settings
from chalicelib.providers.circuit_breaker import close, states
from chalicelib.providers.circuit_rules import CircuitState
from chalicelib.providers.errors import (
    CredentialsRejected,
    InvalidResponse,
    ProviderFailed,
    ProviderTimedOut,
    ProviderUnreachable,
    RateLimited,
)
from chalicelib.providers.key_ring import COPY_TTL_S, KEY_FIELDS, KeyRing

#: A worker's copy of the keys is as old at most.
KNOWN_WITHIN = timedelta(seconds=COPY_TTL_S + 1)

#: The field of a request for each setting that holds a key.
REQUEST_FIELDS = {
    "tmdb_api_key": "api_key",
    "omdb_api_key": "api_key",
    "tvdb_api_key": "api_key",
    "opensubtitles_api_key": "api_key",
    "igdb_client_id": "client_id",
    "igdb_client_secret": "client_secret",
}
WIRE_NAMES = {"api_key": "apiKey", "client_id": "clientId", "client_secret": "clientSecret"}


@dataclass(frozen=True, slots=True)
class ProviderHealthService:
    """Keys are write-only: no answer contains one, or a part of one."""

    db: Database
    clock: Clock
    keys: KeyRing
    #: Tries the key of a provider in these settings; see `KeyChecker.check`.
    check_key: Callable[[str, Settings], tuple[str | None, int]]
    tasks: MetadataTaskQueue

    def all(self) -> ProviderStates:
        now = self.clock()
        with self.db.read() as conn:
            states_by_provider = states(conn)
        items = []
        for name, is_configured in self.keys.configured().items():
            state = states_by_provider.get(name, CircuitState(provider=name))
            is_waiting = state.is_open(now)
            items.append(
                ProviderState(
                    provider=name,
                    configured=is_configured,
                    state="off" if not is_configured else "waiting" if is_waiting else "ready",
                    disabled_until=state.disabled_until if is_waiting else None,
                    last_success_at=state.last_success_at,
                    last_failure_at=state.last_failure_at,
                    last_error=state.current_error(now),
                    rung=state.rung,
                    key_source=self.keys.source_of(name),
                )
            )
        return ProviderStates(items=items)

    def save_key(self, provider: str, key: ProviderKey) -> None:
        """
        Store a key, and have the worker ask its provider as soon as it knows the key.

        Raises `UnknownProvider`, `KeySetByEnvironment` or `InvalidInput`.
        """
        self._require_changeable(provider)
        self.keys.save(provider, _fields(provider, key))
        self.tasks.ask(provider, at=self.clock() + KNOWN_WITHIN)

    def clear_key(self, provider: str) -> None:
        """Without a stored key nothing happens. Raises as `save_key` does."""
        self._require_changeable(provider)
        self.keys.clear(provider)

    def test_key(self, provider: str, key: ProviderKey) -> ProviderTest:
        """
        Try this key, or the one in force when none is given, with one request to the provider.
        When that one works, a rest after failures ends.

        Raises `UnknownProvider`, or `InvalidInput` when there is no complete key to try.
        """
        _require_known(provider)
        is_given = any((key.api_key, key.client_id, key.client_secret))
        is_in_force = not is_given and self.keys.configured()[provider]
        if is_in_force:
            settings = self.keys.settings()
        else:
            settings = self.keys.with_key(provider, _fields(provider, key))
        try:
            sample, milliseconds = self.check_key(provider, settings)
        except CredentialsRejected:
            return ProviderTest(outcome="refused")
        except (ProviderUnreachable, ProviderTimedOut):
            return ProviderTest(outcome="unreachable")
        except RateLimited:
            return ProviderTest(outcome="limited")
        except InvalidResponse:
            return ProviderTest(outcome="unreadable")
        except ProviderFailed:
            return ProviderTest(outcome="failed")
        if is_in_force:
            with self.db.transaction() as conn:
                close(conn, provider=provider)
            self.tasks.ask(provider, at=self.clock() + KNOWN_WITHIN)
        return ProviderTest(outcome="works", sample=sample, milliseconds=milliseconds)

    def _require_changeable(self, provider: str) -> None:
        _require_known(provider)
        if self.keys.source_of(provider) == "environment":
            raise KeySetByEnvironment("This key is set by the environment of the server.")


def _require_known(provider: str) -> None:
    if provider not in KEY_FIELDS:
        raise UnknownProvider("There is no such provider.")


def _fields(provider: str, key: ProviderKey) -> dict[str, str]:
    """The key as settings. Raises `InvalidInput` for a part that is missing."""
    fields = {}
    for setting in KEY_FIELDS[provider]:
        name = REQUEST_FIELDS[setting]
        value = getattr(key, name)
        if value is None:
            raise InvalidInput("This is needed.", field=WIRE_NAMES[name])
        fields[setting] = value.get_secret_value()
    return fields
