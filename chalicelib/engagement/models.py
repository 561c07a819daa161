"""Views and clicks, and the protocol of their counters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Protocol
from uuid import UUID

from pydantic import Field

from chalicelib.http.client_network import rate_limit_key

WINDOW_DAYS = 7  # today and the six days before it, by UTC
RETENTION = timedelta(days=8)  # longer than the window, so that its first day is complete

MAX_SOURCE = 100  # characters
SOURCE = r"^[a-z0-9]+([-_.:][a-z0-9]+)*$"
FROM_COLLECTION = "collection-"  # followed by its slug

Source = Annotated[str, Field(pattern=SOURCE, max_length=MAX_SOURCE)]


@dataclass(frozen=True, slots=True)
class ViewCount:
    """How often a title was viewed."""

    media_id: int
    views: int


@dataclass(frozen=True, slots=True)
class CleanupResult:
    """The result of the daily clean-up."""

    deleted: int  # views and clicks; 0 where the store expires them
    collections: int  # whose count changed


class VisitCounter(Protocol):
    """
    A counter of visits: PostgreSQL at home, DynamoDB on AWS.

    A dedup key identifies a visitor, a title or collection and an hour; each is counted once.
    Days are days of UTC. Raises `Unavailable` when the store does not answer.
    """

    def view(self, *, dedup_key: bytes, media_id: int, source: str, at: datetime) -> bool:
        """Count a view of a title; False for a repetition."""

    def click(self, *, dedup_key: bytes, collection_id: int, at: datetime) -> bool:
        """Count a click on a collection; False for a repetition."""

    def views(self, media_ids: Sequence[int], days: Sequence[date]) -> dict[int, int]:
        """The number of views of these titles; titles without views are left out."""

    def top(self, days: Sequence[date], *, limit: int) -> list[ViewCount]:
        """The most viewed titles, then by id."""

    def clicks(self, days: Sequence[date]) -> dict[int, int]:
        """The number of clicks on each collection."""

    def delete_before(self, *, before: datetime) -> int:
        """Delete older visits, unless the store expires them; the number of rows."""


def window(now: datetime, days: int = WINDOW_DAYS) -> list[date]:
    """The last days, today last."""
    today = now.date()
    return [today - timedelta(days=back) for back in reversed(range(days))]


def normalize_source(source: str | None) -> str:
    """A valid source, or an empty string."""
    if source is None or len(source) > MAX_SOURCE or re.fullmatch(SOURCE, source) is None:
        return ""
    return source


def visitor_key(by: UUID | str) -> str:
    """A user, or a client network for visitors who are not signed in, counts as one visitor."""
    return f"person {by}" if isinstance(by, UUID) else f"address {rate_limit_key(by)}"
