"""Errors of title edits."""

from chalicelib.platform.errors import InvalidInput, NotFound


class NoSuchGenre(InvalidInput):
    """The catalogue has no genre of this name."""

    code = "no_such_genre"


class NotLocked(NotFound):
    """This field has no lock."""

    code = "not_locked"
