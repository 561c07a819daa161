"""
Requests stale metadata when a page is viewed, within a time budget.

These functions never call a provider: they queue a task for the worker and poll for a fraction of
a second whether it is done. Without a worker, with an open circuit breaker or with too many
waiting requests they return at once. A hanging provider costs a page the budget at most, and the
page always shows what is stored.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import (
    QUEUE,
    MetadataStatus,
    PersonFetchStatus,
    Provider,
    TitleFetchOutcome,
    TitleFetchStatus,
)
from chalicelib.metadata.store import fetch_status, people
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.tasks import defer_once
from chalicelib.platform.worker_heartbeat import MAX_SILENCE

MAX_AGE = timedelta(days=30)  # of ratings, offers and links
MAX_EPISODES_AGE = timedelta(hours=24)
REQUEST_EXPIRES_AFTER = timedelta(minutes=10)  # then the title may be requested again
MAX_REFRESHING = timedelta(minutes=1)  # then the page says that its request waits in the queue
MAX_REQUEST_AGE_TO_WAIT = timedelta(seconds=2)  # an older request is stuck: do not wait for it

POLL_INTERVAL_S = 0.02
MAX_QUEUED_TITLES = 500  # a crawler walking through the catalogue must not fill the queue
MAX_WAITERS = 4  # per process: threads are few, and other requests need them


@dataclass(frozen=True, slots=True)
class Refresher:
    """`configured` returns the providers with keys; `budget_s` limits how long a page may wait."""

    db: Database
    clock: Clock
    configured: Callable[[], frozenset[str]]
    budget_s: float = 0.4
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    waiters: threading.Semaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(MAX_WAITERS)
    )

    def source_of(self, media_type: MediaType) -> Provider | None:
        """The provider of titles of a type; None without its key."""
        provider = provider_of(media_type)
        return provider if provider in self.configured() else None

    def refresh_if_stale(self, media_id: int, *, wants_episodes: bool = False) -> MetadataStatus:
        """Request stale metadata of a title, wait within the budget, and report its status."""
        with self.db.read() as conn:
            fetch = fetch_status.get(conn, media_id=media_id)
        if fetch is None:
            return MetadataStatus()
        status, requested_at = self._request(media_id, fetch, wants_episodes=wants_episodes)
        if not status.refreshing or requested_at is None:
            return status
        is_stuck = requested_at <= self.clock() - MAX_REQUEST_AGE_TO_WAIT
        if is_stuck or not self._is_worker_alive(fetch.worker_seen_at):
            return status

        def is_done() -> bool:
            with self.db.read() as conn:
                return fetch_status.is_request_done(
                    conn, media_id=media_id, requested_at=requested_at
                )

        if not self._wait(is_done):
            return status
        with self.db.read() as conn:
            fetch = fetch_status.get(conn, media_id=media_id)
        return MetadataStatus(
            status.provider,
            fetch.backfilled_at if fetch else None,
            unavailable=fetch.failure if fetch else None,
        )

    def _request(  # noqa: PLR0911  # one for each status
        self, media_id: int, fetch: TitleFetchStatus, *, wants_episodes: bool
    ) -> tuple[MetadataStatus, datetime | None]:
        """The status, and when the pending fetch was requested."""
        now = self.clock()
        provider = self.source_of(fetch.media_type)
        fetched_at = fetch.backfilled_at
        if provider is None:
            return MetadataStatus(None, fetched_at, is_settled=True), None
        requested_at = fetch.requested_at if fetch.failure is None else None
        if requested_at is not None and requested_at > now - REQUEST_EXPIRES_AFTER:
            if requested_at > now - MAX_REFRESHING:
                return MetadataStatus(provider, fetched_at, refreshing=True), requested_at
            return MetadataStatus(provider, fetched_at, unavailable=TitleFetchOutcome.QUEUED), None
        wants_title = is_title_due(fetch, now)
        wants_episodes = wants_episodes and are_episodes_due(fetch, now)
        if not wants_title and not wants_episodes:
            return MetadataStatus(
                provider, fetched_at, unavailable=fetch.failure, is_settled=True
            ), None
        if fetch.disabled_until is not None and fetch.disabled_until > now:
            return MetadataStatus(provider, fetched_at, unavailable=TitleFetchOutcome.RESTING), None
        # A provider that was not asked has nothing to be spared.
        was_asked = fetch.failure != TitleFetchOutcome.RESTING
        with self.db.transaction() as conn:
            has_capacity = fetch_status.has_capacity(conn, queue=QUEUE, limit=MAX_QUEUED_TITLES)
            is_queued = has_capacity and fetch_status.request(
                conn,
                media_id=media_id,
                now=now,
                unless_since=now - REQUEST_EXPIRES_AFTER if was_asked else now,
            )
            if is_queued:
                defer_once(
                    conn,
                    "fetch_title" if wants_title else "fetch_episodes",
                    {"media_id": media_id, "with_episodes": wants_episodes}
                    if wants_title
                    else {"media_id": media_id},
                    queue=QUEUE,
                    lock=f"title {media_id}",
                )
        if not has_capacity or (not is_queued and fetch.failure is not None):
            return MetadataStatus(provider, fetched_at, unavailable=fetch.failure), None
        status = MetadataStatus(provider, fetched_at, refreshing=True)
        return status, now if is_queued else None

    def refresh_person_if_stale(self, person_id: int) -> bool:
        """Request stale metadata of a person; returns whether the fetch is still pending."""
        now = self.clock()
        with self.db.read() as conn:
            fetch = people.get_fetch_status(conn, person_id=person_id)
        if fetch is None or "tmdb" not in self.configured() or not is_person_due(fetch, now):
            return False
        with self.db.transaction() as conn:
            defer_once(
                conn,
                "fetch_person",
                {"person_id": person_id},
                queue=QUEUE,
                lock=f"person {person_id}",
            )
        if not self._is_worker_alive(fetch.worker_seen_at):
            return True

        def is_done() -> bool:
            with self.db.read() as conn:
                return people.is_checked(conn, person_id=person_id, since=now)

        return not self._wait(is_done)

    def _is_worker_alive(self, seen_at: datetime | None) -> bool:
        return seen_at is not None and seen_at > self.clock() - MAX_SILENCE

    def _wait(self, is_done: Callable[[], bool]) -> bool:
        """Poll until the fetch is done or the budget is spent; holds no connection meanwhile."""
        if not self.waiters.acquire(blocking=False):
            return False
        try:
            deadline = self.monotonic() + self.budget_s
            while self.monotonic() < deadline:
                self.sleep(POLL_INTERVAL_S)
                if is_done():
                    return True
        finally:
            self.waiters.release()
        return False


def provider_of(media_type: MediaType) -> Provider:
    return "igdb" if media_type == MediaType.GAME else "tmdb"


def is_title_due(fetch: TitleFetchStatus, now: datetime) -> bool:
    """Whether the title was never fetched, not within `MAX_AGE`, or before a new region."""
    if fetch.backfilled_at is None or fetch.backfilled_at <= now - MAX_AGE:
        return True
    region_at = fetch.newest_region_at if fetch.media_type != MediaType.GAME else None
    return region_at is not None and fetch.backfilled_at <= region_at


def are_episodes_due(fetch: TitleFetchStatus, now: datetime) -> bool:
    """Whether episodes have gaps or new ones may exist; at most once per `MAX_EPISODES_AGE`."""
    if fetch.media_type != MediaType.SHOW:
        return False
    checked_at = fetch.episodes_checked_at
    if not fetch.has_episode_gaps and fetch.is_finished and checked_at is not None:
        return False
    return checked_at is None or checked_at <= now - MAX_EPISODES_AGE


def is_person_due(fetch: PersonFetchStatus, now: datetime) -> bool:
    """Whether the person has an external id and was not checked within `MAX_AGE`."""
    if not fetch.has_id or (fetch.disabled_until is not None and fetch.disabled_until > now):
        return False
    return fetch.checked_at is None or fetch.checked_at <= now - MAX_AGE
