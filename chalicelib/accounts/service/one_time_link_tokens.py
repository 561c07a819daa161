"""Tokens of links that are given to people: random, and stored as a hash only."""

import hashlib
import secrets

from pydantic import SecretStr

TOKEN_BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: SecretStr | str) -> bytes:
    """256 random bits need no slow hash."""
    plain = token if isinstance(token, str) else token.get_secret_value()
    return hashlib.sha256(plain.encode()).digest()
