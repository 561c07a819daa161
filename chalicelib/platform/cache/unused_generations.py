"""
Scopes that were invalidated by this process and of which no value was kept since.

Invalidating such a scope again changes nothing, so nothing needs to be sent.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from chalicelib.platform.cache.shared_generations import SharedGenerations

MAX_SCOPES = 10_000


class UnusedGenerations:
    """The generations that this process wrote to shared memory without `USED`."""

    def __init__(self, shared: SharedGenerations) -> None:
        self._shared = shared
        self._written: dict[str, int] = {}
        self._sent: dict[str, int] = {}  # whose invalidation was sent, or waits for the server

    def has(self, scope: str) -> bool:
        """Whether no process has used or replaced the generation since it was sent."""
        return self._sent.get(scope) == self._shared.read(scope)

    @contextmanager
    def written(self, scope: str) -> Iterator[None]:
        """An unused generation, around the sending of the invalidation."""
        if len(self._written) >= MAX_SCOPES:
            self._written.clear()
            self._sent.clear()
        generation = self._written[scope] = self._shared.replace_unused(scope)
        yield
        self._sent[scope] = generation

    def replace_used(self, scopes: Iterable[str]) -> None:
        """Replace the generations but for those that are unused: no value has them."""
        for scope in scopes:
            if self._shared.read(scope) != self._written.get(scope):
                self._shared.replace(scope)
