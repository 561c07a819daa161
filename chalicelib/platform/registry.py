"""
A service locator small enough to read in one go.

Entry points (routes, schedules, the worker's main) ask for services by type.
Services themselves never do: they receive what they need in their constructor.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")

_factories: dict[type, Callable[[], Any]] = {}
_instances: dict[type, Any] = {}
_lock = threading.RLock()  # re-entrant: building one service may ask for another


def register(kind: type[T], factory: Callable[[], T]) -> None:
    """Say how to build `kind`. Nothing is built until it is first asked for."""
    with _lock:
        _factories[kind] = factory
        _instances.pop(kind, None)


def get(kind: type[T]) -> T:
    """The one instance of `kind` in this process, built on first use."""
    instance = _instances.get(kind)
    if instance is None:
        with _lock:
            if kind not in _instances:
                _instances[kind] = _factories[kind]()
            instance = _instances[kind]
    return cast("T", instance)


def built(kind: type[T]) -> T | None:
    """The instance of `kind` if it was ever asked for; for closing things at the end."""
    return cast("T | None", _instances.get(kind))
