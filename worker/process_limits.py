"""Limits for child processes that read files of unknown origin."""

import resource
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
