"""Moving a torrent: it is paused, its folder is moved, and it resumes there."""

import logging
import threading
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import libtorrent as lt

from worker.downloader.engine import TaskFailed
from worker.downloader.torrents.disk_flush import CompletionFlush
from worker.downloader.torrents.folder_move import move_folder
from worker.downloader.torrents.session_state import SAVE_ALWAYS, SessionState
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.torrent_state import (
    Retention,
    StorageMove,
    TorrentEvent,
    TorrentState,
)

logger = logging.getLogger(__name__)

FLUSH_TIMEOUT_S = 60.0
#: The files are there already.
RESET_PATH = lt.move_flags_t.reset_save_path_unchecked


class StorageMover:
    def __init__(self, session_state: SessionState, completion: CompletionFlush) -> None:
        self._state = session_state
        self._completion = completion

    def move(self, job_id: UUID, folder: Path) -> None:
        with self._state.lock:
            torrent = self._state.by_job.get(job_id)
            if torrent is None:
                if report := self._state.opening.get(job_id):
                    error = "It cannot be moved before it has begun."
                    self._state.opening[job_id] = replace(report, move_error=error)
                return
            if torrent.move is not None or torrent.folder == folder:
                return
            if not torrent.can(TorrentEvent.MOVE_STARTED):
                torrent.update_report(move_error="It is about to be checked.")
                return
            move = torrent.start_move(folder)
            self._state.sync_pause_state(torrent)
            torrent.handle.flush_cache()
        threading.Thread(
            target=self._move, args=(torrent, move), name="storage move", daemon=True
        ).start()

    def _move(self, torrent: Torrent, move: StorageMove) -> None:
        """Runs in a thread of its own: a copy may take hours."""
        move.flushed.wait(FLUSH_TIMEOUT_S)
        error = None
        try:
            move_folder(torrent.folder, move.target)
        except TaskFailed as failure:
            error = failure.fault.message
        except Exception:
            logger.exception("torrent could not be moved")
            error = "Something broke on our side."
        state = self._state
        with state.lock:
            torrent.end_move(move.target, error)
            if state.is_closing or torrent.state is TorrentState.REMOVED:
                return
            if error is None:
                torrent.handle.move_storage(str(move.target), RESET_PATH)
            if not torrent.jobs:
                state.remove(torrent, with_files=torrent.retention is Retention.TO_DELETE)
                return
            state.save(torrent, SAVE_ALWAYS)
            state.sync_pause_state(torrent)
            self._completion.start_if_complete(torrent)
        state.on_update()
