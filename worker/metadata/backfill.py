"""
Ask about every title nobody asked about, the best known first.

A batch is read by several threads and written at once. The work may stop anywhere: a title counts
as done when it is written, and the next run begins where the last one ended.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from heapq import merge

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.store import facet_counts, search_index
from chalicelib.metadata.models import Answered, TitleUpdate
from chalicelib.metadata.store import asking as store
from chalicelib.metadata.store import runs
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import SeenError
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from worker.metadata.asking import LEAVE_ALONE, reason_of
from worker.metadata.franchises import FranchiseFetcher
from worker.metadata.titles import TitleFetcher

logger = logging.getLogger(__name__)

BATCH = 50
READERS = 8  # a question takes some 150 ms; TMDB's client lets at most 40 a second begin
SLICE_S = 50 * 60.0  # a run is begun every hour; what is left is the next one's
FIRST_PAUSE_S = 60


class Later(Exception):
    """The provider wants to be left alone; the work goes on in `wait_s` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("The provider wants to be left alone.")
        self.wait_s = wait_s


Cursor = tuple[int, int]  # votes and id of the last title seen


@dataclass(frozen=True, slots=True)
class Backfill:
    db: Database
    clock: Clock
    titles: TitleFetcher
    franchises: FranchiseFetcher
    batch: int = BATCH
    slice_s: float = SLICE_S
    monotonic: Callable[[], float] = time.monotonic

    def run(self) -> int:
        """
        Fill in titles until none is left or the slice is over; how many were asked about.

        Raises `Later` when the provider rests, and `ShutdownRequested`.
        """
        kinds = self._kinds()
        if not kinds:
            return 0
        with self.db.read() as conn:
            run_id = runs.begin(conn, now=self.clock())
        until, done = self.monotonic() + self.slice_s, 0
        below: dict[MediaType, Cursor] = {}
        while self.monotonic() < until:
            self.titles.asking.check_stop()
            wanted = self._next(kinds, below)
            if not wanted:
                self._finish(run_id, done)
                return done
            below |= dict(wanted)
            done += self._batch(run_id, [media_id for _, (_, media_id) in wanted])
        self._settle()
        return done

    def _kinds(self) -> tuple[MediaType, ...]:
        providers = self.titles.asking.providers
        films = (MediaType.MOVIE, MediaType.SHOW) if providers.tmdb else ()
        return (*films, MediaType.GAME) if providers.igdb else films

    def _next(
        self, kinds: Sequence[MediaType], below: dict[MediaType, Cursor]
    ) -> list[tuple[MediaType, Cursor]]:
        """The next titles of all kinds together, by votes."""
        lists: list[list[tuple[MediaType, Cursor]]] = []
        with self.db.read() as conn:
            for kind in kinds:
                found = store.next_to_backfill(
                    conn, media_type=kind, below=below.get(kind), limit=self.batch
                )
                lists.append([(kind, cursor) for cursor in found])
        ranked = merge(*lists, key=lambda one: (-one[1][0], one[1][1]))
        return [one for one, _ in zip(ranked, range(self.batch), strict=False)]

    def _batch(self, run_id: int, media_ids: Sequence[int]) -> int:
        """Ask about these titles and write what came; how many were asked about."""
        with ThreadPoolExecutor(READERS, thread_name_prefix="backfill") as pool:
            answers = list(pool.map(self._read, media_ids))
        enriching = self.titles.asking.enriching
        updates = {
            media_id: answer
            for media_id, answer in zip(media_ids, answers, strict=True)
            if isinstance(answer, TitleUpdate)
        }
        self._write(updates)
        self.franchises.link(updates)
        rest: ProviderFailed | None = None
        bad = 0
        for media_id, answer in zip(media_ids, answers, strict=True):
            if isinstance(answer, LEAVE_ALONE):
                rest = answer
            elif isinstance(answer, UnknownToProvider):
                enriching.failed(media_id, Answered.NOT_THERE, was_asked=True)
            elif isinstance(answer, ProviderFailed):
                bad += 1
                enriching.failed(media_id, reason_of(answer))
        asked = sum(1 for answer in answers if not isinstance(answer, LEAVE_ALONE))
        with self.db.read() as conn:
            runs.progress(
                conn,
                run_id=run_id,
                done=asked,
                bad=bad,
                message="" if rest is None else "The provider wants to be left alone.",
                now=self.clock(),
            )
        if rest is not None:
            raise Later(max(rest.retry_after_s or 0, FIRST_PAUSE_S))
        return asked

    def _write(self, updates: Mapping[int, TitleUpdate]) -> None:
        """All at once; one that cannot be written must not keep the others from it for ever."""
        enriching = self.titles.asking.enriching
        try:
            enriching.write(updates)
        except SeenError:
            raise
        except Exception:
            logger.exception("batch not written at once")
            for media_id, update in updates.items():
                try:
                    enriching.write({media_id: update})
                except SeenError:
                    raise
                except Exception:
                    logger.exception("title not written", extra={"media": media_id})
                    enriching.failed(media_id, Answered.FAILED, was_asked=True)

    def _read(self, media_id: int) -> TitleUpdate | UnknownToProvider | ProviderFailed | None:
        subject = self.titles.asking.enriching.subject(media_id)
        if subject is None:
            return None
        try:
            return self.titles.read(subject)
        except (UnknownToProvider, ProviderFailed) as failure:
            return failure

    def _finish(self, run_id: int, done: int) -> None:
        if done:
            self._settle()
        with self.db.read() as conn:
            runs.finish(
                conn,
                run_id=run_id,
                state="completed" if done else "unchanged",
                message="",
                counts={"titles": done},
                now=self.clock(),
            )

    def _settle(self) -> None:
        """What is counted and derived from all titles, once for all that changed."""
        with self.db.transaction() as conn:
            search_index.rebuild_lookups(conn)
        with self.db.transaction() as conn:
            facet_counts.recount(conn)
        self.titles.asking.enriching.forget()
