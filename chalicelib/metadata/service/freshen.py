"""
See to it that a title somebody opens is asked about, without making them wait for it.

The functions never ask a provider themselves: they hand the title to the worker and look, for
the length of a blink, whether it is done. With no worker, a provider that rests, or too many who
wait already, nobody waits at all. So a hanging provider costs a page the budget and no more, and
the page always shows what is there.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import QUEUE, Asked, PersonAsked, Provider, State
from chalicelib.metadata.store import asking, people
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.tasks import defer_once

AGAIN_AFTER = timedelta(days=30)  # ratings, offers and neighbours change
EPISODES_AFTER = timedelta(hours=24)
UNANSWERED_AFTER = timedelta(minutes=10)  # then it may be requested again
WORTH_WAITING = timedelta(seconds=2)  # a request that was not answered by then is in trouble
WORKER_IS_ALIVE = timedelta(seconds=30)  # it says so every 10 s

LOOK_EVERY_S = 0.02
MAX_WAITING = 500  # titles in the queue: beyond, somebody walks through the catalogue
MAX_WAITERS = 4  # per process; the threads are few, and others want pages too


@dataclass(frozen=True, slots=True)
class Freshener:
    """`configured` are the providers that have keys; `budget_s` is how long a page may wait."""

    db: Database
    clock: Clock
    configured: frozenset[str]
    budget_s: float = 0.4
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    waiters: threading.Semaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(MAX_WAITERS)
    )

    def freshen(self, media_id: int, *, wants_episodes: bool = False) -> State:
        """What the page of a title says about its data; asks for more when that is due."""
        with self.db.read() as conn:
            asked = asking.asked(conn, media_id=media_id)
        if asked is None:
            return State()
        state, requested_at = self._request(media_id, asked, wants_episodes=wants_episodes)
        if not state.refreshing or requested_at is None:
            return state
        is_in_trouble = requested_at <= self.clock() - WORTH_WAITING
        if is_in_trouble or not self._works(asked.worker_seen_at):
            return state

        def is_answered() -> bool:
            with self.db.read() as conn:
                return asking.is_answered(conn, media_id=media_id, since=requested_at)

        if not self._wait(is_answered):
            return state
        with self.db.read() as conn:
            asked = asking.asked(conn, media_id=media_id)
        return State(
            state.provider,
            asked.backfilled_at if asked else None,
            unavailable=asked.failure if asked else None,
        )

    def _request(
        self, media_id: int, asked: Asked, *, wants_episodes: bool
    ) -> tuple[State, datetime | None]:
        """The state, and when what is under way was requested."""
        now = self.clock()
        provider = provider_of(asked.media_type)
        if provider not in self.configured:
            return State(None, asked.backfilled_at, is_settled=True), None
        is_pending = (
            asked.requested_at is not None
            and asked.failure is None
            and asked.requested_at > now - UNANSWERED_AFTER
        )
        if is_pending:
            return State(provider, asked.backfilled_at, refreshing=True), asked.requested_at
        wants_title = is_title_due(asked, now)
        wants_episodes = wants_episodes and are_episodes_due(asked, now)
        if not wants_title and not wants_episodes:
            return State(
                provider, asked.backfilled_at, unavailable=asked.failure, is_settled=True
            ), None
        if asked.disabled_until is not None and asked.disabled_until > now:
            return State(provider, asked.backfilled_at, unavailable="resting"), None
        with self.db.transaction() as conn:
            has_room = asking.has_room(conn, queue=QUEUE, most=MAX_WAITING)
            is_ours = has_room and asking.request(
                conn, media_id=media_id, now=now, unless_since=now - UNANSWERED_AFTER
            )
            if is_ours:
                defer_once(
                    conn,
                    "fetch_title" if wants_title else "fetch_episodes",
                    {"media_id": media_id, "with_episodes": wants_episodes}
                    if wants_title
                    else {"media_id": media_id},
                    queue=QUEUE,
                    lock=f"title {media_id}",
                )
        if not has_room or (not is_ours and asked.failure is not None):
            return State(provider, asked.backfilled_at, unavailable=asked.failure), None
        return State(provider, asked.backfilled_at, refreshing=True), now if is_ours else None

    def freshen_person(self, person_id: int) -> bool:
        """The same for the page of a person; whether something is still under way."""
        now = self.clock()
        with self.db.read() as conn:
            asked = people.asked(conn, person_id=person_id)
        if asked is None or "tmdb" not in self.configured or not is_person_due(asked, now):
            return False
        with self.db.transaction() as conn:
            defer_once(
                conn,
                "fetch_person",
                {"person_id": person_id},
                queue=QUEUE,
                lock=f"person {person_id}",
            )
        if not self._works(asked.worker_seen_at):
            return True

        def is_answered() -> bool:
            with self.db.read() as conn:
                return people.is_checked(conn, person_id=person_id, since=now)

        return not self._wait(is_answered)

    def _works(self, seen_at: datetime | None) -> bool:
        return seen_at is not None and seen_at > self.clock() - WORKER_IS_ALIVE

    def _wait(self, is_answered: Callable[[], bool]) -> bool:
        """Look every few milliseconds, holding no connection in between; whether it came."""
        if not self.waiters.acquire(blocking=False):
            return False
        try:
            until = self.monotonic() + self.budget_s
            while self.monotonic() < until:
                self.sleep(LOOK_EVERY_S)
                if is_answered():
                    return True
        finally:
            self.waiters.release()
        return False


def provider_of(media_type: MediaType) -> Provider:
    return "igdb" if media_type == MediaType.GAME else "tmdb"


def is_title_due(asked: Asked, now: datetime) -> bool:
    """Never asked, or so long ago that what changes has changed."""
    return asked.backfilled_at is None or asked.backfilled_at <= now - AGAIN_AFTER


def are_episodes_due(asked: Asked, now: datetime) -> bool:
    """Something is unknown about an episode, or there may be new ones; at most once a day."""
    if asked.media_type != MediaType.SHOW:
        return False
    if not asked.has_episode_gaps and asked.is_finished and asked.episodes_checked_at is not None:
        return False
    last = asked.episodes_checked_at
    return last is None or last <= now - EPISODES_AFTER


def is_person_due(asked: PersonAsked, now: datetime) -> bool:
    """Somebody with an outside id, of whom nobody asked lately."""
    if not asked.has_id or (asked.disabled_until is not None and asked.disabled_until > now):
        return False
    return asked.checked_at is None or asked.checked_at <= now - AGAIN_AFTER
