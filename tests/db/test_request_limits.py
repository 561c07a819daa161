"""Rate limits of writes and searches, with a real cache and without one."""

import socket
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from pydantic import SecretStr

from chalicelib.http.request_limits import KEY_PREFIX, RequestLimiter
from chalicelib.platform.cache.rate_limits import RateCounters
from chalicelib.platform.errors import TooManyRequests
from localstack.embedded_cache import EmbeddedCache
from tests.listening import accepted

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROSA, ADA = UUID(int=1), UUID(int=2)


def limiter(url, *, writes=5, searches=3, anonymous=2):
    counters = RateCounters(SecretStr(url) if url else None, KEY_PREFIX)
    alone = RateCounters(None, KEY_PREFIX)
    return RequestLimiter(counters, alone, writes=writes, searches=searches, anonymous=anonymous)


@pytest.fixture(params=["in the cache", "alone"])
def requests(request, cache, cache_server):
    return limiter(cache_server.url() if request.param == "in the cache" else None)


def allowed(requests, who=ROSA, limit="write", *, tries=10, address="192.0.2.1"):
    """How many of so many tries are let through."""
    passed = 0
    for _ in range(tries):
        try:
            requests.admit(limit, who, address)
            passed += 1
        except TooManyRequests:
            pass
    return passed


def test_writes_and_searches_are_counted_apart(requests):
    assert allowed(requests, limit="write") == 5
    assert allowed(requests, limit="search") == 3


def test_reports_of_players_leave_the_writes_alone_and_have_their_limit(requests):
    assert allowed(requests, limit="report") == 5
    assert allowed(requests, limit="write") == 5


def test_reports_of_players_are_counted_without_the_cache():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        requests = limiter(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        assert allowed(requests, limit="report") == 5
        assert accepted(silent) == 0


def test_plain_reads_are_not_counted(requests):
    assert allowed(requests, limit="none", tries=100) == 100


def test_an_account_has_one_count_at_all_its_addresses(requests):
    assert allowed(requests, address="192.0.2.1", tries=4) == 4
    assert allowed(requests, address="192.0.2.2", tries=4) == 1


def test_accounts_behind_one_address_have_separate_counts(requests):
    allowed(requests, ROSA)

    assert allowed(requests, ADA) == 5


def test_an_address_without_an_account_has_one_count_for_everything(requests):
    assert allowed(requests, None, "write", tries=1) == 1
    assert allowed(requests, None, "search") == 1
    assert allowed(requests, None, "search", address="192.0.2.2") == 2
    assert allowed(requests, ROSA, "search") == 3


def test_the_window_moves_and_an_error_has_the_time_to_wait(requests):
    with time_machine.travel(NOON, tick=False) as clock:
        assert allowed(requests, tries=2) == 2
        clock.shift(timedelta(seconds=20))
        assert allowed(requests) == 3

        with pytest.raises(TooManyRequests) as refused:
            requests.admit("write", ROSA, "192.0.2.1")
        clock.shift(timedelta(seconds=41))
        after_the_first_two = allowed(requests)

    assert refused.value.retry_after_s == 40
    assert str(refused.value) == "That was a lot at once. Try again in 40 seconds."
    assert after_the_first_two == 2


def test_a_limit_of_zero_is_off():
    assert allowed(limiter(None, writes=0), tries=100) == 100


def test_processes_share_their_counts_through_the_cache(cache, cache_server):
    assert allowed(limiter(cache_server.url()), tries=3) == 3
    assert allowed(limiter(cache_server.url()), tries=3) == 2


def test_the_limit_applies_without_a_cache(server_dir):
    with EmbeddedCache(server_dir / "lost-request-cache") as server:
        requests = limiter(server.url())
        assert allowed(requests) == 5

    assert allowed(requests) == 5


def test_a_hanging_cache_delays_requests_briefly_and_keeps_the_limit():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        requests = limiter(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        assert allowed(requests, tries=20) == 5
        assert accepted(silent) < 5


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (86_400, "24 hours"),
    ],
)
def test_the_time_to_wait_is_readable_and_never_too_short(seconds, words):
    refused = TooManyRequests.after("Slow down.", seconds)

    assert str(refused) == f"Slow down. Try again in {words}."
    assert refused.retry_after_s == seconds
