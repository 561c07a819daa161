"""Interrupts long work between two steps when the worker shuts down."""

import threading


class ShutdownRequested(Exception):
    """The worker is shutting down; the task is queued again."""


def raise_if_stopping(stop: threading.Event) -> None:
    """Raises `ShutdownRequested`."""
    if stop.is_set():
        raise ShutdownRequested
