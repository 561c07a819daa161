"""Limits for child processes that read files of unknown origin."""

import resource
import shutil
import sys
from pathlib import Path


def limit_memory(max_bytes: int) -> None:
    """Limit the address space of this process to `max_bytes` above its current size."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        taken = pages * resource.getpagesize()
        limit = taken + max_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (OSError, ValueError):
        return  # not available on macOS; the timeout still applies


def killed_with_parent() -> list[str]:
    """
    Words before a command: Linux kills it when the thread that started it ends, so that a worker
    that is killed leaves no process behind. Empty where that is not possible.
    """
    keeper = shutil.which("setpriv") if sys.platform == "linux" else None
    return [keeper, "--pdeathsig", "KILL"] if keeper else []
