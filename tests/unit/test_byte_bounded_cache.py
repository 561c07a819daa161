"""The local cache has a limit in bytes."""

from chalicelib.platform.cache.byte_bounded_cache import ENTRY_OVERHEAD_BYTES, ByteBoundedCache

ROOM_FOR_TWO = 2 * (100 + ENTRY_OVERHEAD_BYTES)


def test_the_oldest_entry_is_evicted():
    shelf = ByteBoundedCache[str, int](ROOM_FOR_TWO)

    for number, key in enumerate(("a", "b", "c")):
        shelf.put(key, number, 100)

    assert [shelf.get(key) for key in ("a", "b", "c")] == [None, 1, 2]


def test_a_replaced_entry_is_the_newest_and_counts_once():
    shelf = ByteBoundedCache[str, int](ROOM_FOR_TWO)
    shelf.put("a", 1, 100)
    shelf.put("b", 2, 100)

    shelf.put("a", 3, 100)
    both = [shelf.get(key) for key in ("a", "b")]
    shelf.put("c", 4, 100)

    assert both == [3, 2]
    assert [shelf.get(key) for key in ("a", "b", "c")] == [3, None, 4]


def test_an_entry_over_the_limit_is_not_stored_and_removes_its_old_value():
    shelf = ByteBoundedCache[str, int](ROOM_FOR_TWO)
    shelf.put("a", 1, 100)
    shelf.put("b", 2, 100)

    shelf.put("a", 3, 10_000)

    assert [shelf.get(key) for key in ("a", "b")] == [None, 2]
