"""
Computes the placeholder (ThumbHash) of each image once and stores it with its titles.

The placeholder of an image that was just rendered costs a millisecond. Images of the discover
page, the first page people open, are fetched ahead.
"""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chalicelib.artwork.proxy_urls import WIDTHS_PX, Kind, Picture, picture_of
from chalicelib.catalog.store import placeholders as store
from chalicelib.catalog.store.placeholders import MissingPlaceholder
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.errors import NotFound, UpstreamFailed
from worker.artwork.errors import ImageNotStored, RenderQueueFull
from worker.artwork.file_cache import CachedFile
from worker.artwork.formats import ImageFormat
from worker.artwork.renditions import RenditionService

logger = logging.getLogger(__name__)

BATCH_SIZE = 50
MAX_PENDING = 2000  # a dropped image is queued when it is rendered again
SCAN_EVERY_S = 120.0  # for new images of the discover page
RETRY_AFTER_S = 6 * 3600.0  # after an image could not be fetched
FAILURES_KEPT = 4096
#: The sizes that cards request, so that they are rendered before the page is opened.
SIZES = {Kind.POSTER: "w342", Kind.BACKDROP: "w780"}


@dataclass
class PlaceholderJob:
    """
    `make` computes a placeholder from image bytes and raises `ImageFetchFailed`.

    `on_pending` is called when work is available.
    """

    db: Database
    cache: Cache
    renditions: RenditionService
    make: Callable[[bytes], str]
    fetches: bool = True  # False: only images rendered on request
    clock_s: Callable[[], float] = time.monotonic
    on_pending: Callable[[], None] = lambda: None
    _pending: "OrderedDict[str, CachedFile]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _queue: deque[MissingPlaceholder] = field(default_factory=deque)
    _scan_at_s: float = float("-inf")
    _failed_until_s: "OrderedDict[str, float]" = field(default_factory=OrderedDict)

    def enqueue(self, picture: Picture, kept: CachedFile) -> None:
        """Queue an image that was just rendered; does not block."""
        with self._lock:
            self._pending[picture.stored_url] = kept
            if len(self._pending) > MAX_PENDING:
                self._pending.popitem(last=False)
        self.on_pending()

    def work(self) -> bool:
        """
        Process a batch of queued images, else one of the discover page; returns whether it did.

        Raises what the database raises; the queue is kept then.
        """
        if self._pending:
            self._process_pending()
            return True
        if not self.fetches:
            return False
        if not self._queue and not self._scan():
            return False
        self._process_shown(self._queue.popleft())
        return True

    def _process_pending(self) -> None:
        with self._lock:
            some = dict(list(self._pending.items())[:BATCH_SIZE])
        with self.db.read() as conn:
            awaited = store.without_placeholder(conn, urls=list(some))
        found = {url: made for url in awaited if (made := self._made(some[url])) is not None}
        self._store(found)
        with self._lock:
            for url, kept in some.items():
                if self._pending.get(url) is kept:
                    del self._pending[url]

    def _scan(self) -> bool:
        """Fill the queue from the discover page, unless done recently; whether it has items."""
        now_s = self.clock_s()
        if now_s < self._scan_at_s:
            return False
        self._scan_at_s = now_s + SCAN_EVERY_S
        with self.db.read() as conn:
            waiting = store.missing_on_discover_page(conn)
        self._queue.extend(
            item for item in waiting if self._failed_until_s.get(item.url, now_s) <= now_s
        )
        return bool(self._queue)

    def _process_shown(self, wanted: MissingPlaceholder) -> None:
        kind = Kind(wanted.kind)
        picture = picture_of(wanted.url, kind)
        try:
            kept = (
                self._kept(Picture(SIZES[kind], picture.source, picture.path)) if picture else None
            )
        except (RenderQueueFull, ImageNotStored):
            self._queue.clear()  # requests of users come first; the next scan finds the rest
            return
        except (NotFound, UpstreamFailed):
            kept = None
        made = self._made(kept) if kept else None
        if made is None:
            self._failed_until_s[wanted.url] = self.clock_s() + RETRY_AFTER_S
            if len(self._failed_until_s) > FAILURES_KEPT:
                self._failed_until_s.popitem(last=False)
            return
        self._store({wanted.url: made})

    def _store(self, found: Mapping[str, str]) -> None:
        """Store placeholders by image address and invalidate the titles that show them."""
        if not found:
            return
        with self.db.transaction() as conn:
            changed = store.set_placeholders(conn, by_url=found)
        self.cache.invalidate_titles(changed)

    def _kept(self, picture: Picture) -> CachedFile:
        """The image in any stored size, else rendered now."""
        for size in WIDTHS_PX:
            for form in ImageFormat:
                kept = self.renditions.find(Picture(size, picture.source, picture.path), form)
                if kept is not None:
                    return kept
        return self.renditions.make(picture, ImageFormat.WEBP)

    def _made(self, kept: CachedFile) -> str | None:
        """None when the file is missing or corrupt: it is rendered again on request."""
        try:
            return self.make(kept.file.read_bytes())
        except (OSError, UpstreamFailed) as error:
            logger.info("no placeholder", extra={"error": type(error).__name__})
            return None
