"""
Tokens of browsers that an account was signed in from.

A browser keeps its token after signing out. Each has a count of wrong passwords of its own, so that
another user of the same network cannot lock the account's owner out (OWASP, "Device Cookies"). A
token is no sign-in.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from pydantic import SecretStr

from chalicelib.accounts.service.access_tokens import derived_key

MAX_LENGTH = 128  # of a token; issued ones have 65 characters


@dataclass(frozen=True, slots=True)
class DeviceTokens:
    """Tokens are signed for one account and not stored."""

    secret: SecretStr

    def issue(self, email: str, token: str) -> str:
        """The token of this browser for this account: the one it has, or a new one."""
        device = self.identify(email, token) or secrets.token_hex(16)
        return f"{device}.{self._signature(email, device)}"

    def identify(self, email: str, token: str) -> str | None:
        """The id of the device, or None if the token is not one of this account."""
        device, _, signature = token[:MAX_LENGTH].partition(".")
        expected = self._signature(email, device)
        return device if hmac.compare_digest(signature.encode(), expected.encode()) else None

    def cookie_name(self, email: str) -> str:
        """One per account: people of a household share browsers. It does not tell the address."""
        return f"seen_device_{self._signature(email, '')[:8]}"

    def _signature(self, email: str, device: str) -> str:
        key = derived_key(self.secret, "devices")
        return hmac.new(key, f"{device}\n{email}".encode(), hashlib.sha256).hexdigest()[:32]
