"""How each service is: one truth in PostgreSQL, and a copy of it in the process for seconds."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.providers import ladder, store
from chalicelib.providers.errors import ProviderResting
from chalicelib.providers.ladder import State

COPY_FOR_S = 5.0
#: How often it is written down that all is well.
SUCCESS_EVERY = timedelta(minutes=1)


class States:
    """Asked before each request and told after it. One for a process."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._clock = clock
        self._monotonic = monotonic
        self._started = monotonic()
        self._lock = threading.Lock()
        self._copies: dict[str, tuple[float, State]] = {}

    def check(self, provider: str) -> None:
        """Raises `ProviderResting` while the service is left alone."""
        state = self.state(provider)
        now = self._clock()
        if state.disabled_until is not None and state.rests(now):
            left_s = (state.disabled_until - now).total_seconds()
            raise ProviderResting(f"{provider} is resting.", retry_after_s=max(1, round(left_s)))

    def state(self, provider: str) -> State:
        """At most five seconds old."""
        with self._lock:
            read_at, known = self._copies.get(provider, (0.0, None))
            if known is not None and self._monotonic() - read_at < COPY_FOR_S:
                return known
        with self._db.read() as conn:
            found = store.state(conn, provider=provider) or State(provider=provider)
        if ladder.repaired(found, now=self._clock()) is not found:
            return self._change(provider, lambda state: state)
        return self._keep(found)

    def failed(
        self,
        provider: str,
        *,
        began_at: datetime,
        error: str,
        climbs: bool = True,
        at_least_s: float = 0,
    ) -> State:
        is_starting = self._monotonic() - self._started < ladder.STARTING_FOR.total_seconds()
        return self._change(
            provider,
            lambda state: ladder.failed(
                state,
                now=self._clock(),
                began_at=began_at,
                error=error,
                climbs=climbs,
                is_starting=is_starting,
                at_least=timedelta(seconds=at_least_s),
            ),
        )

    def noted(self, provider: str, error: str) -> State:
        """Something went wrong that resting would not mend."""
        return self._change(
            provider, lambda state: ladder.noted(state, now=self._clock(), error=error)
        )

    def succeeded(self, provider: str) -> None:
        """Written down when it changes something, and once a minute."""
        state = self.state(provider)
        last = state.last_success_at
        if state.rung == 0 and last is not None and self._clock() - last < SUCCESS_EVERY:
            return
        self._change(provider, lambda state: ladder.succeeded(state, now=self._clock()))

    def _change(self, provider: str, step: Callable[[State], State]) -> State:
        with self._db.transaction() as conn:
            held = store.hold_state(conn, provider=provider)
            state = step(ladder.repaired(held, now=self._clock()))
            store.save_state(conn, state)
        return self._keep(state)

    def _keep(self, state: State) -> State:
        with self._lock:
            self._copies[state.provider] = (self._monotonic(), state)
        return state


def states(conn: Connection) -> dict[str, State]:
    """Every service that was ever asked, by name."""
    return {state.provider: state for state in store.states(conn)}
