"""Conditions that tests wait for."""

import threading
import time
from collections.abc import Callable
from typing import Any

from chalicelib.platform.errors import Unavailable

#: Matters only when a test fails; a busy machine may take its time.
PATIENCE_S = 120.0


def wait_until(
    condition: Callable[[], Any],
    within_s: float = PATIENCE_S,
    what: str | Callable[[], str] = "",
) -> Any:
    """Wait until a condition is true, and return its value; `what` says what there is instead."""
    deadline = time.monotonic() + within_s
    tick = threading.Event()
    while True:
        if found := condition():
            return found
        if time.monotonic() >= deadline:
            state = what() if callable(what) else what
            raise AssertionError(f"not within {within_s} s: {state or condition}")
        tick.wait(0.01)


def wait_stable(value: Callable[[], Any], looks: int = 30) -> Any:
    """What a value is once it has stopped changing."""
    seen: list[Any] = []

    def is_settled() -> bool:
        seen.append(value())
        return len(seen) > looks and len(set(seen[-looks:])) == 1

    wait_until(is_settled)
    return seen[-1]


def retry_unavailable(ask: Callable[[], Any], within_s: float = PATIENCE_S) -> Any:
    """
    An answer, also from a database that has only just come back.

    An HTTP client gets a Retry-After of two seconds.
    """
    deadline = time.monotonic() + within_s
    while True:
        try:
            return ask()
        except Unavailable:
            if time.monotonic() >= deadline:
                raise
