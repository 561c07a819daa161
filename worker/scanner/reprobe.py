"""Reads files again that an earlier version of the probe has read, one at a time."""

import threading
from dataclasses import dataclass
from uuid import UUID

from chalicelib.library.store import probed_streams
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober

PAUSE_S = 0.5  # between two files: disks and processor are for those who watch
BATCH = 50


@dataclass
class Reprober:
    """Where it stopped is in the database: each file has the version that read it."""

    ingestor: Ingestor
    prober: Prober
    stop: threading.Event
    pause_s: float = PAUSE_S
    _after: UUID | None = None  # files before it were read, or could not be

    def work_once(self) -> bool:
        """Read some files; False when there are no more, until the next round."""
        with self.ingestor.db.read() as conn:
            batch = probed_streams.list_of_earlier_probes(conn, after=self._after, limit=BATCH)
        if not batch:
            self._after = None
            self.prober.close()
            return False
        is_changed = False
        for file in batch:
            if self.stop.wait(self.pause_s):
                return False
            is_changed |= self.ingestor.probe_file(file, self.prober)
            self._after = file.id
        if is_changed:
            self.ingestor.invalidate_caches()
        return True
