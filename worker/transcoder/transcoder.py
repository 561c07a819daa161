"""On-demand HLS: which processes run, and who waits for which segment."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

from chalicelib.playback.models.rendition import Rendition
from worker.media_input import MediaInput, OpenItem
from worker.transcoder import ffmpeg_arguments, manifest
from worker.transcoder.active_runs import KEEPER, RETRY_S, ActiveRuns
from worker.transcoder.conversion import Conversion, cuts_of
from worker.transcoder.encoders import SOFTWARE
from worker.transcoder.errors import (
    Busy,
    ConversionFailed,
    DiskFull,
    NoConverter,
    SegmentNotFound,
)
from worker.transcoder.ffmpeg_discovery import Ffmpeg
from worker.transcoder.ffmpeg_process import FfmpegProcess
from worker.transcoder.ffmpeg_run import INIT, Run
from worker.transcoder.media_index import MediaIndex, MediaIndexer
from worker.transcoder.segment_store import SegmentStore

logger = logging.getLogger(__name__)

WAIT_S = 45.0  # of one request
MAX_WAITING = 64  # requests: each holds a thread
MAX_WAITING_OF_VIEWER = 12  # a player asks for one or two, and leaves some behind when it seeks
MAX_ATTEMPTS = 3  # runs for one request
MAX_CONVERSIONS = 500  # with their cuts in memory
NO_FFMPEG = (
    "This server has no ffmpeg, so it can only play files that your browser plays as they are."
)


@dataclass
class Transcoder:
    find_ffmpeg: Callable[[], Ffmpeg | None]
    open_item: OpenItem
    indexer: MediaIndexer
    #: Of the keeper: what it reads takes no viewer's turn.
    keeper_indexer: MediaIndexer
    store: SegmentStore
    max_processes: int
    _conversions: dict[str, Conversion] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _waiting: Counter[str] = field(default_factory=Counter)  # requests, by session
    _requests: int = 0  # so far: a later request of a viewer has a larger number
    started: int = 0  # processes, since the start of the worker
    _is_closed: bool = False

    def __post_init__(self) -> None:
        self._runs = ActiveRuns(self.max_processes)

    def manifest(
        self, item_id: UUID, rendition: Rendition, query: str, begins_at_s: float = 0.0
    ) -> str:
        """For a player that begins at a second of the film. Raises `SeenError`."""
        with self._conversion(item_id, rendition) as (conversion, _):
            return manifest.render(conversion.cuts, query, begins_at_s)

    def durations(self, item_id: UUID, rendition: Rendition) -> list[float]:
        """Of the segments, in seconds, for the keeper. Raises `SeenError`."""
        with self._conversion(item_id, rendition, KEEPER) as (conversion, _):
            return conversion.cuts.durations

    def init(self, item_id: UUID, rendition: Rendition, viewer: str, following: int = 0) -> int:
        """
        A descriptor of the header of all segments, of which the viewer asks for `following` next.

        Raises `SeenError`.
        """
        with self._conversion(item_id, rendition, viewer) as (conversion, source):
            with self._changed:
                runs = self._runs.of(conversion)
                number = runs[-1].wanted if runs else min(following, len(conversion.cuts) - 1)
            return self._wait(conversion, source, INIT, number, viewer)

    def segment(self, item_id: UUID, rendition: Rendition, number: int, viewer: str) -> int:
        """A descriptor of a segment, which is made if it is not there. Raises `SeenError`."""
        with self._conversion(item_id, rendition, viewer) as (conversion, source):
            if number >= len(conversion.cuts):
                raise SegmentNotFound("The film ends before this segment.")
            return self._wait(conversion, source, str(number), number, viewer)

    @property
    def running(self) -> list[Run]:
        with self._changed:
            return list(self._runs)

    def is_converting(self) -> bool:
        """Whether a process converts for a viewer, or waits for a player that has enough."""
        with self._changed:
            return bool(list(self._runs))

    def serves_people(self) -> bool:
        """Whether a process converts for a viewer besides the keeper."""
        with self._changed:
            return self._runs.serve_people()

    def give_up(self, item_id: UUID, rendition: Rendition, number: int) -> None:
        """Remove a segment that the keeper has, unless a user watches this conversion."""
        with self._conversion(item_id, rendition) as (conversion, _), self._changed:
            if self._runs.are_kept(conversion):
                self.store.remove(f"{conversion.name}/{number}")

    def forget_end(self, item_id: UUID, rendition: Rendition) -> None:
        """Let the next request find out again where the film ends. Raises `SeenError`."""
        with self._conversion(item_id, rendition) as (conversion, _), self._changed:
            conversion.ends_at = None

    def reap(self) -> None:
        """End runs that no viewer asked of for a while."""
        with self._changed:
            self._runs.stop_idle()

    def close(self) -> None:
        """End every process and every wait."""
        with self._changed:
            self._is_closed = True
            self._runs.stop_all()
            self._changed.notify_all()

    @contextmanager
    def _conversion(
        self, item_id: UUID, rendition: Rendition, viewer: str = ""
    ) -> Iterator[tuple[Conversion, MediaInput]]:
        """
        The conversion, and its open file. Raises `NoConverter`, `CannotConvert`, `NotFound`,
        `Busy` or `StoreUnreachable`.
        """
        if self.find_ffmpeg() is None:
            raise NoConverter(NO_FFMPEG)
        source = self.open_item(item_id)
        try:
            name = f"{item_id}-{source.version}-{rendition}"
            conversion = self._conversions.get(name)
            if conversion is None:
                source.require_there()
                indexer = self.keeper_indexer if viewer == KEEPER else self.indexer
                index = indexer.read(item_id, source)
                conversion = self._open(name, item_id, rendition, index)
            yield conversion, source
        except ConversionFailed:
            source.require_there()
            raise
        finally:
            source.close()

    def _open(
        self, name: str, item_id: UUID, rendition: Rendition, index: MediaIndex
    ) -> Conversion:
        ffmpeg_arguments.check(index, rendition)
        conversion = Conversion(name, item_id, rendition, index, cuts_of(index, rendition))
        with self._changed:
            if len(self._conversions) >= MAX_CONVERSIONS:
                running = {run.name for run in self._runs}
                self._conversions = {
                    each: kept for each, kept in self._conversions.items() if each in running
                }
            return self._conversions.setdefault(name, conversion)

    def _wait(
        self, conversion: Conversion, source: MediaInput, piece: str, number: int, viewer: str
    ) -> int:
        """Wait for a piece until it is stored; `number` is the segment to make for it."""
        until_s = time.monotonic() + WAIT_S
        attempts = 0
        with self._changed, self._counted(viewer) as order:
            while (found := self.store.open(f"{conversion.name}/{piece}")) is None:
                run = self._runs.find(conversion, number, must_make=True)
                if run is None:
                    if self._runs.has_gone_on(conversion.item_id, viewer, order):
                        raise Busy("You went on at another place.", retry_after_s=RETRY_S)
                    self._check(conversion, number, attempts)
                    attempts += 1
                    run = self._begin(conversion, source, number, viewer)
                self._ask(run, number, viewer, order)
                if not self._changed.wait(until_s - time.monotonic()):
                    raise Busy("The conversion is slower than the film.", retry_after_s=RETRY_S)
                if run.is_disk_full:
                    self.store.make_room()
                    raise DiskFull(
                        "The disk is full: there is no space to convert this film.",
                        retry_after_s=RETRY_S,
                    )
            maker = self._runs.find(conversion, number, must_make=False)
            if maker is not None:
                self._ask(maker, number, viewer, order)
            return found

    @contextmanager
    def _counted(self, viewer: str) -> Iterator[int]:
        """The number of the request. Called with `_changed` held. Raises `Busy`."""
        session = viewer.partition(":")[0]
        if self._waiting.total() >= MAX_WAITING or self._waiting[session] >= MAX_WAITING_OF_VIEWER:
            raise Busy("Too many requests wait for a conversion.", retry_after_s=RETRY_S)
        self._requests += 1
        self._waiting[session] += 1
        try:
            yield self._requests
        finally:
            self._waiting[session] -= 1
            if not self._waiting[session]:
                del self._waiting[session]

    def _check(self, conversion: Conversion, number: int, attempts: int) -> None:
        """Whether another run can help. Raises `SeenError`."""
        if self._is_closed:
            raise Busy("The worker is restarting.", retry_after_s=RETRY_S)
        if conversion.ends_at is not None and number >= conversion.ends_at:
            raise SegmentNotFound("The file ends before this segment.")
        if attempts == MAX_ATTEMPTS:
            raise ConversionFailed("This place of the file cannot be converted.")

    def _ask(self, run: Run, number: int, viewer: str, order: int) -> None:
        """The viewer watches this run from now on; runs without a viewer end."""
        run.asked_s = time.monotonic()
        run.viewers[viewer] = max(order, run.viewers.get(viewer, 0))
        if number > run.wanted:
            run.wanted = number
            self._changed.notify_all()
        self._runs.leave_others(run, viewer, order)

    def _begin(self, conversion: Conversion, source: MediaInput, number: int, viewer: str) -> Run:
        """Raises `Busy` or `NoConverter`."""
        self._runs.make_way(conversion.item_id, viewer)
        ffmpeg = self.find_ffmpeg()
        if ffmpeg is None:
            raise NoConverter(NO_FFMPEG)
        if conversion.needs_software:
            ffmpeg = replace(ffmpeg, encoder=SOFTWARE)
        taken = source.duplicate()  # the run closes it
        start_s = conversion.cuts.starts[number]
        arguments = ffmpeg_arguments.build(
            ffmpeg, conversion.index, conversion.rendition, start_s, taken
        )
        self.started += 1
        run = Run(
            number=self.started,
            item_id=conversion.item_id,
            name=conversion.name,
            first=number,
            cuts=conversion.cuts,
            process=FfmpegProcess(arguments, taken, limits_memory=ffmpeg.encoder == SOFTWARE),
            store=self.store,
            changed=self._changed,
            on_end=self._end,
            uses_hardware=conversion.rendition.height is not None and ffmpeg.encoder != SOFTWARE,
        )
        self._runs.add(run)
        run.start()
        return run

    def _end(self, run: Run) -> None:
        """Called by a run's thread with `_changed` held."""
        self._runs.remove(run)
        conversion = self._conversions.get(run.name)
        if conversion is None:
            return
        if run.has_failed and run.uses_hardware:
            logger.warning("hardware encoder failed", extra={"conversion": run.name})
            conversion.needs_software = True
        if run.is_complete:
            after = run.next + 1 if self.store.has(f"{run.name}/{run.next}") else run.next
            conversion.ends_at = max(after, conversion.ends_at or 0)
