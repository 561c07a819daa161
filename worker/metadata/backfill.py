"""
Fetches the metadata of every title that was never fetched, by votes, the most voted first.

Several threads read a batch; one transaction writes it. A run may stop at any point: a title is
done once it is written, and the next run continues after it.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from heapq import merge

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.store import facet_counts, search_index
from chalicelib.metadata.models import BackfillFilter, TitleFetchOutcome, TitleUpdate
from chalicelib.metadata.store import backfill_runs, fetch_status
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import SeenError
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from worker.metadata.fetch_context import PROVIDER_UNAVAILABLE, failure_reason
from worker.metadata.franchise_fetcher import FranchiseFetcher
from worker.metadata.title_fetcher import TitleFetcher

logger = logging.getLogger(__name__)

BATCH_TITLES = 50
MAX_CONCURRENT_READS = 8  # a request takes some 150 ms; the TMDB client starts at most 40 a second
MAX_RUN_S = 50 * 60.0  # a run starts every hour and continues where the last one ended
MIN_PAUSE_S = 60
NEVER_FETCHED = BackfillFilter()


class ProviderPaused(Exception):
    """The provider accepts no requests now; the backfill continues in `retry_after_s` seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("The provider accepts no requests at the moment.")
        self.retry_after_s = retry_after_s


Cursor = tuple[int, int]  # votes and id of the last title seen


@dataclass(frozen=True, slots=True)
class Backfill:
    db: Database
    clock: Clock
    titles: TitleFetcher
    franchises: FranchiseFetcher
    batch: int = BATCH_TITLES
    wanted: BackfillFilter = NEVER_FETCHED
    max_run_s: float = MAX_RUN_S
    limit: int | None = None  # of titles in a run
    report: Callable[[int], None] = lambda _done: None  # called after each batch
    monotonic: Callable[[], float] = time.monotonic

    def run(self) -> int:
        """
        Fetch titles until none is left, `limit` is reached or `max_run_s` is over; returns how many
        were fetched.

        Raises `ProviderPaused` or `ShutdownRequested`.
        """
        kinds = self.kinds()
        if not kinds:
            return 0
        with self.db.read() as conn:
            run_id = backfill_runs.start(conn, now=self.clock())
        deadline, done = self.monotonic() + self.max_run_s, 0
        cursors: dict[MediaType, Cursor] = {}
        while self.monotonic() < deadline:
            self.titles.context.check_stop()
            batch = self._next_batch(kinds, cursors)
            if self.limit is not None:
                batch = batch[: max(self.limit - done, 0)]
            if not batch:
                self._finish(run_id, done)
                return done
            cursors |= dict(batch)
            done += self._fetch_batch(run_id, [media_id for _, (_, media_id) in batch])
            self.report(done)
        self._refresh_derived_data()
        return done

    def kinds(self) -> tuple[MediaType, ...]:
        """The media types of the configured providers, of those that are wanted."""
        providers = self.titles.context.providers
        films = (MediaType.MOVIE, MediaType.SHOW) if providers.tmdb else ()
        games = (MediaType.GAME,) if providers.igdb else ()
        kind = self.wanted.kind
        return tuple(each for each in (*films, *games) if kind in (None, each))

    def _next_batch(
        self, kinds: Sequence[MediaType], cursors: dict[MediaType, Cursor]
    ) -> list[tuple[MediaType, Cursor]]:
        """The next titles of all media types together, by votes."""
        lists: list[list[tuple[MediaType, Cursor]]] = []
        with self.db.read() as conn:
            for kind in kinds:
                found = fetch_status.list_next_to_backfill(
                    conn,
                    media_type=kind,
                    wanted=self.wanted,
                    after=cursors.get(kind),
                    now=self.clock(),
                    limit=self.batch,
                )
                lists.append([(kind, cursor) for cursor in found])
        ranked = merge(*lists, key=lambda one: (-one[1][0], one[1][1]))
        return [one for one, _ in zip(ranked, range(self.batch), strict=False)]

    def _fetch_batch(self, run_id: int, media_ids: Sequence[int]) -> int:
        """Fetch and write these titles; returns how many the provider answered for."""
        with ThreadPoolExecutor(MAX_CONCURRENT_READS, thread_name_prefix="backfill") as pool:
            results = list(pool.map(self._read, media_ids))
        recorder = self.titles.context.results
        updates = {
            media_id: result
            for media_id, result in zip(media_ids, results, strict=True)
            if isinstance(result, TitleUpdate)
        }
        self._write(updates)
        self.franchises.link(updates)
        unavailable: ProviderFailed | None = None
        failed = 0
        for media_id, result in zip(media_ids, results, strict=True):
            if isinstance(result, PROVIDER_UNAVAILABLE):
                unavailable = result
            elif isinstance(result, UnknownToProvider):
                recorder.record_failure(media_id, TitleFetchOutcome.NOT_FOUND, marks_fetched=True)
            elif isinstance(result, ProviderFailed):
                failed += 1
                recorder.record_failure(media_id, failure_reason(result))
        done = sum(1 for result in results if not isinstance(result, PROVIDER_UNAVAILABLE))
        with self.db.read() as conn:
            backfill_runs.add_progress(
                conn,
                run_id=run_id,
                done=done,
                failed=failed,
                message="" if unavailable is None else "The provider is unavailable; waiting.",
                now=self.clock(),
            )
        if unavailable is not None:
            raise ProviderPaused(max(unavailable.retry_after_s or 0, MIN_PAUSE_S))
        return done

    def _write(self, updates: Mapping[int, TitleUpdate]) -> None:
        """Write the batch at once, or title by title if one of them cannot be written."""
        context = self.titles.context
        writer = context.writer
        try:
            writer.write(updates)
        except SeenError:
            raise
        except Exception:
            logger.exception("cannot write the batch; writing its titles one by one")
            for media_id, update in updates.items():
                try:
                    writer.write({media_id: update})
                except SeenError:
                    raise
                except Exception:
                    logger.exception("cannot write the title", extra={"media": media_id})
                    context.results.record_failure(
                        media_id, TitleFetchOutcome.FAILED, marks_fetched=True
                    )

    def _read(self, media_id: int) -> TitleUpdate | UnknownToProvider | ProviderFailed | None:
        subject = self.titles.context.writer.get_identity(media_id)
        if subject is None:
            return None
        try:
            return self.titles.read(subject)
        except (UnknownToProvider, ProviderFailed) as failure:
            return failure

    def _finish(self, run_id: int, done: int) -> None:
        if done:
            self._refresh_derived_data()
        with self.db.read() as conn:
            backfill_runs.finish(
                conn,
                run_id=run_id,
                state="completed" if done else "unchanged",
                message="",
                counts={"titles": done},
                now=self.clock(),
            )

    def _refresh_derived_data(self) -> None:
        """Rebuild search look-ups and facet counts once for all changed titles."""
        with self.db.transaction() as conn:
            search_index.rebuild_lookups(conn)
        with self.db.transaction() as conn:
            facet_counts.recount(conn)
        self.titles.context.writer.invalidate_catalogue()
