"""How long a failing service is left alone."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.providers import circuit_rules
from chalicelib.providers.circuit_rules import (
    MAX_STEP,
    PAUSES,
    CircuitState,
    after_failure,
    after_success,
    repaired,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
WELL = CircuitState(provider="tmdb")


def fail(state: CircuitState, now: datetime = NOON, **more) -> CircuitState:
    given = {"began_at": now, "error": "no", "escalates": True, "is_starting": False} | more
    return after_failure(state, now=now, **given)


def test_the_steps_are_the_documented_pauses():
    minutes = [int(rung.total_seconds() // 60) for rung in PAUSES]

    assert minutes == [0, 1, 5, 15, 30, 60, 180, 360, 720, 1440]


def test_each_failure_after_a_pause_takes_the_next_step_up_to_the_last():
    state, now, is_open = WELL, NOON, []
    for _ in range(MAX_STEP + 2):
        state = fail(state, now)
        is_open.append(state.disabled_until - now)
        now = state.disabled_until

    assert is_open == [*PAUSES[1:], PAUSES[MAX_STEP], PAUSES[MAX_STEP]]
    assert state.failures == MAX_STEP + 2


def test_a_success_takes_one_step_back():
    state = after_success(
        CircuitState(provider="tmdb", rung=4, disabled_until=NOON, failures=4), now=NOON
    )

    assert (state.rung, state.disabled_until, state.failures) == (3, None, 0)
    assert after_success(WELL, now=NOON).rung == 0


def test_a_success_that_began_before_a_failure_ends_no_pause():
    resting = fail(WELL)
    after = after_success(resting, now=NOON + timedelta(seconds=1))

    assert (after.rung, after.disabled_until) == (1, resting.disabled_until)
    assert after.last_success_at == NOON + timedelta(seconds=1)


def test_twenty_requests_that_fail_together_are_one_failure():
    state = WELL
    for second in range(20):
        state = fail(state, NOON + timedelta(seconds=second), began_at=NOON)

    assert state.rung == 1
    assert state.disabled_until == NOON + timedelta(minutes=1)


def test_after_a_start_steps_do_not_grow_and_a_pause_is_at_most_five_minutes():
    first = fail(WELL, is_starting=True)
    second = fail(first, NOON + timedelta(minutes=2), is_starting=True)
    old = fail(CircuitState(provider="tmdb", rung=7), is_starting=True)

    assert (first.rung, second.rung, old.rung) == (1, 1, 7)
    assert old.disabled_until == NOON + timedelta(minutes=5)


def test_a_local_network_failure_does_not_take_a_step():
    first = fail(WELL, escalates=False)
    second = fail(first, NOON + timedelta(minutes=2), escalates=False)

    assert (first.rung, second.rung) == (1, 1)


@pytest.mark.parametrize("is_starting", [True, False])
def test_retry_after_is_the_minimum_pause(is_starting):
    hour = timedelta(hours=1)

    state = fail(WELL, at_least=hour, is_starting=is_starting)

    assert state.disabled_until == NOON + hour
    assert (
        fail(CircuitState(provider="tmdb", rung=8), at_least=hour).disabled_until
        == NOON + 24 * hour
    )


def test_a_later_and_longer_retry_after_applies():
    state = fail(WELL)
    longer = fail(state, NOON, began_at=NOON, at_least=timedelta(hours=1))

    assert longer.disabled_until == NOON + timedelta(hours=1)


def test_no_pause_is_longer_than_a_day():
    assert fail(WELL, at_least=timedelta(days=9)).disabled_until == NOON + timedelta(days=1)


def test_a_pause_set_by_a_wrong_clock_is_reset():
    odd = CircuitState(provider="tmdb", rung=2, disabled_until=NOON + timedelta(days=400))
    long = CircuitState(
        provider="tmdb", rung=9, disabled_until=NOON + timedelta(hours=24, minutes=4)
    )

    assert repaired(odd, now=NOON).disabled_until == NOON + PAUSES[2]
    assert repaired(long, now=NOON) is long
    assert repaired(WELL, now=NOON) is WELL
    assert timedelta(hours=24) == circuit_rules.MAX_PAUSE
