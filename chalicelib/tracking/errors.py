"""Why something cannot be tracked."""

from chalicelib.platform.errors import InvalidInput


class NothingToPlay(InvalidInput):
    """Progress belongs to a movie or to one episode; games and whole shows have none."""

    code = "nothing_to_play"
