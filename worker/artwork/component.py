"""
Artwork as a part of the worker: its own work is to keep the folder below its limit, and to keep
something that stands in for each picture.
"""

from collections.abc import Sequence

from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.artwork.desk import ArtworkDesk
from worker.artwork.disk import MEGABYTE, Disk
from worker.artwork.forms import Form
from worker.artwork.gallery import Gallery
from worker.artwork.limits import NewPictures
from worker.artwork.origins import Origins, mirrored
from worker.artwork.placeholders import Placeholders
from worker.loop import Backoff, Job

LOOK_EVERY_S = 6 * 3600.0  # besides whenever the folder is full
SHOWN_EVERY_S = 60.0  # besides whenever a picture was made


class Artwork:
    """See `worker.main.Component`. The stream gateway asks its `desk`."""

    def __init__(
        self,
        disk: Disk,
        origins: Origins,
        db: Database,
        cache: Cache,
        *,
        fetches_ahead: bool = True,
    ) -> None:
        """`fetches_ahead`: pictures of the discover page before somebody asks for them."""
        self._disk = disk
        gallery = Gallery(disk, origins.read, shrink)
        placeholders = Placeholders(db, cache, gallery, placeholder, fetches_ahead)
        tidying = Job("artwork", self._look_after, Backoff(idle_s=LOOK_EVERY_S))
        standing_in = Job("placeholders", placeholders.work, Backoff(idle_s=SHOWN_EVERY_S))
        disk.on_full = tidying.wakeup.set
        gallery.on_made = placeholders.note
        placeholders.on_note = standing_in.wakeup.set
        self._jobs = (tidying, standing_in)
        self.desk = ArtworkDesk(gallery, NewPictures())
        self._origins = origins

    @classmethod
    def from_settings(cls) -> "Artwork":
        settings = get(Settings)
        disk = Disk(settings.artwork_dir, settings.seen_artwork_cache_mb * MEGABYTE)
        mirror = settings.seen_artwork_url
        if mirror is None:
            origins = Origins(NetworkGuard())
        else:
            guard = NetworkGuard(settings.seen_download_allow)
            origins = Origins(guard, mirrored(mirror.rstrip("/")))
        # Nobody asks us for pictures whose own addresses are given out.
        is_asked = settings.seen_artwork == "proxy"
        return cls(disk, origins, get(Database), get(Cache), fetches_ahead=is_asked)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        """A look through the folder may be broken off anywhere."""

    def close(self, within_s: float) -> None:  # noqa: ARG002  # it takes no time
        self._origins.close()

    def _look_after(self) -> bool:
        self._disk.evict()
        return False


def shrink(content: bytes, width_px: int, form: Form) -> tuple[bytes, str]:
    """See `worker.artwork.shrink`."""
    from worker.artwork import shrink as shrinking  # noqa: PLC0415  # decoders take a while to load

    return shrinking.shrink(content, width_px, form)


def placeholder(content: bytes) -> str:
    """See `worker.artwork.shrink`."""
    from worker.artwork import shrink as shrinking  # noqa: PLC0415  # as above

    return shrinking.placeholder(content)
