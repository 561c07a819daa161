"""Fragments of titles are cached until the title or the catalogue changes."""

import pytest
import redis

from chalicelib.platform.cache import CATALOGUE, Cache, circuit_breaker, generation_key, title_scope
from chalicelib.platform.cache import cache as module
from chalicelib.platform.cache.cache import MAX_TITLES
from chalicelib.platform.cache.shared_generations import SharedGenerations

FILM, SHOW = 1, 2


@pytest.fixture(params=["server", "board"])
def caches(cache, cache_server, tmp_path, request):
    """The caches of two processes, with and without shared generations."""

    def another():
        board = SharedGenerations(tmp_path / "board") if request.param == "board" else None
        return Cache(cache_server.url(), board)

    return another(), another()


@pytest.fixture
def raw(cache_server):
    with redis.Redis.from_url(cache_server.url()) as client:
        yield client


def read(cache, value, ids=(FILM, SHOW), kind="card"):
    """Fragments of titles; those that are not cached are computed from `value`."""
    return cache.fragments(
        kind, ids, lambda missing: {one: b"%d %b" % (one, value) for one in missing}
    )


OLD = {FILM: b"1 old", SHOW: b"2 old"}


def test_a_fragment_is_computed_once(caches):
    mine, _ = caches
    read(mine, b"old")

    assert read(mine, b"new") == OLD


def test_missing_fragments_are_computed_in_one_call(caches):
    mine, _ = caches
    asked = []
    read(mine, b"old", [FILM])

    found = mine.fragments(
        "card", [FILM, SHOW, 3], lambda ids: asked.append(ids) or {SHOW: b"2 new"}
    )

    assert asked == [[SHOW, 3]]
    assert found == {FILM: b"1 old", SHOW: b"2 new"}


def test_fragments_of_different_kinds_are_separate(caches):
    mine, _ = caches
    read(mine, b"old")

    assert read(mine, b"page", [FILM], kind="title") == {FILM: b"1 page"}


def test_only_a_title_changed_by_another_process_is_computed_again(caches):
    mine, theirs = caches
    read(mine, b"old")

    theirs.invalidate_titles([FILM])

    assert read(mine, b"new") == {FILM: b"1 new", SHOW: b"2 old"}
    assert read(mine, b"newer") == {FILM: b"1 new", SHOW: b"2 old"}


def test_a_catalogue_changed_by_another_process_is_computed_again(caches):
    mine, theirs = caches
    read(mine, b"old")

    theirs.invalidate(CATALOGUE)

    assert read(mine, b"new") == {FILM: b"1 new", SHOW: b"2 new"}


def test_invalidating_very_many_titles_invalidates_the_catalogue(caches):
    mine, theirs = caches
    read(mine, b"old")

    theirs.invalidate_titles(range(10, 10 + MAX_TITLES + 1))

    assert read(mine, b"new") == {FILM: b"1 new", SHOW: b"2 new"}


def test_a_fragment_computed_before_a_change_is_not_cached(caches):
    mine, theirs = caches

    def compute(ids):
        theirs.invalidate_titles([FILM])  # it changes while we look at the old
        return {one: b"%d old" % one for one in ids}

    assert mine.fragments("card", [FILM, SHOW], compute) == OLD

    assert read(mine, b"new") == {FILM: b"1 new", SHOW: b"2 old"}


def test_a_title_that_changes_twice_is_computed_twice(caches):
    mine, theirs = caches
    seen = []
    for value in (b"one", b"two", b"three"):
        seen.append(read(mine, value, [FILM])[FILM])
        theirs.invalidate_titles([FILM])

    assert seen == [b"1 one", b"1 two", b"1 three"]


def test_a_fragment_expires(caches, monkeypatch):
    mine, _ = caches
    monkeypatch.setattr(module, "FRAGMENT_TTL_S", 0)

    read(mine, b"old")

    assert read(mine, b"new") == {FILM: b"1 new", SHOW: b"2 new"}


def test_a_restarted_server_does_not_make_old_fragments_valid(cache, raw):
    read(cache, b"old")

    raw.flushall()

    assert read(cache, b"new") == {FILM: b"1 new", SHOW: b"2 new"}


def test_generations_of_titles_expire(cache, raw):
    cache.invalidate_titles([FILM])

    assert 0 < raw.ttl(generation_key(title_scope(FILM))) <= module.GENERATION_TTL_S


def test_without_a_cache_everything_is_computed():
    cache = Cache(None)
    read(cache, b"old")
    cache.invalidate_titles([FILM])

    assert read(cache, b"new") == {FILM: b"1 new", SHOW: b"2 new"}


def test_a_missed_change_is_sent_before_the_next_read(cache, monkeypatch):
    read(cache, b"old")

    def away(_timeout_s):
        raise redis.ConnectionError

    with monkeypatch.context() as outage:
        outage.setattr(circuit_breaker, "PAUSE_AFTER_FAILURE_S", 0)
        outage.setattr(cache, "_connected", away)
        cache.invalidate_titles([FILM])
        assert read(cache, b"computed") == {FILM: b"1 computed", SHOW: b"2 computed"}

    assert read(cache, b"new") == {FILM: b"1 new", SHOW: b"2 old"}
