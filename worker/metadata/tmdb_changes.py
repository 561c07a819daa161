"""TMDB's list of what changed: titles in use on it are fetched again before their time."""

import logging
from dataclasses import dataclass

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.store import due_titles
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.providers.tmdb import Tmdb
from chalicelib.providers.tmdb.lists import Kind
from worker.metadata.fetch_context import FetchContext

logger = logging.getLogger(__name__)

MAX_PAGES = 150  # some 10,000 films change on a day
KINDS: tuple[tuple[Kind, MediaType], ...] = (
    ("movie", MediaType.MOVIE),
    ("show", MediaType.SHOW),
)


@dataclass(frozen=True, slots=True)
class TitleChanges:
    context: FetchContext
    db: Database
    clock: Clock

    def run(self) -> int:
        """
        Make the titles in use due that changed within a day; how many there are.

        A page that TMDB does not give is left out. Raises `ShutdownRequested`.
        """
        tmdb = self.context.providers.tmdb
        if tmdb is None:
            return 0
        due = 0
        for name, kind in KINDS:
            changed = self._changed(tmdb, name)
            with self.db.transaction() as conn:
                due += due_titles.mark_changed(
                    conn, source="tmdb", kind=kind, external_ids=changed, now=self.clock()
                )
        return due

    def _changed(self, tmdb: Tmdb, kind: Kind) -> set[str]:
        found: set[str] = set()
        pages, page = 1, 1
        while page <= min(pages, MAX_PAGES):
            self.context.check_stop()
            try:
                answer = tmdb.changes(kind, page=page).value
            except (UnknownToProvider, ProviderFailed) as failure:
                logger.info("no more changes", extra={"reason": failure.code})
                break
            found |= {str(one.id) for one in answer.results}
            pages, page = answer.total_pages or 1, page + 1
        return found
