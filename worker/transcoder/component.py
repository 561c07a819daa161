"""The transcoder component: on-demand HLS for the stream gateway."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from chalicelib.library.models import text_to_path
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.db import Database
from chalicelib.platform.errors import NotFound
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.gateway import store
from worker.gateway.files import FileNotServed, open_beneath
from worker.gateway.routes import ItemRoute
from worker.loop import Backoff, Job
from worker.scanner.roots import LiveRoots, RootSource
from worker.transcoder.ffmpeg import discover
from worker.transcoder.handler import HlsHandler
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.segment_store import SegmentStore
from worker.transcoder.transcoder import Transcoder

MEGABYTE = 2**20
REAP_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class ItemOpener:
    """Opens library files, each path component without following symbolic links."""

    db: Database
    roots: RootSource

    def __call__(self, item_id: UUID) -> int:
        """Raises `NotFound` or `Unavailable`."""
        with self.db.read() as conn:
            known = store.get(conn, item_id=item_id)
        if known is None:
            raise NotFound("This file is missing.")
        try:
            return open_beneath(self.roots, text_to_path(known.path))
        except FileNotServed as error:
            raise NotFound("This file is missing.") from error


class TranscoderComponent:
    """See `worker.main.Component`. The stream gateway serves its `routes`."""

    def __init__(self, transcoder: Transcoder, find_ffmpeg: Callable[[], object]) -> None:
        self.transcoder = transcoder
        transcoder.store.clear()
        self.routes: tuple[ItemRoute, ...] = (HlsHandler(transcoder).route,)
        self._find_ffmpeg = find_ffmpeg
        self._jobs = (Job("transcoder", self._look_after, Backoff(idle_s=REAP_EVERY_S)),)

    @classmethod
    def from_settings(cls) -> "TranscoderComponent":
        settings = get(Settings)
        find_ffmpeg = partial(discover, use_hardware=settings.seen_transcode_hardware == "on")
        folder = settings.transcode_dir
        roots = LiveRoots(get(LibraryFolderService).roots, settings.download_dir)
        transcoder = Transcoder(
            find_ffmpeg=find_ffmpeg,
            open_item=ItemOpener(get(Database), roots),
            indexer=MediaIndexer(folder / "indexes"),
            store=SegmentStore(folder / "segments", settings.seen_transcode_cache_mb * MEGABYTE),
            max_processes=settings.seen_transcode_processes,
        )
        return cls(transcoder, find_ffmpeg)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        """End every process: a player asks the next worker for its segment."""
        self.transcoder.close()
        self.transcoder.indexer.child.close()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # `stop` ended the processes
        self.transcoder.store.clear()

    def _look_after(self) -> bool:
        # At the start, so that the first viewer does not wait for either.
        self._find_ffmpeg()
        self.transcoder.indexer.child.start()
        self.transcoder.reap()
        return False
