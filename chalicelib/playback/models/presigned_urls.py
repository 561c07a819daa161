"""
Presigned URLs of objects, without an SDK.

boto3 costs a quarter of a second to import and a third of a millisecond per signature; a
presigned GET is twenty lines of HMAC. The worker uploads objects (worker/uploader.py).

Source: AWS Signature Version 4, "Authenticating requests: using query parameters".
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

from chalicelib.platform.settings import Settings

FILE_EXPIRY_S = 15 * 60  # each holder of the URL can use it; a player requests a new one


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A bucket and the credentials to read it."""

    bucket: str
    region: str
    access_key: SecretStr
    secret_key: SecretStr

    @classmethod
    def of_settings(cls, settings: Settings) -> "ObjectStore | None":
        """None when its keys are not set."""
        if settings.s3_access_key is None or settings.s3_secret_key is None:
            return None
        return cls(
            settings.s3_bucket, settings.s3_region, settings.s3_access_key, settings.s3_secret_key
        )

    def presigned_get(
        self, key: str, *, origin: str, now: datetime, expires_s: int, content_type: str
    ) -> str:
        """
        A URL that reads one object until `now` + `expires_s` seconds.

        `origin` is the scheme and host the browser will use: the signature covers the host,
        so the gateway must forward it unchanged.
        """
        day, stamp = f"{now:%Y%m%d}", f"{now:%Y%m%dT%H%M%SZ}"
        scope = f"{day}/{self.region}/s3/aws4_request"
        host = urlsplit(origin).netloc
        path = f"/{self.bucket}/{quote(key, safe='/-_.~')}"
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in sorted(
                {
                    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
                    "X-Amz-Credential": f"{self.access_key.get_secret_value()}/{scope}",
                    "X-Amz-Date": stamp,
                    "X-Amz-Expires": str(expires_s),
                    "X-Amz-SignedHeaders": "host",
                    "response-content-type": content_type,
                }.items()
            )
        )
        canonical = f"GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
        signature = hmac.new(self._key(day), to_sign.encode(), hashlib.sha256).hexdigest()
        return f"{origin}{path}?{query}&X-Amz-Signature={signature}"

    def _key(self, day: str) -> bytes:
        key = b"AWS4" + self.secret_key.get_secret_value().encode()
        for part in (day, self.region, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key
