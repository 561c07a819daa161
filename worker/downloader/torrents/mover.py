"""Moving a torrent: it rests, its folder goes, and it runs on from there."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import libtorrent as lt

from chalicelib.downloads.models.options import StatusDetail
from worker.downloader.engine import Phase, Report, TaskFailed
from worker.downloader.torrents import moving
from worker.downloader.torrents.swarm import SAVE_ALWAYS, Swarm
from worker.downloader.torrents.torrent import Torrent

logger = logging.getLogger(__name__)

FLUSH_WITHIN_S = 60.0
#: Its files have been brought there already.
RESET_PATH = lt.move_flags_t.reset_save_path_unchecked


class Mover:
    def __init__(self, swarm: Swarm, consider: Callable[[Torrent], None]) -> None:
        """`consider` looks whether a torrent became complete while nobody was told."""
        self._swarm = swarm
        self._consider = consider

    def begin(self, job_id: UUID, folder: Path) -> None:
        with self._swarm.lock:
            torrent = self._swarm.by_job.get(job_id)
            if torrent is None:
                if report := self._swarm.opening.get(job_id):
                    error = "It cannot be moved before it has begun."
                    self._swarm.opening[job_id] = replace(report, move_error=error)
                return
            if torrent.is_moving or torrent.folder == folder:
                return
            if torrent.is_to_be_checked:
                torrent.tell(move_error="It is about to be checked.")
                return
            before = torrent.report
            torrent.is_moving = True
            torrent.tell(phase=Phase.MOVING, detail=StatusDetail.MOVING, move_error=None)
            torrent.flushed.clear()
            self._swarm.drive(torrent)
            torrent.handle.flush_cache()
        threading.Thread(
            target=self._move, args=(torrent, folder, before), name="move", daemon=True
        ).start()

    def _move(self, torrent: Torrent, folder: Path, before: Report) -> None:
        """Runs in a thread of its own: it may copy for hours."""
        torrent.flushed.wait(FLUSH_WITHIN_S)
        error = None
        try:
            moving.bring(torrent.folder, folder)
        except TaskFailed as refused:
            error = refused.fault.message
        except Exception:
            logger.exception("torrent could not be moved")
            error = "Something broke on our side."
        swarm = self._swarm
        with swarm.lock:
            torrent.is_moving = False
            torrent.tell(phase=before.phase, detail=before.detail, move_error=error)
            if error is None:
                torrent.moved(folder)
            if swarm.is_closing:
                return
            if error is None:
                torrent.handle.move_storage(str(folder), RESET_PATH)
            if not torrent.jobs:
                swarm.remove(torrent, with_files=torrent.is_unwanted)
                return
            swarm.save(torrent, SAVE_ALWAYS)
            swarm.drive(torrent)
            self._consider(torrent)
        swarm.on_update()
