"""Processes of one machine share invalidations without a request to the server."""

from pathlib import Path

import pytest

from chalicelib.platform.cache import Cache
from chalicelib.platform.cache.shared_generations import SharedGenerations

KEY, SCOPE = "seen:v1:dashboard:lena", "lena"


@pytest.fixture
def caches(cache, cache_server, tmp_path: Path) -> tuple[Cache, Cache]:
    """The caches of two processes, with one server and shared generations."""
    url = cache_server.url()
    return Cache(url, SharedGenerations(tmp_path / "board")), Cache(
        url, SharedGenerations(tmp_path / "board")
    )


def remembered(cache: Cache, value: bytes) -> bytes:
    return cache.get_or_compute(KEY, SCOPE, 60, lambda: value)


def test_what_one_process_invalidates_the_other_computes_again(caches):
    mine, theirs = caches
    assert remembered(mine, b"old") == b"old"
    assert remembered(theirs, b"unused") == b"old"

    theirs.invalidate(SCOPE, KEY)

    assert remembered(mine, b"new") == b"new"
    assert remembered(theirs, b"unused") == b"new"


def test_a_warm_value_needs_no_server(caches, cache_server):
    mine, _ = caches
    remembered(mine, b"value")
    mine._url = "redis://127.0.0.1:1/0"  # noqa: SLF001  # as if it had gone away
    mine._clients.clear()  # noqa: SLF001

    assert remembered(mine, b"unused") == b"value"


def test_a_value_computed_before_an_invalidation_is_not_kept(caches):
    mine, theirs = caches

    def compute() -> bytes:
        theirs.invalidate(SCOPE, KEY)
        return b"too late"

    mine.get_or_compute(KEY, SCOPE, 60, compute)

    assert remembered(mine, b"new") == b"new"


def test_another_scope_is_left_alone(caches):
    mine, theirs = caches
    remembered(mine, b"value")

    theirs.invalidate("somebody else", "seen:v1:dashboard:other")

    assert remembered(mine, b"unused") == b"value"
