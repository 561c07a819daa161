"""Conditional requests as RFC 9110 means them; pure."""

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one version of a file from another."""

    etag: str  # strong, with its quotes
    modified_at: datetime  # whole seconds, as on the wire

    @classmethod
    def of(cls, size_bytes: int, modified_ns: int) -> "Validators":
        modified_at = datetime.fromtimestamp(modified_ns // 10**9, UTC)
        return cls(f'"{size_bytes:x}-{modified_ns:x}"', modified_at)

    @property
    def last_modified(self) -> str:
        return http_date(int(self.modified_at.timestamp()))


class Verdict(Enum):
    GO_ON = "go on"
    NOT_MODIFIED = "not modified"
    FAILED = "failed"


def judge(headers: dict[str, str], current: Validators) -> Verdict:
    """
    What a request's preconditions come to, for GET and HEAD.

    Source: RFC 9110, section 13.2.2 (precedence).
    """
    if "if-match" in headers:
        if not _names(headers["if-match"], current.etag, weak_counts=False):
            return Verdict.FAILED
    elif (since := _date(headers.get("if-unmodified-since"))) and current.modified_at > since:
        return Verdict.FAILED
    if "if-none-match" in headers:
        if _names(headers["if-none-match"], current.etag, weak_counts=True):
            return Verdict.NOT_MODIFIED
    elif (since := _date(headers.get("if-modified-since"))) and current.modified_at <= since:
        return Verdict.NOT_MODIFIED
    return Verdict.GO_ON


def range_counts(header: str | None, current: Validators, now: datetime) -> bool:
    """
    Whether a Range may be served, given the `If-Range` header.

    A weak tag never matches. A date matches when it is exactly ours, and ours is at least a
    second old: a file changed twice within one second would go unnoticed otherwise.

    Source: RFC 9110, sections 13.1.5 (If-Range) and 8.8.2.2 (when a date is strong).
    """
    if header is None:
        return True
    if header.startswith(('"', "W/")):
        return header == current.etag
    date = _date(header)
    return date == current.modified_at and (now - current.modified_at).total_seconds() >= 1


def _names(header: str, etag: str, *, weak_counts: bool) -> bool:
    """Whether a list of tags holds ours. Our tags have no commas in them."""
    tags = [tag.strip() for tag in header.split(",")]
    return "*" in tags or etag in tags or (weak_counts and f"W/{etag}" in tags)


@functools.lru_cache(maxsize=1024)
def http_date(seconds: int) -> str:
    """An instant, in whole seconds since 1970, as HTTP writes it."""
    return formatdate(seconds, usegmt=True)


def _date(header: str | None) -> datetime | None:
    """An HTTP date; None for none, or for what is none and is to be ignored."""
    if not header:
        return None
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
