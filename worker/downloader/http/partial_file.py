"""
A file that is arriving over HTTP: its bytes, and the metadata needed to resume.

The bytes are in `download.part`, each at its offset, with holes where they have not arrived.
`download.json` beside it says which file they belong to and which spans have arrived. It names
only bytes that were synced before it was written, and is replaced by rename: after a kill at any
moment it is true. The final name appears by rename after all bytes are synced.
"""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from worker.downloader import disk_space
from worker.downloader.http.segments import Ranges, Span
from worker.downloader.safe_names import MAX_STEM_BYTES, split_ending

PART_NAME = "download.part"
METADATA_NAME = "download.json"
METADATA_DRAFT_NAME = "download.json.new"
RESERVED_NAMES = frozenset({PART_NAME, METADATA_NAME, METADATA_DRAFT_NAME})
MAX_SPANS = 10_000
HASH_STEP_BYTES = 1024 * 1024
#: How much is hashed at each checkpoint; the rest follows at the end.
MAX_HASH_BYTES_PER_CHECKPOINT = 256 * HASH_STEP_BYTES
#: The time between checkpoints: bytes of a longer time are not fetched again after a kill.
CHECKPOINT_INTERVAL_S = 1.0
MAX_MIN_FREE_BYTES = 64 * 1024 * 1024

ByteCount = Annotated[int, Field(ge=0, lt=2**62)]


class ResumeMetadata(BaseModel):
    """Contents of `download.json`. Field names are the format on disk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[^/\x00]*$", max_length=255)] = ""
    total: ByteCount | None = None
    validator: str = ""
    digest: str = ""  # of the whole file, as the server announced it: `sha256:…`
    here: Annotated[tuple[tuple[ByteCount, ByteCount], ...], Field(max_length=MAX_SPANS)] = ()
    is_whole: bool = False

    @model_validator(mode="before")
    @classmethod
    def _convert_first_format(cls, value: Any) -> Any:
        """The first format had the number of bytes synced from the front, and the boot id."""
        if isinstance(value, dict) and "synced" in value:
            synced = value.pop("synced")
            value.pop("boot_id", None)
            return {**value, "here": [(0, synced)] if synced else []}
        return value

    @field_validator("here")
    @classmethod
    def _normalize_spans(cls, value: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Ranges(value))

    @property
    def size(self) -> int:
        return sum(end - start for start, end in self.here)


class PartialFile:
    """`write_at` and `read_at` are thread-safe; the rest is for one thread at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.metadata = load_metadata(folder)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(folder / PART_NAME, flags, 0o644)
        self.arrived = Ranges(self.metadata.here)
        has_metadata = self.metadata != ResumeMetadata()
        self.has_lost_metadata = not has_metadata and os.fstat(self._file).st_size > 0
        if not has_metadata:
            self.clear()
        self.arrived.truncate(os.fstat(self._file).st_size)

    @property
    def missing_bytes(self) -> int:
        """As far as the length of the file is known; also negative then."""
        return (self.metadata.total or 0) - self.arrived.size

    @property
    def digest(self) -> str:
        """The digest that the server announced; "" when there is none."""
        return self.metadata.digest

    def clear(self) -> None:
        """Discard all bytes and metadata."""
        self.metadata, self.arrived = ResumeMetadata(), Ranges()
        os.ftruncate(self._file, 0)

    def describe(self, *, name: str, total: int | None, validator: str, digest: str) -> None:
        """Record which file the bytes belong to."""
        self.metadata = ResumeMetadata(name=name, total=total, validator=validator, digest=digest)
        self.save(self.arrived)
        disk_space.sync_folder(self.folder)

    def write_at(self, data: memoryview, offset: int) -> None:
        written = os.pwrite(self._file, data, offset)
        while written < len(data):
            written += os.pwrite(self._file, data[written:], offset + written)

    def read_at(self, offset: int, length: int) -> bytes:
        return os.pread(self._file, length, offset)

    def duplicate(self) -> int:
        """A descriptor for reading that stays valid when this file is closed."""
        return os.dup(self._file)

    def save(self, arrived: Ranges) -> None:
        """
        Sync the bytes and record their spans.

        Args:
            arrived: What was written before this call. Writes may continue meanwhile.
        """
        os.fdatasync(self._file)
        self.arrived = arrived
        spans = sorted(sorted(arrived, key=lambda span: span[0] - span[1])[:MAX_SPANS])
        self.metadata = self.metadata.model_copy(update={"here": tuple(spans)})
        save_metadata(self.folder, self.metadata)

    def finalize(self, size: int) -> Path:
        """Rename the complete file to a name that is free in its folder; return its path."""
        os.ftruncate(self._file, size)
        os.fsync(self._file)
        name = free_file_name(self.folder, self.metadata.name)
        spans = ((0, size),) if size else ()
        update = {"is_whole": True, "total": size, "here": spans, "name": name}
        self.metadata = self.metadata.model_copy(update=update)
        save_metadata(self.folder, self.metadata)
        final = self.folder / name
        (self.folder / PART_NAME).rename(final)
        disk_space.sync_folder(self.folder)
        return final

    def close(self) -> None:
        os.close(self._file)


class ChecksumVerifier:
    """Hashes a file from the front while it arrives, so that little is left to do at its end."""

    def __init__(self, checksum: str) -> None:
        """`checksum` is an algorithm and a digest, such as `sha256:…` (`JobOptions.checksum`)."""
        self.checksum = checksum
        algorithm, _, self._expected = checksum.partition(":")
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        self._at = 0

    def update(self, file: PartialFile, prefix: int, max_bytes: int) -> None:
        """Hash up to `max_bytes` more of the first `prefix` bytes. Raises `OSError`."""
        end = min(prefix, self._at + max_bytes)
        while self._at < end:
            data = file.read_at(self._at, min(HASH_STEP_BYTES, end - self._at))
            if not data:
                return
            self._hash.update(data)
            self._at += len(data)

    def verify(self, file: PartialFile, total: int) -> bool:
        """Hash the rest of the file, and compare."""
        self.update(file, total, total)
        return self._at == total and self._hash.hexdigest() == self._expected


class Checkpointer:
    """Saves what has arrived from time to time, and hashes it. For one thread at a time."""

    def __init__(self, file: PartialFile, checksum: str | None) -> None:
        self.verifier: ChecksumVerifier | None = None
        self._file = file
        self._checksum = checksum
        self._saved = Ranges()
        self._saved_at_s = time.monotonic()

    @property
    def is_due(self) -> bool:
        return time.monotonic() - self._saved_at_s >= CHECKPOINT_INTERVAL_S

    def checkpoint(self, arrived: Ranges) -> None:
        """Raises `OSError`."""
        if arrived != self._saved:
            self._save(arrived)
        self._saved_at_s = time.monotonic()

    def _save(self, arrived: Ranges) -> None:
        self._file.save(arrived)
        self._saved = arrived
        checksum = self._checksum or self._file.digest
        if checksum:
            if self.verifier is None or self.verifier.checksum != checksum:
                self.verifier = ChecksumVerifier(checksum)
            self.verifier.update(self._file, arrived.prefix, MAX_HASH_BYTES_PER_CHECKPOINT)


def min_free_bytes(folder: Path) -> int:
    """
    Disk space that a download never writes into.

    The user's minimum of free space is held where jobs get their disk reservations.
    """
    return min(disk_space.reserve_bytes(folder), MAX_MIN_FREE_BYTES)


def save_metadata(folder: Path, metadata: ResumeMetadata) -> None:
    """Raises `OSError`, and leaves the previous metadata as it was."""
    draft = folder / METADATA_DRAFT_NAME
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(metadata.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / METADATA_NAME)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def load_metadata(folder: Path) -> ResumeMetadata:
    """Empty when there is none, or it is invalid."""
    try:
        return ResumeMetadata.model_validate_json((folder / METADATA_NAME).read_bytes())
    except (OSError, ValidationError):
        return ResumeMetadata()


def remove_metadata(folder: Path) -> None:
    (folder / METADATA_NAME).unlink(missing_ok=True)


def find_complete_file(folder: Path) -> Path | None:
    """The file of a download that an earlier process completed."""
    metadata = load_metadata(folder)
    if not metadata.is_whole or not metadata.name:
        return None
    final, part = folder / metadata.name, folder / PART_NAME
    if not os.path.lexists(final) and part.is_file() and part.stat().st_size == metadata.total:
        part.rename(final)  # killed between saving the metadata and the rename
        disk_space.sync_folder(folder)
    is_complete = final.is_file() and not final.is_symlink()
    return final if is_complete and final.stat().st_size == metadata.total else None


def free_file_name(folder: Path, name: str) -> str:
    """The name, numbered if anything in the folder has it."""
    stem, ending = split_ending(name)
    number, free = 0, name
    while free in RESERVED_NAMES or os.path.lexists(folder / free):
        number += 1
        # Shortened only when it would be too long with its number.
        short = stem.encode()[:MAX_STEM_BYTES].decode("utf-8", "ignore")
        free = f"{short} ({number}){ending}"
    return free
