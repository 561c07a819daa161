"""
The files of an upload: a single file, a gzip file, or those inside a zip.

An upload is hostile until proven otherwise: what is unpacked is counted while it is unpacked, and
the sizes that a zip states are not believed.
"""

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chalicelib.history_imports.errors import UnreadableFile

MAX_FILES = 5_000
MAX_FILE_BYTES = 48 << 20
MAX_TOTAL_BYTES = 256 << 20
MAX_FIELD_CHARACTERS = 1 << 20
CHUNK_BYTES = 1 << 16
GZIP = b"\x1f\x8b"
ZIP = b"PK"
READ_ENDINGS = (".csv", ".json", ".xml", ".txt", ".gz")

TOO_BIG = "This file is far larger than a history when unpacked. It was not read."


@dataclass(frozen=True)
class CsvRow:
    """A row of a table: its line, and its fields by column in lower case."""

    place: str
    fields: Mapping[str, str]
    is_broken: bool = False

    def __getitem__(self, column: str) -> str:
        """The field without spaces around it; empty when the row or the table lacks it."""
        return self.fields.get(column, "")


@dataclass(frozen=True)
class SourceFile:
    """One file of an upload. `name` includes the folders of a zip, with slashes."""

    name: str
    content: bytes

    @property
    def base_name(self) -> str:
        return self.name.rsplit("/", 1)[-1].lower()

    @cached_property
    def text(self) -> str:
        """
        The content as text: UTF-8 or UTF-16 with a mark, UTF-8, or Windows-1252.

        The last one reads anything; some exports are of old programs.
        """
        for encoding in ("utf-8-sig", "utf-16") if self._has_utf_16_mark() else ("utf-8-sig",):
            try:
                return self.content.decode(encoding).replace("\x00", "")
            except UnicodeDecodeError:
                continue
        return self.content.decode("cp1252", errors="replace").replace("\x00", "")

    def _has_utf_16_mark(self) -> bool:
        return self.content[:2] in (b"\xff\xfe", b"\xfe\xff")

    @cached_property
    def json(self) -> Any:
        """The parsed content; None when it is not JSON."""
        if self.text.lstrip()[:1] not in ("{", "["):
            return None
        try:
            return _storable(json.loads(self.text, parse_constant=lambda _: None))
        except (ValueError, RecursionError):
            return None

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The columns of a table in lower case; empty when this is no table."""
        if self.text.lstrip()[:1] in ("{", "[", "<"):
            return ()
        try:
            first: list[str] = next(self._table(), [])
        except csv.Error:
            return ()
        return tuple(column.strip().lower() for column in first)

    def has_columns(self, *columns: str) -> bool:
        return set(columns) <= set(self.header)

    def rows(self) -> Iterator[CsvRow]:
        """The rows below the header; one that cannot be read is broken, and the next follows."""
        table = self._table()
        next(table, None)
        while True:
            place = f"{self.name}, line {table.line_num + 1}"
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error:
                yield CsvRow(place, {}, is_broken=True)
                continue
            if any(cell.strip() for cell in cells):
                fields = {
                    column: cell.strip() for column, cell in zip(self.header, cells, strict=False)
                }
                yield CsvRow(place, fields)

    def _table(self) -> Any:
        csv.field_size_limit(MAX_FIELD_CHARACTERS)
        text = self.text.lstrip("\r\n")
        first_line = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first_line.count)
        return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _storable(value: Any) -> Any:
    """Parsed JSON without what escapes can write and PostgreSQL cannot store."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode().replace("\x00", "")
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {name: _storable(each) for name, each in value.items()}
    return value


def open_upload(file_name: str, content: bytes) -> list[SourceFile]:
    """
    The readable files of an upload. Raises `UnreadableFile` with a message for a person.
    """
    if content[:2] == ZIP:
        return _unzip(content)
    if content[:2] == GZIP:
        name = file_name.removesuffix(".gz")
        return [SourceFile(name, _gunzip(content, MAX_FILE_BYTES))]
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile(TOO_BIG)
    if not content.strip():
        raise UnreadableFile("This file is empty.")
    return [SourceFile(file_name, content)]


def _unzip(content: bytes) -> list[SourceFile]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise UnreadableFile("This zip is damaged. Download it again.") from error
    with archive:
        members = [each for each in archive.infolist() if _is_read(each)]
        if len(members) > MAX_FILES:
            raise UnreadableFile(TOO_BIG)
        files: list[SourceFile] = []
        left = MAX_TOTAL_BYTES
        for member in members:
            data = _unpack(archive, member, min(left, MAX_FILE_BYTES))
            left -= len(data)
            name = member.filename.replace("\\", "/")
            if data[:2] == GZIP:
                data = _gunzip(data, min(left, MAX_FILE_BYTES))
                left -= len(data)
                name = name.removesuffix(".gz")
            files.append(SourceFile(name, data))
    if not files:
        raise UnreadableFile("There is no table, JSON or XML file in this zip.")
    return files


def _is_read(member: zipfile.ZipInfo) -> bool:
    name = member.filename.lower()
    is_of_finder = name.startswith("__macosx/") or name.rsplit("/", 1)[-1].startswith("._")
    return not member.is_dir() and name.endswith(READ_ENDINGS) and not is_of_finder


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    if member.flag_bits & 1:
        raise UnreadableFile("This zip has a password. Unpack it and zip it again without one.")
    try:
        with archive.open(member) as stream:
            return _read_at_most(stream, most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UnreadableFile("This zip is damaged. Download it again.") from error


def _gunzip(content: bytes, most: int) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return _read_at_most(stream, most)
    except (zlib.error, EOFError, OSError) as error:
        raise UnreadableFile("This gz file is damaged. Download it again.") from error


def _read_at_most(stream: Any, most: int) -> bytes:
    """Raises `UnreadableFile` as soon as there is more, also if the archive announces less."""
    parts: list[bytes] = []
    total = 0
    while chunk := stream.read(CHUNK_BYTES):
        total += len(chunk)
        if total > most:
            raise UnreadableFile(TOO_BIG)
        parts.append(chunk)
    return b"".join(parts)


def of_json(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, Any]]:
    """The files that are JSON, with what is in them."""
    for file in files:
        if (content := file.json) is not None:
            yield file, content
