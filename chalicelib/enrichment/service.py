"""The sources of metadata as an administrator sees and steers them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import MediaType
from chalicelib.enrichment import store
from chalicelib.enrichment.errors import ExternalIdTaken, UnknownSource
from chalicelib.enrichment.models import (
    DESCRIBED_BY,
    Coverage,
    DescribedCounts,
    Enrichment,
    EnrichmentSource,
    SourceMatch,
    SourceState,
    TitleQueued,
    UndescribedPage,
    UndescribedQuery,
)
from chalicelib.metadata.models import BULK_QUEUE, QUEUE
from chalicelib.metadata.service.staleness import WORKER_HEARTBEAT_TIMEOUT, provider_of
from chalicelib.metadata.service.task_queue import queue_title
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.errors import InvalidInput
from chalicelib.platform.page_cursor import decode_cursor, encode_cursor
from chalicelib.providers.circuit_breaker import pause, resume, states
from chalicelib.providers.circuit_rules import CircuitState
from chalicelib.providers.key_ring import KeyRing

COUNTS_KEY = "seen:v1:enrichment-counts"
COUNTS_TTL_S = 300
WORKING_WITHIN = timedelta(seconds=90)  # a success is recorded once a minute
RETRY_NOT_FOUND_AFTER = timedelta(days=30)

_COUNTS = TypeAdapter(list[DescribedCounts])


@dataclass(frozen=True, slots=True)
class EnrichmentService:
    db: Database
    cache: Cache
    clock: Clock
    keys: KeyRing

    def report(self) -> Enrichment:
        """Every source with its state and coverage; the counts are at most five minutes old."""
        now = self.clock()
        counts = {one.kind: one for one in self._counts(now)}
        with self.db.read() as conn:
            known = states(conn)
            queued = store.count_queued(conn, queues=(QUEUE, BULK_QUEUE))
            is_alive = store.is_worker_alive(conn, since=now - WORKER_HEARTBEAT_TIMEOUT)
        sources = [
            self._source(known.get(name, CircuitState(provider=name)), counts, now, has_key=has_key)
            for name, has_key in self.keys.configured().items()
        ]
        return Enrichment(sources=sources, queued=queued, worker_is_alive=is_alive)

    def _counts(self, now: datetime) -> list[DescribedCounts]:
        def compute() -> bytes:
            with self.db.transaction() as conn:
                return _COUNTS.dump_json(store.count_kinds(conn, now=now))

        return _COUNTS.validate_json(
            self.cache.get_or_compute(COUNTS_KEY, CATALOGUE, COUNTS_TTL_S, compute)
        )

    def _source(
        self,
        state: CircuitState,
        counts: dict[MediaType, DescribedCounts],
        now: datetime,
        *,
        has_key: bool,
    ) -> EnrichmentSource:
        found = [counts[kind] for kind in DESCRIBED_BY.get(state.provider, ()) if kind in counts]
        is_rating = state.provider == "omdb"
        return EnrichmentSource(
            provider=state.provider,
            state=state_of(state, now, has_key=has_key),
            paused_at=state.paused_at,
            resting_until=state.disabled_until if state.is_open(now) else None,
            last_success_at=state.last_success_at,
            last_error=state.last_error or None,
            per_hour=sum(
                one.rated_last_hour if is_rating else one.described_last_hour for one in found
            ),
            coverage=[_rating_coverage(one) if is_rating else _coverage(one) for one in found],
        )

    def pause(self, source: str) -> None:
        """Ask the source nothing until `resume`. Raises `UnknownSource`."""
        self._require_known(source)
        with self.db.transaction() as conn:
            pause(conn, provider=source, now=self.clock())

    def resume(self, source: str) -> None:
        """End a pause, and a rest after failures. Raises `UnknownSource`."""
        self._require_known(source)
        with self.db.transaction() as conn:
            resume(conn, provider=source)

    def unmatched(self, query: UndescribedQuery) -> UndescribedPage:
        """The titles their source does not know or could not answer for. Raises `InvalidInput`."""
        with self.db.read() as conn:
            found = store.list_unmatched(
                conn,
                kind=query.kind,
                outcome=query.outcome,
                text=query.q or "",
                after=_position(query.cursor),
                retry_not_found_after=RETRY_NOT_FOUND_AFTER,
                limit=query.limit + 1,
            )
        page = found[: query.limit]
        has_more = len(found) > query.limit
        return UndescribedPage(
            items=[title for _, title in page],
            next_cursor=encode_cursor(str(page[-1][0]), page[-1][1].id) if has_more else None,
        )

    def retry(self, media_id: int) -> TitleQueued:
        """Have the worker ask for a title again. Raises `MediaNotFound`."""
        with self.db.transaction() as conn:
            self._kind(conn, media_id)
            return TitleQueued(queued=queue_title(conn, media_id, now=self.clock()))

    def match(self, media_id: int, match: SourceMatch) -> TitleQueued:
        """
        Say which number the source has for a title, and have the worker fetch it.

        Raises `MediaNotFound` or `ExternalIdTaken`.
        """
        with self.db.transaction() as conn:
            kind = self._kind(conn, media_id)
            source, external_id = provider_of(kind), str(match.external_id)
            owner = store.owner_of(conn, source=source, kind=kind, external_id=external_id)
            if owner is not None and owner[0] != media_id:
                raise ExternalIdTaken(
                    f"This number belongs to {owner[1]} already.", field="externalId"
                )
            store.set_external_id(
                conn, media_id=media_id, source=source, kind=kind, external_id=external_id
            )
            queued = queue_title(conn, media_id, now=self.clock())
        self.cache.invalidate_titles([media_id])
        return TitleQueued(queued=queued)

    def _kind(self, conn: Connection, media_id: int) -> MediaType:
        kind = store.kind_of(conn, media_id=media_id)
        if kind is None:
            raise MediaNotFound("There is no such title.")
        return kind

    def _require_known(self, source: str) -> None:
        if source not in self.keys.configured():
            raise UnknownSource("There is no such source.")


def state_of(state: CircuitState, now: datetime, *, has_key: bool) -> SourceState:
    """What a source does now; the reason it does nothing comes first."""
    if not has_key:
        return "off"
    if state.paused_at is not None:
        return "paused"
    if state.is_open(now):
        return "resting"
    failed_at, succeeded_at = state.last_failure_at, state.last_success_at
    if failed_at is not None and (succeeded_at is None or succeeded_at < failed_at):
        return "error"
    if succeeded_at is not None and succeeded_at > now - WORKING_WITHIN:
        return "working"
    return "idle"


def _coverage(counts: DescribedCounts) -> Coverage:
    answered = counts.described + counts.not_found + counts.failed
    return Coverage(
        kind=counts.kind,
        total=counts.total,
        matched=counts.described,
        not_found=counts.not_found,
        failed=counts.failed,
        pending=counts.total - answered,
    )


def _rating_coverage(counts: DescribedCounts) -> Coverage:
    """Ratings can be asked for titles with an IMDb id only."""
    return Coverage(
        kind=counts.kind,
        total=counts.with_imdb_id,
        matched=counts.rated,
        not_found=0,
        failed=0,
        pending=counts.with_imdb_id - counts.rated,
    )


def _position(cursor: str | None) -> tuple[int, int] | None:
    after = decode_cursor(cursor)
    if after is None:
        return None
    if not after[0].isdecimal() or len(after[0]) > 10 or not 0 < after[1] < 2**63:  # noqa: PLR2004
        raise InvalidInput("is not a cursor of this list", field="cursor")
    return int(after[0]), after[1]
