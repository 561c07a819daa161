"""
Error categories shared by every slice, with the HTTP status that http/problems.py maps them to.

* SeenError
  - InvalidInput      [422]
  - NotSignedIn       [401]
  - NotAllowed        [403]
  - NotFound          [404]
  - Conflict          [409]
  - TooLarge          [413]
  - MisdirectedRequest       [421]
  - TooManyRequests   [429]
  - UpstreamFailed    [502]
  - Unavailable       [503]
"""

from typing import Self


class SeenError(Exception):
    """
    Base class of all expected errors.

    `code` is part of the API. `field` names the input that is invalid. `retry_after_s` is set when
    a retry helps.
    """

    code = "internal"

    def __init__(
        self, message: str, *, field: str | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message)
        self.field = field
        self.retry_after_s = retry_after_s


class InvalidInput(SeenError):
    code = "invalid_input"


class NotSignedIn(SeenError):
    """There is no valid session."""

    code = "not_signed_in"


class NotAllowed(SeenError):
    """The session is valid but may not do this."""

    code = "not_allowed"


class NotFound(SeenError):
    """It does not exist, or the caller may not know that it does."""

    code = "not_found"


class Conflict(SeenError):
    """It exists but is not in a state that allows this."""

    code = "conflict"


class TooLarge(SeenError):
    """The request body is too large."""

    code = "too_large"


class MisdirectedRequest(SeenError):
    """The request is for a server of another name."""

    code = "wrong_host"


class TooManyRequests(SeenError):
    """A rate limit is reached."""

    code = "too_many_requests"

    @classmethod
    def after(cls, what: str, wait_s: int) -> Self:
        """The error with the wait in its message and as `retry_after_s`."""
        return cls(f"{what} Try again in {_in_words(wait_s)}.", retry_after_s=wait_s)


class UpstreamFailed(SeenError):
    """An external service failed or sent an invalid response."""

    code = "upstream_failed"


class Unavailable(SeenError):
    """A component, such as the database, is temporarily down."""

    code = "unavailable"


def _in_words(seconds: int) -> str:
    """A wait in the largest unit that fits, rounded up: `40 seconds`, `2 minutes`. At least 1."""
    units = (("hour", 3600), ("minute", 60), ("second", 1))
    unit, size = next(each for each in units if seconds >= each[1])
    number = -(-seconds // size)
    return f"{number} {unit}{'' if number == 1 else 's'}"
