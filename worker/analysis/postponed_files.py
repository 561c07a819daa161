"""Files that could not be read just now: they come after the others."""

from uuid import UUID

MAX_POSTPONED = 1_000


class PostponedFiles:
    """In memory: after a start each of them is tried once more."""

    def __init__(self) -> None:
        self._ids: dict[UUID, None] = {}  # in the order of their last try

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._ids

    @property
    def ids(self) -> list[UUID]:
        """The one that was tried last comes last."""
        return list(self._ids)

    def add(self, item_id: UUID) -> None:
        self._ids.pop(item_id, None)
        if len(self._ids) >= MAX_POSTPONED:
            del self._ids[next(iter(self._ids))]
        self._ids[item_id] = None
