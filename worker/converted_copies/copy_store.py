"""The objects of converted copies: each is verified before it counts."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from worker.downloader.disk_space import FreeBytes, free_bytes, has_room

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MIME_TYPE = "video/mp4"


class NotVerified(Exception):
    """What the store has is not what was sent."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    key: str
    size_bytes: int
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CopyStore:
    """Every method raises `STORE_ERRORS`."""

    client: "S3Client"
    bucket: str
    store_dir: Path | None = None  # of a store on this machine, to know its free space
    free_bytes: FreeBytes = free_bytes

    def put(self, key: str, descriptor: int) -> int:
        """Store an open file, which is closed; its size in bytes. Raises `NotVerified`."""
        with os.fdopen(descriptor, "rb") as file:
            digest = hashlib.file_digest(file, _md5).hexdigest()
            size = file.tell()
            file.seek(0)
            answer = self.client.put_object(
                Bucket=self.bucket, Key=key, Body=file, ContentType=MIME_TYPE
            )
            if answer["ETag"].strip('"') != digest and self._digest(key) != digest:
                self.delete([key])
                raise NotVerified
        return size

    def has_room(self, size_bytes: int) -> bool:
        """Whether a store on this machine has room; others say so themselves."""
        return has_room(self.store_dir, size_bytes, self.free_bytes)

    def list(self, prefix: str) -> Iterator[StoredObject]:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix
        )
        for page in pages:
            for each in page.get("Contents", []):
                yield StoredObject(each["Key"], each["Size"], each["LastModified"])

    def delete(self, keys: Iterable[str]) -> None:
        """Idempotent."""
        for key in keys:
            self.client.delete_object(Bucket=self.bucket, Key=key)

    def _digest(self, key: str) -> str:
        """Of what the store has, read back: not every ETag is one."""
        digest = _md5()
        body = self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
        for piece in body.iter_chunks(2**20):
            digest.update(piece)
        return digest.hexdigest()


def _md5() -> "hashlib._Hash":
    return hashlib.md5(usedforsecurity=False)
