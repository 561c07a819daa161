"""The transcoder component: on-demand HLS for the stream gateway."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.gateway.routes import ItemRoute
from worker.job_loop import Backoff, Job
from worker.media_opener import MediaOpener, stored_copies
from worker.scanner.roots import live_roots
from worker.transcoder.ffmpeg_discovery import Ffmpeg, discover
from worker.transcoder.handler import HlsHandler
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.segment_store import SegmentStore
from worker.transcoder.transcoder import Transcoder

MEGABYTE = 2**20
REAP_EVERY_S = 10.0


class TranscoderComponent:
    """See `worker.worker_main.Component`. The stream gateway serves its `routes`."""

    def __init__(self, transcoder: Transcoder, find_ffmpeg: Callable[[], Ffmpeg | None]) -> None:
        self.transcoder = transcoder
        transcoder.store.clear()
        self.routes: tuple[ItemRoute, ...] = (HlsHandler(transcoder).route,)
        self._find_ffmpeg = find_ffmpeg
        self._has_looked = False  # for ffmpeg, which may take a while
        self._jobs = (Job("transcoder", self._look_after, Backoff(idle_s=REAP_EVERY_S)),)

    @classmethod
    def from_settings(cls) -> "TranscoderComponent":
        settings = get(Settings)
        find_ffmpeg = partial(discover, use_hardware=settings.seen_transcode_hardware == "on")
        folder = settings.transcode_dir
        roots = live_roots()
        transcoder = Transcoder(
            find_ffmpeg=find_ffmpeg,
            open_item=MediaOpener(get(Database), roots, stored_copies(settings)),
            indexer=MediaIndexer(folder / "indexes"),
            keeper_indexer=MediaIndexer(folder / "indexes", patience_s=None),
            store=SegmentStore(folder / "segments", settings.seen_transcode_cache_mb * MEGABYTE),
            max_processes=settings.seen_transcode_processes,
        )
        return cls(transcoder, find_ffmpeg)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def report(self) -> Mapping[str, object] | None:
        """For the administrator: a `Converter`; None until ffmpeg was looked for."""
        if not self._has_looked:
            return None
        ffmpeg, store = self._find_ffmpeg(), self.transcoder.store
        return {
            "encoder": ffmpeg.encoder if ffmpeg else None,
            "canToneMap": ffmpeg is not None and ffmpeg.can_tone_map,
            "running": len(self.transcoder.running),
            "limit": self.transcoder.max_processes,
            "keptBytes": store.kept_bytes,
            "limitBytes": store.max_bytes,
            "freeBytes": store.free_bytes,
        }

    def stop(self) -> None:
        """End every process: a player asks the next worker for its segment."""
        self.transcoder.close()
        self.transcoder.indexer.child.close()
        self.transcoder.keeper_indexer.child.close()

    def close(self, within_s: float) -> None:  # noqa: ARG002  # `stop` ended the processes
        self.transcoder.store.clear()

    def _look_after(self) -> bool:
        # At the start, so that the first viewer does not wait for either.
        self._find_ffmpeg()
        self._has_looked = True
        self.transcoder.indexer.child.start()
        self.transcoder.reap()
        return False
