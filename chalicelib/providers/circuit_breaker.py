"""Circuit breakers of all providers: stored in PostgreSQL, with a copy for a few seconds."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Connection, Database
from chalicelib.providers import circuit_rules, store
from chalicelib.providers.circuit_rules import CircuitState
from chalicelib.providers.errors import CircuitOpen

COPY_TTL_S = 5.0
RETRY_PAUSED_S = 60  # an administrator may end it at any time
SUCCESS_INTERVAL = timedelta(minutes=1)  # between two writes of a successful request


class CircuitBreakers:
    """One instance for a process; `check` before each request, an outcome after it."""

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
        self._copies: dict[str, tuple[float, CircuitState]] = {}

    def check(self, provider: str) -> None:
        """Raises `CircuitOpen`."""
        state = self.state(provider)
        now = self._clock()
        if state.paused_at is not None:
            raise CircuitOpen(
                f"{provider} is paused by an administrator.", retry_after_s=RETRY_PAUSED_S
            )
        if state.disabled_until is not None and state.is_open(now):
            left_s = (state.disabled_until - now).total_seconds()
            raise CircuitOpen(
                f"{provider} is paused after failures.", retry_after_s=max(1, round(left_s))
            )

    def state(self, provider: str) -> CircuitState:
        """At most five seconds old."""
        with self._lock:
            read_at, state = self._copies.get(provider, (0.0, None))
            if state is not None and self._monotonic() - read_at < COPY_TTL_S:
                return state
        with self._db.read() as conn:
            stored = store.state(conn, provider=provider) or CircuitState(provider=provider)
        if circuit_rules.repaired(stored, now=self._clock()) is not stored:
            return self._change(provider, lambda state: state)
        return self._keep(stored)

    def record_failure(
        self,
        provider: str,
        *,
        began_at: datetime,
        error: str,
        escalates: bool = True,
        at_least_s: float = 0,
    ) -> CircuitState:
        startup_s = circuit_rules.STARTUP_PERIOD.total_seconds()
        return self._change(
            provider,
            lambda state: circuit_rules.after_failure(
                state,
                now=self._clock(),
                began_at=began_at,
                error=error,
                escalates=escalates,
                is_starting=self._monotonic() - self._started < startup_s,
                at_least=timedelta(seconds=at_least_s),
            ),
        )

    def record_error(self, provider: str, error: str) -> CircuitState:
        """Record an error that does not open the circuit, because a pause would not help."""
        return self._change(
            provider, lambda state: circuit_rules.with_error(state, now=self._clock(), error=error)
        )

    def record_success(self, provider: str) -> None:
        """Record a success: written when it changes the state, and once a minute."""
        state = self.state(provider)
        last = state.last_success_at
        if state.rung == 0 and last is not None and self._clock() - last < SUCCESS_INTERVAL:
            return
        self._change(provider, lambda state: circuit_rules.after_success(state, now=self._clock()))

    def _change(
        self, provider: str, transition: Callable[[CircuitState], CircuitState]
    ) -> CircuitState:
        with self._db.transaction() as conn:
            locked = store.lock_state(conn, provider=provider)
            state = transition(circuit_rules.repaired(locked, now=self._clock()))
            store.save_state(conn, state)
        return self._keep(state)

    def _keep(self, state: CircuitState) -> CircuitState:
        with self._lock:
            self._copies[state.provider] = (self._monotonic(), state)
        return state


def states(conn: Connection) -> dict[str, CircuitState]:
    """The state of every provider called so far, by name."""
    return {state.provider: state for state in store.states(conn)}


def close(conn: Connection, *, provider: str) -> None:
    """End a rest after failures: the provider answers again."""
    store.close_circuit(conn, provider=provider)


def pause(conn: Connection, *, provider: str, now: datetime) -> None:
    """Call the provider no more until `resume`; every process knows within seconds."""
    store.pause(conn, provider=provider, now=now)


def resume(conn: Connection, *, provider: str) -> None:
    """End a pause, and a rest after failures."""
    store.resume(conn, provider=provider)
