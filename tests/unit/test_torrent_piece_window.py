"""Which pieces are fetched first for a reader of a torrent that is downloading."""

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


def test_nearer_pieces_have_higher_priorities_and_the_rest_waits():
    given = piece_priorities([range(2, 12)], bytearray(20), MIB // 4)

    assert given == [NEVER] * 2 + [NOW] * 2 + [SOON] * 2 + [LATER] * 6 + [NEVER] * 8


def test_downloaded_pieces_have_no_priority():
    have = bytearray(8)
    have[0] = have[2] = True

    assert piece_priorities([range(4)], have, MIB) == [NEVER, NOW, NEVER, LATER] + [NEVER] * 4


def test_full_windows_leave_the_default_order():
    have = bytearray([1] * 4 + [0] * 4)

    assert piece_priorities([range(4)], have, MIB) is None
    assert piece_priorities([], have, MIB) is None


def test_of_two_readers_the_higher_priority_wins():
    given = piece_priorities([range(4), range(2, 6)], bytearray(6), MIB)

    assert given == [NOW, NOW, NOW, NOW, LATER, LATER]
