"""
Rate limits of requests that write or search, per minute.

They are far above what people do, and keep one account or one address from taking the server away
from the others. Plain reads are not counted. Signing in has stricter limits of its own.

Reports of players have the limit of writes, counted apart and by each process alone: they come
every few seconds for hours, and asking the cache takes longer than storing one.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from chalicelib.http.client_network import rate_limit_key
from chalicelib.platform import telemetry
from chalicelib.platform.cache.rate_limits import RateCounters
from chalicelib.platform.errors import TooManyRequests

#: What an endpoint counts as; "none" is not counted.
Limit = Literal["write", "search", "report", "none"]

KEY_PREFIX = "seen:v1:requests"
READS = ("GET", "HEAD", "OPTIONS")


def default_limit(method: str) -> Limit:
    """What an endpoint counts as that declares nothing."""
    return "none" if method in READS else "write"


@dataclass(frozen=True)
class RequestLimiter:
    """Counts requests and refuses too many. A limit of 0 is off."""

    counters: RateCounters
    report_counters: RateCounters
    writes: int
    searches: int
    anonymous: int  # both kinds together, per address

    def admit(self, limit: Limit, account_id: UUID | None, address: str) -> None:
        """
        Count a request of an account, or of an address without one.

        Raises `TooManyRequests`; a refused request is not counted.
        """
        if limit == "none":
            return
        if account_id is None:
            allowed, identifiers = self.anonymous, ("address", rate_limit_key(address))
        else:
            allowed = self.searches if limit == "search" else self.writes
            identifiers = (limit, str(account_id))
        if allowed == 0:
            return
        counters = self.report_counters if limit == "report" else self.counters
        wait_s = counters.hit(f"{allowed}/minute", *identifiers)
        if wait_s is not None:
            telemetry.count("requests_limited_total", limit=identifiers[0])
            raise TooManyRequests.after("That was a lot at once.", wait_s)
