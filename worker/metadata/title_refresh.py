"""Fetches the titles again that people follow, own, want or watch, without a page being opened."""

import logging
from dataclasses import dataclass

from chalicelib.metadata.store import due_titles
from chalicelib.metadata.store.due_titles import DueTitle
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from worker.metadata.title_fetcher import TitleFetcher

logger = logging.getLogger(__name__)

MAX_TITLES = 500  # of a run; the next one continues


@dataclass(frozen=True, slots=True)
class TitleRefresh:
    """`titles` calls the providers without a response cache, which would keep what is old."""

    db: Database
    clock: Clock
    titles: TitleFetcher
    limit: int = MAX_TITLES

    def run(self) -> int:
        """
        Fetch the titles that are due; returns how many were asked for.

        Titles of a provider that accepts no requests stay due for the next run.
        Raises `ShutdownRequested`.
        """
        with self.db.read() as conn:
            due = due_titles.list_due(conn, now=self.clock(), limit=self.limit)
        done = 0
        for title in due:
            self.titles.context.check_stop()
            if self._has_key(title.provider) and title.provider not in self._resting():
                self._fetch(title)
                done += 1
        if done:
            logger.info("titles refreshed", extra={"titles": done})
        return done

    def _fetch(self, title: DueTitle) -> None:
        if title.only_episodes:
            self.titles.episodes.fetch(title.media_id)
        else:
            self.titles.fetch(title.media_id, with_episodes=True)

    def _has_key(self, provider: str) -> bool:
        return getattr(self.titles.context.providers, provider) is not None

    def _resting(self) -> frozenset[str]:
        with self.db.read() as conn:
            return due_titles.list_resting(conn, now=self.clock())
