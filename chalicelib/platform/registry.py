"""
A service locator for entry points (routes, schedules, the worker's main). Services do not use it:
they receive their dependencies in the constructor.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")

_factories: dict[type, Callable[[], Any]] = {}
_instances: dict[type, Any] = {}
_lock = threading.RLock()  # re-entrant: one factory may use another


def register(kind: type[T], factory: Callable[[], T]) -> None:
    """Set the factory of `kind`, which runs at the first `get`."""
    with _lock:
        _factories[kind] = factory
        _instances.pop(kind, None)


def get(kind: type[T]) -> T:
    """The instance of `kind` in this process."""
    instance = _instances.get(kind)
    if instance is None:
        with _lock:
            if kind not in _instances:
                _instances[kind] = _factories[kind]()
            instance = _instances[kind]
    return cast("T", instance)


def built(kind: type[T]) -> T | None:
    """The instance of `kind` if it was built; for closing it at the end."""
    return cast("T | None", _instances.get(kind))
