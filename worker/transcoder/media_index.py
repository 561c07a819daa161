"""What ffmpeg's arguments and the manifest need to know of a file, read once and kept on disk."""

import json
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from uuid import UUID

from worker.child_process import AnsweringChild, ChildCrashed, ChildTimedOut
from worker.media_input import MediaInput
from worker.transcoder.errors import CannotConvert

logger = logging.getLogger(__name__)

VERSION = 4  # of the stored form
READ_WITHIN_S = 120.0  # a file without an index is read to its end
MAX_KEPT = 2_000  # files
FAILED_FOR_S = 600.0  # so long a file that could not be read is not read again
MAX_FAILED = 1_000  # files
COMMAND = (sys.executable, "-m", "worker.transcoder.index_child")
UNREADABLE = "This file cannot be converted. It may be damaged or incomplete."


@dataclass(frozen=True, slots=True)
class AudioFacts:
    index: int  # in the file
    codec: str
    channels: int


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
    picture_subtitles: tuple[int, ...]  # indices in the file

    @property
    def rate(self) -> Fraction:
        return Fraction(*self.frame_rate)


@dataclass
class MediaIndexer:
    """Reads files in a child process, one at a time, and keeps the results in `folder`."""

    folder: Path
    child: AnsweringChild = field(default_factory=lambda: AnsweringChild(COMMAND, READ_WITHIN_S))
    now_s: Callable[[], float] = time.monotonic
    _failed: dict[Path, tuple[float, str]] = field(default_factory=dict)  # when, and why
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, item_id: UUID, source: MediaInput) -> MediaIndex:
        """The index of the open file. Raises `CannotConvert`."""
        kept = self.folder / f"{item_id}-{source.version}-{VERSION}.json"
        # A known film does not wait while another is read.
        if (known := _stored(kept)) is not None:
            return known
        with self._lock:
            if (known := _stored(kept)) is not None:
                return known
            self._check(kept)
            try:
                answer = self._ask(source)
            except CannotConvert as error:
                self._failed[kept] = (self.now_s(), str(error))
                raise
            index = _parse(answer)
            self._keep(kept, answer)
        return index

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
    numerator, denominator = fields.pop("frame_rate")
    width, lines = fields.pop("picture_size")
    return MediaIndex(
        **fields | {name: tuple(fields[name]) for name in ("keyframes", "picture_subtitles")},
        audio=audio,
        frame_rate=(numerator, denominator),
        picture_size=(width, lines),
    )
