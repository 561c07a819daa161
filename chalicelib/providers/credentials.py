"""How we say who we are: a key that stays, or a token that is asked for and runs out."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.providers.flights import Flights

RENEW_BEFORE_END_S = 300.0


@dataclass(frozen=True, slots=True)
class Signature:
    """What is added to a request. Never part of what is remembered, and never shown."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    token: str | None = field(default=None, repr=False)


class Credentials(Protocol):
    def sign(self) -> Signature:
        """What to add to the next request. Raises a `ProviderFailed` when a token cannot be had."""

    def renew(self, refused: Signature) -> bool:
        """The service did not accept this signature: whether there is a better one now."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that stays the same; an empty one for services that want none."""

    signature: Signature = field(default_factory=Signature, repr=False)

    def sign(self) -> Signature:
        return self.signature

    def renew(self, refused: Signature) -> bool:  # noqa: ARG002  # there is no other key
        return False


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    lasts_s: float


class Tokens:
    """A token kept in memory, fetched once for all who wait for it."""

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
        self._flights = Flights()
        self._token: str | None = None
        self._good_until = 0.0

    def sign(self) -> Signature:
        token = self._current() or self._flights.share("token", self._replace)
        return Signature({**self._headers, "Authorization": f"Bearer {token}"}, token=token)

    def renew(self, refused: Signature) -> bool:
        with self._lock:
            if self._token == refused.token:
                self._token = None  # whoever comes next fetches another
        return True

    def _current(self) -> str | None:
        with self._lock:
            is_good = self._monotonic() < self._good_until
            return self._token if is_good else None

    def _replace(self) -> str:
        # Who was a moment late finds the token that was fetched meanwhile.
        current = self._current()
        if current is not None:
            return current
        token = self._fetch()
        with self._lock:
            self._token = token.value
            self._good_until = self._monotonic() + max(token.lasts_s - RENEW_BEFORE_END_S, 60.0)
        return token.value
