"""Generations of sessions: what a process knows of a session is valid while its own is the same."""

from collections.abc import Iterable
from uuid import UUID

from chalicelib.platform.cache.shared_generations import SLOTS, SharedGenerations


class SessionGenerations:
    """In memory that all processes of this machine share, or else in that of this process."""

    def __init__(self, generations: SharedGenerations) -> None:
        self._generations = generations

    def read(self, session_id: UUID) -> int:
        return self._generations.read_slot(_slot(session_id))

    def replace(self, session_ids: Iterable[UUID]) -> None:
        """Call it after the change is committed: what is read from then on is the new state."""
        for session_id in session_ids:
            self._generations.replace_slot(_slot(session_id))


def _slot(session_id: UUID) -> int:
    return session_id.int % SLOTS  # identifiers are random
