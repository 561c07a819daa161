"""Listens to the sound of a film, and proposes how a subtitle is moved to fit it."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np

from chalicelib.platform.errors import NotFound
from chalicelib.playback.service.ffmpeg_discovery import find_ffmpeg
from chalicelib.subtitles.models.tasks import SubtitleTaskRow, SyncProposal
from chalicelib.subtitles.service import SubtitleService
from chalicelib.subtitles.service.worker_operations import SubtitleWork
from worker.analysis.ffmpeg_decoder import Decoder, DecodingFailed, DecodingStopped
from worker.cancellation import ShutdownRequested
from worker.gateway.safe_open import FileNotServed
from worker.media_input import OpenItem
from worker.subtitles.errors import SubtitleTaskFailed, UnreadableSubtitle
from worker.subtitles.handler import SubtitleHandler
from worker.subtitles.sync_fit import FRAMES_PER_S, Curve, fit, loudness

RATE = 4000
PIECE_S = 120
MAX_PIECES = 24  # 48 minutes, spread over the film
PIECE_WITHIN_S = 120.0
MAX_FILM_S = 6 * 3600
CUE = re.compile(r"^(\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d+):(\d\d):(\d\d)\.(\d{3})", re.MULTILINE)

#: None while there is no ffmpeg.
FindDecoder = Callable[[], Decoder | None]


@dataclass(frozen=True, slots=True)
class SubtitleSync:
    work: SubtitleWork
    subtitles: SubtitleService
    handler: SubtitleHandler
    find_decoder: FindDecoder

    def run(self, task: SubtitleTaskRow) -> dict[str, Any]:
        """Raises `SubtitleTaskFailed`, `ShutdownRequested` or `Unavailable`."""
        cues = self._cues(task)
        duration_s = self.work.duration_s(task.library_item_id)
        decoder = self.find_decoder()
        if duration_s is None or decoder is None:
            raise SubtitleTaskFailed("no_file" if duration_s is None else "broken")
        heard = self._listen(
            decoder,
            task.library_item_id,
            min(duration_s, MAX_FILM_S),
            lambda percent: self.work.progress(task.id, percent),
        )
        found = fit(heard, cues)
        is_sure = found is not None and found.confidence >= 1
        proposal = SyncProposal(
            is_sure=is_sure,
            confidence=round(found.confidence, 2) if found else 0.0,
            offset_ms=round(found.offset_s * 1000) if found else 0,
            speed=found.speed if found else 1.0,
        )
        return {"proposal": proposal.model_dump(mode="json", by_alias=True)}

    def _cues(self, task: SubtitleTaskRow) -> list[tuple[float, float]]:
        """The times of the file itself, without a correction."""
        rows = self.subtitles.rows(task.library_item_id)
        wanted = UUID(task.request["subtitleId"])
        row = next((one for one in rows if one.id == wanted), None)
        if row is None:
            raise SubtitleTaskFailed("gone")
        try:
            text = self.handler.text(replace(row, offset_ms=0, speed=1.0), rows, "vtt")
        except (FileNotServed, NotFound) as error:
            raise SubtitleTaskFailed("no_file") from error
        except UnreadableSubtitle as error:
            raise SubtitleTaskFailed("bad_file") from error
        return [(_seconds(*one[:4]), _seconds(*one[4:])) for one in CUE.findall(text.decode())]

    def _listen(
        self, decoder: Decoder, item_id: UUID, duration_s: int, progress: Callable[[int], None]
    ) -> Curve:
        """The loudness of pieces of the film; the rest is 0."""
        heard: Curve = np.zeros(duration_s * FRAMES_PER_S, dtype=np.float32)
        count = -(-duration_s // PIECE_S)
        chosen = sorted({round(at) for at in np.linspace(0, count - 1, min(count, MAX_PIECES))})
        for done, piece in enumerate(chosen):
            try:
                samples = decoder.run(
                    item_id,
                    ["-ss", str(piece * PIECE_S), "-t", str(PIECE_S), "-vn", "-sn", "-dn"],
                    [
                        *("-map", "0:a:0", "-ac", "1", "-ar", str(RATE)),
                        *("-af", "highpass=f=200,lowpass=f=1800", "-f", "s16le", "-"),
                    ],
                    within_s=PIECE_WITHIN_S,
                )
            except DecodingStopped as error:
                raise ShutdownRequested from error
            except NotFound as error:
                raise SubtitleTaskFailed("no_file") from error
            except DecodingFailed as error:
                raise SubtitleTaskFailed("no_sound") from error
            curve = loudness(samples, RATE)
            start = piece * PIECE_S * FRAMES_PER_S
            end = min(start + len(curve), len(heard))
            heard[start:end] = curve[: end - start]
            progress(round(100 * (done + 1) / len(chosen)))
        return heard


def decoders_of(open_item: OpenItem, stop: threading.Event) -> FindDecoder:
    """A user waits: unlike other listening it does not pause for those who watch."""

    def find() -> Decoder | None:
        ffmpeg = find_ffmpeg()
        return None if ffmpeg is None else Decoder(ffmpeg, open_item, lambda: False, stop)

    return find


def _seconds(hours: str, minutes: str, seconds: str, ms: str) -> float:
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(ms) / 1000
