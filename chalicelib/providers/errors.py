"""Why a provider returned no data."""

from datetime import datetime

from chalicelib.platform.errors import NotFound, Unavailable, UpstreamFailed


class NotConfigured(Unavailable):
    """There is no key for this provider. Everything works without it."""

    code = "provider_not_configured"


class UnknownToProvider(NotFound):
    """The provider works and does not know the title or person."""

    code = "provider_not_there"


class ProviderFailed(UpstreamFailed):
    """The request failed."""

    code = "provider_failed"


class ProviderUnreachable(ProviderFailed):
    """No connection: as likely our own network's fault."""

    code = "provider_unreachable"


class ProviderTimedOut(ProviderFailed):
    """Connected, but the response did not arrive in time."""

    code = "provider_timed_out"


class CircuitOpen(ProviderFailed):
    """Recent failures opened the circuit breaker; nothing was sent until `retry_after_s`."""

    code = "provider_resting"


class RateLimited(ProviderFailed):
    """The provider's rate limit is reached. `retry_after_s` is set if the provider sent it."""

    code = "provider_rate_limited"


class CredentialsRejected(ProviderFailed):
    """The provider does not accept our key or token."""

    code = "provider_key_refused"


class InvalidResponse(ProviderFailed):
    """The response cannot be parsed, or is about something else."""

    code = "provider_bad_answer"


class MalformedResponse(InvalidResponse):
    """Not a response of this API at all: a web page, truncated JSON, too large."""

    code = "provider_garbled"


class ServerFailed(ProviderFailed):
    """The provider reports an error of its own (5xx)."""

    code = "provider_server_failed"


class QuotaUsedUp(ProviderFailed):
    """A count of the day is used up, until `until`; other requests still work."""

    code = "provider_quota_used_up"

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class TooManyWaiting(ProviderFailed):
    """More requests are waiting than the rate limit serves in a minute; nothing was sent."""

    code = "provider_busy"
