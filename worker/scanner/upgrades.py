"""A better version takes the place of a worse one, which goes to the recycle folder."""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.library.models.path_text import text_to_path
from chalicelib.library_imports.models import LibraryMove
from chalicelib.library_imports.service import LibraryImportService
from chalicelib.recycle_folder.models import Move
from worker.scanner.file_filter import is_video
from worker.scanner.file_links import FileLinker, MoveRefused
from worker.scanner.subtitle_sidecars import is_subtitle

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upgrader:
    """`recycle` moves what waits for the recycle folder; `moves_of` says where it went, by move."""

    imports: LibraryImportService
    recycle: Callable[[], object]
    moves_of: Callable[[LibraryMove], Sequence[Move]]

    def make_room(self, move: LibraryMove) -> None:
        """Move the versions away that a file of a download replaces. Idempotent."""
        if self.imports.replace_worse(move):
            self.recycle()

    def keep_subtitles(self, move: LibraryMove, placer: FileLinker) -> None:
        """
        Give the subtitles of the replaced versions to the new one, which is as long as they were.

        Those that came with the new version stay as they are. Idempotent.
        """
        stem = text_to_path(move.new_path).rpartition(".")[0]
        video = ""
        for old, kept in ((text_to_path(one.old), one.new) for one in self.moves_of(move)):
            name = os.path.basename(old)  # noqa: PTH119
            if is_video(name):
                video = name.rpartition(".")[0]
            if not video or not is_subtitle(name) or not name.startswith(video):
                continue
            try:
                placer.link(text_to_path(kept), stem + name[len(video) :])
            except (MoveRefused, OSError):
                logger.info("a subtitle of the replaced version was left", exc_info=True)

    def give_up(self, move: LibraryMove) -> None:
        """The new version could not be moved: the others come back."""
        self.imports.restore_replaced(move)
        self.recycle()
