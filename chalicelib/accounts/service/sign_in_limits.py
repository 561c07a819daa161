"""
Rate limits of signing in.

Three limits: per address, per account and address, and per account from addresses it was never
signed in from. The last one does not apply to known addresses, so wrong passwords of strangers
cannot lock users out of their own accounts. A device that the account was signed in from has a
count of its own instead, so wrong passwords of others in the network cannot either.

Each process counts by itself as well, so that a loss of the cache gives no further guesses.
"""

import functools
import hashlib
import hmac
from dataclasses import dataclass

from pydantic import SecretStr

from chalicelib.accounts.errors import TooManyAttempts
from chalicelib.accounts.service.access_tokens import derived_key
from chalicelib.http.client_network import rate_limit_key
from chalicelib.platform import telemetry
from chalicelib.platform.cache.rate_limits import RateCounters

KEY_PREFIX = "seen:v1:attempts"

PER_ADDRESS = "20/minute"
# Each tier means a longer wait: one minute, a quarter of an hour, two hours, a day.
PER_ACCOUNT_AND_ADDRESS = "5/minute; 10/15 minutes; 20/2 hours; 50/day"
PER_DEVICE = PER_ACCOUNT_AND_ADDRESS
PER_ACCOUNT_FROM_NEW_ADDRESSES = "20/minute; 60/15 minutes; 200/day"


@dataclass
class SignInLimiter:
    """Counts sign-in attempts and refuses too many."""

    cache_url: SecretStr | None
    secret: SecretStr

    def from_address(self, address: str) -> None:
        """Count an attempt from an address. Raises `TooManyAttempts`."""
        self._hit(PER_ADDRESS, "address", rate_limit_key(address))

    def to_account(self, email: str, address: str, *, is_known_address: bool) -> None:
        """Count an attempt for an account, existing or not. Raises `TooManyAttempts`."""
        mailbox = self._mailbox_key(email)
        self._hit(PER_ACCOUNT_AND_ADDRESS, "account-address", mailbox, rate_limit_key(address))
        if not is_known_address:
            self._hit(PER_ACCOUNT_FROM_NEW_ADDRESSES, "account", mailbox)

    def from_device(self, device: str) -> None:
        """Count an attempt from a known device or a session. Raises `TooManyAttempts`."""
        self._hit(PER_DEVICE, "device", device)

    def succeeded(self, email: str, address: str, *, device: str | None = None) -> None:
        """Clear the failed attempts for an account from an address or device after a success."""
        identifiers = ("account-address", self._mailbox_key(email), rate_limit_key(address))
        self._counters.clear(PER_ACCOUNT_AND_ADDRESS, *identifiers)
        if device is not None:
            self._counters.clear(PER_DEVICE, "device", device)

    def _hit(self, tiers: str, *identifiers: str) -> None:
        """Count in every tier, before the password is checked."""
        wait_s = self._counters.hit(tiers, *identifiers)
        if wait_s is not None:
            telemetry.count("sign_in_limited_total", limit=identifiers[0])
            raise TooManyAttempts.after("Too many attempts.", wait_s)

    def _mailbox_key(self, email: str) -> str:
        """A keyed hash of a mailbox, for keys of the cache."""
        key = derived_key(self.secret, "attempts")
        return hmac.new(key, email.encode(), hashlib.sha256).hexdigest()[:32]

    @functools.cached_property
    def _counters(self) -> RateCounters:
        return RateCounters(self.cache_url, KEY_PREFIX, counts_twice=True)
