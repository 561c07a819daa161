"""Why the server is not ready."""

from chalicelib.platform.errors import Unavailable


class NotReady(Unavailable):
    """Something without which no page works is missing."""

    code = "not_ready"
