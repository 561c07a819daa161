"""A transcoder of some files, whose segments are decoded again."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import av
import numpy as np

from chalicelib.playback.models.rendition import Rendition
from tests.waiting import wait_until
from worker.media_input import MediaInput
from worker.transcoder.ffmpeg_arguments import OFFSET_S
from worker.transcoder.ffmpeg_discovery import Ffmpeg, discover
from worker.transcoder.media_index import MediaIndexer
from worker.transcoder.segment_store import SegmentStore
from worker.transcoder.transcoder import Transcoder

LENA, MAX = "lena", "max"


class Films:
    """A transcoder of some files."""

    def __init__(
        self,
        folder: Path,
        indexer: MediaIndexer,
        *,
        processes: int = 2,
        cache_bytes: int = 10**9,
    ) -> None:
        self.ffmpeg: Ffmpeg | None = discover(use_hardware=False)
        self.files: dict[UUID, Path] = {}
        self.transcoder = Transcoder(
            find_ffmpeg=lambda: self.ffmpeg,
            open_item=lambda item_id: MediaInput.of_descriptor(
                os.open(self.files[item_id], os.O_RDONLY)
            ),
            indexer=indexer,
            keeper_indexer=indexer,
            store=SegmentStore(folder / "segments", cache_bytes),
            max_processes=processes,
        )

    def add(self, path: Path) -> UUID:
        item_id = uuid5(NAMESPACE_URL, str(path))  # so that each film is indexed once
        self.files[item_id] = path
        return item_id

    def durations(self, item_id: UUID, name: str) -> list[float]:
        text = self.transcoder.manifest(item_id, Rendition.parse(name), "s=1")
        return [
            float(line.removeprefix("#EXTINF:").rstrip(","))
            for line in text.splitlines()
            if line.startswith("#EXTINF:")
        ]

    def segment(self, item_id: UUID, name: str, number: int, viewer: str = LENA) -> bytes:
        rendition = Rendition.parse(name)
        with os.fdopen(self.transcoder.segment(item_id, rendition, number, viewer), "rb") as file:
            return file.read()

    def init(self, item_id: UUID, name: str) -> bytes:
        rendition = Rendition.parse(name)
        with os.fdopen(self.transcoder.init(item_id, rendition, LENA), "rb") as file:
            return file.read()

    def times(self, item_id: UUID, name: str, number: int) -> tuple[list[float], list[float]]:
        """When the pictures and the sounds of a segment are presented, by decoding it."""
        content = self.segment(item_id, name, number)
        content = self.init(item_id, name) + content
        found: list[list[float]] = []
        for kind in ("video", "audio"):
            with av.open(io.BytesIO(content)) as container:
                streams = [each for each in container.streams if each.type == kind]
                frames = container.decode(streams[0]) if streams else []
                found.append(
                    sorted(float(frame.pts * frame.time_base) - OFFSET_S for frame in frames)
                )
        return found[0], found[1]


@contextmanager
def films(folder: Path, indexer: MediaIndexer, **options: int) -> Iterator[Films]:
    made = Films(folder, indexer, **options)
    try:
        yield made
    finally:
        made.transcoder.close()
        wait_until(lambda: not made.transcoder.running)


def decoded(content: bytes) -> list[np.ndarray]:
    """Its pictures in gray."""
    with av.open(io.BytesIO(content)) as container:
        frames = container.decode(container.streams.video[0])
        return [frame.to_ndarray(format="gray") for frame in frames]
