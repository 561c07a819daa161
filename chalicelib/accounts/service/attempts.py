"""
How often somebody may try to sign in.

Three counts: per address, per account and address, and per account from addresses it has never
been signed in from. The last one does not touch people at home, so nobody can be locked out of
their own account by a stranger's wrong passwords.

Counts live in the cache, shared by every process. Each process keeps its own as well and goes
by them when the cache does not answer: limits then hold per process, they never open.
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
# Each further step is a longer wait: one minute, a quarter of an hour, two hours, a day.
PER_ACCOUNT_AND_ADDRESS = "5/minute; 10/15 minutes; 20/2 hours; 50/day"
PER_ACCOUNT_FROM_STRANGERS = "20/minute; 60/15 minutes; 200/day"


@dataclass
class Attempts:
    """Counts sign-ins and says when there were too many."""

    cache_url: SecretStr | None
    secret: SecretStr
    _resting_until: float = field(default=0.0, repr=False)

    def from_address(self, address: str) -> None:
        """Count one try from an address, whatever it is for. Raises `TooManyAttempts`."""
        self._take(PER_ADDRESS, "address", rate_limit_key(address))

    def to_account(self, email: str, address: str, *, is_known_address: bool) -> None:
        """Count one try for an account, existing or not. Raises `TooManyAttempts`."""
        mailbox = self._veiled(email)
        self._take(PER_ACCOUNT_AND_ADDRESS, "account-address", mailbox, rate_limit_key(address))
        if not is_known_address:
            self._take(PER_ACCOUNT_FROM_STRANGERS, "account", mailbox)

    def succeeded(self, email: str, address: str) -> None:
        """The password was right: earlier mistakes from there no longer count."""
        identifiers = ("account-address", self._veiled(email), rate_limit_key(address))
        limits = _limits(PER_ACCOUNT_AND_ADDRESS)

        def clear(counts: "MovingWindowRateLimiter") -> None:
            for limit in limits:
                counts.clear(limit, *identifiers)

        clear(self._own)
        self._ask(clear)

    def _take(self, tiers: str, *identifiers: str) -> None:
        """Take one from every tier, at once and before the password is looked at."""
        limits = _limits(tiers)

        def exhausted(counts: "MovingWindowRateLimiter") -> float | None:
            """When the first tier that gives no more gives again (seconds since 1970)."""
            for limit in limits:
                if not counts.hit(limit, *identifiers):
                    return counts.get_window_stats(limit, *identifiers).reset_time
            return None

        # Both are counted; the shared count decides whenever it can be had.
        own = exhausted(self._own)
        shared = self._ask(lambda counts: (exhausted(counts),))
        again_at = own if shared is None else shared[0]
        if again_at is not None:
            telemetry.count("sign_in_limited_total", limit=identifiers[0])
            raise TooManyAttempts(
                "Too many attempts. Wait a little, then try again.",
                retry_after_s=max(1, math.ceil(again_at - time.time())),
            )

    def _ask(self, question: Callable[["MovingWindowRateLimiter"], T]) -> T | None:
        """The shared counts' answer; None when there is no cache to answer."""
        if self.cache_url is None or time.monotonic() < self._resting_until:
            return None
        from redis.exceptions import RedisError  # noqa: PLC0415  # as in platform/cache/cache.py

        try:
            return question(self._shared)
        except (RedisError, OSError) as error:
            pause_s = PAUSE_AFTER_FAILURE_S * random.uniform(0.8, 1.2)  # noqa: S311  # spreads retries, no secret
            self._resting_until = time.monotonic() + pause_s
            logger.warning("sign-in limits count alone", extra={"error": type(error).__name__})
            return None

    def _veiled(self, email: str) -> str:
        """A mailbox as it may stand in a key: recognisable to us, readable to nobody."""
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
