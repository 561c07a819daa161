"""Completed torrents that this worker gives to others, until it is enough."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from chalicelib.downloads.models import Claim, SourceType, Wish
from chalicelib.downloads.models.options import SeedRules
from chalicelib.downloads.models.work import Given
from chalicelib.downloads.service import SeedWork
from worker.downloader.dispatcher import Route, task_of
from worker.downloader.engine import Engine, Phase, Report

logger = logging.getLogger(__name__)

MOST_SEEDS = 200
ADOPT_EVERY_S = 30.0


@dataclass(eq=False)
class Giving:
    """One torrent that is given."""

    claim: Claim
    engine: Engine
    rules: SeedRules
    options_version: int
    is_watched: bool = False
    written: Given | None = None


@dataclass
class Seeds:
    """`work` runs in a thread of its own; `take` and `drop` are called by others."""

    work_on: SeedWork
    worker_id: str
    routes: Mapping[SourceType, Route]
    renew_s: float = 10.0
    monotonic: Callable[[], float] = time.monotonic
    _given: dict[UUID, Giving] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _renewed_at_s: float = field(default=float("-inf"), init=False)
    _adopted_at_s: float = field(default=float("-inf"), init=False)

    def take(self, claim: Claim, engine: Engine, rules: SeedRules) -> None:
        """A job that was completed just now: its engine gives it already."""
        with self._lock:
            self._given[claim.id] = Giving(claim, engine, rules, claim.options_version)

    def check_now(self) -> None:
        """Somebody said something."""
        self._renewed_at_s = self._adopted_at_s = float("-inf")

    def all(self) -> list[Giving]:
        with self._lock:
            return list(self._given.values())

    def work(self) -> bool:
        """Look at every torrent once. Always False: the next look can wait."""
        now_s = self.monotonic()
        if now_s - self._renewed_at_s < self.renew_s:
            return False
        self._renewed_at_s = now_s
        self._renew()
        self._adopt(now_s)
        self._look()
        return False

    def keep(self, job_id: UUID, data: bytes) -> bool:
        """Resume data of a torrent that is given; False when it is none of ours."""
        giving = self._given.get(job_id)
        if giving is None:
            return False
        self.work_on.keep_resume_data(giving.claim, data)
        return True

    def rest(self, job_id: UUID) -> None:
        """Its files are about to move: it is given again afterwards, from where they are then."""
        giving = self._given.get(job_id)
        if giving is not None:
            self._drop(giving)
            self.work_on.let_go(giving.claim)

    def let_all_go(self) -> None:
        """The worker stops: somebody else may go on."""
        for giving in self.all():
            self.work_on.let_go(giving.claim)

    def _renew(self) -> None:
        given = self.all()
        if not given:
            return
        pairs = [(each.claim.id, each.claim.attempt) for each in given]
        wishes = {wish.id: wish for wish in self.work_on.renew(self.worker_id, pairs)}
        for giving in given:
            wish = wishes.get(giving.claim.id)
            if wish is None or wish.is_paused:
                self._drop(giving)
                if wish is not None:
                    self.work_on.let_go(giving.claim)
            else:
                self._hear(giving, wish)

    def _hear(self, giving: Giving, wish: Wish) -> None:
        giving.is_watched = wish.is_watched
        if wish.options_version != giving.options_version:
            giving.options_version = wish.options_version
            giving.engine.configure(giving.claim.id, wish.options)
            giving.rules = self.work_on.rules_of(giving.claim.id)
            giving.engine.finish(giving.claim.id, giving.rules)

    def _adopt(self, now_s: float) -> None:
        room = MOST_SEEDS - len(self._given)
        if room <= 0 or not self.routes or now_s - self._adopted_at_s < ADOPT_EVERY_S:
            return
        self._adopted_at_s = now_s
        for claim, rules in self.work_on.adopt(self.worker_id, room):
            route = self.routes.get(claim.source_type)
            if route is None:
                self.work_on.let_go(claim)
                continue
            self.take(claim, route.engine, rules)
            route.engine.add(replace(task_of(claim), seed=rules))

    def _look(self) -> None:
        written = []
        for giving in self.all():
            report = giving.engine.report(giving.claim.id)
            if report is None or report.phase is Phase.BROKEN:
                # Its files are gone or were changed: there is nothing left to give.
                self._end(giving, report)
            elif report.phase is Phase.DONE:
                self._end(giving, report)
            else:
                given = given_of(giving.claim, report)
                if given != giving.written:
                    giving.written = given
                    written.append(given)
        if written:
            self.work_on.advance(self.worker_id, written)

    def _end(self, giving: Giving, report: Report | None) -> None:
        uploaded = report.bytes_uploaded if report else giving.claim.bytes_uploaded
        total = (report.bytes_total if report else 0) or giving.claim.bytes_downloaded
        if report is not None:
            self.work_on.advance(self.worker_id, [given_of(giving.claim, report)])
        self._drop(giving)
        ratio = uploaded / total if total else 0.0
        self.work_on.end(giving.claim, ratio=ratio, action=giving.rules.action)

    def _drop(self, giving: Giving) -> None:
        giving.engine.drop(giving.claim.id, remove_files=False)
        with self._lock:
            self._given.pop(giving.claim.id, None)


def given_of(claim: Claim, report: Report) -> Given:
    return Given(
        id=claim.id,
        attempt=claim.attempt,
        bytes_uploaded=report.bytes_uploaded,
        seeding_seconds=report.seeding_s,
        upload_bytes_per_s=report.upload_bytes_per_s,
        peers=report.peers,
        peers_known=report.peers_known,
    )


def engines_of(routes: Mapping[SourceType, Route]) -> Collection[Engine]:
    """Each once."""
    return list({id(route.engine): route.engine for route in routes.values()}.values())
