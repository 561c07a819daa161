"""Keeps what arrives: syncs it, notes it, and looks after the rest while connections bring it."""

import errno
import threading
import time
from pathlib import Path

from worker.downloader import disk
from worker.downloader.http.errand import Errand
from worker.downloader.http.passage import InterfaceDown
from worker.downloader.http.proof import Proof
from worker.downloader.http.ranges import Ranges
from worker.downloader.speed import Speed

LOOK_EVERY_S = 0.25
#: At most this much time's worth of bytes is brought again after a kill.
SAVE_EVERY_S = 1.0
FLOOR_BYTES = 64 * 1024 * 1024


def least_free(folder: Path) -> int:
    """
    What is never written into, whatever the house reserves; in bytes.

    A house's own reserve is watched over where jobs are given room.
    """
    return min(disk.reserve_bytes(folder), FLOOR_BYTES)


class Keeper:
    """A thread of its own, for the time of one go."""

    def __init__(self, errand: Errand, checksum: str | None) -> None:
        self.speed = Speed()
        self.proof: Proof | None = None
        self._errand = errand
        self._checksum = checksum
        self._sources: tuple[str, ...] = ()  # addresses connections may have been made from
        self._is_over = threading.Event()
        self._saved = Ranges()
        self._saved_at_s = time.monotonic()
        self._thread = threading.Thread(
            target=self._run, name=f"{threading.current_thread().name} keeper", daemon=True
        )

    def start(self) -> None:
        self.speed.observe(time.monotonic(), self._errand.received)
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._is_over.wait(LOOK_EVERY_S):
            try:
                self._look()
            except Exception as error:  # noqa: BLE001  # ends the go, which tells it
                self._errand.fail(error)
                return

    def _look(self) -> None:
        errand, now_s = self._errand, time.monotonic()
        self.speed.observe(now_s, errand.received)
        self._mind_way()
        folder = errand.part.folder
        free = errand.house.free_bytes(folder)
        if errand.received and free < least_free(folder):
            raise OSError(errno.ENOSPC, "the floor is reached")
        if now_s - self._saved_at_s >= SAVE_EVERY_S:
            self._save()
            self._saved_at_s = time.monotonic()

    def _mind_way(self) -> None:
        """Raises `InterfaceDown`, also when an address is gone: nothing more comes to it."""
        sources = self._errand.house.passage.route().sources
        if not set(self._sources) <= set(sources):
            raise InterfaceDown("It has another address now.")
        self._sources = sources

    def _save(self) -> None:
        errand = self._errand
        here = errand.arrived_so_far()
        if here == self._saved or errand.target is None:
            return
        errand.part.save(here)
        self._saved = here
        checksum = self._checksum or errand.part.note.digest
        if checksum:
            if self.proof is None or self.proof.checksum != checksum:
                self.proof = Proof(checksum)
            self.proof.catch_up(errand.part, here.prefix)
