"""
What the headers of a response say, and whether it continues a partial file.

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
from http import HTTPStatus
from pathlib import PurePosixPath
from urllib.parse import unquote

from chalicelib.downloads.models.job_options import CHECKSUM_LENGTHS
from worker.downloader.engine import TaskFailed
from worker.downloader.http.partial_file import PartialFile, ResumeMetadata
from worker.downloader.http.segments import UNKNOWN_END
from worker.downloader.safe_names import FALLBACK, leaf, shortened, split_ending
from worker.net.http_client import StreamedResponse

CONTENT_RANGE = re.compile(r"bytes (?:(\d{1,19})-(\d{1,19})|\*)/(\d{1,19}|\*)", re.IGNORECASE)
DIGITS = re.compile(r"[0-9]{1,19}")
MAX_ENDING_LENGTH = 12
MAX_DISPOSITION_LENGTH = 4096
#: A date is a strong validator only when the file cannot have changed twice within it; a minute
#: allows for clocks that differ (RFC 9110, 8.8.2.2).
MIN_STRONG_DATE_AGE = timedelta(seconds=60)
MAX_VALIDATOR_LENGTH = 1000
#: How much is fetched again and compared where there is no validator.
OVERLAP_BYTES = 64 * 1024

#: RFC 8187: two charsets, an unused language, and percent-encoded text.
EXTENDED_NAME = re.compile(
    r"(?:^|[;\s])filename\*\s*=\s*\"?(utf-8|iso-8859-1)'[^';\"]*'([^;\s\"]+)", re.IGNORECASE
)

#: For names without an ending; other media types as the standard library has them.
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
GENERIC_TYPES = frozenset({"application/octet-stream", "binary/octet-stream"})
MEDIA_TYPES = mimetypes.MimeTypes(filenames=())  # the same on every machine

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml"})
TORRENT_TYPE = "application/x-bittorrent"
#: Files that are compressed themselves; some servers announce that as a content coding.
COMPRESSED_ENDINGS = frozenset({".gz", ".tgz", ".z", ".bz2", ".xz", ".br", ".zst", ".svgz", ".vgz"})

#: Digest algorithms, the strongest first.
DIGESTS = {"sha-512": "sha512", "sha-256": "sha256", "sha": "sha1", "md5": "md5"}
DIGEST_ITEM = re.compile(r"([A-Za-z0-9*._-]+)\s*=\s*:?([A-Za-z0-9+/]+={0,2}):?")

Headers = Mapping[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class ContentRange:
    """None where the header has `*`."""

    first: int | None
    last: int | None
    total: int | None


def content_range(headers: Headers) -> ContentRange | None:
    """None when the header is missing or invalid."""
    match = CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:
        return None
    first, last, total = (int(part) if part and part != "*" else None for part in match.groups())
    if first is not None and last is not None and last < first:
        return None
    if last is not None and total is not None and last >= total:
        return None
    return ContentRange(first, last, total)


def content_length(headers: Headers) -> int | None:
    """None when the length is not announced, as in chunked responses."""
    if "transfer-encoding" in headers:
        return None
    text = headers.get("content-length", "").strip()
    return int(text) if DIGITS.fullmatch(text) else None


def strong_validator(headers: Headers) -> str:
    """
    The ETag or date for If-Range; "" when there is none.

    Weak validators are ignored: two files may share them.
    """
    etag = headers.get("etag", "").strip()
    is_valid = etag.isascii() and etag.isprintable() and len(etag) <= MAX_VALIDATOR_LENGTH
    if is_valid and etag.startswith('"') and etag.endswith('"') and len(etag) > 1:
        return etag
    modified = headers.get("last-modified", "").strip()
    try:
        age = parsedate_to_datetime(headers.get("date", "")) - parsedate_to_datetime(modified)
    except (TypeError, ValueError):  # one is missing, invalid, or without a time zone
        return ""
    return modified if age >= MIN_STRONG_DATE_AGE else ""


def accepts_ranges(headers: Headers) -> bool:
    return headers.get("accept-ranges", "").strip().lower() == "bytes"


def file_digest(headers: Headers, status: int) -> str:
    """
    The announced digest of the whole file, such as `sha256:…`; "" when there is none.

    Content-Digest and, in partial responses, Content-MD5 are of the response: ignored.
    """
    for header in ("repr-digest", "digest"):
        items = {name.lower(): text for name, text in DIGEST_ITEM.findall(headers.get(header, ""))}
        for name, algorithm in DIGESTS.items():
            if name in items and (digits := _hexadecimal(algorithm, items[name])):
                return f"{algorithm}:{digits}"
    md5 = headers.get("content-md5", "").strip()
    if status == HTTPStatus.OK and (digits := _hexadecimal("md5", md5)):
        return f"md5:{digits}"
    return ""


def _hexadecimal(algorithm: str, text: str) -> str:
    try:
        digits = base64.b64decode(text, validate=True).hex()
    except ValueError:
        return ""
    return digits if len(digits) == CHECKSUM_LENGTHS[algorithm] else ""


def _media_type(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_web_page(headers: Headers, path: str) -> bool:
    """
    Whether this is a page to look at instead of a file, such as "your link has expired".

    Not when the address or the server says that the page is the file.
    """
    ending = PurePosixPath(unquote(path.partition("?")[0])).suffix.lower()
    if _media_type(headers) not in PAGE_TYPES or ending in PAGE_ENDINGS:
        return False
    return not _disposition_name(headers)


def is_torrent(headers: Headers, name: str) -> bool:
    return _media_type(headers) == TORRENT_TYPE or split_ending(name)[1].lower() == ".torrent"


def is_compressed(headers: Headers, name: str) -> bool:
    """Whether the body is the file in a content coding, which was not asked for."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        return False
    return split_ending(name)[1].lower() not in COMPRESSED_ENDINGS


def file_name(headers: Headers, path: str, title: str) -> str:
    """
    A safe file name: as announced, else from the address, else the title.

    `path` is the path of the address, percent-encoded, perhaps with a query.
    """
    path_name = unquote(path.partition("?")[0]).rstrip("/").rsplit("/", 1)[-1]
    text = _disposition_name(headers) or path_name or title
    name = leaf(text) if text else FALLBACK
    stem, ending = split_ending(name)
    if ending and len(ending) <= MAX_ENDING_LENGTH:
        return name
    media_type = _media_type(headers)
    if media_type in GENERIC_TYPES:
        return name
    added = ENDINGS.get(media_type) or MEDIA_TYPES.guess_extension(media_type)
    return shortened(leaf(title or stem) + added) if added else name


def _disposition_name(headers: Headers) -> str:
    """
    The file name in Content-Disposition; "" when there is none.

    `filename*` takes precedence over `filename`, in any order (RFC 6266, 4.3).
    """
    header = headers.get("content-disposition", "")
    if len(header) > MAX_DISPOSITION_LENGTH:  # parsing takes time quadratic in the length
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


def require_file(headers: Headers, path: str, name: str) -> None:
    """Raises `TaskFailed`."""
    if is_web_page(headers, path):
        raise TaskFailed("not_a_file", "This address leads to a web page, not to a file.")
    if is_compressed(headers, name):
        raise TaskFailed("packed", "The server sends this file only in a compressed encoding.")


def response_end(response: StreamedResponse) -> int:
    """The offset in the file where the body ends."""
    sent = (
        content_range(response.headers) if response.status == HTTPStatus.PARTIAL_CONTENT else None
    )
    if sent is not None and sent.last is not None:
        return sent.last + 1
    length = content_length(response.headers)
    return UNKNOWN_END if length is None else length


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """Where the first response of a download fits into the partial file."""

    offset: int = 0  # of its first byte
    compare_until: int = 0  # what arrived earlier is compared with it up to here
    is_complete: bool = False  # nothing is missing; the response has no body
    supports_ranges: bool = False  # any range of this very file can be requested


def resume_request(file: PartialFile) -> tuple[int, dict[str, str]]:
    """
    The offset to request from, and the headers for it.

    With a validator the server tells whether the rest fits (If-Range, RFC 9110 13.1.5); without,
    a part of what has arrived is requested again, to be compared.
    """
    metadata, arrived = file.metadata, file.arrived
    if not arrived.size:
        return 0, {}
    if metadata.validator:
        total = UNKNOWN_END if metadata.total is None else metadata.total
        # Of a complete file, the last byte: has the file changed?
        offset, end = next(arrived.gaps(total), (max(total - 1, 0), total))
        last = end - 1 if end < arrived.end else ""
        return offset, {"Range": f"bytes={offset}-{last}", "If-Range": metadata.validator}
    offset = max(arrived.prefix - OVERLAP_BYTES, 0)
    return offset, {"Range": f"bytes={offset}-"}


def match_response(
    file: PartialFile, response: StreamedResponse, offset: int, title: str
) -> ResumePoint | None:
    """
    Fit the response to a request from `offset` into the partial file, and describe the file.

    None when it does not fit and cannot be used: request again from the front.
    Raises `TaskFailed` and `OSError`.
    """
    known, headers, path = file.metadata, response.headers, response.target.path
    is_partial = response.status == HTTPStatus.PARTIAL_CONTENT
    if response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        sent = content_range(headers)
        is_complete = sent is not None and sent.total == file.arrived.prefix == known.total
        return ResumePoint(is_complete=True) if is_complete and known.total else None
    name = known.name or file_name(headers, path, title)
    require_file(headers, path, name)
    validator = strong_validator(headers)
    if is_partial:
        total = _matching_total(known, headers, offset, validator)
        if total is None:
            return None
        is_same = bool(known.validator)
    else:
        total, offset = content_length(headers), 0
        is_same = bool(known.validator) and (known.validator, known.total) == (validator, total)
        has_changed = bool(known.validator and validator) or known.total != total
        if not is_same and has_changed:
            file.clear()
            known, name = ResumeMetadata(), file_name(headers, path, title)
    if not is_same:
        file.arrived.truncate(file.arrived.prefix)  # the rest cannot be compared
    validator = validator or (known.validator if is_same else "")
    digest = file_digest(headers, response.status) or (known.digest if is_same else "")
    file.describe(name=name, total=total, validator=validator, digest=digest)
    is_known = bool(validator) and total is not None
    return ResumePoint(
        offset,
        compare_until=0 if is_same else file.arrived.prefix,
        supports_ranges=is_known and (is_partial or accepts_ranges(headers)),
    )


def _matching_total(
    known: ResumeMetadata, headers: Headers, offset: int, validator: str
) -> int | None:
    """The length of the file when a partial response continues what has arrived; else None."""
    sent = content_range(headers)
    if sent is None or sent.first != offset or sent.total is None:
        return None
    has_changed = bool(known.validator) and validator not in ("", known.validator)
    return None if has_changed or known.total not in (None, sent.total) else sent.total
