"""What a provider client returns: a value, and how far it can be trusted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class ProviderResult(Generic[T]):
    """
    A provider's data.

    `is_stale`: the provider could not be reached, and this is its response of `fetched_at`.
    `skipped` counts parts that could not be parsed and were left out: while it is above zero, the
    absence of something must not delete what is stored.
    """

    value: T
    fetched_at: datetime
    is_stale: bool = False
    skipped: int = 0

    def map(self, function: Callable[[T], U]) -> "ProviderResult[U]":
        """The same result with another value."""
        return ProviderResult(function(self.value), self.fetched_at, self.is_stale, self.skipped)
