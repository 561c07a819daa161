"""Long work stops between two steps when the worker shuts down, and goes on after a start."""

import threading


class Stopped(Exception):
    """The worker is shutting down; whoever repeats this work goes on with it."""


def check(stop: threading.Event) -> None:
    """Raises `Stopped`."""
    if stop.is_set():
        raise Stopped
