"""How services are is one truth for all processes."""

from datetime import timedelta

import pytest

from chalicelib.providers import store
from chalicelib.providers.circuit_breaker import CircuitBreakers, states
from chalicelib.providers.circuit_rules import CircuitState
from chalicelib.providers.errors import CircuitOpen


@pytest.fixture
def known(db, watch) -> CircuitBreakers:
    return CircuitBreakers(db, watch, monotonic=watch.monotonic)


def saved(db, **fields) -> None:
    with db.transaction() as conn:
        store.lock_state(conn, provider="tmdb")
        store.save_state(conn, CircuitState(provider="tmdb", **fields))


def fail(known: CircuitBreakers, watch, **more) -> CircuitState:
    return known.record_failure("tmdb", began_at=watch(), error="no", **more)


def test_a_failure_is_known_to_other_processes_within_five_seconds(db, known, watch):
    elsewhere = CircuitBreakers(db, watch, monotonic=watch.monotonic)
    elsewhere.check("tmdb")
    fail(known, watch)

    elsewhere.check("tmdb")  # its copy is fresh
    watch.pass_by(seconds=5)
    with pytest.raises(CircuitOpen) as resting:
        elsewhere.check("tmdb")
    assert resting.value.retry_after_s == 55


def test_pauses_grow_only_after_the_first_quarter_of_an_hour(known, watch):
    early = [fail(known, watch).rung for _ in range(2) if watch.pass_by(minutes=2) is None]
    watch.pass_by(minutes=15)
    late = fail(known, watch)

    assert early == [1, 1]
    assert late.rung == 2


def test_each_success_shortens_the_pause_by_one_step(db, known, watch):
    saved(db, rung=3, failures=3)

    known.record_success("tmdb")
    known.record_success("tmdb")

    assert known.state("tmdb").rung == 1


def test_success_is_recorded_once_a_minute(db, known, watch):
    known.record_success("tmdb")
    first = known.state("tmdb").last_success_at
    watch.pass_by(seconds=59)
    known.record_success("tmdb")
    assert known.state("tmdb").last_success_at == first

    watch.pass_by(seconds=1)
    known.record_success("tmdb")
    assert known.state("tmdb").last_success_at == watch()


def test_a_pause_in_the_far_future_is_repaired(db, known, watch):
    saved(db, rung=1, disabled_until=watch() + timedelta(days=365))

    with pytest.raises(CircuitOpen) as resting:
        known.check("tmdb")

    assert resting.value.retry_after_s == 60
    with db.read() as conn:
        assert states(conn)["tmdb"].disabled_until == watch() + timedelta(minutes=1)
