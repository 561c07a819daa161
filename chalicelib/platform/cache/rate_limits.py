"""
Counters of rate limits, in a moving window.

They are in the cache, shared by all processes. Without the cache each process counts by itself, and
the limits hold per process.
"""

import functools
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from chalicelib.platform.cache.cache import TIMEOUT_S
from chalicelib.platform.cache.circuit_breaker import ServerCircuit

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter

T = TypeVar("T")


@dataclass
class RateCounters:
    """
    Counts hits of limits such as `5/minute; 10/15 minutes`.

    `counts_twice`: each process counts by itself as well while the cache answers, so that a loss
    of the cache forgets nothing.
    """

    cache_url: SecretStr | None
    key_prefix: str
    counts_twice: bool = False
    _circuit: ServerCircuit = field(
        default_factory=lambda: ServerCircuit("rate limits count alone"), init=False, repr=False
    )

    def hit(self, tiers: str, *identifiers: str) -> int | None:
        """Count in every tier. The seconds until the next try when one is exhausted, or None."""
        limits = _limits(tiers)

        def exhausted(counts: "MovingWindowRateLimiter") -> float | None:
            """When the first exhausted tier is available again (seconds since 1970)."""
            for limit in limits:
                if not counts.hit(limit, *identifiers):
                    return counts.get_window_stats(limit, *identifiers).reset_time
            return None

        own = exhausted(self._own) if self.counts_twice else None
        # The shared counters decide when they are available.
        shared = self._with_shared(lambda counts: (exhausted(counts),))
        if shared is not None:
            again_at = shared[0]
        else:
            again_at = own if self.counts_twice else exhausted(self._own)
        return None if again_at is None else max(1, math.ceil(again_at - time.time()))

    def clear(self, tiers: str, *identifiers: str) -> None:
        """Forget the hits of these identifiers."""
        limits = _limits(tiers)

        def clear(counts: "MovingWindowRateLimiter") -> None:
            for limit in limits:
                counts.clear(limit, *identifiers)

        clear(self._own)
        self._with_shared(clear)

    def _with_shared(self, operation: Callable[["MovingWindowRateLimiter"], T]) -> T | None:
        """Run on the shared counters; None when the cache is not available."""
        if self.cache_url is None:
            return None
        return self._circuit.call(lambda: operation(self._shared))

    @functools.cached_property
    def _shared(self) -> "MovingWindowRateLimiter":
        from limits.storage import RedisStorage  # noqa: PLC0415  # cold starts
        from limits.strategies import MovingWindowRateLimiter  # noqa: PLC0415

        url = self.cache_url.get_secret_value() if self.cache_url else ""
        return MovingWindowRateLimiter(
            RedisStorage(
                url,
                key_prefix=self.key_prefix,
                socket_timeout=TIMEOUT_S,
                socket_connect_timeout=TIMEOUT_S,
            )
        )

    @functools.cached_property
    def _own(self) -> "MovingWindowRateLimiter":
        from limits.storage import MemoryStorage  # noqa: PLC0415  # cold starts
        from limits.strategies import MovingWindowRateLimiter  # noqa: PLC0415

        return MovingWindowRateLimiter(MemoryStorage())


@functools.cache
def _limits(text: str) -> "tuple[RateLimitItem, ...]":
    from limits import parse_many  # noqa: PLC0415  # cold starts

    return tuple(parse_many(text))
