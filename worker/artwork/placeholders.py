"""
What stands in for a picture until it is there: made once of each, and kept with its titles.

A picture that was just made is lying on disk, so its placeholder costs a millisecond. Those of
the discover page are fetched before somebody asks: it is what people open first.
"""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chalicelib.artwork.picture_urls import WIDTHS_PX, Kind, Picture, picture_of
from chalicelib.catalog.store import placeholders as store
from chalicelib.catalog.store.placeholders import MissingPlaceholder
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.errors import NotFound, UpstreamFailed
from worker.artwork.disk import Kept
from worker.artwork.errors import PictureNotKept, TooManyPictures
from worker.artwork.forms import Form
from worker.artwork.gallery import Gallery

logger = logging.getLogger(__name__)

AT_ONCE = 50
MAX_NOTED = 2000  # while the database is away; what is forgotten is noted when it is made again
LOOK_EVERY_S = 120.0  # for what is new on the discover page
AGAIN_AFTER_S = 6 * 3600.0  # a picture that could not be had
FAILURES_KEPT = 4096
#: What cards ask for, so that whoever opens the page finds it made.
SIZES = {Kind.POSTER: "w342", Kind.BACKDROP: "w780"}


@dataclass
class Placeholders:
    """
    `make` turns a picture's bytes into its placeholder and raises `PictureNotFetched`.

    `on_note` is called when there is something to do.
    """

    db: Database
    cache: Cache
    gallery: Gallery
    make: Callable[[bytes], str]
    fetches: bool = True  # False: only what is made anyway
    clock_s: Callable[[], float] = time.monotonic
    on_note: Callable[[], None] = lambda: None
    _noted: "OrderedDict[str, Kept]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _queue: deque[MissingPlaceholder] = field(default_factory=deque)
    _look_at_s: float = float("-inf")
    _failed_until_s: "OrderedDict[str, float]" = field(default_factory=OrderedDict)

    def note(self, picture: Picture, kept: Kept) -> None:
        """This picture was just made; returns at once."""
        with self._lock:
            self._noted[picture.stored] = kept
            if len(self._noted) > MAX_NOTED:
                self._noted.popitem(last=False)
        self.on_note()

    def work(self) -> bool:
        """
        Some pictures that were noted, else one of the discover page; whether there was any.

        Raises what the database raises; what was noted is kept then.
        """
        if self._noted:
            self._give_noted()
            return True
        if not self.fetches:
            return False
        if not self._queue and not self._look():
            return False
        self._give_shown(self._queue.popleft())
        return True

    def _give_noted(self) -> None:
        with self._lock:
            some = dict(list(self._noted.items())[:AT_ONCE])
        with self.db.read() as conn:
            awaited = store.without_placeholder(conn, urls=list(some))
        found = {url: made for url in awaited if (made := self._made(some[url])) is not None}
        self._give(found)
        with self._lock:
            for url, kept in some.items():
                if self._noted.get(url) is kept:
                    del self._noted[url]

    def _look(self) -> bool:
        """Fill the queue, unless that was done a moment ago; whether there is anything in it."""
        now_s = self.clock_s()
        if now_s < self._look_at_s:
            return False
        self._look_at_s = now_s + LOOK_EVERY_S
        with self.db.read() as conn:
            waiting = store.missing_on_discover_page(conn)
        self._queue.extend(
            one for one in waiting if self._failed_until_s.get(one.url, now_s) <= now_s
        )
        return bool(self._queue)

    def _give_shown(self, wanted: MissingPlaceholder) -> None:
        kind = Kind(wanted.kind)
        picture = picture_of(wanted.url, kind)
        try:
            kept = (
                self._kept(Picture(SIZES[kind], picture.source, picture.path)) if picture else None
            )
        except (TooManyPictures, PictureNotKept):
            self._queue.clear()  # people come first; the next look finds the rest
            return
        except (NotFound, UpstreamFailed):
            kept = None
        made = self._made(kept) if kept else None
        if made is None:
            self._failed_until_s[wanted.url] = self.clock_s() + AGAIN_AFTER_S
            if len(self._failed_until_s) > FAILURES_KEPT:
                self._failed_until_s.popitem(last=False)
            return
        self._give({wanted.url: made})

    def _give(self, found: Mapping[str, str]) -> None:
        """Placeholders by address; pages that show these titles are put together anew."""
        if not found:
            return
        with self.db.transaction() as conn:
            changed = store.set_placeholders(conn, by_url=found)
        self.cache.invalidate_titles(changed)

    def _kept(self, picture: Picture) -> Kept:
        """The picture in whatever size it is there, else made now."""
        for size in WIDTHS_PX:
            for form in Form:
                kept = self.gallery.find(Picture(size, picture.source, picture.path), form)
                if kept is not None:
                    return kept
        return self.gallery.make(picture, Form.WEBP)

    def _made(self, kept: Kept) -> str | None:
        """None when the file is gone or broken: it is made anew when somebody asks for it."""
        try:
            return self.make(kept.file.read_bytes())
        except (OSError, UpstreamFailed) as error:
            logger.info("no placeholder", extra={"error": type(error).__name__})
            return None
