"""Makes the small pictures of films and episodes, and the folder they are in."""

import logging
import math
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.platform.errors import NotFound, Unavailable
from chalicelib.trickplay.models import (
    COLUMNS,
    INTERVAL_S,
    ROWS,
    WIDTH,
    TrickplayCandidate,
    TrickplaySet,
)
from chalicelib.trickplay.service import TrickplayService
from worker.analysis.ffmpeg_decoder import Decoder, DecodingFailed
from worker.analysis.postponed_files import PostponedFiles

logger = logging.getLogger(__name__)

WITHIN_S = 3600.0  # to read the key frames of one film
MIN_FREE_BYTES = 2 * 10**9
MAX_HEIGHT = 480  # of one picture, for films that are higher than wide
SWEEP_AFTER_UNITS = 200
MAX_SHEETS = 200  # two days; a file may claim any length
DRAFT = "draft"
ITEM_FOLDER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NONE = TrickplaySet(INTERVAL_S, COLUMNS, ROWS, 0, 0, 0)


@dataclass
class TrickplayMaker:
    """Each file has a folder of its id with sheets 0.jpg, 1.jpg, …"""

    service: TrickplayService
    decoder: Decoder
    folder: Path
    max_bytes: int
    reads_store: bool = False  # files that are only in the object store, too
    _units: int = field(default=0, init=False)
    _postponed: PostponedFiles = field(default_factory=PostponedFiles, init=False)

    def work_once(self) -> bool:
        """
        Make the pictures of one file; whether there was one.

        Raises `DecodingStopped` or `Unavailable`.
        """
        if self._units % SWEEP_AFTER_UNITS == 0:
            self.sweep()
        self._units += 1
        item = self.service.next_candidate(
            reads_store=self.reads_store, postponed=self._postponed.ids
        )
        if item is None or not self._has_room(item):
            return False
        try:
            made = self._make(item)
        except Unavailable:
            self._postponed.add(item.id)
            raise
        if not self.service.save(item, made):
            self._remove(item.id)
        return True

    def sweep(self) -> None:
        """Remove the folders of files that are gone."""
        names = [each.name for each in self.folder.glob("*-*") if each.is_dir()]
        ids = [UUID(name) for name in names if ITEM_FOLDER.fullmatch(name)]
        for item_id in set(ids) - self.service.known(ids):
            self._remove(item_id)

    def _has_room(self, item: TrickplayCandidate) -> bool:
        """For what is about to be played, older pictures go."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.folder).free < MIN_FREE_BYTES:
            return False
        while self.service.total_bytes() >= self.max_bytes:
            oldest = self.service.forget_oldest() if item.is_next else None
            if oldest is None:
                return False
            self._remove(oldest)
        return True

    def _make(self, item: TrickplayCandidate) -> TrickplaySet:
        """Nothing when the file cannot be read: it is not tried again until it changes."""
        draft = self.folder / DRAFT
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        height = picture_height(item.width, item.height)
        pictures = item.duration_seconds // INTERVAL_S + 1
        sheets_needed = min(math.ceil(pictures / (COLUMNS * ROWS)), MAX_SHEETS)
        filters = f"fps=1/{INTERVAL_S}:start_time=0,scale={WIDTH}:{height},tile={COLUMNS}x{ROWS}"
        try:
            self.decoder.run(
                item.id,
                ["-skip_frame", "nokey", "-an", "-sn", "-dn"],
                [
                    *("-map", "0:v:0", "-vf", filters, "-q:v", "6", "-pix_fmt", "yuvj420p"),
                    # A jump of the timestamps would be filled with repeated pictures.
                    *("-frames:v", str(sheets_needed)),
                    *("-f", "image2", "-start_number", "0", str(draft / "%d.jpg")),
                ],
                within_s=WITHIN_S,
            )
        except (DecodingFailed, NotFound):
            logger.info("no small pictures", extra={"item_id": str(item.id)})
            return NONE
        sheets = list(draft.glob("*.jpg"))
        if not sheets:
            return NONE
        size_bytes = sum(sheet.stat().st_size for sheet in sheets)
        self._remove(item.id)
        draft.rename(self.folder / str(item.id))
        pictures = min(len(sheets) * COLUMNS * ROWS, pictures)
        return TrickplaySet(INTERVAL_S, COLUMNS, ROWS, WIDTH, height, pictures, size_bytes)

    def _remove(self, item_id: UUID) -> None:
        shutil.rmtree(self.folder / str(item_id), ignore_errors=True)


def picture_height(width: int, height: int) -> int:
    """Of a small picture, in even pixels."""
    if width <= 0 or height <= 0:
        return picture_height(16, 9)
    return max(2, min(MAX_HEIGHT, round(WIDTH * height / width / 2) * 2))
