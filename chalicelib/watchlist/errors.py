"""Errors of the watchlist and the wanted list."""

from chalicelib.platform.errors import InvalidInput


class NotAShow(InvalidInput):
    """Only shows and people are followed; films are wanted."""

    code = "not_a_show"


class NotWantable(InvalidInput):
    """Films and episodes are wanted; games are not."""

    code = "not_wantable"


class TooManyFollows(InvalidInput):
    """A person follows as many shows and people as they may."""

    code = "too_many_follows"


class TooManyWanted(InvalidInput):
    """A person wants as many films and episodes as they may."""

    code = "too_many_wanted"
