"""
The rules of the circuit breaker: how long a failing provider is not called. Each failure raises
the step, which lengthens the pause; each success lowers it. No I/O; circuit_breaker.py stores it.
"""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PAUSES: tuple[timedelta, ...] = (  # by step
    timedelta(0),
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
)
MAX_STEP = len(PAUSES) - 1
MAX_PAUSE = PAUSES[MAX_STEP]
CLOCK_TOLERANCE = 5 * MINUTE

#: Right after a start the network is often not up yet, so failures then say little.
STARTUP_PERIOD = 15 * MINUTE
MAX_STARTUP_PAUSE = 5 * MINUTE


class CircuitState(BaseModel):
    """A row of provider_states."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    provider: str
    rung: int = 0  # the step of the back-off, see `PAUSES`; named as its column
    disabled_until: datetime | None = None
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_error: str = ""
    failures: int = 0
    paused_at: datetime | None = None  # by an administrator, until resumed

    def is_open(self, now: datetime) -> bool:
        """Whether requests are held back."""
        return self.disabled_until is not None and self.disabled_until > now

    def has_failed(self) -> bool:
        """Whether the last request failed; another key has no failure yet."""
        if self.last_failure_at is None or not self.last_error:
            return False
        return self.last_success_at is None or self.last_success_at < self.last_failure_at

    def current_error(self, now: datetime) -> str | None:
        """Why requests fail or are held back; None when they succeed."""
        return self.last_error or None if self.is_open(now) or self.has_failed() else None


def after_failure(
    state: CircuitState,
    *,
    now: datetime,
    began_at: datetime,
    error: str,
    escalates: bool,
    is_starting: bool,
    at_least: timedelta = timedelta(0),
) -> CircuitState:
    """
    The state after a request that began at `began_at` failed.

    A first failure always leads to step 1, so that a hanging provider costs one timeout. Further
    steps need a failure that is the provider's own (`escalates`), after the startup period, of a
    request that began after the previous failure was known: twenty requests that fail together are
    one failure. `at_least` is the pause the provider asked for.
    """
    is_new_failure = not state.is_open(began_at)
    step = state.rung
    if step == 0 or (escalates and is_new_failure and not is_starting):
        step = min(step + 1, MAX_STEP)
    pause = min(PAUSES[step], MAX_STARTUP_PAUSE) if is_starting else PAUSES[step]
    until = now + min(max(pause, at_least), MAX_PAUSE)
    if state.is_open(began_at) and state.disabled_until is not None:
        until = max(until, state.disabled_until) if at_least else state.disabled_until
    return state.model_copy(
        update={
            "rung": step,
            "disabled_until": until,
            "last_failure_at": now,
            "last_error": error,
            "failures": state.failures + 1,
        }
    )


def after_success(state: CircuitState, *, now: datetime) -> CircuitState:
    """One step down; a success of a request that began before a failure does not close it."""
    if state.is_open(now):
        return state.model_copy(update={"last_success_at": now})
    return state.model_copy(
        update={
            "rung": max(state.rung - 1, 0),
            "disabled_until": None,
            "last_success_at": now,
            "failures": 0,
        }
    )


def with_error(state: CircuitState, *, now: datetime, error: str) -> CircuitState:
    """Record an error that does not open the circuit, because a pause would not help."""
    return state.model_copy(update={"last_failure_at": now, "last_error": error})


def repaired(state: CircuitState, *, now: datetime) -> CircuitState:
    """Restart a pause that is longer than the maximum: it comes from a wrong clock."""
    if state.disabled_until is None or state.disabled_until <= now + MAX_PAUSE + CLOCK_TOLERANCE:
        return state
    return state.model_copy(update={"disabled_until": now + PAUSES[state.rung]})
