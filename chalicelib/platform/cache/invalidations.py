"""
Invalidations that the cache server has not received yet.

After an outage the server must receive these before any of its values is trusted. One that is not
sent shows old pages to other processes, so it is tried again in the background until it is sent.
"""

import itertools
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

RETRY_S = 2.0

#: The keys to delete, by the scope whose generation is replaced.
KeysByScope = Mapping[str, frozenset[str]]


class SendInvalidations(Protocol):
    """Whether the server has received them; urgent ones are sent while its circuit is open, too."""

    def __call__(self, keys_by_scope: KeysByScope, *, is_urgent: bool) -> bool: ...


@dataclass(slots=True)
class Invalidations:
    """
    Sends the invalidations of this process, each until the server has it.

    `sent` is called with their scopes afterwards.
    """

    send: SendInvalidations
    sent: Callable[[Iterable[str]], None]
    # By scope: a sequence number and the keys.
    _pending: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict, init=False)
    _sequence: "itertools.count[int]" = field(default_factory=itertools.count, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _flush_lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _retry: threading.Timer | None = field(default=None, init=False)

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, keys_by_scope: KeysByScope) -> None:
        """Send these and all before them; without a response, in the background."""
        with self._lock:
            for scope, keys in keys_by_scope.items():
                _, pending = self._pending.get(scope, (0, frozenset()))
                self._pending[scope] = (next(self._sequence), pending | keys)
        if self._retry is None and self.flush(is_urgent=True):
            return
        self._flush_later()
        self.sent(keys_by_scope)  # at least this machine forgets them now

    def flush(self, *, is_urgent: bool = False) -> bool:
        """True when none is left unsent."""
        with self._flush_lock:
            with self._lock:
                pending = dict(self._pending)
            keys_by_scope = {scope: keys for scope, (_, keys) in pending.items()}
            if pending and not self.send(keys_by_scope, is_urgent=is_urgent):
                return False
            with self._lock:
                for scope, invalidation in pending.items():
                    # Unless another was added while this one was sent.
                    if self._pending[scope] == invalidation:
                        del self._pending[scope]
            # After the server: a value read from it until now carries the old shared generation.
            self.sent(keys_by_scope)
        return True

    def _flush_later(self) -> None:
        """Try again soon, however seldom this process uses the cache."""
        if self._retry is not None:
            return
        self._retry = threading.Timer(RETRY_S, self._flush_again)
        self._retry.daemon = True
        self._retry.start()

    def _flush_again(self) -> None:
        self._retry = None  # before: an invalidation from here on sends itself
        if not self.flush(is_urgent=True):
            self._flush_later()
