"""
A file that is arriving over HTTP: its bytes, and the note that tells how to go on.

The bytes are in `download.part`, each at its place, with holes where they have not come; the
note beside it says what they are a part of and which are here. It names only bytes that were
synced before it was written, and is written by rename: whatever is killed whenever, what the
note says is true. The final name appears by rename after all bytes are on the disk.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from worker.downloader import disk
from worker.downloader.http.ranges import Ranges, Span
from worker.downloader.names import LONGEST_STEM_BYTES, split_ending

PART = "download.part"
NOTE = "download.json"
DRAFT = "download.json.new"
OURS = frozenset({PART, NOTE, DRAFT})
MAX_SPANS = 10_000

Count = Annotated[int, Field(ge=0, lt=2**62)]


class Note(BaseModel):
    """What is known of the whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[^/\x00]*$", max_length=255)] = ""
    total: Count | None = None
    validator: str = ""
    digest: str = ""  # what the whole must hash to, as the source says: `sha256:…`
    here: Annotated[tuple[tuple[Count, Count], ...], Field(max_length=MAX_SPANS)] = ()
    is_whole: bool = False

    @model_validator(mode="before")
    @classmethod
    def _as_it_was(cls, value: Any) -> Any:
        """Earlier notes told how many bytes from the front were synced, and on which start."""
        if isinstance(value, dict) and "synced" in value:
            synced = value.pop("synced")
            value.pop("boot_id", None)
            return {**value, "here": [(0, synced)] if synced else []}
        return value

    @field_validator("here")
    @classmethod
    def _are_spans(cls, value: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Ranges(value))

    @property
    def size(self) -> int:
        return sum(end - start for start, end in self.here)


class PartFile:
    """Written to and read from by several threads; everything else is for one."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.note = load_note(folder)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(folder / PART, flags, 0o644)
        self.here = Ranges(self.note.here)
        self.is_of_unknown_origin = self.note == Note() and os.fstat(self._file).st_size > 0
        if self.note == Note():
            self.restart()
        self.here.cut(os.fstat(self._file).st_size)

    def restart(self) -> None:
        """Keep nothing of it."""
        self.note, self.here = Note(), Ranges()
        os.ftruncate(self._file, 0)

    def describe(self, *, name: str, total: int | None, validator: str, digest: str) -> None:
        """Note what the bytes are a part of."""
        self.note = Note(name=name, total=total, validator=validator, digest=digest)
        self.save(self.here)
        disk.sync_folder(self.folder)

    def write_at(self, data: memoryview, offset: int) -> None:
        written = os.pwrite(self._file, data, offset)
        while written < len(data):
            written += os.pwrite(self._file, data[written:], offset + written)

    def read_at(self, offset: int, length: int) -> bytes:
        return os.pread(self._file, length, offset)

    def save(self, here: Ranges) -> None:
        """
        Make sure that this much will still be here after whatever happens.

        Args:
            here: What was written before this was called. The file may be written to meanwhile.
        """
        os.fdatasync(self._file)
        self.here = here
        spans = sorted(sorted(here, key=lambda span: span[0] - span[1])[:MAX_SPANS])
        self.note = self.note.model_copy(update={"here": tuple(spans)})
        save_note(self.folder, self.note)

    def settle(self, size: int) -> Path:
        """Give the whole file its final name, which no other file has; where it is."""
        os.ftruncate(self._file, size)
        os.fsync(self._file)
        name = free_name(self.folder, self.note.name)
        self.note = self.note.model_copy(
            update={
                "is_whole": True,
                "total": size,
                "here": ((0, size),) if size else (),
                "name": name,
            }
        )
        save_note(self.folder, self.note)
        final = self.folder / name
        (self.folder / PART).rename(final)
        disk.sync_folder(self.folder)
        return final

    def close(self) -> None:
        os.close(self._file)


def save_note(folder: Path, note: Note) -> None:
    """Raises `OSError`, and leaves the old note as it was."""
    draft = folder / DRAFT
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(note.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / NOTE)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def load_note(folder: Path) -> Note:
    """The note of a folder; an empty one when there is none that makes sense."""
    try:
        return Note.model_validate_json((folder / NOTE).read_bytes())
    except (OSError, ValidationError):
        return Note()


def whole_file(folder: Path) -> Path | None:
    """The file of a download that was finished by an earlier process."""
    note = load_note(folder)
    if not note.is_whole or not note.name:
        return None
    final, part = folder / note.name, folder / PART
    if not os.path.lexists(final) and part.is_file() and part.stat().st_size == note.total:
        part.rename(final)  # killed between the note and the rename
        disk.sync_folder(folder)
    is_whole = final.is_file() and not final.is_symlink() and final.stat().st_size == note.total
    return final if is_whole else None


def forget_note(folder: Path) -> None:
    (folder / NOTE).unlink(missing_ok=True)


def free_name(folder: Path, name: str) -> str:
    """The name, or one like it, that nothing in the folder has."""
    stem, ending = split_ending(name)
    number, found = 0, name
    while found in OURS or os.path.lexists(folder / found):
        number += 1
        # Cut only when it would not fit with its number.
        short = stem.encode()[:LONGEST_STEM_BYTES].decode("utf-8", "ignore")
        found = f"{short} ({number}){ending}"
    return found
