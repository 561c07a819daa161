"""The S3 client of the worker, and messages for its errors."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.platform.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_TIMEOUT_S = 5
READ_TIMEOUT_S = 60

STORE_ERRORS = (BotoCoreError, ClientError)

FULL = "The object store is full."
MESSAGES = {
    "AccessDenied": "The object store denies write access: check its keys.",
    "InvalidAccessKeyId": "The object store does not know this access key.",
    "SignatureDoesNotMatch": "The object store does not accept the secret key.",
    "RequestTimeTooSkewed": "The clock of this machine or of the object store is wrong.",
    "NoSuchBucket": "The bucket does not exist in the object store.",
    "QuotaExceeded": FULL,
    "XMinioStorageFull": FULL,
    "StorageFull": FULL,
    "InsufficientStorage": FULL,
}
INSUFFICIENT_STORAGE = 507


def message_of(error: Exception) -> str:
    if not isinstance(error, ClientError):
        return "The object store is not responding."
    message = error.response.get("Error", {}).get("Message", "").lower()
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status == INSUFFICIENT_STORAGE or "no space left" in message or "disk quota" in message:
        return FULL
    return MESSAGES.get(_code(error), "The object store refused the file.")


def is_missing_upload(error: Exception) -> bool:
    """Whether the store does not know, or not any more, an upload in parts."""
    return _code(error) in ("NoSuchUpload", "NoSuchKey", "404")


def is_broken_upload(error: Exception) -> bool:
    """Whether an upload in parts can never be completed, so that only a new one helps."""
    broken = ("InvalidPart", "InvalidPartOrder", "EntityTooSmall", "NotImplemented")
    return is_missing_upload(error) or _code(error) in broken


def _code(error: Exception) -> str:
    return error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""


def client_of(settings: Settings) -> "S3Client | None":
    """None when no store is set up, or nothing is to be copied to it."""
    if (
        settings.seen_push == "off"
        or settings.s3_endpoint_url is None
        or settings.s3_access_key is None
        or settings.s3_secret_key is None
    ):
        return None
    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint_url,
        aws_access_key_id=settings.s3_access_key.get_secret_value(),
        aws_secret_access_key=settings.s3_secret_key.get_secret_value(),
        region_name=settings.s3_region,
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=READ_TIMEOUT_S,
            retries={"max_attempts": 3, "mode": "standard"},
            s3={"addressing_style": "path"},
            # Stores other than S3 itself know no trailing checksums; we compare our own.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
