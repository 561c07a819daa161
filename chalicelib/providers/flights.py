"""Several threads want the same thing at once: one goes, the others wait for what it brings."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Flights:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, Future[Any]] = {}

    def share(self, key: Hashable, go: Callable[[], T]) -> T:
        """What `go` returns or raises, called once for all who ask while it runs."""
        with self._lock:
            flight = self._under_way.get(key)
            is_ours = flight is None
            if flight is None:
                flight = self._under_way[key] = Future()
        if not is_ours:
            shared: T = flight.result()
            return shared
        try:
            value = go()
        except BaseException as error:
            flight.set_exception(error)
            raise
        else:
            flight.set_result(value)
            return value
        finally:
            with self._lock:
                del self._under_way[key]
