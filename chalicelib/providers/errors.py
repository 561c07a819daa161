"""Why an outside service had nothing for us."""

from chalicelib.platform.errors import NotFound, Unavailable, UpstreamFailed


class NotConfigured(Unavailable):
    """There is no key for this service. Everything works without it."""

    code = "provider_not_configured"


class NotThere(NotFound):
    """The service is well and does not know what we asked for."""

    code = "provider_not_there"


class ProviderFailed(UpstreamFailed):
    """The service answered with a failure of its own."""

    code = "provider_failed"


class ProviderUnreachable(ProviderFailed):
    """No connection came about: as likely our own network as theirs."""

    code = "provider_unreachable"


class ProviderTimedOut(ProviderFailed):
    """Connected, but the answer did not come in time."""

    code = "provider_timed_out"


class ProviderResting(ProviderFailed):
    """It failed a moment ago and is left alone: nothing was sent. `retry_after_s` says how long."""

    code = "provider_resting"


class RateLimited(ProviderFailed):
    """It wants fewer requests. `retry_after_s` says when it may be asked again, if it said so."""

    code = "provider_rate_limited"


class KeyRefused(ProviderFailed):
    """It does not accept our key or token."""

    code = "provider_key_refused"


class BadAnswer(ProviderFailed):
    """It answered something we cannot read, or about something else."""

    code = "provider_bad_answer"


class Garbled(BadAnswer):
    """What came is no answer of this service at all: a web page, half a document, too much."""

    code = "provider_garbled"


class ServerFailed(ProviderFailed):
    """It says itself that something went wrong there (5xx)."""

    code = "provider_server_failed"


class Busy(ProviderFailed):
    """We have more questions than it allows; nothing was sent and nothing is wrong with it."""

    code = "provider_busy"
