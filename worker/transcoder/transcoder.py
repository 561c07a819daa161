"""On-demand HLS: which processes run, and who waits for which segment."""

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.playback.models.rendition import Rendition
from worker.transcoder import command, manifest
from worker.transcoder.errors import (
    Busy,
    CannotConvert,
    ConversionFailed,
    DiskFull,
    NoConverter,
    SegmentNotFound,
)
from worker.transcoder.ffmpeg import Ffmpeg
from worker.transcoder.manifest import LONGEST_COPIED_S, Cuts
from worker.transcoder.media_index import MediaIndex, MediaIndexer
from worker.transcoder.process import FfmpegProcess
from worker.transcoder.run import INIT, Run
from worker.transcoder.segment_store import SegmentStore

logger = logging.getLogger(__name__)

WAIT_S = 45.0  # of one request
MAX_WAITING = 64  # requests: each holds a thread
MAX_WAITING_OF_VIEWER = 12  # a player asks for one or two, and leaves some behind when it seeks
MAX_ATTEMPTS = 3  # runs for one request
COPIED_WINDOW_S = 60.0  # a request so far ahead of a run waits for it; a later one starts another
CONVERTED_WINDOW_S = 8.0
IDLE_S = 60.0  # then a run ends
DISPLACED_AFTER_S = 15.0  # idle runs make room for another viewer
RETRY_S = 5
MAX_CONVERSIONS = 500  # with their cuts in memory
NO_FFMPEG = (
    "This server has no ffmpeg, so it can only play files that your browser plays as they are."
)

#: A descriptor of the library file, which the caller closes. Raises `NotFound`.
OpenItem = Callable[[UUID], int]


@dataclass
class Conversion:
    """One version of a file in one rendition."""

    name: str
    item_id: UUID
    rendition: Rendition
    index: MediaIndex
    cuts: Cuts
    ends_at: int | None = None  # the first segment that the file does not hold

    @property
    def window_s(self) -> float:
        return COPIED_WINDOW_S if self.rendition.height is None else CONVERTED_WINDOW_S


@dataclass
class Transcoder:
    find_ffmpeg: Callable[[], Ffmpeg | None]
    open_item: OpenItem
    indexer: MediaIndexer
    store: SegmentStore
    max_processes: int
    _conversions: dict[str, Conversion] = field(default_factory=dict)
    _runs: list[Run] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _waiting: Counter[str] = field(default_factory=Counter)  # requests, by viewer
    _requests: int = 0  # so far: a later request of a viewer has a larger number
    started: int = 0  # processes, since the start of the worker
    _is_closed: bool = False

    def manifest(self, item_id: UUID, rendition: Rendition, query: str) -> str:
        """Raises `SeenError`."""
        with self._conversion(item_id, rendition) as (conversion, _):
            return manifest.render(conversion.cuts, query)

    def init(self, item_id: UUID, rendition: Rendition, viewer: str) -> int:
        """A descriptor of the header of all segments. Raises `SeenError`."""
        with self._conversion(item_id, rendition) as (conversion, source):
            with self._changed:
                runs = [run for run in self._runs if run.name == conversion.name]
                number = runs[-1].wanted if runs else 0
            return self._wait(conversion, source, INIT, number, viewer)

    def segment(self, item_id: UUID, rendition: Rendition, number: int, viewer: str) -> int:
        """A descriptor of a segment, which is made if it is not there. Raises `SeenError`."""
        with self._conversion(item_id, rendition) as (conversion, source):
            if number >= len(conversion.cuts):
                raise SegmentNotFound("The film ends before this segment.")
            return self._wait(conversion, source, str(number), number, viewer)

    @property
    def running(self) -> list[Run]:
        with self._changed:
            return list(self._runs)

    def is_converting(self) -> bool:
        """Whether a process converts for somebody, or waits for a player that has enough."""
        with self._changed:
            return bool(self._runs)

    def reap(self) -> None:
        """End runs that nobody asked of for a while."""
        now_s = time.monotonic()
        with self._changed:
            for run in self._runs:
                if now_s - run.asked_s > IDLE_S:
                    run.stop()

    def close(self) -> None:
        """End every process and every wait."""
        with self._changed:
            self._is_closed = True
            for run in self._runs:
                run.stop()
            self._changed.notify_all()

    @contextmanager
    def _conversion(self, item_id: UUID, rendition: Rendition) -> Iterator[tuple[Conversion, int]]:
        """
        The conversion, and a descriptor of its file. Raises `NoConverter`, `CannotConvert` or
        `NotFound`.
        """
        if self.find_ffmpeg() is None:
            raise NoConverter(NO_FFMPEG)
        source = self.open_item(item_id)
        try:
            facts = os.fstat(source)
            name = f"{item_id}-{facts.st_size:x}-{facts.st_mtime_ns:x}-{rendition}"
            yield (
                self._conversions.get(name) or self._open(name, item_id, rendition, source),
                source,
            )
        finally:
            os.close(source)

    def _open(self, name: str, item_id: UUID, rendition: Rendition, source: int) -> Conversion:
        index = self.indexer.read(item_id, source)
        command.check(index, rendition)
        conversion = Conversion(name, item_id, rendition, index, cuts_of(index, rendition))
        with self._changed:
            if len(self._conversions) >= MAX_CONVERSIONS:
                running = {run.name for run in self._runs}
                self._conversions = {
                    each: kept for each, kept in self._conversions.items() if each in running
                }
            return self._conversions.setdefault(name, conversion)

    def _wait(
        self, conversion: Conversion, source: int, piece: str, number: int, viewer: str
    ) -> int:
        """Wait for a piece until it is stored; `number` is the segment to make for it."""
        until_s = time.monotonic() + WAIT_S
        attempts = 0
        with self._changed, self._counted(viewer) as order:
            while (found := self.store.open(f"{conversion.name}/{piece}")) is None:
                run = self._run_for(conversion, number, must_make=True)
                if run is None:
                    if self._has_gone_on(conversion, viewer, order):
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
            maker = self._run_for(conversion, number, must_make=False)
            if maker is not None:
                self._ask(maker, number, viewer, order)
            return found

    @contextmanager
    def _counted(self, viewer: str) -> Iterator[int]:
        """The number of the request. Called with `_changed` held. Raises `Busy`."""
        if self._waiting.total() >= MAX_WAITING or self._waiting[viewer] >= MAX_WAITING_OF_VIEWER:
            raise Busy("Too many requests wait for a conversion.", retry_after_s=RETRY_S)
        self._requests += 1
        self._waiting[viewer] += 1
        try:
            yield self._requests
        finally:
            self._waiting[viewer] -= 1
            if not self._waiting[viewer]:
                del self._waiting[viewer]

    def _has_gone_on(self, conversion: Conversion, viewer: str, order: int) -> bool:
        """Whether a later request of this viewer is served: players do not say that they left."""
        return any(
            run.viewers.get(viewer, 0) > order
            for run in self._runs
            if run.item_id == conversion.item_id and not run.has_ended
        )

    def _check(self, conversion: Conversion, number: int, attempts: int) -> None:
        """Whether another run can help. Raises `SeenError`."""
        if self._is_closed:
            raise Busy("The worker is restarting.", retry_after_s=RETRY_S)
        if conversion.ends_at is not None and number >= conversion.ends_at:
            raise SegmentNotFound("The file ends before this segment.")
        if attempts == MAX_ATTEMPTS:
            raise ConversionFailed("This place of the file cannot be converted.")

    def _run_for(self, conversion: Conversion, number: int, *, must_make: bool) -> Run | None:
        """The run that makes this segment, or with `must_make` False has made it."""
        starts = conversion.cuts.starts
        for run in self._runs:
            if run.name != conversion.name or run.has_ended:
                continue
            first = run.next if must_make else run.first
            reach_s = starts[run.next] + conversion.window_s
            if first <= number and starts[number] <= reach_s:
                return run
        return None

    def _ask(self, run: Run, number: int, viewer: str, order: int) -> None:
        """The viewer watches this run from now on; runs that nobody watches end."""
        run.asked_s = time.monotonic()
        run.viewers[viewer] = max(order, run.viewers.get(viewer, 0))
        if number > run.wanted:
            run.wanted = number
            self._changed.notify_all()
        for other in self._runs:
            if other is run or other.item_id != run.item_id or other.has_ended:
                continue
            if other.viewers.get(viewer, order) < order:
                del other.viewers[viewer]
            if not other.viewers:
                other.stop()

    def _begin(self, conversion: Conversion, source: int, number: int, viewer: str) -> Run:
        """Raises `Busy` or `NoConverter`."""
        self._make_way(conversion, viewer)
        ffmpeg = self.find_ffmpeg()
        if ffmpeg is None:
            raise NoConverter(NO_FFMPEG)
        descriptor = os.dup(source)  # the run closes it
        start_s = conversion.cuts.starts[number]
        arguments = command.build(
            ffmpeg, conversion.index, conversion.rendition, start_s, descriptor
        )
        self.started += 1
        run = Run(
            number=self.started,
            item_id=conversion.item_id,
            name=conversion.name,
            first=number,
            cuts=conversion.cuts,
            process=FfmpegProcess(arguments, descriptor, limits_memory=ffmpeg.encoder == "libx264"),
            store=self.store,
            changed=self._changed,
            on_end=self._end,
        )
        self._runs.append(run)
        run.start()
        return run

    def _make_way(self, conversion: Conversion, viewer: str) -> None:
        """Count a process for this viewer. Raises `Busy`."""
        now_s = time.monotonic()
        for run in self._runs:  # a seek, or another quality, ends what the viewer watched before
            if run.item_id == conversion.item_id and run.viewers.keys() <= {viewer}:
                run.stop()
        active = [run for run in self._runs if not run.has_ended]
        if len(active) < self.max_processes:
            return
        idle = min(active, key=lambda run: run.asked_s)
        if now_s - idle.asked_s < DISPLACED_AFTER_S:
            raise Busy(
                f"This server converts {len(active)} other"
                f" {'film' if len(active) == 1 else 'films'} right now. Playing starts when one"
                " of them ends or is paused.",
                retry_after_s=RETRY_S,
            )
        idle.stop()

    def _end(self, run: Run) -> None:
        """Called by a run's thread with `_changed` held."""
        self._runs.remove(run)
        conversion = self._conversions.get(run.name)
        if run.is_complete and conversion is not None:
            after = run.next + 1 if self.store.has(f"{run.name}/{run.next}") else run.next
            conversion.ends_at = max(after, conversion.ends_at or 0)


def cuts_of(index: MediaIndex, rendition: Rendition) -> Cuts:
    """Raises `CannotConvert` when a copied picture has too few keyframes to be cut."""
    if rendition.height is not None:
        return manifest.converted(index.rate, index.end_s)
    cuts = manifest.copied(index.keyframes, index.end_s)
    if max(cuts.durations) > LONGEST_COPIED_S:
        raise CannotConvert(
            "This picture has too few keyframes to be copied; choose a quality instead.",
            field="rendition",
        )
    return cuts
