"""What can go wrong with the picture of a title."""

from chalicelib.platform.errors import NotFound


class NoSuchTitle(NotFound):
    """There is no title of this number, so there is no picture of it either."""

    code = "no_such_title"
