"""End a gateway process when its parent has ended."""

import os
import threading

LOOK_EVERY_S = 1.0


def exit_with_parent() -> None:
    """
    End this process soon after its parent is gone, however that one ended.

    The server's main process cannot say goodbye when it is killed, and a process left behind
    would go on holding the port.
    """
    threading.Thread(target=_watch, args=(os.getppid(),), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    never = threading.Event()
    while os.getppid() == parent:
        never.wait(LOOK_EVERY_S)
    os._exit(1)
