"""Who brings which bytes when several connections do."""

import random

import pytest

from worker.downloader.http.board import Board
from worker.downloader.http.ranges import Ranges

MIB = 1024 * 1024
TOTAL = 64 * MIB


def test_four_connections_take_a_quarter_each():
    board = Board(Ranges(), TOTAL)
    taken = [board.take(0.0) for _ in range(4)]

    assert sorted((each.start, each.end) for each in taken) == [
        (quarter * 16 * MIB, (quarter + 1) * 16 * MIB) for quarter in range(4)
    ]


def test_gaps_come_first_and_from_the_front():
    board = Board(Ranges([(MIB, 2 * MIB), (5 * MIB, TOTAL)]), TOTAL)
    first, second = board.take(0.0), board.take(0.0)

    assert (first.start, first.end) == (0, MIB)
    assert (second.start, second.end) == (2 * MIB, 5 * MIB)


def test_a_response_that_goes_on_is_used_on():
    board = Board(Ranges([(0, MIB)]), TOTAL)
    board.active.clear()
    early = board.take(0.0)
    board.give_up(early)
    board.release(early)
    board._here.add(MIB, 2 * MIB)  # noqa: SLF001
    gap = board.take(0.0, at=2 * MIB)

    assert gap.start == 2 * MIB


def test_the_one_that_would_take_longest_is_helped_in_proportion():
    board = Board(Ranges(), TOTAL)
    slow, fast = board.take(0.0), board.take(0.0)
    board.advance(slow, 1 * MIB)  # 1 MiB/s
    board.advance(fast, 15 * MIB)  # 15 MiB/s
    helper = board.take(1.0)

    assert helper.end == 32 * MIB
    assert slow.end == helper.start
    assert slow.left < (slow.left + helper.left) / 4, "the slow one keeps little"


def test_one_that_hardly_moves_is_relieved_of_everything():
    board = Board(Ranges(), 2 * MIB)
    slow = board.take(0.0)
    board.advance(slow, 10)
    fast = board.take(20.0)  # its own speed is all that is known: half
    board.advance(fast, fast.left - 1)
    again = board.take(20.5)

    assert again is not None
    assert again.end == slow.end or slow.left == 0


def test_what_is_nearly_done_is_left_alone():
    board = Board(Ranges(), TOTAL)
    only = board.take(0.0)
    board.advance(only, TOTAL - 1000)

    assert board.take(1.0) is None


@pytest.mark.parametrize("place", [0, 5 * MIB, 40 * MIB, TOTAL - 1])
def test_where_somebody_reads_is_brought_next(place):
    board = Board(Ranges(), TOTAL)
    for _ in range(3):
        board.take(0.0)
    segment = board.take(1.0, wishes=[place])

    near = any(each.at <= place < each.at + 300_000 for each in board.active)
    assert near
    assert segment is not None


def test_a_place_that_comes_in_a_moment_needs_nobody_else():
    board = Board(Ranges(), TOTAL)
    only = board.take(0.0)
    board.advance(only, 10 * MIB)  # 10 MiB/s

    assert board.in_the_way(12 * MIB, [], 1.0) is None
    assert board.in_the_way(50 * MIB, [], 1.0) is only


def test_a_connection_that_serves_one_reader_is_not_taken_by_another_at_once():
    board = Board(Ranges(), TOTAL)
    board.take(0.0, wishes=[30 * MIB])
    board.give_up(board.active[0])
    board.release(board.active[0])
    mine = board.take(10.0, wishes=[30 * MIB])

    assert board.in_the_way(5 * MIB, [30 * MIB], 10.5) is None
    assert board.in_the_way(5 * MIB, [], 10.5) is mine
    assert board.in_the_way(5 * MIB, [30 * MIB], 13.0) is mine


def test_what_was_brought_beyond_the_end_is_not_brought_again():
    board = Board(Ranges(), TOTAL)
    first = board.take(0.0)
    thief = board.take(0.0)
    cut = first.end
    board.advance(first, cut + 1000)
    board.release(first)
    board.give_up(thief)
    board.release(thief)
    after = board.take(1.0, at=cut + 1000, over=(cut, cut + 1000))

    assert after.start == cut + 1000
    assert board.bytes_done == cut + 1000


def test_a_response_goes_on_into_what_another_has_not_begun():
    board = Board(Ranges(), TOTAL)
    first, thief = board.take(0.0), board.take(0.0)
    cut = first.end
    board.advance(first, cut + 500)
    board.release(first)
    on = board.go_on(1.0, cut + 500, (cut, cut + 500))

    assert (on.start, on.end) == (cut + 500, TOTAL)
    assert thief.left == 0


def test_a_file_without_a_length_is_brought_from_the_front_until_it_ends():
    board = Board(Ranges(), None)
    only = board.take(0.0, may_jump=False)
    board.advance(only, 500)

    assert board.take(1.0, may_jump=False) is None
    assert not board.is_complete
    board.total = only.end = 500
    board.release(only)
    assert board.is_complete


def test_whatever_connections_do_every_byte_comes_once():
    chance = random.Random(7)  # no secret
    for _ in range(100):
        board = Board(Ranges(), TOTAL)
        busy, now_s = [], 0.0
        while not board.is_complete:
            now_s += chance.random()
            wishes = [chance.randrange(TOTAL)] if chance.random() < 0.2 else []
            if len(busy) < 4 and (taken := board.take(now_s, wishes=wishes)) is not None:
                busy.append(taken)
            for each in list(busy):
                board.advance(each, min(each.left, chance.randrange(4 * MIB)))
                if not each.left or chance.random() < 0.05:  # done, or its connection broke
                    busy.remove(each)
                    board.release(each)
            covered = sum(each.at - each.start for each in busy) + board._here.size  # noqa: SLF001
            assert board.bytes_done == covered == board.arrived().size
        assert board.arrived() == Ranges([(0, TOTAL)])
