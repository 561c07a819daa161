"""
Requests to one provider, with caching, circuit breaker, rate limit and retries.

In this order: a fresh cached response; the circuit breaker; the rate limit; the request, with
retries; parsing; a stale cached response when the request failed.
"""

import copy
import hashlib
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar, cast
from urllib.parse import urlencode

from chalicelib.platform.clock import Clock, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.telemetry import count
from chalicelib.providers.circuit_breaker import CircuitBreakers
from chalicelib.providers.credentials import Credentials
from chalicelib.providers.errors import (
    CircuitOpen,
    CredentialsRejected,
    InvalidResponse,
    MalformedResponse,
    ProviderFailed,
    ProviderUnreachable,
    RateLimited,
    ServerFailed,
    TooManyWaiting,
    UnknownToProvider,
)
from chalicelib.providers.http_reply import NOT_FOUND, NOT_MODIFIED, ProviderReply, check_reply
from chalicelib.providers.lenient_parsing import SkippedCount, parse_json
from chalicelib.providers.provider_result import ProviderResult
from chalicelib.providers.request_limiter import OutboundLimiter
from chalicelib.providers.response_cache import CachedResponse, Parser, ResponseCache
from chalicelib.providers.single_flight import SingleFlight

logger = logging.getLogger(__name__)

T = TypeVar("T")

MAX_ATTEMPTS = 3
FIRST_BACKOFF_S = 0.2
MAX_RETRY_AFTER_S = 5.0  # a longer Retry-After opens the circuit instead
RETRY_WITHIN_S = 2.0  # a failure that took longer is not retried at once
REJECTED_CREDENTIALS_PAUSE_S = 300.0  # short: the administrator may be replacing the key


class Transport(Protocol):
    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> ProviderReply:
        """Raises `ProviderUnreachable`, `ProviderTimedOut`, `ServerFailed`, `MalformedResponse`."""


@dataclass(frozen=True, slots=True)
class ProviderRequest:
    """A request without its credentials. One with a body is a POST."""

    path: str
    ttl: timedelta
    params: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    content_type: str = "text/plain"  # of the body

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    def cache_key(self) -> bytes:
        """SHA-256 of the request; the order of the parameters does not matter."""
        parts = (self.method, self.path, urlencode(sorted(self.params.items())), self.body or "")
        return hashlib.sha256("\n".join(parts).encode()).digest()


class ProviderClient:
    """Calls one provider. Safe to share between threads."""

    def __init__(
        self,
        provider: str,
        *,
        transport: Transport,
        credentials: Credentials,
        limiter: OutboundLimiter,
        breakers: CircuitBreakers,
        db: Database,
        clock: Clock = utc_now,
        check: Callable[[ProviderReply], ProviderReply] = check_reply,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """`check` raises for failed replies; some providers report failures in the body."""
        self.provider = provider
        self._transport = transport
        self._credentials = credentials
        self._limiter = limiter
        self._breakers = breakers
        self.cache = ResponseCache(db, provider)
        self._clock = clock
        self._check = check
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._single_flight = SingleFlight()

    def without_cache(self) -> "ProviderClient":
        """
        The same client, with the same limits, that stores no responses.

        For bulk runs over the whole catalogue: the response for a title is some 100 kB, and its
        relevant part is stored in the catalogue anyway.
        """
        client = copy.copy(self)
        client.cache = replace(self.cache, stores=False)
        return client

    def fetch(self, request: ProviderRequest, parse: Parser[T]) -> ProviderResult[T]:
        """
        The parsed response: cached while it is fresh, stale when the request fails.

        `parse` raises `InvalidResponse` for JSON of another shape. Raises `UnknownToProvider`,
        or a `ProviderFailed` when nothing is cached either.
        """
        key = request.cache_key()
        return self._single_flight.run(key, lambda: self._fetch(key, request, parse))

    def _fetch(self, key: bytes, request: ProviderRequest, parse: Parser[T]) -> ProviderResult[T]:
        cached = self.cache.lookup(key, parse)
        now = self._clock()
        if cached is not None and now < cached.fresh_until:
            count("provider_answers_total", provider=self.provider, outcome="remembered")
            return cached.result()
        try:
            return self._fetch_new(key, request, parse, cached)
        except ProviderFailed as failure:
            count("provider_answers_total", provider=self.provider, outcome=failure.code)
            if cached is None or not cached.is_usable(now):
                raise
            return cached.result(is_stale=True)

    def _fetch_new(
        self, key: bytes, request: ProviderRequest, parse: Parser[T], cached: CachedResponse | None
    ) -> ProviderResult[T]:
        self._breakers.check(self.provider)
        began_at = self._clock()
        skipped = SkippedCount()
        try:
            reply = self._send_with_retries(request, cached.etag if cached else None)
            value = self._parse(reply, parse, skipped, cached)
        except ProviderFailed as failure:
            self._record_failure(failure, began_at)
            raise
        self._breakers.record_success(self.provider)
        count("provider_answers_total", provider=self.provider, outcome="fetched")
        now = self._clock()
        if reply.status == NOT_MODIFIED:
            self.cache.revalidate(key, now, request.ttl)
        else:
            self.cache.put(key, reply, now, request.ttl)
        if reply.status == NOT_FOUND:
            raise UnknownToProvider("The provider does not know this.")
        return ProviderResult(value, now, skipped=skipped.count)

    def _parse(
        self,
        reply: ProviderReply,
        parse: Parser[T],
        skipped: SkippedCount,
        cached: CachedResponse | None,
    ) -> T:
        """The value of a reply; None for a 404, which the caller handles."""
        if reply.status == NOT_FOUND:
            return cast("T", None)
        if reply.status == NOT_MODIFIED:
            if cached is None or not cached.is_found:
                raise MalformedResponse("A 304 without a conditional request.")
            skipped.count = cached.skipped
            return cast("T", cached.value)
        value = parse(parse_json(reply.body), skipped)
        if skipped.count:
            count("provider_parts_skipped_total", skipped.count, provider=self.provider)
            logger.warning(
                "parts of a response skipped",
                extra={"provider": self.provider, "skipped": skipped.count},
            )
        return value

    def _send_with_retries(self, request: ProviderRequest, etag: str | None) -> ProviderReply:
        began = self._monotonic()
        for attempt in range(MAX_ATTEMPTS):
            try:
                return self._send_signed(request, etag)
            except (ProviderUnreachable, ServerFailed, RateLimited) as failure:
                backoff_s = self._backoff_s(failure, attempt, self._monotonic() - began)
                if backoff_s is None:
                    raise
                self._sleep(backoff_s)
        raise AssertionError("unreachable: the last attempt raises")

    def _backoff_s(self, failure: ProviderFailed, attempt: int, elapsed_s: float) -> float | None:
        """Seconds until the next attempt; None for no retry."""
        retry_after_s = failure.retry_after_s or 0
        if (
            attempt == MAX_ATTEMPTS - 1
            or elapsed_s > RETRY_WITHIN_S
            or retry_after_s > MAX_RETRY_AFTER_S
        ):
            return None
        return max(retry_after_s, FIRST_BACKOFF_S * (1 << attempt) * (1 + self._jitter()))

    def _send_signed(self, request: ProviderRequest, etag: str | None) -> ProviderReply:
        """Send once; once more with a new token if the old one is rejected."""
        signature = self._credentials.sign()
        try:
            return self._send(request, etag, signature.headers, signature.params)
        except CredentialsRejected:
            if not self._credentials.renew(signature):
                raise
        signature = self._credentials.sign()
        return self._send(request, etag, signature.headers, signature.params)

    def _send(
        self,
        request: ProviderRequest,
        etag: str | None,
        credential_headers: Mapping[str, str],
        credential_params: Mapping[str, str],
    ) -> ProviderReply:
        headers = dict(credential_headers)
        if etag is not None:
            headers["If-None-Match"] = etag
        if request.body is not None:
            headers["Content-Type"] = request.content_type
        with self._limiter.acquire():
            reply = self._transport.send(
                request.method,
                request.path,
                params={**request.params, **credential_params},
                headers=headers,
                body=None if request.body is None else request.body.encode(),
            )
        return self._check(reply)

    def _record_failure(self, failure: ProviderFailed, began_at: datetime) -> None:
        """Open the circuit if a pause helps against this kind of failure."""
        if isinstance(failure, TooManyWaiting | CircuitOpen):
            return
        error = f"{failure.code}: {failure}"
        logger.warning("provider failed", extra={"provider": self.provider, "error": error})
        if isinstance(failure, InvalidResponse) and not isinstance(failure, MalformedResponse):
            self._breakers.record_error(self.provider, error)
            return
        at_least_s = float(failure.retry_after_s or 0)
        if isinstance(failure, CredentialsRejected):
            at_least_s = max(at_least_s, REJECTED_CREDENTIALS_PAUSE_S)
        self._breakers.record_failure(
            self.provider,
            began_at=began_at,
            error=error,
            escalates=not isinstance(failure, ProviderUnreachable | CredentialsRejected),
            at_least_s=at_least_s,
        )
