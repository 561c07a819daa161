"""
Rate limits of signing in.

Three limits: per address, per account and address, and per account from addresses it was never
signed in from. The last one does not apply to known addresses, so wrong passwords of strangers
cannot lock users out of their own accounts.

Counters are in the cache, shared by all processes. Each process counts by itself as well, and uses
its own counters when the cache does not answer: the limits then hold per process.
"""

import functools
import hashlib
import hmac
import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from chalicelib.accounts.errors import TooManyAttempts
from chalicelib.accounts.service.access_tokens import derived_key
from chalicelib.platform import telemetry
from chalicelib.platform.cache.cache import PAUSE_AFTER_FAILURE_S, TIMEOUT_S
from chalicelib.platform.client_network import rate_limit_key

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter

T = TypeVar("T")

logger = logging.getLogger(__name__)

KEY_PREFIX = "seen:v1:attempts"

PER_ADDRESS = "20/minute"
# Each tier means a longer wait: one minute, a quarter of an hour, two hours, a day.
PER_ACCOUNT_AND_ADDRESS = "5/minute; 10/15 minutes; 20/2 hours; 50/day"
PER_ACCOUNT_FROM_NEW_ADDRESSES = "20/minute; 60/15 minutes; 200/day"


@dataclass
class SignInLimiter:
    """Counts sign-in attempts and refuses too many."""

    cache_url: SecretStr | None
    secret: SecretStr
    _paused_until: float = field(default=0.0, repr=False)

    def from_address(self, address: str) -> None:
        """Count an attempt from an address. Raises `TooManyAttempts`."""
        self._hit(PER_ADDRESS, "address", rate_limit_key(address))

    def to_account(self, email: str, address: str, *, is_known_address: bool) -> None:
        """Count an attempt for an account, existing or not. Raises `TooManyAttempts`."""
        mailbox = self._mailbox_key(email)
        self._hit(PER_ACCOUNT_AND_ADDRESS, "account-address", mailbox, rate_limit_key(address))
        if not is_known_address:
            self._hit(PER_ACCOUNT_FROM_NEW_ADDRESSES, "account", mailbox)

    def succeeded(self, email: str, address: str) -> None:
        """Clear the failed attempts for an account from an address after a success."""
        identifiers = ("account-address", self._mailbox_key(email), rate_limit_key(address))
        limits = _limits(PER_ACCOUNT_AND_ADDRESS)

        def clear(counts: "MovingWindowRateLimiter") -> None:
            for limit in limits:
                counts.clear(limit, *identifiers)

        clear(self._own)
        self._with_shared(clear)

    def _hit(self, tiers: str, *identifiers: str) -> None:
        """Count in every tier, before the password is checked."""
        limits = _limits(tiers)

        def exhausted(counts: "MovingWindowRateLimiter") -> float | None:
            """When the first exhausted tier is available again (seconds since 1970)."""
            for limit in limits:
                if not counts.hit(limit, *identifiers):
                    return counts.get_window_stats(limit, *identifiers).reset_time
            return None

        # Both count; the shared counters decide when they are available.
        own = exhausted(self._own)
        shared = self._with_shared(lambda counts: (exhausted(counts),))
        again_at = own if shared is None else shared[0]
        if again_at is not None:
            telemetry.count("sign_in_limited_total", limit=identifiers[0])
            raise TooManyAttempts(
                "Too many attempts. Wait a little, then try again.",
                retry_after_s=max(1, math.ceil(again_at - time.time())),
            )

    def _with_shared(self, operation: Callable[["MovingWindowRateLimiter"], T]) -> T | None:
        """Run on the shared counters; None when the cache is not available."""
        if self.cache_url is None or time.monotonic() < self._paused_until:
            return None
        from redis.exceptions import RedisError  # noqa: PLC0415  # as in platform/cache/cache.py

        try:
            return operation(self._shared)
        except (RedisError, OSError) as error:
            pause_s = PAUSE_AFTER_FAILURE_S * random.uniform(0.8, 1.2)  # noqa: S311  # spreads retries, no secret
            self._paused_until = time.monotonic() + pause_s
            logger.warning("sign-in limits count alone", extra={"error": type(error).__name__})
            return None

    def _mailbox_key(self, email: str) -> str:
        """A keyed hash of a mailbox, for keys of the cache."""
        key = derived_key(self.secret, "attempts")
        return hmac.new(key, email.encode(), hashlib.sha256).hexdigest()[:32]

    @functools.cached_property
    def _shared(self) -> "MovingWindowRateLimiter":
        from limits.storage import RedisStorage  # noqa: PLC0415  # cold starts
        from limits.strategies import MovingWindowRateLimiter  # noqa: PLC0415

        url = self.cache_url.get_secret_value() if self.cache_url else ""
        return MovingWindowRateLimiter(
            RedisStorage(
                url,
                key_prefix=KEY_PREFIX,
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
