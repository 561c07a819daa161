"""Credentials of a provider: a static key, or an access token that expires."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.providers.single_flight import SingleFlight

RENEW_BEFORE_EXPIRY_S = 300.0


@dataclass(frozen=True, slots=True)
class Signature:
    """What is added to a request. Never part of a cache key, and never shown."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    token: str | None = field(default=None, repr=False)


class Credentials(Protocol):
    def sign(self) -> Signature:
        """What to add to the next request. Raises `ProviderFailed` when no token is issued."""

    def renew(self, rejected: Signature) -> bool:
        """The provider rejected this signature; whether another attempt may succeed."""


@dataclass(frozen=True, slots=True)
class Key:
    """A static key; empty for providers that need none."""

    signature: Signature = field(default_factory=Signature, repr=False)

    def sign(self) -> Signature:
        return self.signature

    def renew(self, rejected: Signature) -> bool:  # noqa: ARG002  # a static key
        return False


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    lifetime_s: float


class Tokens:
    """An access token in memory; concurrent requests share one fetch."""

    def __init__(
        self,
        fetch: Callable[[], Token],
        headers: Mapping[str, str] | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._headers = dict(headers or {})
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._single_flight = SingleFlight()
        self._token: str | None = None
        self._valid_until = 0.0

    def sign(self) -> Signature:
        token = self._current() or self._single_flight.run("token", self._fetch_new)
        return Signature({**self._headers, "Authorization": f"Bearer {token}"}, token=token)

    def renew(self, rejected: Signature) -> bool:
        with self._lock:
            if self._token == rejected.token:
                self._token = None
        return True

    def _current(self) -> str | None:
        with self._lock:
            is_valid = self._monotonic() < self._valid_until
            return self._token if is_valid else None

    def _fetch_new(self) -> str:
        current = self._current()
        if current is not None:  # fetched by another thread meanwhile
            return current
        token = self._fetch()
        with self._lock:
            self._token = token.value
            self._valid_until = self._monotonic() + max(
                token.lifetime_s - RENEW_BEFORE_EXPIRY_S, 60.0
            )
        return token.value
