"""Errors of progress tracking."""

from chalicelib.platform.errors import InvalidInput


class NothingToPlay(InvalidInput):
    """Progress needs a movie or an episode; games and whole shows have none."""

    code = "nothing_to_play"
