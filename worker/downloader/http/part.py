"""
A file that is arriving over HTTP: its bytes, and the note that tells how to go on.

The bytes are in `download.part`, strictly from the front; the note beside it says what they
are a part of. Both stay in the job's folder, so that a new process can go on. The note is
written by rename, the final name appears by rename after the bytes are on the disk.
"""

import os
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from worker.downloader import disk

PART = "download.part"
NOTE = "download.json"
SYNC_EVERY_BYTES = 64 * 1024 * 1024


Count = Annotated[int, Field(ge=0)]


class Note(BaseModel):
    """What is known of the whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[^/\x00]*$", max_length=255)] = ""
    total: Count | None = None
    validator: str = ""
    synced: Count = 0  # bytes that are on the disk itself
    boot_id: str = ""
    is_whole: bool = False


class PartFile:
    """The bytes so far. Used by one thread, apart from `read_at`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.note = load_note(folder)
        self._boot_id = disk.boot_id()
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(folder / PART, flags, 0o644)
        self.size = os.fstat(self._file).st_size
        if self.note == Note():
            self.restart()  # bytes of unknown origin
        elif self.note.boot_id != self._boot_id:
            self.cut(min(self.size, self.note.synced))
        self._synced = self.size

    def restart(self) -> None:
        self.note = Note()
        self.cut(0)

    def cut(self, size: int) -> None:
        os.ftruncate(self._file, size)
        self.size = size

    def describe(self, name: str, total: int | None, validator: str) -> None:
        """Note what the bytes are a part of."""
        self.note = Note(
            name=name,
            total=total,
            validator=validator,
            synced=self.note.synced,
            boot_id=self._boot_id,
        )
        self._save()

    def append(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            written = os.pwrite(self._file, view, self.size)
            self.size += written
            view = view[written:]
        if self.size - self._synced >= SYNC_EVERY_BYTES:
            self.sync()

    def sync(self) -> None:
        os.fsync(self._file)
        self._synced = self.size
        if self.note.name:
            self.note = self.note.model_copy(update={"synced": self.size})
            self._save()

    def read_at(self, offset: int, length: int) -> bytes:
        return os.pread(self._file, length, offset)

    def settle(self) -> Path:
        """Give the whole file its final name; where it is."""
        os.fsync(self._file)
        self.note = self.note.model_copy(update={"is_whole": True, "synced": self.size})
        self._save()
        final = self.folder / self.note.name
        (self.folder / PART).rename(final)
        disk.sync_folder(self.folder)
        return final

    def close(self) -> None:
        os.close(self._file)

    def _save(self) -> None:
        draft = self.folder / f"{NOTE}.new"
        with draft.open("w", encoding="utf-8") as file:
            file.write(self.note.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / NOTE)
        disk.sync_folder(self.folder)


def load_note(folder: Path) -> Note:
    """The note of a folder; an empty one when there is none that makes sense."""
    try:
        return Note.model_validate_json((folder / NOTE).read_bytes())
    except (OSError, ValidationError):
        return Note()


def whole_file(folder: Path) -> Path | None:
    """The file of a download that was finished by an earlier process."""
    note = load_note(folder)
    if not note.is_whole:
        return None
    final = folder / note.name
    part = folder / PART
    if not final.exists() and part.exists() and part.stat().st_size == note.synced:
        part.rename(final)  # killed between the note and the rename
        disk.sync_folder(folder)
    is_whole = final.is_file() and not final.is_symlink() and final.stat().st_size == note.synced
    return final if is_whole else None


def forget_note(folder: Path) -> None:
    (folder / NOTE).unlink(missing_ok=True)
