"""Errors of games."""

from chalicelib.platform.errors import InvalidInput, NotFound


class NotAGame(InvalidInput):
    """Films and shows have statuses of their own."""

    code = "not_a_game"


class TooManyRecords(InvalidInput):
    """A game has as many playthroughs or sessions as it can have."""

    code = "too_many_records"


class PlaythroughNotFound(NotFound):
    code = "playthrough_not_found"


class SessionNotFound(NotFound):
    code = "session_not_found"


class TimerNotFound(NotFound):
    code = "timer_not_found"
