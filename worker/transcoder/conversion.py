"""One version of a file in one rendition."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.playback.models.rendition import Rendition
from worker.transcoder import manifest
from worker.transcoder.errors import CannotConvert
from worker.transcoder.manifest import LONGEST_COPIED_S, SegmentBoundaries
from worker.transcoder.media_index import MediaIndex

COPIED_WINDOW_S = 60.0  # a request so far ahead of a run waits for it; a later one starts another
CONVERTED_WINDOW_S = 8.0


@dataclass
class Conversion:
    """What is known of it; `Transcoder` guards it."""

    name: str
    item_id: UUID
    rendition: Rendition
    index: MediaIndex
    cuts: SegmentBoundaries
    ends_at: int | None = None  # the first segment that the file does not hold
    needs_software: bool = False  # a hardware encoder has failed on it

    @property
    def window_s(self) -> float:
        return COPIED_WINDOW_S if self.rendition.height is None else CONVERTED_WINDOW_S


def cuts_of(index: MediaIndex, rendition: Rendition) -> SegmentBoundaries:
    """Raises `CannotConvert` when a copied picture has too few keyframes to be cut."""
    if rendition.height is not None:
        return manifest.converted(index.rate, index.end_s)
    cuts = manifest.copied(index.keyframes, index.end_s)
    if max(cuts.durations) > LONGEST_COPIED_S:
        raise CannotConvert(
            "This picture has too few keyframes to be copied; choose a quality instead.",
            field="rendition",
        )
    return cuts
