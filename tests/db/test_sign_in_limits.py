"""Rate limits of sign-in attempts, with a real cache and without one."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pydantic import SecretStr

from chalicelib.accounts.errors import TooManyAttempts
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from localstack.embedded_cache import EmbeddedCache
from tests.listening import accepted

SECRET = SecretStr("a secret of the tests, long enough for everyone")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROSA = "rosa@example.com"


@pytest.fixture(params=["in the cache", "alone"])
def attempts(request, cache, cache_server):
    url = SecretStr(cache_server.url()) if request.param == "in the cache" else None
    return SignInLimiter(url, SECRET)


def allowed(attempts, address="192.0.2.1", email=ROSA, *, tries=1, known=False):
    """How many of so many tries are let through."""
    passed = 0
    for _ in range(tries):
        try:
            attempts.to_account(email, address, is_known_address=known)
            passed += 1
        except TooManyAttempts:
            pass
    return passed


def test_an_address_gets_five_guesses(attempts):
    assert allowed(attempts, tries=1000) == 5


def test_errors_have_the_time_to_wait(attempts):
    with time_machine.travel(NOON, tick=False) as clock:
        allowed(attempts, tries=5)
        clock.shift(timedelta(seconds=20))

        with pytest.raises(TooManyAttempts) as refused:
            attempts.to_account(ROSA, "192.0.2.1", is_known_address=True)

    assert refused.value.retry_after_s == 40


def test_the_wait_grows_with_every_round_of_wrong_passwords(attempts):
    with time_machine.travel(NOON, tick=False) as clock:
        passed = []
        for _ in range(60):  # an hour of one try after the other
            passed.append(allowed(attempts, tries=20, known=True))
            clock.shift(timedelta(seconds=61))

    assert passed[0] == 5
    assert sum(passed[:15]) == 10
    assert sum(passed) == 20


def test_a_right_password_resets_the_count(attempts):
    allowed(attempts, tries=4)
    attempts.succeeded(ROSA, "192.0.2.1")

    assert allowed(attempts, tries=10) == 5


def test_a_hundred_addresses_together_get_no_more_than_twenty_guesses(attempts):
    passed = sum(allowed(attempts, f"198.51.100.{n}", tries=10) for n in range(100))

    assert passed == 20


def test_guesses_from_other_addresses_do_not_lock_out_a_known_address(attempts):
    for n in range(100):
        allowed(attempts, f"198.51.100.{n}", tries=10)

    assert allowed(attempts, "192.0.2.1", known=True) == 1
    assert allowed(attempts, "192.0.2.2", known=False) == 0


def test_accounts_have_separate_counts(attempts):
    allowed(attempts, tries=10)

    assert allowed(attempts, email="ada@example.com") == 1


def test_an_address_gets_twenty_tries_a_minute_whatever_the_account(attempts):
    for _ in range(20):
        attempts.from_address("192.0.2.1")

    with pytest.raises(TooManyAttempts):
        attempts.from_address("192.0.2.1")
    attempts.from_address("192.0.2.2")


def test_an_ipv6_network_counts_as_one_address(attempts):
    passed = sum(allowed(attempts, f"2001:db8:1:2::{n:x}", tries=10) for n in range(10))

    assert passed == 5
    assert allowed(attempts, "2001:db8:1:3::1") == 1


def test_simultaneous_guesses_are_all_counted(attempts):
    barrier = threading.Barrier(20)

    def guess(_):
        barrier.wait(60)
        return allowed(attempts)

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(guess, range(20))) == 5


def test_processes_share_their_counts_through_the_cache(cache, cache_server):
    url = SecretStr(cache_server.url())

    assert allowed(SignInLimiter(url, SECRET), tries=3) == 3
    assert allowed(SignInLimiter(url, SECRET), tries=3) == 2


def test_counts_survive_the_loss_of_the_cache(server_dir):
    with EmbeddedCache(server_dir / "lost-cache") as server:
        attempts = SignInLimiter(SecretStr(server.url()), SECRET)
        assert allowed(attempts, tries=4) == 4

    assert allowed(attempts, tries=5) == 1


def test_the_cache_holds_no_email_address(cache, cache_server):
    import redis

    allowed(SignInLimiter(SecretStr(cache_server.url()), SECRET))

    with redis.Redis.from_url(cache_server.url()) as client:
        keys = list(client.scan_iter())
    assert keys
    assert all(key.startswith(b"seen:v1:attempts:") and b"rosa" not in key for key in keys)


def test_a_hanging_cache_delays_requests_briefly_and_keeps_the_limit():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        attempts = SignInLimiter(SecretStr(f"redis://127.0.0.1:{port}/0"), SECRET)

        assert allowed(attempts, tries=20) == 5
        assert accepted(silent) < 5
