"""
How long a failing service is left alone: a ladder, a rung up for each failure, one down for each
success. Pure rules; states.py keeps the state.
"""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
RUNGS: tuple[timedelta, ...] = (
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
TOP = len(RUNGS) - 1

#: After a start the network often is not there yet, so what fails then says little.
STARTING_FOR = 15 * MINUTE
STARTING_WAIT = 5 * MINUTE
#: Nothing we do rests for longer, give or take a clock that was set.
LONGEST = RUNGS[TOP]
SLACK = 5 * MINUTE


class State(BaseModel):
    """A row of provider_states."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    provider: str
    rung: int = 0
    disabled_until: datetime | None = None
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_error: str = ""
    failures: int = 0

    def rests(self, now: datetime) -> bool:
        return self.disabled_until is not None and self.disabled_until > now


def failed(
    state: State,
    *,
    now: datetime,
    began_at: datetime,
    error: str,
    climbs: bool,
    is_starting: bool,
    at_least: timedelta = timedelta(0),
) -> State:
    """
    The state after a failure of a request that began at `began_at`.

    Off the ground it always goes to the first rung, so that a hanging service costs once. It
    climbs further unless the failure is likely our own network's (`climbs` is false), the process
    has just started, or the request began before an earlier failure was known: twenty requests
    that fail together are one failure. `at_least` is what the service itself asked for.
    """
    is_news = not state.rests(began_at)
    rung = state.rung
    if rung == 0 or (climbs and is_news and not is_starting):
        rung = min(rung + 1, TOP)
    wait = min(RUNGS[rung], STARTING_WAIT) if is_starting else RUNGS[rung]
    until = now + min(max(wait, at_least), LONGEST)
    if state.rests(began_at) and state.disabled_until is not None:
        until = max(until, state.disabled_until) if at_least else state.disabled_until
    return state.model_copy(
        update={
            "rung": rung,
            "disabled_until": until,
            "last_failure_at": now,
            "last_error": error,
            "failures": state.failures + 1,
        }
    )


def succeeded(state: State, *, now: datetime) -> State:
    """One rung down; a success that began before a failure ends no rest."""
    if state.rests(now):
        return state.model_copy(update={"last_success_at": now})
    return state.model_copy(
        update={
            "rung": max(state.rung - 1, 0),
            "disabled_until": None,
            "last_success_at": now,
            "failures": 0,
        }
    )


def noted(state: State, *, now: datetime, error: str) -> State:
    """Something went wrong that resting would not mend."""
    return state.model_copy(update={"last_failure_at": now, "last_error": error})


def repaired(state: State, *, now: datetime) -> State:
    """A rest longer than any we give was made by a wrong clock: it begins again."""
    if state.disabled_until is None or state.disabled_until <= now + LONGEST + SLACK:
        return state
    return state.model_copy(update={"disabled_until": now + RUNGS[state.rung]})
