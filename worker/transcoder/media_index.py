"""What ffmpeg's arguments and the manifest need to know of a file, read once and kept on disk."""

import json
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from uuid import UUID

from worker.child_process import AnsweringChild, ChildCrashed, ChildTimedOut
from worker.media_input import MediaInput
from worker.transcoder.errors import Busy, CannotConvert

logger = logging.getLogger(__name__)

VERSION = 5  # of the stored form
READ_WITHIN_S = 120.0  # a file without an index is read to its end
PATIENCE_S = 5.0  # then a viewer is told what is done meanwhile
RETRY_S = 2
MAX_READINGS = 16  # films that wait to be read
MAX_KEPT = 2_000  # files
FAILED_FOR_S = 600.0  # so long a file that could not be read is not read again
MAX_FAILED = 1_000  # files
COMMAND = (sys.executable, "-m", "worker.transcoder.index_child")
UNREADABLE = "This file cannot be converted. It may be damaged or incomplete."
BEING_READ = "This film is being read for the first time. Playing starts when that is done."
OTHERS_FIRST = (
    "This server reads another film for the first time. Playing starts when it has read this one."
)


@dataclass(frozen=True, slots=True)
class AudioFacts:
    index: int  # in the file
    codec: str
    channels: int


@dataclass(frozen=True, slots=True)
class PictureSubtitle:
    index: int  # in the file
    changes: tuple[float, ...]  # where its pictures appear or go, in seconds; empty: not known


@dataclass(frozen=True, slots=True)
class MediaIndex:
    """Times in seconds from the file's first timestamp."""

    video_index: int
    video_codec: str
    transfer: str  # `smpte2084` and `arib-std-b67` are HDR, empty is anything else
    picture_size: tuple[int, int]  # width as it is shown, with square pixels, and lines
    frame_rate: tuple[int, int]  # numerator and denominator, frames per second
    end_s: float
    keyframes: tuple[float, ...]
    #: The container finds each keyframe, and reading from there misses no sound.
    has_sound_at_keyframes: bool
    audio: tuple[AudioFacts, ...]
    picture_subtitles: tuple[PictureSubtitle, ...]

    @property
    def rate(self) -> Fraction:
        return Fraction(*self.frame_rate)


@dataclass
class MediaIndexer:
    """
    Reads files in a child process, one at a time, and keeps the results in `folder`.

    A reading goes on after who asked for it was told to come back.
    """

    folder: Path
    child: AnsweringChild = field(default_factory=lambda: AnsweringChild(COMMAND, READ_WITHIN_S))
    now_s: Callable[[], float] = time.monotonic
    patience_s: float | None = PATIENCE_S  # of who asks; None: until the file is read
    _failed: dict[Path, tuple[float, str]] = field(default_factory=dict)  # when, and why
    _readings: "dict[Path, Future[MediaIndex]]" = field(default_factory=dict)  # in turn
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, item_id: UUID, source: MediaInput) -> MediaIndex:
        """The index of the open file. Raises `CannotConvert` or `Busy`."""
        kept = self.folder / f"{item_id}-{source.version}-{VERSION}.json"
        # A known film does not wait while another is read.
        if (known := _stored(kept)) is not None:
            return known
        with self._lock:
            if (known := _stored(kept)) is not None:
                return known
            self._check(kept)
            reading = self._readings.get(kept) or self._begin(kept, source)
            is_next = next(iter(self._readings)) == kept
        try:
            return reading.result(self.patience_s)
        except TimeoutError as error:
            raise Busy(BEING_READ if is_next else OTHERS_FIRST, retry_after_s=RETRY_S) from error

    def _begin(self, kept: Path, source: MediaInput) -> "Future[MediaIndex]":
        """Called with the lock held. Raises `Busy`."""
        if len(self._readings) >= MAX_READINGS:
            raise Busy(OTHERS_FIRST, retry_after_s=RETRY_S)
        reading = self._readings[kept] = Future()
        taken = source.duplicate()  # who asked for it closes theirs
        threading.Thread(
            target=self._read, args=(kept, taken, reading), name="media index", daemon=True
        ).start()
        return reading

    def _read(self, kept: Path, source: MediaInput, reading: "Future[MediaIndex]") -> None:
        try:
            answer = self._ask(source)
            index = _parse(answer)
            self._keep(kept, answer)
        except Exception as error:  # noqa: BLE001  # for who waits
            with self._lock:
                if isinstance(error, CannotConvert):
                    self._failed[kept] = (self.now_s(), str(error))
                del self._readings[kept]
            reading.set_exception(error)
        else:
            with self._lock:
                del self._readings[kept]
            reading.set_result(index)
        finally:
            source.close()

    def _check(self, kept: Path) -> None:
        """Raises `CannotConvert` for a file that failed a short while ago."""
        if len(self._failed) > MAX_FAILED:
            self._failed.clear()
        failed_s, reason = self._failed.get(kept, (0.0, ""))
        if reason and self.now_s() - failed_s < FAILED_FOR_S:
            raise CannotConvert(reason)

    def _ask(self, source: MediaInput) -> bytes:
        try:
            answer = self.child.ask(f"{source.address}\n".encode(), *source.descriptors)
        except ChildTimedOut as error:
            raise CannotConvert("Reading this file took too long.") from error
        except ChildCrashed as error:
            logger.info("file not indexed")
            raise CannotConvert(UNREADABLE) from error
        if not answer.strip():
            raise CannotConvert(UNREADABLE)
        return answer

    def _keep(self, path: Path, content: bytes) -> None:
        """Best effort: without space the file is read again next time."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for old in sorted(self.folder.glob("*.json"), key=lambda kept: kept.stat().st_mtime)[
                : -MAX_KEPT + 1
            ]:
                old.unlink()
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as incoming:
                incoming.write(content)
            Path(incoming.name).replace(path)
        except OSError:
            logger.info("index not kept")


def serialize(index: MediaIndex) -> bytes:
    return json.dumps(asdict(index)).encode()


def _stored(path: Path) -> MediaIndex | None:
    try:
        return _parse(path.read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _parse(content: bytes) -> MediaIndex:
    fields = json.loads(content)
    audio = tuple(AudioFacts(**each) for each in fields.pop("audio"))
    drawn = tuple(
        PictureSubtitle(each["index"], tuple(each["changes"]))
        for each in fields.pop("picture_subtitles")
    )
    numerator, denominator = fields.pop("frame_rate")
    width, lines = fields.pop("picture_size")
    return MediaIndex(
        **fields | {"keyframes": tuple(fields["keyframes"])},
        audio=audio,
        picture_subtitles=drawn,
        frame_rate=(numerator, denominator),
        picture_size=(width, lines),
    )
