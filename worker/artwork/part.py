"""Artwork as a part of the worker: its own work is to keep the folder below its limit."""

from collections.abc import Sequence

from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.artwork.desk import ArtworkDesk
from worker.artwork.disk import MEGABYTE, Disk
from worker.artwork.forms import Form
from worker.artwork.gallery import Gallery
from worker.artwork.limits import NewPictures
from worker.artwork.origins import Origins, mirrored
from worker.loop import Job, Pace

LOOK_EVERY_S = 6 * 3600.0  # besides whenever the folder is full


class Artwork:
    """See `worker.main.Part`. The stream gateway asks its `desk`."""

    def __init__(self, disk: Disk, origins: Origins) -> None:
        self._disk = disk
        self._job = Job("artwork", self._look_after, Pace(idle_s=LOOK_EVERY_S))
        disk.on_full = self._job.bell.set
        self.desk = ArtworkDesk(Gallery(disk, origins.read, shrink), NewPictures())
        self._origins = origins

    @classmethod
    def from_settings(cls) -> "Artwork":
        settings = get(Settings)
        disk = Disk(settings.artwork_dir, settings.seen_artwork_cache_mb * MEGABYTE)
        mirror = settings.seen_artwork_url
        if mirror is None:
            return cls(disk, Origins(NetworkGuard()))
        guard = NetworkGuard(settings.seen_download_allow)
        return cls(disk, Origins(guard, mirrored(mirror.rstrip("/"))))

    def jobs(self) -> Sequence[Job]:
        return [self._job]

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
