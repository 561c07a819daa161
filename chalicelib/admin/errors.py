"""Errors of the health checks."""

from chalicelib.platform.errors import Conflict, NotFound, Unavailable


class NotReady(Unavailable):
    """A required dependency is missing."""

    code = "not_ready"


class UnknownProvider(NotFound):
    """No provider has this name."""

    code = "unknown_provider"


class KeySetByEnvironment(Conflict):
    """The key is a setting of the server, which pages do not change."""

    code = "key_set_by_environment"
