"""How often a service may be asked."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.providers.errors import TooManyWaiting
from chalicelib.providers.provider_factory import LIMITS
from chalicelib.providers.request_limiter import OutboundLimiter, RateLimit


class Turns:
    """A clock that stands still unless a caller sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def begun(limits: OutboundLimiter, turns: Turns, count: int) -> list[float]:
    moments = []
    for _ in range(count):
        with limits.acquire():
            moments.append(round(turns.now - 100, 6))
    return moments


def test_a_second_holds_four_requests():
    turns = Turns()
    limits = OutboundLimiter([RateLimit(4, 1.0)], 8, monotonic=turns.monotonic, sleep=turns.sleep)

    assert begun(limits, turns, 10) == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]


def test_both_limits_of_a_service_count():
    turns = Turns()
    limits = OutboundLimiter(
        [RateLimit(3, 1.0), RateLimit(6, 60.0)], 3, monotonic=turns.monotonic, sleep=turns.sleep
    )

    assert begun(limits, turns, 8) == [0, 0, 0, 1, 1, 1, 60, 60]


def test_no_minute_has_more_requests_than_the_service_allows():
    turns = Turns()
    limits = OutboundLimiter(LIMITS["jikan"][0], 3, monotonic=turns.monotonic, sleep=turns.sleep)
    moments = begun(limits, turns, 150)

    assert max(sum(start <= m < start + 60 for m in moments) for start in moments) == 60
    assert max(sum(start <= m < start + 1 for m in moments) for start in moments) == 3


def test_a_wait_over_a_minute_is_an_error():
    turns = Turns()
    limits = OutboundLimiter([RateLimit(1, 40.0)], 1, monotonic=turns.monotonic)
    waits = [limits.reserve(), limits.reserve()]

    with pytest.raises(TooManyWaiting) as busy:
        limits.reserve()
    assert waits == [0, 40]
    assert busy.value.retry_after_s == 81
    turns.now += 30
    assert limits.reserve() == 50


def test_concurrent_requests_are_limited():
    limits = OutboundLimiter([RateLimit(1000, 1.0)], 3)
    full, go = threading.Barrier(4), threading.Event()
    under_way, most, lock = 0, 0, threading.Lock()

    def work(is_early: bool) -> None:
        nonlocal under_way, most
        with limits.acquire():
            with lock:
                under_way += 1
                most = max(most, under_way)
            if is_early:
                full.wait(60)
                go.wait(60)
            with lock:
                under_way -= 1

    with ThreadPoolExecutor(8) as threads:
        early = [threads.submit(work, True) for _ in range(3)]
        full.wait(60)
        late = [threads.submit(work, False) for _ in range(5)]
        go.set()
        for each in early + late:
            each.result(10)

    assert most == 3


def test_every_limit_is_that_of_the_providers_terms():
    assert LIMITS["tmdb"] == ((RateLimit(40, 1.0),), 20)
    assert LIMITS["igdb"] == ((RateLimit(4, 1.0),), 8)
    assert LIMITS["jikan"][0] == (RateLimit(3, 1.0), RateLimit(60, 60.0))
