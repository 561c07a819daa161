"""Which pieces come first while somebody reads a torrent that is still arriving."""

import pytest

from worker.downloader.torrents.streaming import (
    LATER,
    NEVER,
    NOW,
    SOON,
    piece_priorities,
    piece_window,
)

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("offset", "piece_length", "last_piece", "expected"),
    [
        (0, MIB, 99, range(4)),
        (10 * MIB + 5, MIB, 99, range(10, 14)),
        (98 * MIB, MIB, 99, range(98, 100)),
        (99 * MIB, MIB, 99, range(99, 100)),
        (500 * MIB, MIB, 99, range(99, 100)),
        (0, 256 * 1024, 99, range(16)),
        (0, 16 * MIB, 99, range(4)),
    ],
)
def test_a_window_begins_at_the_reader_and_ends_with_the_file(
    offset, piece_length, last_piece, expected
):
    assert piece_window(offset, piece_length, last_piece) == expected


def test_the_nearer_the_sooner_and_the_rest_waits():
    given = piece_priorities([range(2, 12)], bytearray(20), MIB // 4)

    assert given == [NEVER] * 2 + [NOW] * 2 + [SOON] * 2 + [LATER] * 6 + [NEVER] * 8


def test_what_is_there_is_not_asked_for():
    have = bytearray(8)
    have[0] = have[2] = True

    assert piece_priorities([range(4)], have, MIB) == [NEVER, NOW, NEVER, LATER] + [NEVER] * 4


def test_full_windows_leave_the_usual_order():
    have = bytearray([1] * 4 + [0] * 4)

    assert piece_priorities([range(4)], have, MIB) is None
    assert piece_priorities([], have, MIB) is None


def test_two_readers_share_and_the_more_urgent_wins():
    given = piece_priorities([range(4), range(2, 6)], bytearray(6), MIB)

    assert given == [NOW, NOW, NOW, NOW, LATER, LATER]
