"""Errors of the library by title."""

from chalicelib.platform.errors import NotFound


class NotInLibrary(NotFound):
    """The library has no file of this title."""

    code = "not_in_library"
