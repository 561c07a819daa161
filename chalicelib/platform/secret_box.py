"""Encryption of secrets that are stored in the database: JWE (RFC 7516), AES-256 in GCM."""

import hashlib
import hmac
import logging
from dataclasses import dataclass

from pydantic import SecretStr

logger = logging.getLogger(__name__)

HEADER = {"alg": "dir", "enc": "A256GCM"}
#: Purposes separate the keys that are derived from the same secret.
PROXY_PASSWORD = b"seen: download settings, proxy password"
PROVIDER_KEYS = b"seen: keys of providers"
STORED_ANSWERS = b"seen: answers to repeated requests"


@dataclass(frozen=True)
class SecretBox:
    """The key is derived from the server's secret: HKDF with SHA-256 (RFC 5869), no salt."""

    secret: SecretStr
    purpose: bytes

    def seal(self, text: str) -> str:
        from joserfc import jwe  # noqa: PLC0415  # slow to import, and rarely needed
        from joserfc.jwk import OctKey  # noqa: PLC0415

        key = OctKey.import_key(self._key())
        return jwe.encrypt_compact(HEADER, text.encode(), key)

    def open(self, sealed: str) -> str | None:
        """None when it was sealed with another secret."""
        from joserfc import jwe  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import OctKey  # noqa: PLC0415

        key = OctKey.import_key(self._key())
        try:
            opened = jwe.decrypt_compact(sealed, key)
        except (JoseError, ValueError):
            logger.warning("a stored secret cannot be decrypted: SEEN_SECRET has changed")
            return None
        return (opened.plaintext or b"").decode()

    def _key(self) -> bytes:
        """One block of HKDF: extract, then expand to 32 bytes."""
        secret = self.secret.get_secret_value().encode()
        extracted = hmac.digest(bytes(hashlib.sha256().digest_size), secret, "sha256")
        return hmac.digest(extracted, self.purpose + b"\x01", "sha256")
