"""The cache with a real server, a broken one and none."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import redis

from chalicelib.platform.cache import Cache, dashboard_key, generation_key
from tests.listening import accepted
from tests.waiting import wait_until

KEY = "seen:v1:discover:test"
SCOPE = "test"


@pytest.fixture
def raw(cache_server, cache):
    """The server itself, behind the cache's back."""
    with redis.Redis.from_url(cache_server.url()) as client:
        yield client


def remember(cache, value, key=KEY, ttl_s=60):
    return cache.get_or_compute(key, SCOPE, ttl_s, lambda: value)


def test_a_value_is_computed_once_and_then_cached(cache):
    assert remember(cache, b"one") == b"one"
    assert remember(cache, b"two") == b"one"


def test_cached_bytes_are_returned_unchanged(cache):
    value = b'{"a":"\xc3\xa4\\n"}\n\n\x00end'

    remember(cache, value)

    assert remember(cache, b"other") == value


def test_an_empty_value_is_a_value(cache):
    remember(cache, b"")

    assert remember(cache, b"other") == b""


def test_a_value_expires_after_its_time_to_live(cache, raw):
    remember(cache, b"one", ttl_s=120)
    cache.get_or_compute("seen:v1:discover:later", SCOPE, lambda: 3, lambda: b"two")

    assert 110 < raw.ttl(KEY) <= 120
    assert 0 < raw.ttl("seen:v1:discover:later") <= 3


def test_an_invalidated_value_is_computed_again(cache):
    remember(cache, b"one")

    cache.invalidate(SCOPE, KEY)

    assert remember(cache, b"two") == b"two"


def test_invalidating_a_scope_drops_all_its_keys(cache):
    remember(cache, b"one")

    cache.invalidate(SCOPE)

    assert remember(cache, b"two") == b"two"


@pytest.mark.parametrize("scope", ["one", "another"])
def test_a_value_of_several_scopes_falls_with_each_of_them(cache, cache_server, scope):
    def read(cache, value):
        return cache.get_or_compute(KEY, ("one", "another"), 60, lambda: value)

    other_process = Cache(cache_server.url())
    read(cache, b"old")
    assert read(other_process, b"unused") == b"old"
    assert read(cache, b"unused") == b"old"

    other_process.invalidate(scope)

    assert read(cache, b"new") == b"new"
    assert read(other_process, b"unused") == b"new"


def test_invalidating_a_scope_leaves_others_alone(cache):
    remember(cache, b"one")

    cache.invalidate("another", "seen:v1:discover:another")

    assert remember(cache, b"two") == b"one"


def test_invalidating_a_user_drops_all_values_of_that_user(cache):
    user, other = uuid4(), uuid4()
    for person in (user, other):
        cache.get_or_compute(dashboard_key(person), str(person), 60, lambda: b"old")

    cache.invalidate_user(user)

    assert cache.get_or_compute(dashboard_key(user), str(user), 60, lambda: b"new") == b"new"
    assert cache.get_or_compute(dashboard_key(other), str(other), 60, lambda: b"new") == b"old"


def test_a_value_computed_before_an_invalidation_is_not_returned_after_it(cache, cache_server):
    elsewhere = Cache(cache_server.url())  # another process, with no lock in common

    def slow():
        elsewhere.invalidate(SCOPE, KEY)  # the data changes while we look at the old
        return b"old"

    assert cache.get_or_compute(KEY, SCOPE, 60, slow) == b"old"

    assert remember(elsewhere, b"new") == b"new"
    assert remember(cache, b"newer") == b"new"


def test_a_value_stored_under_an_older_generation_is_a_miss(cache, raw):
    remember(cache, b"old")
    stored = raw.get(KEY)
    cache.invalidate(SCOPE, KEY)

    raw.set(KEY, stored)  # a writer that was paused between its check and its write

    assert remember(cache, b"new") == b"new"


@pytest.mark.parametrize("garbage", [b"", b"garbage", b'{"items":[]}', b"\x00\xff", b"99\nnew era"])
def test_an_unreadable_value_is_a_miss(cache, raw, garbage):
    raw.set(KEY, garbage)

    assert remember(cache, b"right") == b"right"


def test_a_key_of_another_kind_is_a_miss(cache, raw):
    raw.rpush(KEY, "a", "list")

    assert remember(cache, b"right") == b"right"


def test_a_flushed_server_is_an_empty_cache(cache, raw):
    remember(cache, b"one")
    raw.incr(generation_key(SCOPE))

    raw.flushall()

    assert remember(cache, b"two") == b"two"
    assert remember(cache, b"three") == b"two"


def test_a_missed_invalidation_is_sent_before_the_next_read(cache, monkeypatch):
    remember(cache, b"old")

    def away(_timeout_s):
        raise redis.ConnectionError

    with monkeypatch.context() as outage:
        outage.setattr("chalicelib.platform.cache.circuit_breaker.PAUSE_AFTER_FAILURE_S", 0)
        outage.setattr(cache, "_connected", away)
        cache.invalidate(SCOPE, KEY)
        assert remember(cache, b"computed") == b"computed"

    assert remember(cache, b"new") == b"new"
    assert remember(cache, b"newer") == b"new"


def test_an_invalidation_is_sent_while_reads_pause(cache, cache_server, monkeypatch):
    """As when the server was slow a moment ago; another process would show the old value."""
    other = Cache(cache_server.url())
    assert remember(other, b"old") == b"old"

    def slow(_timeout_s):
        raise redis.TimeoutError

    with monkeypatch.context() as outage:
        outage.setattr(cache, "_connected", slow)
        assert remember(cache, b"computed") == b"computed"
    cache.invalidate(SCOPE, KEY)

    assert remember(other, b"new") == b"new"


def test_a_missed_invalidation_is_sent_later_by_itself(cache, cache_server, monkeypatch):
    """A worker may have nothing more to ask of the cache for hours."""
    monkeypatch.setattr("chalicelib.platform.cache.invalidations.RETRY_S", 0.01)
    other = Cache(cache_server.url())
    assert remember(other, b"old") == b"old"

    def away(_timeout_s):
        raise redis.ConnectionError

    with monkeypatch.context() as outage:
        outage.setattr(cache, "_connected", away)
        cache.invalidate(SCOPE, KEY)
        assert remember(other, b"new") == b"old"

    wait_until(lambda: remember(other, b"new") == b"new")


def test_invalidations_from_many_threads_are_all_applied(cache, raw):
    def change(_):
        cache.invalidate(SCOPE, KEY)
        return raw.get(KEY)

    remember(cache, b"old")
    with ThreadPoolExecutor(8) as pool:
        left = list(pool.map(change, range(200)))

    assert set(left) == {None}
    assert remember(cache, b"new") == b"new"


def test_concurrent_reads_cause_one_computation(cache):
    asked = []
    ready = threading.Barrier(20)

    def compute():
        asked.append(1)
        return b"value"

    def ask(_):
        ready.wait()
        return cache.get_or_compute(KEY, SCOPE, 60, compute)

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(ask, range(20)))

    assert answers == {b"value"}
    assert len(asked) == 1


def test_a_failed_computation_is_raised_and_not_cached(cache):
    def fail():
        raise LookupError

    with pytest.raises(LookupError):
        cache.get_or_compute(KEY, SCOPE, 60, fail)

    assert remember(cache, b"value") == b"value"


def test_without_a_cache_everything_is_computed():
    cache = Cache(None)

    assert remember(cache, b"one") == b"one"
    assert remember(cache, b"two") == b"two"
    cache.invalidate(SCOPE, KEY)
    assert cache.is_up() is False
    assert cache.is_configured is False


def test_a_server_that_refuses_connections_only_disables_the_cache():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    cache = Cache(f"redis://127.0.0.1:{port}/0")

    assert remember(cache, b"one") == b"one"
    assert remember(cache, b"two") == b"two"
    cache.invalidate(SCOPE, KEY)
    assert cache.is_up() is False


def test_a_hanging_server_is_tried_once_and_then_bypassed():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = Cache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        remember(cache, b"warm-up")  # imports the client

        cache = Cache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        before = accepted(silent)
        answers = [remember(cache, b"value") for _ in range(50)]
        connections = accepted(silent)

    assert before > 0
    assert answers == [b"value"] * 50
    assert 0 < connections < 5  # not 50
