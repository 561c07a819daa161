"""Errors of the embedded stack."""


class StartRefused(Exception):
    """The stack cannot start; the message is printed to the console."""
