"""Finds intros and credits of shows by their sound, a season at a time."""

import logging
from array import array
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.platform.errors import NotFound, Unavailable
from chalicelib.segments.models import MediaSegment, SegmentKind
from chalicelib.segments.models.fingerprints import Fingerprint, HeardEpisode, UnheardEpisode
from chalicelib.segments.service.fingerprint_work import FingerprintWork
from worker.analysis.ffmpeg_decoder import Decoder, DecodingFailed
from worker.analysis.fingerprint_comparison import Span, shared_spans
from worker.analysis.postponed_files import PostponedFiles

logger = logging.getLogger(__name__)

PART = 0.3  # of an episode: its beginning, and its end
MAX_PART_S = 600
WITHIN_S = 300.0  # to hear one part
VALUE_BYTES = 4

MIN_INTRO_S, MAX_INTRO_S = 12.0, 150.0
MIN_CREDITS_S, MAX_CREDITS_S = 12.0, 420.0
TO_THE_END_S = 20.0  # what follows credits that end so late are credits too


@dataclass(frozen=True, slots=True)
class FingerprintMaker:
    work: FingerprintWork
    decoder: Decoder
    reads_store: bool = False  # files that are only in the object store, too
    postponed: PostponedFiles = field(default_factory=PostponedFiles)

    def work_once(self) -> bool:
        """
        Hear one episode, or compare a season once all of it was heard; whether there was any.

        Raises `DecodingStopped` or `Unavailable`.
        """
        unheard = self.work.next_unheard(reads_store=self.reads_store, postponed=self.postponed.ids)
        if unheard is not None and unheard.id not in self.postponed:
            self._hear_episode(unheard)
            return True
        season = self.work.season_to_compare()
        if season:
            self.work.save_found(season, segments_of_season(season))
            return True
        if unheard is None:
            return False
        self._hear_episode(unheard)
        return True

    def _hear_episode(self, item: UnheardEpisode) -> None:
        """Raises `DecodingStopped` or `Unavailable`."""
        try:
            fingerprint = self._listen(item)
        except Unavailable:
            self.postponed.add(item.id)
            raise
        self.work.save(item, fingerprint)

    def _listen(self, item: UnheardEpisode) -> Fingerprint:
        """An empty one when there is nothing to hear: the file is not tried again."""
        part_s = min(MAX_PART_S, int(item.duration_seconds * PART))
        ending_at = item.duration_seconds - part_s
        try:
            opening = self._hear(item.id, 0, part_s)
            return Fingerprint(opening, self._hear(item.id, ending_at, part_s), ending_at)
        except (DecodingFailed, NotFound):
            logger.info("no fingerprint", extra={"item_id": str(item.id)})
            return Fingerprint((), (), ending_at)

    def _hear(self, item_id: UUID, start_s: int, length_s: int) -> list[int]:
        raw = self.decoder.run(
            item_id,
            ["-ss", str(start_s), "-t", str(length_s), "-vn", "-sn", "-dn"],
            [
                *("-map", "0:a:0", "-ac", "1", "-ar", "11025"),
                *("-f", "chromaprint", "-fp_format", "raw", "-"),
            ],
            within_s=WITHIN_S,
        )
        return array("I", raw[: len(raw) // VALUE_BYTES * VALUE_BYTES]).tolist()


def segments_of_season(season: list[HeardEpisode]) -> dict[UUID, list[MediaSegment]]:
    """The intros and credits that the episodes share."""
    intros = shared_spans(
        {each.item_id: each.fingerprint.opening for each in season},
        min_s=MIN_INTRO_S,
        max_s=MAX_INTRO_S,
    )
    endings = shared_spans(
        {each.item_id: each.fingerprint.ending for each in season},
        min_s=MIN_CREDITS_S,
        max_s=MAX_CREDITS_S,
    )
    found: dict[UUID, list[MediaSegment]] = {}
    for episode in season:
        segments = []
        if episode.item_id in intros:
            segments.append(_segment(SegmentKind.INTRO, intros[episode.item_id], 0, episode))
        if episode.item_id in endings:
            at_s = episode.fingerprint.ending_at
            segments.append(_segment(SegmentKind.CREDITS, endings[episode.item_id], at_s, episode))
        found[episode.item_id] = segments
    return found


def _segment(kind: SegmentKind, span: Span, at_s: int, episode: HeardEpisode) -> MediaSegment:
    end_s = min(at_s + span.end_s, float(episode.duration_seconds))
    if kind is SegmentKind.CREDITS and episode.duration_seconds - end_s <= TO_THE_END_S:
        end_s = float(episode.duration_seconds)
    return MediaSegment(
        kind=kind, start_seconds=round(at_s + span.start_s, 1), end_seconds=round(end_s, 1)
    )
