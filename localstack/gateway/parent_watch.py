"""Ends a gateway process when its parent has ended."""

import os
import threading

POLL_INTERVAL_S = 1.0


def exit_with_parent() -> None:
    """
    End this process soon after its parent has ended.

    A killed main process cannot stop its children, and an orphaned one would keep the port bound.
    """
    threading.Thread(target=_watch, args=(os.getppid(),), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    never = threading.Event()
    while os.getppid() == parent:
        never.wait(POLL_INTERVAL_S)
    os._exit(1)
