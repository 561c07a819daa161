"""Long work stops between two steps when the worker shuts down, and continues after a start."""

import threading


class Stopped(Exception):
    """The worker is shutting down; the next run continues this work."""


def check(stop: threading.Event) -> None:
    """Raises `Stopped`."""
    if stop.is_set():
        raise Stopped
