"""Probes a file that a viewer wants to play, beside a scan that may take hours."""

from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.library.store import probes
from worker.scanner.ingest import Ingestor
from worker.scanner.probe import Prober


@dataclass(frozen=True)
class FirstProber:
    ingestor: Ingestor
    prober: Prober = field(default_factory=Prober)

    def run(self, item_id: UUID) -> None:
        """Probe the file, unless a scan was faster."""
        with self.ingestor.db.read() as conn:
            file = probes.get_unprobed(conn, id=item_id)
        if file is None:
            return
        with self.prober:
            if self.ingestor.probe_file(file, self.prober):
                self.ingestor.invalidate_caches()
