"""Where a scenario is played: an empty database, an empty folder, and dice."""

import random
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from tests.downloads.harness import WorkerHarness
from tests.file_server import FileServer
from worker.downloader.worker_context import Intervals

#: Everything ten times as often, so that what takes a minute takes seconds.
BRISK = Intervals(
    poll_s=0.03, write_s=0.05, renew_s=0.2, resume_data_s=0.3, heartbeat_s=0.2, silent_after_s=2.0
)
MIB = 1024 * 1024


class NotSupported(Exception):
    """This machine cannot do it."""


@dataclass
class Stage:
    """An empty database and an empty folder."""

    db: Database
    folder: Path
    rng: random.Random
    stack: ExitStack  # closed at the end
    counts: Counter[str] = field(default_factory=Counter)
    slow: list[str] = field(default_factory=list)

    def harness(self, **differs: object) -> WorkerHarness:
        plain: dict[str, object] = {"backoff_s": 0.05, "intervals": BRISK}
        harness = WorkerHarness(self.db, Cache(None), self.folder / "home", **plain | differs)  # type: ignore[arg-type]
        self.stack.callback(harness.close)
        return harness

    def web(self) -> FileServer:
        server = FileServer()
        self.stack.callback(server.close)
        return server
