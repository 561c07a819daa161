"""
Uploads library files to the object store as multipart uploads that survive a killed worker: the
upload is recorded before its first part, and the store lists the parts it has.

A copy counts once its checksum is verified. The file is always read from beginning to end for its
SHA-256, and the checksum of the store must match; if the store reports no usable checksum, the
copy is read back.
"""

import hashlib
import logging
import os
import re
import threading
import unicodedata
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from chalicelib.library.models.path_text import text_to_path
from chalicelib.library.store import uploads
from chalicelib.library.store.uploads import MultipartUpload, UploadItem
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from worker.cancellation import raise_if_stopping
from worker.downloader.disk_space import FreeBytes, free_bytes, has_room
from worker.gateway.safe_open import FileNotServed, open_beneath
from worker.s3_client import FULL, STORE_ERRORS, is_broken_upload, is_missing_upload, message_of
from worker.scanner.roots import RootSource

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

PART_BYTES = 16 * 2**20
MAX_PARTS = 9_000  # S3 allows 10,000
SENDERS = 2  # parts that are sent while the next one is read; so many and one more are in memory
ORPHAN_AFTER = timedelta(hours=24)
MAX_NAME_BYTES = 200

#: Whose MD5 a store reports as the ETag of a copy: of the object (rclone), or of its parts (S3,
#: MinIO).
EtagForm = Literal["object", "parts"]

UNSAFE = re.compile(r"[^\w.\- ()\[\]]+")


class UploadFailed(Exception):
    """The file was not copied; the message is shown to users."""


class PartDamaged(Exception):
    """A part that was sent before is not like the file's. Not every store can replace it."""


@dataclass(frozen=True, slots=True)
class SentPart:
    number: int
    etag: str
    md5: bytes | None  # None: it was not needed


@dataclass(frozen=True, slots=True)
class Checksums:
    """Checksums of a file and of its parts, as far as they are needed."""

    sha256: str
    md5: str | None
    part_md5s: tuple[bytes, ...]

    def form_of(self, etag: str) -> EtagForm | None:
        """None: it is no checksum of this file that is known."""
        if etag == self.md5:
            return "object"
        of_parts = hashlib.md5(b"".join(self.part_md5s), usedforsecurity=False).hexdigest()
        return "parts" if etag == f"{of_parts}-{len(self.part_md5s)}" else None


@dataclass
class Uploader:
    """Runs one upload at a time."""

    db: Database
    client: "S3Client"
    bucket: str
    roots: RootSource
    clock: Clock
    includes_library: bool = False  # also files that are not from a download
    store_dir: Path | None = None  # of a store on this machine, to know its free space
    part_bytes: int = PART_BYTES
    free_bytes: FreeBytes = free_bytes
    stop: threading.Event = field(default_factory=threading.Event)
    #: As the last copy told: one MD5 less to compute. None: not known yet.
    etag_form: EtagForm | None = None

    def remove(self, object_key: str) -> None:
        """Delete a copy. Idempotent. Raises `UploadFailed`."""
        try:
            self.client.delete_object(Bucket=self.bucket, Key=object_key)
        except STORE_ERRORS as error:
            raise UploadFailed(message_of(error)) from error

    def upload(self, item_id: UUID) -> bool:
        """
        Upload one item; returns whether it has a copy now. Idempotent.

        Raises `UploadFailed`, which is also stored with the item, or `ShutdownRequested`.
        """
        with self.db.read() as conn:
            item = uploads.get_item(conn, item_id=item_id)
        if item is None or not item.is_eligible:
            return False
        if item.stored_at is not None:
            return True
        if not self._is_wanted(item_id):
            return False  # queued before the policy was changed, or its quota is used up
        if not has_room(self.store_dir, item.size_bytes, self.free_bytes):
            raise self._failed(item, FULL)
        try:
            file = open_beneath(self.roots, text_to_path(item.path))
        except FileNotServed as error:
            raise self._failed(item, "The file is not there.") from error
        try:
            return self._upload(item, file)
        except STORE_ERRORS as error:
            if is_broken_upload(error):
                with self.db.read() as conn:
                    uploads.delete_upload(conn, item_id=item_id)
            raise self._failed(item, message_of(error)) from error
        finally:
            os.close(file)

    def _is_wanted(self, item_id: UUID) -> bool:
        with self.db.read() as conn:
            return uploads.needs_upload(
                conn, item_id=item_id, includes_library=self.includes_library, now=self.clock()
            )

    def abort_orphans(self) -> int:
        """
        Abort unknown uploads older than a day; returns how many.

        The embedded store cannot list them; it drops unfinished uploads when it starts.
        """
        with self.db.read() as conn:
            known = uploads.list_upload_ids(conn)
        try:
            listing = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix="library/")
        except STORE_ERRORS as error:
            logger.info("the object store cannot list uploads", extra={"error": message_of(error)})
            return 0
        aborted = 0
        for upload in listing.get("Uploads", []):
            initiated_at = upload.get("Initiated")
            if upload["UploadId"] in known or not initiated_at:
                continue
            if self.clock() - initiated_at < ORPHAN_AFTER:
                continue
            self._abort(upload["Key"], upload["UploadId"])
            aborted += 1
        return aborted

    def _upload(self, item: UploadItem, file: int) -> bool:
        if not _is_unchanged(item, file):
            return False  # the scanner detects the change and queues a new upload
        upload = self._resume_or_start(item)
        whole = hashlib.sha256()
        md5 = None if self.etag_form == "parts" else hashlib.md5(usedforsecurity=False)

        def parts() -> Iterator[bytes]:
            for part in self._parts(file, item.size_bytes):
                raise_if_stopping(self.stop)
                yield part
                whole.update(part)  # while it is sent
                if md5 is not None:
                    md5.update(part)

        try:
            sent = self._send(upload, parts())
        except PartDamaged:
            self._discard(item, upload)
            return self._upload(item, file)
        if not _is_unchanged(item, file):
            self._discard(item, upload)
            return False
        self.client.complete_multipart_upload(
            Bucket=self.bucket,
            Key=upload.object_key,
            UploadId=upload.upload_id,
            MultipartUpload={"Parts": [{"PartNumber": p.number, "ETag": p.etag} for p in sent]},
        )
        part_md5s = tuple(part.md5 for part in sent if part.md5 is not None)
        of_object = md5.hexdigest() if md5 is not None else None
        self._verify(item, upload, Checksums(whole.hexdigest(), of_object, part_md5s))
        with self.db.transaction() as conn:
            uploads.delete_upload(conn, item_id=item.id)
            return uploads.mark_stored(
                conn,
                item=item,
                object_key=upload.object_key,
                sha256=whole.hexdigest(),
                now=self.clock(),
            )

    def _send(self, upload: MultipartUpload, parts: Iterator[bytes]) -> list[SentPart]:
        """Send the parts that the store does not have, a few at once. Raises `PartDamaged`."""
        known = self._list_parts(upload)
        sent: list[SentPart] = []
        waiting: deque[Future[SentPart]] = deque()
        with ThreadPoolExecutor(SENDERS, "upload") as pool:
            for number, part in enumerate(parts, start=1):
                etag = known.get(number)
                waiting.append(pool.submit(self._send_part, upload, number, part, etag))
                if len(waiting) == SENDERS:
                    sent.append(waiting.popleft().result())
            sent.extend(each.result() for each in waiting)
        return sent

    def _send_part(
        self, upload: MultipartUpload, number: int, part: bytes, known_etag: str | None
    ) -> SentPart:
        """Runs in a thread: hashing and sending do without the interpreter."""
        md5 = None
        if known_etag is not None or self.etag_form != "object":
            md5 = hashlib.md5(part, usedforsecurity=False).digest()
        if known_etag is not None and md5 is not None:
            if known_etag.strip('"') != md5.hex():
                raise PartDamaged
            return SentPart(number, known_etag, md5)
        etag = self.client.upload_part(
            Bucket=self.bucket,
            Key=upload.object_key,
            UploadId=upload.upload_id,
            PartNumber=number,
            Body=part,
        )["ETag"]
        return SentPart(number, etag, md5)

    def _resume_or_start(self, item: UploadItem) -> MultipartUpload:
        """The upload to resume, or a new one."""
        with self.db.read() as conn:
            begun = uploads.get_upload(conn, item_id=item.id)
        if begun is not None:
            same = (begun.size_bytes, begun.modified_ns) == (item.size_bytes, item.modified_ns)
            if same and self._is_open(begun):
                return begun
            self._discard(item, begun)
        key = f"library/{item.id}/{object_name(item.path)}"
        upload_id = self.client.create_multipart_upload(
            Bucket=self.bucket, Key=key, ContentType=item.mime_type
        )["UploadId"]
        upload = MultipartUpload(key, upload_id, item.size_bytes, item.modified_ns)
        with self.db.read() as conn:
            uploads.insert_upload(conn, item_id=item.id, upload=upload, now=self.clock())
        return upload

    def _is_open(self, upload: MultipartUpload) -> bool:
        try:
            self.client.list_parts(
                Bucket=self.bucket, Key=upload.object_key, UploadId=upload.upload_id, MaxParts=1
            )
        except STORE_ERRORS as error:
            if is_missing_upload(error):
                return False
            raise
        return True

    def _list_parts(self, upload: MultipartUpload) -> dict[int, str]:
        """The ETags of the uploaded parts, by number."""
        pages = self.client.get_paginator("list_parts").paginate(
            Bucket=self.bucket, Key=upload.object_key, UploadId=upload.upload_id
        )
        return {
            part["PartNumber"]: part["ETag"] for page in pages for part in page.get("Parts", [])
        }

    def _parts(self, file: int, size_bytes: int) -> Iterator[bytes]:
        least = -(-size_bytes // MAX_PARTS)
        step = max(self.part_bytes, -(-least // 2**20) * 2**20)
        for start in range(0, size_bytes, step):
            yield _read(file, start, min(step, size_bytes - start))

    def _verify(self, item: UploadItem, upload: MultipartUpload, checksums: Checksums) -> None:
        """Raises `UploadFailed` if the copy differs from the file."""
        head = self.client.head_object(Bucket=self.bucket, Key=upload.object_key)
        self.etag_form = checksums.form_of(head["ETag"].strip('"'))
        is_same = head["ContentLength"] == item.size_bytes and (
            self.etag_form is not None or self._read_back(upload.object_key) == checksums.sha256
        )
        if not is_same:
            self.client.delete_object(Bucket=self.bucket, Key=upload.object_key)
            with self.db.read() as conn:
                uploads.delete_upload(conn, item_id=item.id)
            raise self._failed(item, "The copy in the object store was not like the file.")

    def _read_back(self, key: str) -> str:
        digest = hashlib.sha256()
        body = self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
        for piece in body.iter_chunks(2**20):
            digest.update(piece)
        return digest.hexdigest()

    def _discard(self, item: UploadItem, upload: MultipartUpload) -> None:
        self._abort(upload.object_key, upload.upload_id)
        with self.db.read() as conn:
            uploads.delete_upload(conn, item_id=item.id)

    def _abort(self, key: str, upload_id: str) -> None:
        try:
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload_id)
        except STORE_ERRORS as error:
            if not is_missing_upload(error):
                raise

    def _failed(self, item: UploadItem, reason: str) -> UploadFailed:
        with self.db.read() as conn:
            uploads.record_failure(conn, item_id=item.id, error=reason)
        logger.warning("upload failed", extra={"item_id": str(item.id), "reason": reason})
        return UploadFailed(reason)


def object_name(path: str) -> str:
    """
    The last part of the object key: the file name without characters a URL has to escape.

    It makes the bucket readable; the item id before it makes the key unique.
    """
    name = unicodedata.normalize("NFC", path.rpartition("/")[2])
    stem, dot, suffix = UNSAFE.sub("_", name).rpartition(".")
    room = MAX_NAME_BYTES - len(suffix.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore").strip(" .")
    return f"{stem or 'file'}{dot}{suffix}"


def _is_unchanged(item: UploadItem, file: int) -> bool:
    facts = os.fstat(file)
    return (facts.st_size, facts.st_mtime_ns) == (item.size_bytes, item.modified_ns)


def _read(file: int, start: int, length: int) -> bytes:
    """Exactly `length` bytes. Raises `UploadFailed` when the file has become shorter."""
    pieces = []
    while length:
        piece = os.pread(file, length, start)
        if not piece:
            raise UploadFailed("The file became shorter while it was read.")
        pieces.append(piece)
        start += len(piece)
        length -= len(piece)
    return b"".join(pieces)
