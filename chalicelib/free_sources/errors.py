"""Errors of free sources."""

from chalicelib.platform.errors import InvalidInput, NotFound


class NoFreeSource(NotFound):
    """Neither a publisher nor an archive offers the title for download, as far as known."""

    code = "no_free_source"


class UnknownFreeSource(InvalidInput):
    """A request names a source that the title does not have, or that is only a page."""

    code = "unknown_free_source"
