"""What a client hands out: a value, and how far it may be trusted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """
    A provider's answer.

    `is_stale` means that the provider could not be asked and this is what it said at `fetched_at`.
    `skipped` counts parts that could not be read and were left out: whoever replaces what is
    known by what came must not delete anything when it is above zero.
    """

    value: T
    fetched_at: datetime
    is_stale: bool = False
    skipped: int = 0

    def map(self, function: Callable[[T], U]) -> "Answer[U]":
        """The same answer with another value."""
        return replace(self, value=function(self.value))  # type: ignore[arg-type,return-value]
