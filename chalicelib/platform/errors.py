"""
Error categories shared by every slice.

Hierarchy (HTTP status in brackets, applied only by platform/http.py):

* SeenError
  - InvalidInput      [422]
  - NotSignedIn       [401]
  - NotAllowed        [403]
  - NotFound          [404]
  - Conflict          [409]
  - TooLarge          [413]
  - TooManyRequests   [429]
  - UpstreamFailed    [502]
  - Unavailable       [503]
"""


class SeenError(Exception):
    """
    Base of every error we raise on purpose.

    `code` is stable API surface. `field` names the input that was refused, when one was.
    `retry_after_s` tells the caller when trying again helps.
    """

    code = "internal"

    def __init__(
        self, message: str, *, field: str | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message)
        self.field = field
        self.retry_after_s = retry_after_s


class InvalidInput(SeenError):
    """The caller sent something we cannot act on."""

    code = "invalid_input"


class NotSignedIn(SeenError):
    """There is no valid session."""

    code = "not_signed_in"


class NotAllowed(SeenError):
    """The session is valid but may not do this."""

    code = "not_allowed"


class NotFound(SeenError):
    """The thing does not exist, or the caller may not know that it does."""

    code = "not_found"


class Conflict(SeenError):
    """The thing exists but is not in a state that allows this."""

    code = "conflict"


class TooLarge(SeenError):
    """The request is bigger than we accept."""

    code = "too_large"


class TooManyRequests(SeenError):
    """A limit was hit; trying later helps."""

    code = "too_many_requests"


class UpstreamFailed(SeenError):
    """A service we depend on failed or answered nonsense."""

    code = "upstream_failed"


class Unavailable(SeenError):
    """A part of ourselves, such as the database, is down for the moment."""

    code = "unavailable"
