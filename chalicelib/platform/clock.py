"""Time and identity, as values that can be passed in and replaced in tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]


def utc_now() -> datetime:
    """The current instant, always timezone-aware and in UTC."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """A fresh random identifier."""
    return uuid4()
