"""What a process keeps at hand is bounded by weight."""

from chalicelib.platform.cache.byte_bounded_cache import ENTRY_OVERHEAD_BYTES, ByteBoundedCache

ROOM_FOR_TWO = 2 * (100 + ENTRY_OVERHEAD_BYTES)


def test_the_oldest_makes_room():
    shelf = ByteBoundedCache[str, int](ROOM_FOR_TWO)

    for number, key in enumerate(("a", "b", "c")):
        shelf.put(key, number, 100)

    assert [shelf.get(key) for key in ("a", "b", "c")] == [None, 1, 2]


def test_what_is_put_in_again_is_new_and_weighs_once():
    shelf = ByteBoundedCache[str, int](ROOM_FOR_TWO)
    shelf.put("a", 1, 100)
    shelf.put("b", 2, 100)

    shelf.put("a", 3, 100)
    both = [shelf.get(key) for key in ("a", "b")]
    shelf.put("c", 4, 100)

    assert both == [3, 2]
    assert [shelf.get(key) for key in ("a", "b", "c")] == [3, None, 4]


def test_what_is_heavier_than_the_shelf_is_not_kept_and_drops_what_it_replaces():
    shelf = ByteBoundedCache[str, int](ROOM_FOR_TWO)
    shelf.put("a", 1, 100)
    shelf.put("b", 2, 100)

    shelf.put("a", 3, 10_000)

    assert [shelf.get(key) for key in ("a", "b")] == [None, 2]
