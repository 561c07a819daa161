"""
One question to a service, with everything that can go wrong around it.

In this order: what is remembered and fresh; whether the service rests; a turn within its limits;
the request, repeated when that helps; whether the answer can be read; what is remembered, even
when it is old.
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
from chalicelib.providers.answers import Answer
from chalicelib.providers.credentials import Credentials
from chalicelib.providers.errors import (
    BadAnswer,
    Busy,
    Garbled,
    KeyRefused,
    NotThere,
    ProviderFailed,
    ProviderResting,
    ProviderUnreachable,
    RateLimited,
    ServerFailed,
)
from chalicelib.providers.flights import Flights
from chalicelib.providers.limits import Limits
from chalicelib.providers.memory import Known, Memory, Understand
from chalicelib.providers.replies import NOT_FOUND, NOT_MODIFIED, Reply, judged
from chalicelib.providers.shapes import Tally, parse_json
from chalicelib.providers.states import States

logger = logging.getLogger(__name__)

T = TypeVar("T")

TRIES = 3
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0  # told to wait longer, we give up and let the service rest
RETRY_WITHIN_S = 2.0  # a failure that took longer is not repeated at once
NEW_KEY_AFTER_S = 300.0  # somebody may be typing the right one


class Server(Protocol):
    """Where requests go."""

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> Reply:
        """Raises `ProviderUnreachable`, `ProviderTimedOut`, `ServerFailed` or `Garbled`."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, without saying who asks. A request with a body is a POST."""

    path: str
    fresh_for: timedelta
    params: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    def fingerprint(self) -> bytes:
        """SHA-256 of what is asked; the same question has the same, in whatever order it is put."""
        parts = (self.method, self.path, urlencode(sorted(self.params.items())), self.body or "")
        return hashlib.sha256("\n".join(parts).encode()).digest()


class Client:
    """Asks one service. Safe to share between threads."""

    def __init__(
        self,
        provider: str,
        *,
        server: Server,
        credentials: Credentials,
        limits: Limits,
        states: States,
        db: Database,
        clock: Clock = utc_now,
        judge: Callable[[Reply], Reply] = judged,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """`judge` raises for replies that are failures; services have their own ways to fail."""
        self.provider = provider
        self._server = server
        self._credentials = credentials
        self._limits = limits
        self._states = states
        self._memory = Memory(db, provider)
        self._clock = clock
        self._judge = judge
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._flights = Flights()

    def passing(self) -> "Client":
        """
        The same client, with the same limits, that keeps no answers.

        For going through a whole catalogue: an answer about a title is some 100 kB, and what is
        worth keeping of millions of them is written down elsewhere.
        """
        made = copy.copy(self)
        made._memory = replace(self._memory, keeps=False)  # noqa: SLF001  # it is one of us
        return made

    def ask(self, request: Request, understand: Understand[T]) -> Answer[T]:
        """
        The answer, from memory if it is fresh there, and from an old memory if need be.

        `understand` turns the parsed JSON into the value and raises `BadAnswer` if it cannot.
        Raises `NotThere`, or a `ProviderFailed` when nothing is remembered either.
        """
        key = request.fingerprint()
        found: Answer[T] = self._flights.share(key, lambda: self._answer(key, request, understand))
        return found

    def _answer(self, key: bytes, request: Request, understand: Understand[T]) -> Answer[T]:
        known = self._memory.recall(key, understand)
        now = self._clock()
        if known is not None and now < known.fresh_until:
            count("provider_answers_total", provider=self.provider, outcome="remembered")
            return known.answer()
        try:
            return self._fetch(key, request, understand, known)
        except ProviderFailed as failure:
            count("provider_answers_total", provider=self.provider, outcome=failure.code)
            if known is None or not known.may_stand_in(now):
                raise
            return known.answer(is_stale=True)

    def _fetch(
        self, key: bytes, request: Request, understand: Understand[T], known: Known | None
    ) -> Answer[T]:
        self._states.check(self.provider)
        began_at = self._clock()
        tally = Tally()
        try:
            reply = self._send(request, known.etag if known else None)
            value = self._understood(reply, understand, tally, known)
        except ProviderFailed as failure:
            self._record(failure, began_at)
            raise
        self._states.succeeded(self.provider)
        count("provider_answers_total", provider=self.provider, outcome="fetched")
        now = self._clock()
        if reply.status == NOT_MODIFIED:
            self._memory.confirm(key, now, request.fresh_for)
        else:
            self._remember(key, reply, now, request.fresh_for)
        if reply.status == NOT_FOUND:
            raise NotThere("The service does not know this.")
        return Answer(value, now, skipped=tally.skipped)

    def _understood(
        self, reply: Reply, understand: Understand[T], tally: Tally, known: Known | None
    ) -> T:
        """The value of a reply; for 404 there is none, and nobody looks at it."""
        if reply.status == NOT_FOUND:
            return cast("T", None)
        if reply.status == NOT_MODIFIED:
            if known is None or not known.is_there:
                raise Garbled("Told that nothing changed without having asked.")
            tally.skipped = known.skipped
            return cast("T", known.value)
        value = understand(parse_json(reply.body), tally)
        if tally.skipped:
            count("provider_parts_skipped_total", tally.skipped, provider=self.provider)
            logger.warning(
                "parts of an answer skipped",
                extra={"provider": self.provider, "skipped": tally.skipped},
            )
        return value

    def _remember(self, key: bytes, reply: Reply, now: datetime, fresh_for: timedelta) -> None:
        self._memory.remember(key, reply, now, fresh_for)

    def _send(self, request: Request, etag: str | None) -> Reply:
        """Ask up to three times."""
        began = self._monotonic()
        for attempt in range(TRIES):
            try:
                return self._signed(request, etag)
            except (ProviderUnreachable, ServerFailed, RateLimited) as failure:
                pause_s = self._pause(failure, attempt, self._monotonic() - began)
                if pause_s is None:
                    raise
                self._sleep(pause_s)
        raise AssertionError("unreachable: the last attempt raises")

    def _pause(self, failure: ProviderFailed, attempt: int, elapsed_s: float) -> float | None:
        """Seconds until trying again; None when it should be left at that."""
        told_s = failure.retry_after_s or 0
        if attempt == TRIES - 1 or elapsed_s > RETRY_WITHIN_S or told_s > LONGEST_PAUSE_S:
            return None
        return max(told_s, FIRST_PAUSE_S * (1 << attempt) * (1 + self._jitter()))

    def _signed(self, request: Request, etag: str | None) -> Reply:
        """Ask once; once more with a new token if the old one is not accepted."""
        signature = self._credentials.sign()
        try:
            return self._once(request, etag, signature.headers, signature.params)
        except KeyRefused:
            if not self._credentials.renew(signature):
                raise
        signature = self._credentials.sign()
        return self._once(request, etag, signature.headers, signature.params)

    def _once(
        self,
        request: Request,
        etag: str | None,
        headers: Mapping[str, str],
        params: Mapping[str, str],
    ) -> Reply:
        sent = dict(headers)
        if etag is not None:
            sent["If-None-Match"] = etag
        if request.body is not None:
            sent["Content-Type"] = "text/plain"
        with self._limits.turn():
            reply = self._server.send(
                request.method,
                request.path,
                params={**request.params, **params},
                headers=sent,
                body=None if request.body is None else request.body.encode(),
            )
        return self._judge(reply)

    def _record(self, failure: ProviderFailed, began_at: datetime) -> None:
        """Let the service rest if that is what the failure calls for."""
        if isinstance(failure, Busy | ProviderResting):
            return
        error = f"{failure.code}: {failure}"
        logger.warning("provider failed", extra={"provider": self.provider, "error": error})
        if isinstance(failure, BadAnswer) and not isinstance(failure, Garbled):
            self._states.noted(self.provider, error)
            return
        at_least_s = float(failure.retry_after_s or 0)
        if isinstance(failure, KeyRefused):
            at_least_s = max(at_least_s, NEW_KEY_AFTER_S)
        self._states.failed(
            self.provider,
            began_at=began_at,
            error=error,
            climbs=not isinstance(failure, ProviderUnreachable | KeyRefused),
            at_least_s=at_least_s,
        )
