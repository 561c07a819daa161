"""The sources of metadata as an administrator sees and steers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from pydantic import TypeAdapter

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.enrichment.errors import UnknownSource
from chalicelib.enrichment.models import (
    Coverage,
    Enrichment,
    EnrichmentSource,
    RetryScope,
    Source,
    SourceCounts,
    SourceState,
    TitleQueued,
    TitlesQueued,
    UndescribedPage,
    UndescribedQuery,
)
from chalicelib.enrichment.store import coverage, unmatched_titles
from chalicelib.metadata.models import BULK_QUEUE, QUEUE, SIDE_SOURCES
from chalicelib.metadata.service.daily_quotas import left_today, next_day
from chalicelib.metadata.service.task_queue import MetadataTaskQueue, queue_title
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.platform.page_cursor import decode_cursor, encode_cursor
from chalicelib.platform.worker_heartbeat import MAX_SILENCE
from chalicelib.providers.circuit_breaker import COPY_TTL_S, pause, resume, states
from chalicelib.providers.circuit_rules import CircuitState
from chalicelib.providers.key_ring import KeyRing

COUNTS_KEY = "seen:v1:enrichment-counts"
COUNTS_TTL_S = 300
#: A worker's copy of what is paused is as old at most.
RESUMED_WITHIN = timedelta(seconds=COPY_TTL_S + 1)
WORKING_WITHIN = timedelta(seconds=90)  # a success is recorded once a minute

SOURCES = frozenset(get_args(Source))  # other providers give subtitles
_COUNTS = TypeAdapter(list[SourceCounts])


@dataclass(frozen=True, slots=True)
class EnrichmentService:
    db: Database
    cache: Cache
    clock: Clock
    keys: KeyRing
    tasks: MetadataTaskQueue
    daily: Mapping[str, int]  # how many titles the queue asks a source for

    def report(self) -> Enrichment:
        """Every source with its state and coverage; the counts are at most five minutes old."""
        now = self.clock()
        counts = self._counts(now)
        with self.db.read() as conn:
            known = states(conn)
            queued = coverage.count_queued(conn, queues=(QUEUE, BULK_QUEUE))
            is_alive = coverage.is_worker_alive(conn, since=now - MAX_SILENCE)
            used_up = {
                name
                for name, limit in self.daily.items()
                if left_today(conn, source=name, limit=limit, now=now) == 0
            }
        sources = [
            self._source(
                known.get(name, CircuitState(provider=name)),
                counts,
                now,
                has_key=has_key,
                is_used_up=name in used_up,
            )
            for name, has_key in self.keys.configured().items()
            if name in SOURCES
        ]
        return Enrichment(
            sources=sources,
            artwork=[_coverage(one) for one in counts if one.source == "artwork"],
            queued=queued,
            worker_is_alive=is_alive,
        )

    def _counts(self, now: datetime) -> list[SourceCounts]:
        def compute() -> bytes:
            with self.db.transaction() as conn:
                return _COUNTS.dump_json(coverage.count_titles(conn, now=now))

        return _COUNTS.validate_json(
            self.cache.get_or_compute(COUNTS_KEY, CATALOGUE, COUNTS_TTL_S, compute)
        )

    def _source(
        self,
        state: CircuitState,
        counts: Sequence[SourceCounts],
        now: datetime,
        *,
        has_key: bool,
        is_used_up: bool,
    ) -> EnrichmentSource:
        found = [one for one in counts if one.source == state.provider]
        return EnrichmentSource(
            provider=state.provider,
            state=state_of(state, now, has_key=has_key, is_used_up=is_used_up),
            paused_at=state.paused_at,
            resting_until=_resting_until(state, now, is_used_up=is_used_up),
            last_success_at=state.last_success_at,
            last_error=state.current_error(now),
            is_daily_limit_used=is_used_up,
            per_hour=sum(one.last_hour for one in found),
            coverage=[_coverage(one) for one in sorted(found, key=lambda one: one.kind)],
        )

    def pause(self, source: str) -> None:
        """Ask the source nothing until `resume`. Raises `UnknownSource`."""
        self._require_known(source)
        with self.db.transaction() as conn:
            pause(conn, provider=source, now=self.clock())
        self.cache.invalidate(CATALOGUE)  # counts: the administrator sees what waits now

    def resume(self, source: str) -> None:
        """
        End a pause, and a rest after failures; what waits is asked for once workers know it.

        Raises `UnknownSource`.
        """
        self._require_known(source)
        with self.db.transaction() as conn:
            resume(conn, provider=source)
        self.cache.invalidate(CATALOGUE)
        self.tasks.ask(source, at=self.clock() + RESUMED_WITHIN)

    def unmatched(self, query: UndescribedQuery) -> UndescribedPage:
        """The titles their source does not know or could not answer for. Raises `InvalidInput`."""
        with self.db.read() as conn:
            found = unmatched_titles.list_unmatched(
                conn,
                source=query.source,
                kind=query.kind,
                outcome=query.outcome,
                text=query.q or "",
                after=_position(query.cursor),
                limit=query.limit + 1,
            )
        page = found[: query.limit]
        has_more = len(found) > query.limit
        return UndescribedPage(
            items=[title for _, title in page],
            next_cursor=encode_cursor(str(page[-1][0]), page[-1][1].id) if has_more else None,
        )

    def retry_scope(self, source: str, scope: RetryScope) -> TitlesQueued:
        """Ask a source again for the titles it did not answer. Raises `UnknownSource`."""
        self._require_known(source)
        with self.db.transaction() as conn:
            if source in SIDE_SOURCES:
                titles = unmatched_titles.retry_asked(
                    conn, source=source, now=self.clock(), kind=scope.kind, outcome=scope.outcome
                )
            else:
                titles = unmatched_titles.retry_described(
                    conn, source=source, kind=scope.kind, outcome=scope.outcome
                )
        self.cache.invalidate(CATALOGUE)
        if titles:
            self.tasks.ask(source)
        return TitlesQueued(titles=titles)

    def retry(self, media_id: int, source: Source | None = None) -> TitleQueued:
        """Have the worker ask for a title again. Raises `MediaNotFound`."""
        with self.db.transaction() as conn:
            if unmatched_titles.kind_of(conn, media_id=media_id) is None:
                raise MediaNotFound("There is no such title.")
            if source not in SIDE_SOURCES:
                return TitleQueued(queued=queue_title(conn, media_id, now=self.clock()))
            titles = unmatched_titles.retry_asked(
                conn, source=source, now=self.clock(), media_id=media_id
            )
        self.tasks.enrich()
        return TitleQueued(queued=titles > 0)

    def _require_known(self, source: str) -> None:
        if source not in SOURCES:
            raise UnknownSource("There is no such source.")


def state_of(
    state: CircuitState, now: datetime, *, has_key: bool, is_used_up: bool = False
) -> SourceState:
    """What a source does now; the reason it does nothing comes first."""
    if not has_key:
        return "off"
    if state.paused_at is not None:
        return "paused"
    if state.is_open(now) or is_used_up:
        return "resting"
    if state.has_failed():
        return "error"
    if state.last_success_at is not None and state.last_success_at > now - WORKING_WITHIN:
        return "working"
    return "idle"


def _resting_until(state: CircuitState, now: datetime, *, is_used_up: bool) -> datetime | None:
    if state.is_open(now):
        return state.disabled_until
    return next_day(now) if is_used_up else None


def _coverage(counts: SourceCounts) -> Coverage:
    answered = counts.matched + counts.not_found + counts.failed
    return Coverage(
        kind=counts.kind,
        total=counts.total,
        matched=counts.matched,
        not_found=counts.not_found,
        failed=counts.failed,
        pending=counts.total - answered,
    )


def _position(cursor: str | None) -> tuple[int, int] | None:
    after = decode_cursor(cursor)
    if after is None:
        return None
    if not after[0].isdecimal() or len(after[0]) > 10 or not 0 < after[1] < 2**63:  # noqa: PLR2004
        raise InvalidInput("is not a cursor of this list", field="cursor")
    return int(after[0]), after[1]
