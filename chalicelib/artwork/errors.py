"""Errors of title artwork."""

from chalicelib.platform.errors import NotFound


class NoSuchTitle(NotFound):
    """There is no title with this id."""

    code = "no_such_title"
