"""The setup code, which proves that the creator of the first account runs the server."""

import hashlib
import hmac
from dataclasses import dataclass

from pydantic import SecretStr

from chalicelib.accounts.service.access_tokens import derived_key

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no letter looks like a digit
LENGTH = 8  # 40 bits


@dataclass(frozen=True, slots=True)
class SetupCode:
    """
    Derived from the server's secret, so that it is stored nowhere and every process knows it.

    `chosen` is used in its place when it is set.
    """

    secret: SecretStr
    chosen: SecretStr | None
    is_needed: bool

    def reveal(self) -> str:
        """The code for the console, such as `7KQM-2XPD`."""
        if self.chosen is not None:
            return self.chosen.get_secret_value()
        digest = derived_key(self.secret, "setup-code")
        code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
        return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"

    def matches(self, given: SecretStr) -> bool:
        """Capitals, blanks and dashes do not count."""
        return hmac.compare_digest(_digest(given.get_secret_value()), _digest(self.reveal()))


def _digest(code: str) -> bytes:
    """Of equal length, so that comparing takes the same time."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).digest()
