"""Errors of the watchlist and the wanted list."""

from chalicelib.platform.errors import InvalidInput


class NotAShow(InvalidInput):
    """Only shows and people are followed; films are wanted."""

    code = "not_a_show"


class NotWantable(InvalidInput):
    """Films and episodes are wanted; games are not."""

    code = "not_wantable"
