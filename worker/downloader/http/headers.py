"""
What the headers of a download say. Pure.

Sources: RFC 9110 (ranges, validators), RFC 6266 and RFC 8187 (file names).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote

from worker.downloader.names import FALLBACK, leaf, split_ending

CONTENT_RANGE = re.compile(r"bytes (?:(\d{1,19})-(\d{1,19})|\*)/(\d{1,19}|\*)", re.IGNORECASE)
DIGITS = re.compile(r"[0-9]{1,19}")
LONGEST_ENDING = 12

#: Endings for sources that give a name without one.
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
    "application/zip": ".zip",
    "application/x-bittorrent": ".torrent",
}


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
    return ContentRange(first, last, total)


def content_length(headers: Mapping[str, str]) -> int | None:
    """None when the length is not announced, as in chunked answers."""
    text = headers.get("content-length", "").strip()
    return int(text) if DIGITS.fullmatch(text) else None


def validator(headers: Mapping[str, str]) -> str:
    """What proves later that a resource is the same, for If-Range; "" when nothing does."""
    etag = headers.get("etag", "").strip()
    if etag.startswith('"') and etag.endswith('"') and len(etag) > 1:  # weak ones prove nothing
        return etag
    return headers.get("last-modified", "").strip()


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
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return leaf(f"{title or stem}{ENDINGS[kind]}") if kind in ENDINGS else name


def _announced(header: str) -> str:
    """The file name in a Content-Disposition header; "" when there is none."""
    if not header:
        return ""
    message = Message()
    message["content-disposition"] = header.replace("\r", " ").replace("\n", " ")
    try:
        return message.get_filename("") or ""
    except (LookupError, UnicodeError, ValueError):  # an unknown charset
        return ""
