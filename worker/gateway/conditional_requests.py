"""Conditional requests (RFC 9110, section 13); no I/O."""

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Validators:
    """Identify one version of a file."""

    etag: str  # strong, with its quotes
    modified_at: datetime  # whole seconds, as on the wire

    @classmethod
    def of(cls, size_bytes: int, modified_ns: int) -> "Validators":
        modified_at = datetime.fromtimestamp(modified_ns // 10**9, UTC)
        return cls(f'"{size_bytes:x}-{modified_ns:x}"', modified_at)

    @property
    def last_modified(self) -> str:
        return http_date(int(self.modified_at.timestamp()))


class PreconditionResult(Enum):
    PROCEED = "proceed"
    NOT_MODIFIED = "not modified"
    FAILED = "failed"


def evaluate_preconditions(headers: dict[str, str], current: Validators) -> PreconditionResult:
    """
    Evaluate the preconditions of a GET or HEAD request.

    Source: RFC 9110, section 13.2.2 (precedence).
    """
    if "if-match" in headers:
        if not _contains(headers["if-match"], current.etag, allow_weak=False):
            return PreconditionResult.FAILED
    elif (since := _date(headers.get("if-unmodified-since"))) and current.modified_at > since:
        return PreconditionResult.FAILED
    if "if-none-match" in headers:
        if _contains(headers["if-none-match"], current.etag, allow_weak=True):
            return PreconditionResult.NOT_MODIFIED
    elif (since := _date(headers.get("if-modified-since"))) and current.modified_at <= since:
        return PreconditionResult.NOT_MODIFIED
    return PreconditionResult.PROCEED


def is_range_allowed(header: str | None, current: Validators, now: datetime) -> bool:
    """
    Whether a Range may be served, given the `If-Range` header.

    A weak tag never matches. A date matches when it equals the modification time and that is at
    least a second old: two changes within one second would go unnoticed otherwise.

    Source: RFC 9110, sections 13.1.5 (If-Range) and 8.8.2.2 (when a date is strong).
    """
    if header is None:
        return True
    if header.startswith(('"', "W/")):
        return header == current.etag
    date = _date(header)
    return date == current.modified_at and (now - current.modified_at).total_seconds() >= 1


def _contains(header: str, etag: str, *, allow_weak: bool) -> bool:
    """Whether a list of tags contains `etag`. Our tags contain no commas."""
    tags = [tag.strip() for tag in header.split(",")]
    return "*" in tags or etag in tags or (allow_weak and f"W/{etag}" in tags)


@functools.lru_cache(maxsize=1024)
def http_date(seconds: int) -> str:
    """A Unix time in seconds as an HTTP date."""
    return formatdate(seconds, usegmt=True)


def _date(header: str | None) -> datetime | None:
    """An HTTP date; None when missing or malformed (which is ignored)."""
    if not header:
        return None
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
