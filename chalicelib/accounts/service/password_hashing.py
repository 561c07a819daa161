"""Refusal of common passwords, and hashing of the others."""

import functools
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from chalicelib.accounts.errors import PasswordTooCommon
from chalicelib.accounts.service.common_passwords import COMMON_PASSWORDS

if TYPE_CHECKING:
    import argon2

# OWASP's minimum for Argon2id: 40 ms and 19 MiB on a small computer, so that ten concurrent
# sign-ins do not exhaust its memory.
TIME_COST = 2
MEMORY_COST_KIB = 19 * 1024
PARALLELISM = 1


def refuse_common(password: SecretStr, *, email: str, field: str = "password") -> None:
    """Raises `PasswordTooCommon`, which names the `field` of the form."""
    plain = password.get_secret_value().casefold()
    if (
        plain in COMMON_PASSWORDS
        or plain in (email, email.partition("@")[0])
        or len(set(plain)) == 1
    ):
        raise PasswordTooCommon(
            "That password is one of the first that would be guessed.", field=field
        )


@dataclass(frozen=True)
class PasswordHasher:
    """Argon2id (RFC 9106) with a cost that can be raised later."""

    time_cost: int = TIME_COST
    memory_cost_kib: int = MEMORY_COST_KIB

    def hash(self, password: SecretStr) -> str:
        return self._hasher.hash(_bytes(password))

    def matches(self, hashed: str | None, password: SecretStr) -> bool:
        """
        Whether the password is the one that was hashed.

        Without a hash the result is False, after the same time (no account enumeration).
        """
        from argon2.exceptions import (  # noqa: PLC0415  # cold starts: signing in is rare
            InvalidHashError,
            VerificationError,
        )

        if hashed is None:
            self.hash(password)
            return False
        try:
            return self._hasher.verify(hashed, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, hashed: str) -> bool:
        """Whether the hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(hashed)

    @functools.cached_property
    def _hasher(self) -> "argon2.PasswordHasher":
        import argon2  # noqa: PLC0415  # see matches

        return argon2.PasswordHasher(
            time_cost=self.time_cost,
            memory_cost=self.memory_cost_kib,
            parallelism=PARALLELISM,
        )


def _bytes(password: SecretStr) -> bytes:
    """The same bytes for the same text in composed and decomposed form."""
    return unicodedata.normalize("NFC", password.get_secret_value()).encode()
