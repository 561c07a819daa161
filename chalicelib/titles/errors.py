"""Errors of title pages."""

from chalicelib.platform.errors import NotFound


class SeasonNotFound(NotFound):
    """The show has no season of this number."""

    code = "season_not_found"
