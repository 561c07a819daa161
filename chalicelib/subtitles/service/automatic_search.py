"""Whether the server looks for subtitles of new files, as an administrator decides."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.subtitles.errors import SearchSetByEnvironment
from chalicelib.subtitles.models.automatic_search import AutomaticSearch, AutomaticSearchSource
from chalicelib.subtitles.store import automatic_search as store


@dataclass(frozen=True, slots=True)
class AutomaticSearchService:
    """`environment` is SEEN_FIND_SUBTITLES, which wins; None: it is not set."""

    db: Database
    clock: Clock
    environment: bool | None
    has_source: Callable[[], bool]

    def get(self) -> AutomaticSearch:
        """Read now: a change is in force at once."""
        with self.db.read() as conn:
            stored = store.get(conn)
        source: AutomaticSearchSource = "default" if stored is None else "stored"
        return AutomaticSearch(
            is_on=bool(stored) if self.environment is None else self.environment,
            source=source if self.environment is None else "environment",
            has_key=self.has_source(),
        )

    def change(self, *, is_on: bool) -> AutomaticSearch:
        """Raises `SearchSetByEnvironment`."""
        if self.environment is not None:
            raise SearchSetByEnvironment("This is set by the environment of the server.")
        with self.db.read() as conn:
            store.put(conn, is_on=is_on, now=self.clock())
        return self.get()
