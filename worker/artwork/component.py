"""The artwork component: evicts files over the size limit and stores placeholders of images."""

from collections.abc import Callable, Sequence

from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.providers.network_guard import NetworkGuard
from worker.artwork.file_cache import MEGABYTE, ImageFileCache
from worker.artwork.formats import ImageFormat
from worker.artwork.handler import ArtworkHandler
from worker.artwork.original_pictures import PictureReader
from worker.artwork.placeholder_job import PlaceholderJob
from worker.artwork.rate_limit import RenditionRateLimiter
from worker.artwork.renditions import RenditionService
from worker.artwork.upstream_client import UpstreamClient, mirror_urls
from worker.job_loop import Backoff, Job
from worker.scanner.roots import live_roots

EVICT_EVERY_S = 6 * 3600.0  # and whenever the folder is full
PLACEHOLDERS_EVERY_S = 60.0  # and whenever an image was rendered


class ArtworkComponent:
    """See `worker.worker_main.Component`. The stream gateway routes `/artwork/` to `handler`."""

    def __init__(
        self,
        disk: ImageFileCache,
        upstream: UpstreamClient,
        db: Database,
        cache: Cache,
        root_of: Callable[[str], str | None],
        *,
        fetches_ahead: bool = True,
    ) -> None:
        """
        `root_of` returns the library folder that contains a path, or None. `fetches_ahead`: fetch
        images of the discover page before they are requested.
        """
        self._disk = disk
        reader = PictureReader(db, root_of, upstream.read)
        renditions = RenditionService(disk, reader.read, resize_image)
        placeholders = PlaceholderJob(db, cache, renditions, placeholder, fetches_ahead)
        eviction = Job("artwork", self._look_after, Backoff(idle_s=EVICT_EVERY_S))
        placeholder_job = Job(
            "placeholders", placeholders.work, Backoff(idle_s=PLACEHOLDERS_EVERY_S)
        )
        disk.on_full = eviction.wakeup.set
        renditions.on_rendered = placeholders.enqueue
        placeholders.on_pending = placeholder_job.wakeup.set
        self._jobs = (eviction, placeholder_job)
        self.handler = ArtworkHandler(renditions, RenditionRateLimiter())
        self._upstream = upstream

    @classmethod
    def from_settings(cls) -> "ArtworkComponent":
        settings = get(Settings)
        disk = ImageFileCache(settings.artwork_dir, settings.seen_artwork_cache_mb * MEGABYTE)
        mirror = settings.seen_artwork_url
        if mirror is None:
            upstream = UpstreamClient(NetworkGuard())
        else:
            guard = NetworkGuard(settings.seen_download_allow)
            upstream = UpstreamClient(guard, mirror_urls(mirror.rstrip("/")))
        # In direct mode browsers load from the provider, so nothing is worth fetching ahead.
        is_proxy = settings.seen_artwork == "proxy"
        roots = live_roots()
        return cls(disk, upstream, get(Database), get(Cache), roots.of_path, fetches_ahead=is_proxy)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        """An eviction may be interrupted anywhere."""

    def close(self, within_s: float) -> None:  # noqa: ARG002  # it takes no time
        self._upstream.close()

    def _look_after(self) -> bool:
        self._disk.evict()
        return False


def resize_image(content: bytes, width_px: int, form: ImageFormat) -> tuple[bytes, str]:
    """See `worker.artwork.resize`."""
    from worker.artwork import resize  # noqa: PLC0415  # decoders are slow to import

    return resize.resize_image(content, width_px, form)


def is_picture(content: bytes) -> bool:
    """See `worker.artwork.resize`."""
    from worker.artwork import resize  # noqa: PLC0415  # as above

    return resize.is_picture(content)


def placeholder(content: bytes) -> str:
    """See `worker.artwork.resize`."""
    from worker.artwork import resize  # noqa: PLC0415  # as above

    return resize.placeholder(content)
