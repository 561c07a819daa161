"""
Counters of rate limits, in a moving window.

They are in the cache, shared by all processes. Without the cache each process counts by itself, and
the limits hold per process.
"""

import functools
import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from chalicelib.platform.cache.cache import PAUSE_AFTER_FAILURE_S, TIMEOUT_S

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter

T = TypeVar("T")

logger = logging.getLogger(__name__)


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
    _paused_until: float = field(default=0.0, repr=False)

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
        if self.cache_url is None or time.monotonic() < self._paused_until:
            return None
        from redis.exceptions import RedisError  # noqa: PLC0415  # as in cache.py

        try:
            return operation(self._shared)
        except (RedisError, OSError) as error:
            pause_s = PAUSE_AFTER_FAILURE_S * random.uniform(0.8, 1.2)  # noqa: S311  # spreads retries, no secret
            self._paused_until = time.monotonic() + pause_s
            logger.warning("rate limits count alone", extra={"error": type(error).__name__})
            return None

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
