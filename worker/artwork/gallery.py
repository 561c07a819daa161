"""
Gives a picture: from disk, or made now.

However many ask for the same picture at once, it is fetched once. A few are made at the same
time and the rest wait for a moment; a failure is remembered for a minute, so that a page full of
posters nobody has does not ask for each again and again.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from dataclasses import dataclass, field

from chalicelib.artwork.picture_urls import Picture
from chalicelib.platform import telemetry
from chalicelib.platform.errors import SeenError
from worker.artwork.disk import Disk, Kept
from worker.artwork.errors import PictureNotKept, TooManyPictures
from worker.artwork.forms import Form

logger = logging.getLogger(__name__)

MAX_FETCHED_AT_ONCE = 8
MAX_MADE_AT_ONCE = 4
MAX_WAITING = 64
TURN_WITHIN_S = 5.0
DONE_WITHIN_S = 25.0  # somebody else's making of the same picture
FAILURE_FOR_S = 60.0
FAILURES_KEPT = 4096

Read = Callable[[Picture], bytes]
Shrink = Callable[[bytes, int, Form], tuple[bytes, str]]


@dataclass
class Gallery:
    disk: Disk
    read: Read
    shrink: Shrink
    clock_s: Callable[[], float] = time.monotonic
    turn_within_s: float = TURN_WITHIN_S
    #: Called with every picture that was made; it must return at once.
    on_made: Callable[[Picture, Kept], None] = lambda _picture, _kept: None
    _making: dict[tuple[Picture, Form], Future[Kept]] = field(default_factory=dict)
    _failures: "OrderedDict[Picture, tuple[float, SeenError]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _fetching: threading.Semaphore = field(
        default_factory=lambda: threading.Semaphore(MAX_FETCHED_AT_ONCE)
    )
    _waiting: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MAX_WAITING))
    _shrinking: threading.Semaphore = field(
        default_factory=lambda: threading.Semaphore(MAX_MADE_AT_ONCE)
    )

    def find(self, picture: Picture, form: Form) -> Kept | None:
        """The picture, if it was made before."""
        return self.disk.find(picture, form)

    def make(self, picture: Picture, form: Form) -> Kept:
        """
        The picture, fetched and made small if need be. Blocks for half a minute at most.

        Raises `NoSuchPicture`, `PictureNotFetched`, `PictureNotKept` or `TooManyPictures`.
        """
        # Whoever waits holds a connection, and films come through the same door.
        if not self._waiting.acquire(blocking=False):
            raise TooManyPictures("Too many pictures are being made.", retry_after_s=2)
        try:
            return self._make(picture, form)
        finally:
            self._waiting.release()

    def _make(self, picture: Picture, form: Form) -> Kept:
        key = picture, form
        with self._lock:
            self._raise_failure(picture)
            promise = self._making.get(key)
            is_ours = promise is None
            if promise is None:
                promise = self._making[key] = Future()
        if not is_ours:
            try:
                return promise.result(timeout=DONE_WITHIN_S)
            except NotInTime as error:
                raise TooManyPictures("This picture is still being made.") from error
        try:
            kept = self._made(picture, form)
        except BaseException as error:
            with self._lock:
                del self._making[key]
                if isinstance(error, SeenError):
                    self._note_failure(picture, error)
            promise.set_exception(error)
            raise
        with self._lock:
            del self._making[key]
        promise.set_result(kept)
        telemetry.count("artwork_made_total", source=picture.source)
        return kept

    def _made(self, picture: Picture, form: Form) -> Kept:
        found = self.disk.find(picture, form)  # somebody may have been quicker
        if found is not None:
            return found
        with self._turn(self._fetching):
            content = self.read(picture)
            with self._turn(self._shrinking):
                small, suffix = self.shrink(content, picture.width_px, form)
        try:
            kept = self.disk.keep(picture, small, suffix)
        except OSError as error:
            logger.warning("artwork not kept", extra={"error": error.strerror})
            raise PictureNotKept("The picture could not be kept.") from error
        self.on_made(picture, kept)
        return kept

    @contextmanager
    def _turn(self, places: threading.Semaphore) -> Iterator[None]:
        """Raises `TooManyPictures` when there is no place in time."""
        if not places.acquire(timeout=self.turn_within_s):
            raise TooManyPictures("Too many pictures at once.", retry_after_s=2)
        try:
            yield
        finally:
            places.release()

    def _raise_failure(self, picture: Picture) -> None:
        """Raises what making this picture raised a moment ago."""
        until_s, error = self._failures.get(picture, (0.0, None))
        if error is None:
            return
        if until_s > self.clock_s():
            raise type(error)(str(error))
        del self._failures[picture]

    def _note_failure(self, picture: Picture, error: SeenError) -> None:
        telemetry.count("artwork_failures_total", source=picture.source, code=error.code)
        logger.info("artwork not made", extra={"path": picture.address, "code": error.code})
        if isinstance(error, TooManyPictures):
            return  # it says nothing about the picture
        self._failures[picture] = (self.clock_s() + FAILURE_FOR_S, error)
        if len(self._failures) > FAILURES_KEPT:
            self._failures.popitem(last=False)
