"""What a running download worker reports about itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """`status_report`: disks, reserved bytes and connectivity, see `worker.downloader`."""

    id: str
    seen_at: datetime
    status_report: dict[str, Any]
