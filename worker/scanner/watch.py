"""Notice new files in the library's folders within seconds, without looking through all of them."""

import logging
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from chalicelib.library.models import text_to_path
from worker.scanner.names import is_hidden
from worker.scanner.scan import Scanner
from worker.stopping import Stopped

logger = logging.getLogger(__name__)

LOOK_AGAIN_MS = 2_000  # how often files that were still growing are looked at again
GATHER_MS = 1_000  # changes within this time are one
AGAIN_AFTER_S = 60.0  # for folders that are missing, or when the system lets us watch no more


@dataclass
class Watcher:
    scanner: Scanner
    again_after_s: float = AGAIN_AFTER_S

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set. What cannot be watched is found by the next scan."""
        while not stop.is_set():
            pause_s = self.again_after_s
            try:
                pause_s = self._watch_what_is_there(stop)
            except Stopped:
                return
            except OSError as error:
                # The usual reason: fs.inotify.max_user_watches is smaller than the library.
                logger.warning("folders not watched", extra={"error": error.strerror})
            except Exception:
                logger.exception("watching folders failed")
            stop.wait(pause_s)

    def _watch_what_is_there(self, stop: threading.Event) -> float:
        """Watch until something ends that; how many seconds to wait before watching again."""
        roots = [root for root in self.scanner.shelf.roots.library if Path(root).is_dir()]
        try:
            if roots:
                self._watch(roots, stop)
        except WatchfilesRustInternalError:
            # A name that is not UTF-8 ends the watch. Everything is looked through instead.
            self.scanner.look_at(roots)
            return LOOK_AGAIN_MS / 1000
        return self.again_after_s

    def _watch(self, roots: list[str], stop: threading.Event) -> None:
        """Watch `roots` as long as all of them are there."""
        batches = watch(
            *roots,
            watch_filter=None,
            stop_event=stop,
            debounce=GATHER_MS,
            rust_timeout=LOOK_AGAIN_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        for batch in batches:
            changed = _worth_a_look(batch)
            waiting = [text_to_path(path) for path in self.scanner.settling.waiting]
            if changed or waiting:
                self.scanner.look_at([*changed, *waiting])
            if not all(Path(root).is_dir() for root in roots):
                return


def _worth_a_look(batch: Iterable[tuple[Change, str]]) -> list[str]:
    """Paths where something came or changed."""
    return sorted(
        path
        for change, path in batch
        if change is not Change.deleted
        and not is_hidden(path.rpartition("/")[2])
        and os.path.lexists(path)
    )
