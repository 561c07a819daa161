"""
Makes a converted copy: asks the transcoder for one segment after another, as a player does, and
stores each. Viewers come first: while a user watches a conversion, a copy waits. One that no user
asked for waits for running downloads, too, and lets copies that users asked for go first.

A worker that was killed goes on after the last object of the one before it.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from chalicelib.converted_copies.models import INIT, CopyFailure, CopyRow, CopyWait
from chalicelib.converted_copies.service.worker_operations import CopyWork
from chalicelib.platform.errors import NotFound, Unavailable
from chalicelib.playback.models.rendition import Rendition
from worker.cancellation import ShutdownRequested, raise_if_stopping
from worker.converted_copies.copy_store import CopyStore, NotVerified
from worker.media_input import StoreUnreachable
from worker.s3_client import FULL, STORE_ERRORS, message_of
from worker.transcoder.active_runs import KEEPER
from worker.transcoder.errors import (
    Busy,
    CannotConvert,
    ConversionFailed,
    DiskFull,
    NoConverter,
    SegmentNotFound,
)
from worker.transcoder.transcoder import Transcoder

logger = logging.getLogger(__name__)

WAIT_S = 5.0  # for people, and for a free process
MAX_MISSING_S = 5.0  # at the end of a film: its last frames may be broken
FAILURES: tuple[tuple[type[Exception], CopyFailure], ...] = (
    (NoConverter, "no_converter"),
    (CannotConvert, "cannot_convert"),
    (ConversionFailed, "cannot_convert"),
    (SegmentNotFound, "cannot_convert"),  # not even the first
    (DiskFull, "disk_full"),
    (NotFound, "no_file"),
)
PERMANENT = tuple(kind for kind, _ in FAILURES)


class CopyFailed(Exception):
    def __init__(self, reason: CopyFailure) -> None:
        super().__init__(reason)
        self.reason = reason


class NotWanted(Exception):
    """The copy was removed while it was made."""


class NotItsTurn(Exception):
    """A user asked for another copy: this one is queued again behind it."""


@dataclass(frozen=True, slots=True)
class CopyMaker:
    """One copy at a time."""

    work: CopyWork
    transcoder: Transcoder
    store: CopyStore | None  # None: there is no object store
    quota_bytes: int
    has_downloads: Callable[[], bool]  # that are active now
    stopping: threading.Event
    wait_s: float = WAIT_S

    def run(self, copy_id: UUID) -> None:
        """
        Idempotent. Raises `ShutdownRequested`, `Unavailable` or `STORE_ERRORS`: then it is queued
        again.
        """
        copy = self.work.begin(copy_id)
        if copy is None:
            return
        if self.store is None:
            self.work.fail(copy_id, "store")
            return
        try:
            _Copy(self, copy, self.store).run()
        except (NotWanted, NotItsTurn):
            return
        except STORE_ERRORS as error:
            if message_of(error) == FULL:
                self.work.fail(copy_id, "disk_full")
                return
            logger.info("copy not stored yet", extra={"error": message_of(error)})
            raise
        except CopyFailed as failure:
            self.work.fail(copy_id, failure.reason)
        except PERMANENT as error:
            self.work.fail(copy_id, reason_of(error))
        except (ShutdownRequested, Unavailable):
            raise
        except Exception:
            logger.exception("converted copy failed", extra={"copy": str(copy_id)})
            self.work.fail(copy_id, "broken")


def reason_of(error: Exception) -> CopyFailure:
    return next(reason for kind, reason in FAILURES if isinstance(error, kind))


class _Copy:
    """One copy that is being made."""

    def __init__(self, maker: CopyMaker, row: CopyRow, store: CopyStore) -> None:
        self.maker, self.row, self.store = maker, row, store
        self.item_id = row.library_item_id
        self.rendition = Rendition.parse(row.rendition)
        self.percent = row.progress
        self.sizes: dict[str, int] = {}  # of the objects that are stored and verified, by name

    def run(self) -> None:
        """Raises as `CopyMaker.run`, and `CopyFailed`, `NotWanted` or `NotItsTurn`."""
        try:
            self._make()
        except StoreUnreachable:
            self._report("file")
            raise

    def _make(self) -> None:
        durations = self.maker.transcoder.durations(self.item_id, self.rendition)
        names = [f"{number}.m4s" for number in range(len(durations))]
        self._resume(names)
        for number, name in enumerate(names):
            if name in self.sizes:
                continue
            try:
                self._store(name, number)
            except SegmentNotFound:
                if number == 0:
                    raise
                self._require_end(durations[number:])
                durations = durations[:number]
                break
            self.percent = len(self.sizes) * 100 // (len(names) + 2)
            self._report()
            self.maker.transcoder.give_up(self.item_id, self.rendition, number)
        self._store(INIT, None)
        self._verify(len(durations))
        self.maker.work.done(self.row.id, durations, sum(self.sizes.values()))
        logger.info("converted copy made", extra={"copy": str(self.row.id)})

    def _require_end(self, missing: list[float]) -> None:
        """`missing`: the lengths of the segments that there are not. Raises `CopyFailed`."""
        if sum(missing) <= MAX_MISSING_S:
            return
        # Another attempt is to convert the rest again, and not to hear that there is none.
        self.maker.transcoder.forget_end(self.item_id, self.rendition)
        raise CopyFailed("ended_early")

    def _resume(self, names: list[str]) -> None:
        """What a worker before this one stored, without its last object: it may be unverified."""
        there = self._stored_sizes()
        known = [name for name in names if name in there]
        self.sizes = {name: there[name] for name in known[:-1]}

    def _store(self, name: str, number: int | None) -> None:
        """Convert and store a segment; None: the header."""
        transcoder = self.maker.transcoder
        while True:
            self._let_people_first()
            try:
                if number is None:
                    descriptor = transcoder.init(self.item_id, self.rendition, KEEPER)
                else:
                    descriptor = transcoder.segment(self.item_id, self.rendition, number, KEEPER)
                break
            except Busy:
                self._pause("viewers")
        try:
            self.sizes[name] = self.store.put(self.row.prefix + name, descriptor)
        except NotVerified as error:
            raise CopyFailed("store") from error

    def _let_people_first(self) -> None:
        """Raises `ShutdownRequested`, `NotWanted` or `NotItsTurn`."""
        raise_if_stopping(self.maker.stopping)
        while waits_for := self._makes_way_for():
            if waits_for == "requests":
                self._report(waits_for)
                raise NotItsTurn
            self._pause(waits_for)

    def _makes_way_for(self) -> CopyWait:
        if self.maker.transcoder.serves_people():
            return "viewers"
        if self.maker.work.has_users(self.row.id):
            return ""
        if self.maker.work.has_other_requests(self.row.id):
            return "requests"
        return "downloads" if self.maker.has_downloads() else ""

    def _pause(self, waits_for: CopyWait) -> None:
        """Raises `ShutdownRequested` or `NotWanted`."""
        self._report(waits_for)
        self.maker.stopping.wait(self.maker.wait_s)
        raise_if_stopping(self.maker.stopping)

    def _report(self, waits_for: CopyWait = "") -> None:
        """Raises `NotWanted`, or `CopyFailed` when there is no more room."""
        size = sum(self.sizes.values())
        if not self.maker.work.progress(self.row.id, self.percent, size, waits_for):
            raise NotWanted
        if self.maker.work.used_bytes() > self.maker.quota_bytes:
            raise CopyFailed("quota")
        if not self.store.has_room(max(self.sizes.values(), default=0)):
            raise CopyFailed("disk_full")

    def _verify(self, count: int) -> None:
        """Every object is there in its size. Raises `CopyFailed`."""
        there = self._stored_sizes()
        wanted = {INIT, *(f"{number}.m4s" for number in range(count))}
        if any(there.get(name) != self.sizes.get(name) for name in wanted):
            raise CopyFailed("store")

    def _stored_sizes(self) -> dict[str, int]:
        """What the store has of the copy, by name."""
        return {
            each.key.removeprefix(self.row.prefix): each.size_bytes
            for each in self.store.list(self.row.prefix)
        }
