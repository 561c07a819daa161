"""What is counted, and what a place that counts has to be able to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Protocol
from uuid import UUID

from pydantic import Field

from chalicelib.platform.client_network import rate_limit_key

WINDOW_DAYS = 7  # today and the six days before it, by UTC
KEPT_FOR = timedelta(days=8)  # longer than the window, so that a whole day is never cut

MAX_SOURCE = 100  # characters
SOURCE = r"^[a-z0-9]+([-_.:][a-z0-9]+)*$"
FROM_COLLECTION = "collection-"  # followed by its slug

Source = Annotated[str, Field(pattern=SOURCE, max_length=MAX_SOURCE)]


@dataclass(frozen=True, slots=True)
class Visited:
    media_id: int
    views: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a daily clean-up did."""

    forgotten: int  # views and clicks deleted; 0 where they end by themselves
    collections: int  # whose count was another one than before


class Tally(Protocol):
    """
    A place that counts: PostgreSQL at home, DynamoDB on AWS.

    A mark says who looked at what in which hour. The same mark again is not counted again.
    Days are whole days by UTC. Raises `Unavailable` when the place does not answer.
    """

    def view(self, *, mark: bytes, media_id: int, source: str, at: datetime) -> bool:
        """Count a look at a title; whether it counted."""

    def click(self, *, mark: bytes, collection_id: int, at: datetime) -> bool:
        """Count a click on a collection; whether it counted."""

    def views(self, media_ids: Sequence[int], days: Sequence[date]) -> dict[int, int]:
        """How often these titles were looked at; titles nobody looked at are left out."""

    def top(self, days: Sequence[date], *, limit: int) -> list[Visited]:
        """The titles that were looked at most, then by id."""

    def clicks(self, days: Sequence[date]) -> dict[int, int]:
        """How often each collection was clicked on."""

    def forget(self, *, before: datetime) -> int:
        """Delete what is older, unless the place does so by itself; how many rows."""


def window(now: datetime, days: int = WINDOW_DAYS) -> list[date]:
    """The last days, today last."""
    today = now.date()
    return [today - timedelta(days=back) for back in reversed(range(days))]


def tidy(source: str | None) -> str:
    """A source as it may be stored; what cannot be one is none."""
    if source is None or len(source) > MAX_SOURCE or re.fullmatch(SOURCE, source) is None:
        return ""
    return source


def visitor(by: UUID | str) -> str:
    """Who counts as one: a person, or everybody at home where nobody is signed in."""
    return f"person {by}" if isinstance(by, UUID) else f"address {rate_limit_key(by)}"
