"""One run of ffmpeg: from a segment to the end of the film, or until no viewer wants more."""

import contextlib
import errno
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from worker.transcoder.ffmpeg_arguments import OFFSET_S
from worker.transcoder.ffmpeg_process import MEDIA, FfmpegProcess, ProcessStalled
from worker.transcoder.manifest import SegmentBoundaries
from worker.transcoder.mp4_boxes import NotBoxes, Track, span_of, video_track
from worker.transcoder.segment_store import SegmentStore

logger = logging.getLogger(__name__)

AHEAD_S = 60.0  # of the player; then the process waits

INIT = "init"


@dataclass
class Run:
    """
    Its thread reads the process and stores segments. `changed` guards every field and is notified
    of each segment and of the end.
    """

    number: int
    item_id: UUID
    name: str  # of the conversion, a folder of the store
    first: int
    cuts: SegmentBoundaries
    process: FfmpegProcess
    store: SegmentStore
    changed: threading.Condition
    on_end: Callable[["Run"], None]
    uses_hardware: bool = False
    viewers: dict[str, int] = field(default_factory=dict)  # and the number of their last request
    asked_s: float = field(default_factory=time.monotonic)  # when a viewer last asked
    wanted: int = 0
    next: int = 0  # the segment that is being made
    has_ended: bool = False
    is_complete: bool = False  # the film has no more segments
    is_disk_full: bool = False
    has_failed: bool = False  # by itself

    def start(self) -> None:
        self.next = self.wanted = self.first
        threading.Thread(target=self._work, name="transcode", daemon=True).start()

    def stop(self) -> None:
        """Called with `changed` held."""
        self.has_ended = True
        self.process.kill()
        self.changed.notify_all()

    def _work(self) -> None:
        code = -1
        writer = _Writer(self)
        try:
            self.process.start()
            with self.changed:
                if self.has_ended:
                    self.process.kill()
            was_read = self._read(writer)
            code = self.process.wait()
            with self.changed:
                self.has_failed = was_read and code != 0 and not self.has_ended
            if code == 0:
                writer.finish()
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            logger.warning("segment not stored", extra={"error": error.strerror})
            with self.changed:
                self.is_disk_full = full
        except (ProcessStalled, NotBoxes) as error:
            logger.info("conversion stopped", extra={"reason": type(error).__name__})
            with self.changed:
                self.has_failed = not self.has_ended
        finally:
            writer.discard()
            self.process.wait()
            self.process.source.close()
            with self.changed:
                self.is_complete = code == 0
                self.has_ended = True
                self.on_end(self)
                self.changed.notify_all()

    def _read(self, writer: "_Writer") -> bool:
        """Whether its output was read to the end; False when the rest is not wanted."""
        header = b""
        track: Track | None = None
        fragment = b""
        ends_s = 0.0  # where the fragment that follows begins
        for kind, length, content in self.process.boxes():
            if kind == MEDIA:
                writer.write(fragment + content)
                for piece in self.process.media(length):
                    writer.write(piece)
                fragment = b""
                writer.finish_before(ends_s)
            elif kind == b"moof" and track is not None:
                span = span_of(content[8:], track)
                if span is not None:
                    ends_s = span[1] - OFFSET_S
                    segment = writer.segment_at(span[0] - OFFSET_S)
                    if segment > max(writer.current, self.first) and self._is_made(segment):
                        writer.finish()  # the segment before it is complete
                        self.process.kill()
                        return False
                    if not self._may_go_on():
                        self.process.kill()
                        return False
                    writer.move_to(segment)
                fragment = content
            elif kind in (b"ftyp", b"moov"):
                header += content
                if kind == b"moov":
                    track = video_track(content[8:])
                    writer.write_init(header)
        return True

    def _is_made(self, segment: int) -> bool:
        """Whether another run went on here."""
        return self.store.has(f"{self.name}/{segment}")

    def _may_go_on(self) -> bool:
        """Wait while the player has enough; False when stopped."""
        with self.changed:
            while not self.has_ended and self._is_far_ahead():
                self.changed.wait()
            return not self.has_ended

    def _is_far_ahead(self) -> bool:
        starts = self.cuts.starts
        return starts[self.next] - starts[self.wanted] > AHEAD_S


class _Writer:
    """Writes fragments into segments."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.current = -1  # the segment of the last fragment
        self._complete = -1  # the last segment that was published
        self._path: Path | None = None
        self._file: BinaryIO | None = None

    def write_init(self, header: bytes) -> None:
        """The first of a conversion stays: every run writes the same."""
        run = self._run
        name = f"{run.name}/{INIT}"
        if run.store.has(name):
            return
        path = run.store.incoming(name, run.number)
        path.write_bytes(header)
        run.store.put(name, path)
        with run.changed:
            run.changed.notify_all()

    def segment_at(self, time_s: float) -> int:
        """The one that a fragment belongs to: none that is complete."""
        segment = self._run.cuts.segment_of(time_s)
        return segment + 1 if segment == self._complete else segment

    def finish_before(self, time_s: float) -> None:
        """
        Publish the segment when the next fragment, which begins at `time_s`, belongs to another.
        """
        if self._run.cuts.segment_of(time_s) > self.current:
            self.finish()

    def move_to(self, segment: int) -> None:
        """The next fragment belongs to `segment`."""
        if segment <= self.current:
            return
        self.finish()
        self.current = segment
        if segment >= self._run.first:
            name = f"{self._run.name}/{segment}"
            self._path = self._run.store.incoming(name, self._run.number)
            self._file = self._path.open("wb")

    def write(self, content: bytes) -> None:
        """Raises `OSError`."""
        if self._file is not None:
            self._file.write(content)

    def finish(self) -> None:
        """Publish the segment. Raises `OSError`."""
        if self._file is None or self._path is None:
            return
        self._file.close()
        self._file = None
        run = self._run
        run.store.put(f"{run.name}/{self.current}", self._path)
        self._complete = self.current
        with run.changed:
            run.next = min(self.current + 1, len(run.cuts) - 1)
            run.changed.notify_all()

    def discard(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()
