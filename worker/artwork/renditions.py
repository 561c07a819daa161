"""
Renders images in one of our sizes, or finds them on disk.

Concurrent requests for one image share a single fetch. Fetching and resizing are bounded by
semaphores; a failure is cached for a minute, so that a page full of missing posters does not
repeat every request.
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

from chalicelib.artwork.proxy_urls import Picture
from chalicelib.platform import telemetry
from chalicelib.platform.errors import SeenError
from worker.artwork.errors import ImageNotStored, RenderQueueFull
from worker.artwork.file_cache import CachedFile, ImageFileCache
from worker.artwork.formats import ImageFormat

logger = logging.getLogger(__name__)

MAX_FETCHED_AT_ONCE = 8
MAX_MADE_AT_ONCE = 4
MAX_WAITING = 64
TURN_WITHIN_S = 5.0
JOIN_WITHIN_S = 25.0  # wait for another request that renders the same image
FAILURE_TTL_S = 60.0
FAILURES_KEPT = 4096

Read = Callable[[Picture], bytes]
ResizeImage = Callable[[bytes, int, ImageFormat], tuple[bytes, str]]


@dataclass
class RenditionService:
    disk: ImageFileCache
    read: Read
    resize_image: ResizeImage
    clock_s: Callable[[], float] = time.monotonic
    turn_within_s: float = TURN_WITHIN_S
    #: Called with every rendered image; must not block.
    on_rendered: Callable[[Picture, CachedFile], None] = lambda _picture, _kept: None
    _making: dict[tuple[Picture, ImageFormat], Future[CachedFile]] = field(default_factory=dict)
    _failures: "OrderedDict[Picture, tuple[float, SeenError]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _fetching: threading.Semaphore = field(
        default_factory=lambda: threading.Semaphore(MAX_FETCHED_AT_ONCE)
    )
    _waiting: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MAX_WAITING))
    _shrinking: threading.Semaphore = field(
        default_factory=lambda: threading.Semaphore(MAX_MADE_AT_ONCE)
    )

    def find(self, picture: Picture, form: ImageFormat) -> CachedFile | None:
        """The image, if it was rendered before."""
        return self.disk.find(picture, form)

    def make(self, picture: Picture, form: ImageFormat) -> CachedFile:
        """
        The image, fetched and resized if needed. Blocks for at most half a minute.

        Raises `ImageNotFound`, `ImageFetchFailed`, `ImageNotStored` or `RenderQueueFull`.
        """
        # A waiting request holds a connection of the server that also streams video.
        if not self._waiting.acquire(blocking=False):
            raise RenderQueueFull("Too many images are being rendered.", retry_after_s=2)
        try:
            return self._make(picture, form)
        finally:
            self._waiting.release()

    def _make(self, picture: Picture, form: ImageFormat) -> CachedFile:
        key = picture, form
        with self._lock:
            self._raise_failure(picture)
            promise = self._making.get(key)
            is_ours = promise is None
            if promise is None:
                promise = self._making[key] = Future()
        if not is_ours:
            try:
                return promise.result(timeout=JOIN_WITHIN_S)
            except NotInTime as error:
                raise RenderQueueFull("This image is still being rendered.") from error
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

    def _made(self, picture: Picture, form: ImageFormat) -> CachedFile:
        found = self.disk.find(picture, form)  # another thread may have rendered it since
        if found is not None:
            return found
        with self._turn(self._fetching):
            content = self.read(picture)
            with self._turn(self._shrinking):
                small, suffix = self.resize_image(content, picture.width_px, form)
        try:
            kept = self.disk.keep(picture, small, suffix)
        except OSError as error:
            logger.warning("artwork not stored", extra={"error": error.strerror})
            raise ImageNotStored("The image could not be stored.") from error
        self.on_rendered(picture, kept)
        return kept

    @contextmanager
    def _turn(self, places: threading.Semaphore) -> Iterator[None]:
        """Raises `RenderQueueFull` when no slot is free in time."""
        if not places.acquire(timeout=self.turn_within_s):
            raise RenderQueueFull("Too many images are being rendered at once.", retry_after_s=2)
        try:
            yield
        finally:
            places.release()

    def _raise_failure(self, picture: Picture) -> None:
        """Raise the cached failure of this image, if it has not expired."""
        until_s, error = self._failures.get(picture, (0.0, None))
        if error is None:
            return
        if until_s > self.clock_s():
            raise type(error)(str(error))
        del self._failures[picture]

    def _note_failure(self, picture: Picture, error: SeenError) -> None:
        telemetry.count("artwork_failures_total", source=picture.source, code=error.code)
        logger.info("artwork not rendered", extra={"path": picture.url, "code": error.code})
        if isinstance(error, RenderQueueFull):
            return  # overload says nothing about the image
        self._failures[picture] = (self.clock_s() + FAILURE_TTL_S, error)
        if len(self._failures) > FAILURES_KEPT:
            self._failures.popitem(last=False)
