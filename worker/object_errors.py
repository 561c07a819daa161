"""What an object store's refusals mean, in words for people."""

from botocore.exceptions import BotoCoreError, ClientError

STORE_ERRORS = (BotoCoreError, ClientError)

FULL = "The object store is full."
WORDS = {
    "AccessDenied": "The object store does not let us write: check its keys.",
    "InvalidAccessKeyId": "The object store does not know our key.",
    "SignatureDoesNotMatch": "The object store does not accept our secret key.",
    "RequestTimeTooSkewed": "The clock of this machine or of the object store is wrong.",
    "NoSuchBucket": "The bucket does not exist in the object store.",
    "QuotaExceeded": FULL,
    "XMinioStorageFull": FULL,
    "StorageFull": FULL,
    "InsufficientStorage": FULL,
}
INSUFFICIENT_STORAGE = 507


def in_words(error: Exception) -> str:
    if not isinstance(error, ClientError):
        return "The object store does not answer."
    code = error.response.get("Error", {}).get("Code", "")
    said = error.response.get("Error", {}).get("Message", "").lower()
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status == INSUFFICIENT_STORAGE or "no space left" in said or "disk quota" in said:
        return FULL
    return WORDS.get(code, "The object store refused the file.")


def is_missing_upload(error: Exception) -> bool:
    """Whether the store does not know, or not any more, an upload in parts."""
    if not isinstance(error, ClientError):
        return False
    return error.response.get("Error", {}).get("Code") in ("NoSuchUpload", "NoSuchKey", "404")
