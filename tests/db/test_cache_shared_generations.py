"""Processes of one machine share invalidations without a request to the server."""

from pathlib import Path
from uuid import UUID

import pytest

from chalicelib.platform.cache import Cache, dashboard_key, invalidations, shared_generations
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


PERSON = UUID("00000000-0000-4000-8000-000000000001")


@pytest.fixture
def sent(caches, monkeypatch):
    """The invalidations that the first process sends to the server."""
    mine, _ = caches
    calls = []
    send = mine._send_invalidations  # noqa: SLF001

    def counted(keys_by_scope, *, is_urgent):
        calls.append(set(keys_by_scope))
        return send(keys_by_scope, is_urgent=is_urgent)

    monkeypatch.setattr(mine._invalidations, "send", counted)  # noqa: SLF001
    return calls


def of_person(cache: Cache, value: bytes) -> bytes:
    return cache.get_or_compute(dashboard_key(PERSON), str(PERSON), 60, lambda: value)


def test_a_person_without_a_kept_value_is_invalidated_once(caches, sent):
    mine, _ = caches

    for _ in range(3):
        mine.invalidate_user(PERSON)

    assert sent == [{str(PERSON)}]


@pytest.mark.parametrize("reader", [0, 1])
def test_a_person_is_invalidated_again_after_any_process_kept_a_value(caches, sent, reader):
    mine, _ = caches
    mine.invalidate_user(PERSON)
    assert of_person(caches[reader], b"old") == b"old"

    mine.invalidate_user(PERSON)

    assert len(sent) == 2
    assert [of_person(cache, b"new") for cache in caches] == [b"new", b"new"]


def test_a_value_that_is_computed_during_a_change_is_invalidated_by_it(caches):
    mine, theirs = caches
    mine.invalidate_user(PERSON)

    def compute() -> bytes:
        mine.invalidate_user(PERSON)  # committed after this value was read
        return b"too late"

    theirs.get_or_compute(dashboard_key(PERSON), str(PERSON), 60, compute)

    assert [of_person(cache, b"new") for cache in caches] == [b"new", b"new"]


def test_a_value_read_while_an_invalidation_is_sent_is_not_kept(caches, monkeypatch):
    mine, theirs = caches
    of_person(mine, b"old")
    send = mine._send_invalidations  # noqa: SLF001

    def late(keys_by_scope, *, is_urgent):
        of_person(theirs, b"unused")  # the server still has the old one
        return send(keys_by_scope, is_urgent=is_urgent)

    monkeypatch.setattr(mine._invalidations, "send", late)  # noqa: SLF001

    mine.invalidate_user(PERSON)

    assert of_person(theirs, b"new") == b"new"


def test_two_processes_that_invalidate_a_person_leave_nothing_behind(caches):
    mine, theirs = caches
    for cache in (mine, theirs, mine):
        cache.invalidate_user(PERSON)
    of_person(theirs, b"old")

    mine.invalidate_user(PERSON)

    assert [of_person(cache, b"new") for cache in caches] == [b"new", b"new"]


def test_another_person_in_the_same_place_is_not_left_out(caches, monkeypatch):
    mine, theirs = caches
    monkeypatch.setattr(shared_generations, "slot_of", lambda _: 7)
    mine.invalidate_user(PERSON)
    other = UUID("00000000-0000-4000-8000-000000000002")
    of_person(theirs, b"old")
    mine.invalidate_user(other)

    mine.invalidate_user(PERSON)

    assert of_person(theirs, b"new") == b"new"


def test_an_invalidation_that_reaches_the_server_late_reaches_other_processes(caches, monkeypatch):
    mine, theirs = caches
    of_person(mine, b"old")
    with monkeypatch.context() as away:
        away.setattr(mine._invalidations, "send", lambda *_, **__: False)  # noqa: SLF001
        away.setattr(invalidations, "RETRY_S", 600)
        mine.invalidate_user(PERSON)
    assert of_person(theirs, b"unused") == b"old"  # the server does not know yet

    of_person(mine, b"new")  # and sends it before

    assert of_person(theirs, b"new") == b"new"
