"""
What the headers of a download say. Pure.

Sources: RFC 9110 (ranges, validators), RFC 6266 and RFC 8187 (file names), RFC 9530 (digests,
with the older forms of RFC 3230 and RFC 1864).
"""

import base64
import mimetypes
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from urllib.parse import unquote

from chalicelib.downloads.models.options import CHECKSUM_LENGTHS
from worker.downloader.names import FALLBACK, leaf, shortened, split_ending

OK = 200
CONTENT_RANGE = re.compile(r"bytes (?:(\d{1,19})-(\d{1,19})|\*)/(\d{1,19}|\*)", re.IGNORECASE)
DIGITS = re.compile(r"[0-9]{1,19}")
LONGEST_ENDING = 12
LONGEST_DISPOSITION = 4096
#: A date is a strong validator only when nobody can have changed the file twice within it; a
#: minute leaves room for clocks that differ (RFC 9110, 8.8.2.2).
STRONG_AFTER = timedelta(seconds=60)
LONGEST_VALIDATOR = 1000

#: RFC 8187: two charsets, a language nobody uses, and percent-encoded text.
EXTENDED_NAME = re.compile(
    r"(?:^|[;\s])filename\*\s*=\s*\"?(utf-8|iso-8859-1)'[^';\"]*'([^;\s\"]+)", re.IGNORECASE
)

#: Endings for sources that give a name without one; otherwise as the standard library knows them.
ENDINGS = {
    "video/mp4": ".mp4",
    "video/x-m4v": ".m4v",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "video/matroska": ".mkv",
    "video/quicktime": ".mov",
    "video/mpeg": ".mpg",
    "video/mp2t": ".ts",
    "video/ogg": ".ogv",
    "video/x-msvideo": ".avi",
    "audio/mpeg": ".mp3",
    "audio/flac": ".flac",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/x-subrip": ".srt",
    "application/x-bittorrent": ".torrent",
}
SAY_NOTHING = frozenset({"application/octet-stream", "binary/octet-stream"})
KNOWN_TYPES = mimetypes.MimeTypes(filenames=())  # the same on every machine

PAGES = frozenset({"text/html", "application/xhtml+xml"})
PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml"})
TORRENT_TYPE = "application/x-bittorrent"
#: Endings of files that are packed in themselves, and announced as such by some servers.
PACKED_ENDINGS = frozenset({".gz", ".tgz", ".z", ".bz2", ".xz", ".br", ".zst", ".svgz", ".vgz"})

#: Structured digests by name, the strongest first.
DIGESTS = {"sha-512": "sha512", "sha-256": "sha256", "sha": "sha1", "md5": "md5"}
DIGEST_ITEM = re.compile(r"([A-Za-z0-9*._-]+)\s*=\s*:?([A-Za-z0-9+/]+={0,2}):?")


@dataclass(frozen=True, slots=True)
class ContentRange:
    """Which bytes an answer holds. None where the header said `*`."""

    first: int | None
    last: int | None
    total: int | None


def content_range(headers: Mapping[str, str]) -> ContentRange | None:
    """None when the header is missing or makes no sense."""
    match = CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:
        return None
    first, last, total = (int(part) if part and part != "*" else None for part in match.groups())
    if first is not None and last is not None and last < first:
        return None
    if last is not None and total is not None and last >= total:
        return None
    return ContentRange(first, last, total)


def content_length(headers: Mapping[str, str]) -> int | None:
    """None when the length is not announced, as in chunked answers."""
    if "transfer-encoding" in headers:
        return None
    text = headers.get("content-length", "").strip()
    return int(text) if DIGITS.fullmatch(text) else None


def validator(headers: Mapping[str, str]) -> str:
    """
    What proves later that a resource is the same, for If-Range; "" when nothing does.

    Weak ones prove nothing: two files may share them.
    """
    etag = headers.get("etag", "").strip()
    is_sound = etag.isascii() and etag.isprintable() and len(etag) <= LONGEST_VALIDATOR
    if is_sound and etag.startswith('"') and etag.endswith('"') and len(etag) > 1:
        return etag
    modified = headers.get("last-modified", "").strip()
    try:
        age = parsedate_to_datetime(headers.get("date", "")) - parsedate_to_datetime(modified)
    except (TypeError, ValueError):  # not both there, or not dates, or of different kinds
        return ""
    return modified if age >= STRONG_AFTER else ""


def takes_ranges(headers: Mapping[str, str]) -> bool:
    return headers.get("accept-ranges", "").strip().lower() == "bytes"


def digest(headers: Mapping[str, str], status: int) -> str:
    """
    What the whole file hashes to, as the server says, such as `sha256:…`; "" when it does not.

    Content-Digest and, in partial answers, Content-MD5 are about the answer: passed over.
    """
    for header in ("repr-digest", "digest"):
        found = {name.lower(): text for name, text in DIGEST_ITEM.findall(headers.get(header, ""))}
        for name, kind in DIGESTS.items():
            if name in found and (digits := _hexadecimal(kind, found[name])):
                return f"{kind}:{digits}"
    if status == OK and (digits := _hexadecimal("md5", headers.get("content-md5", "").strip())):
        return f"md5:{digits}"
    return ""


def _hexadecimal(kind: str, text: str) -> str:
    try:
        digits = base64.b64decode(text, validate=True).hex()
    except ValueError:
        return ""
    return digits if len(digits) == CHECKSUM_LENGTHS[kind] else ""


def media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_page(headers: Mapping[str, str], path: str) -> bool:
    """
    Whether this is a page to look at where a file was expected, such as "your link is over".

    Not when the address itself, or the server, says that the page is the file.
    """
    if media_type(headers) not in PAGES or ending_of(path) in PAGE_ENDINGS:
        return False
    return not _announced(headers.get("content-disposition", ""))


def is_torrent(headers: Mapping[str, str], name: str) -> bool:
    return media_type(headers) == TORRENT_TYPE or split_ending(name)[1].lower() == ".torrent"


def is_packed(headers: Mapping[str, str], name: str) -> bool:
    """Whether what comes is not the file but a packed form of it, which nobody asked for."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        return False
    return split_ending(name)[1].lower() not in PACKED_ENDINGS


def ending_of(path: str) -> str:
    """Of the last part of the path of an address, in lower case."""
    return PurePosixPath(unquote(path.partition("?")[0])).suffix.lower()


def file_name(headers: Mapping[str, str], path: str, title: str) -> str:
    """
    A safe name for what arrives: as announced, else from the address, else the title.

    `path` is the path of the address, percent-encoded, perhaps with a query.
    """
    announced = _announced(headers.get("content-disposition", ""))
    from_path = unquote(path.partition("?")[0]).rstrip("/").rsplit("/", 1)[-1]
    text = announced or from_path or title
    name = leaf(text) if text else FALLBACK
    stem, ending = split_ending(name)
    if ending and len(ending) <= LONGEST_ENDING:
        return name
    added = _ending_for(media_type(headers))
    return shortened(leaf(title or stem) + added) if added else name


def _ending_for(kind: str) -> str:
    if kind in SAY_NOTHING:
        return ""
    return ENDINGS.get(kind) or KNOWN_TYPES.guess_extension(kind) or ""


def _announced(header: str) -> str:
    """
    The file name in a Content-Disposition header; "" when there is none.

    `filename*` goes before `filename`, whichever comes first (RFC 6266, 4.3).
    """
    if len(header) > LONGEST_DISPOSITION:  # looking for its parts costs the square of that
        return ""
    if (extended := EXTENDED_NAME.search(header)) is not None:
        with suppress(LookupError, UnicodeError):
            return unquote(extended[2], encoding=extended[1], errors="strict")
    message = Message()
    message["content-disposition"] = header.replace("\r", " ").replace("\n", " ")
    try:
        return message.get_filename("") or ""
    except (LookupError, UnicodeError, ValueError):  # an unknown charset
        return ""
