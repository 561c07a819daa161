"""Fetches a subtitle from the address a source gave, and unpacks it. Bounded in size."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from chalicelib.platform.errors import SeenError
from chalicelib.providers.network_guard import NetworkGuard
from chalicelib.subtitles.models import MAX_UPLOAD_BYTES
from chalicelib.subtitles.models.upload_check import SUFFIXES, suffix_of
from worker.net.http_client import read_small

MAX_PACKED_BYTES = 5 * 2**20
MAX_ENTRIES = 200
HOSTS = ("opensubtitles.com", "opensubtitles.org")
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


class SourceUnreachable(Exception):
    """The address did not answer with a file."""


class BadSourceFile(Exception):
    """What the address sent is no subtitle, or too large."""


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """`mirror` is the address that is asked instead of the service's own, in tests and mirrors."""

    guard: NetworkGuard
    mirror: str | None = None

    def read(self, url: str, name: str) -> tuple[str, bytes]:
        """
        The name and the bytes of the one subtitle at `url`; `name` is what the source calls it.

        Raises `SourceUnreachable` or `BadSourceFile`.
        """
        if not self._is_of_source(url):
            raise SourceUnreachable("The address is not the source's.")
        try:
            status, body = read_small(self.guard, url, MAX_PACKED_BYTES)
        except SeenError as error:
            raise SourceUnreachable("The file could not be fetched.") from error
        if status != HTTPStatus.OK:
            raise SourceUnreachable("The file could not be fetched.")
        return unpack(name, body)

    def _is_of_source(self, url: str) -> bool:
        parts = urlsplit(url)
        if self.mirror is not None:
            mirror = urlsplit(self.mirror)
            return (parts.scheme, parts.netloc) == (mirror.scheme, mirror.netloc)
        host = parts.hostname or ""
        is_known = any(host == known or host.endswith(f".{known}") for known in HOSTS)
        return parts.scheme == "https" and is_known


def unpack(name: str, content: bytes) -> tuple[str, bytes]:
    """
    The name and the bytes of the subtitle in a file: the file itself, or the one in an archive.

    Raises `BadSourceFile`.
    """
    if len(content) > MAX_PACKED_BYTES:
        raise BadSourceFile("The file is too large.")
    if content.startswith(GZIP):
        inner, name = _inflate(content), name.removesuffix(".gz")
    elif content.startswith(ZIP):
        name, inner = _of_zip(content)
    else:
        inner = content
    if len(inner) > MAX_UPLOAD_BYTES:
        raise BadSourceFile("The subtitle is too large.")
    # Some names have no suffix, and what they are is seen in the text.
    return (name if suffix_of(name) in SUFFIXES else f"{name}.srt"), inner


def _inflate(content: bytes) -> bytes:
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        return inflater.decompress(content, MAX_UPLOAD_BYTES + 1)
    except zlib.error as error:
        raise BadSourceFile("The archive is damaged.") from error


def _of_zip(content: bytes) -> tuple[str, bytes]:
    """The largest subtitle of the archive; its name is only a name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [
                entry
                for entry in archive.infolist()[:MAX_ENTRIES]
                if suffix_of(entry.filename) in SUFFIXES
                and not entry.is_dir()
                and not entry.flag_bits & 1  # encrypted
            ]
            chosen = max(entries, key=lambda entry: entry.file_size, default=None)
            if chosen is None:
                raise BadSourceFile("The archive has no subtitle in it.")
            with archive.open(chosen) as file:
                name = chosen.filename.replace("\\", "/").rsplit("/", 1)[-1]
                return name, file.read(MAX_UPLOAD_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise BadSourceFile("The archive is damaged.") from error
