"""Errors of the health checks."""

from chalicelib.platform.errors import Unavailable


class NotReady(Unavailable):
    """A required dependency is missing."""

    code = "not_ready"
