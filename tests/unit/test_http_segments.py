"""Which bytes of a file have arrived, and which connection fetches which segment."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.downloader.http.segments import Ranges, SegmentScheduler, percentages

MIB = 1024 * 1024
TOTAL = 64 * MIB


def test_four_connections_take_a_quarter_each():
    scheduler = SegmentScheduler(Ranges(), TOTAL)
    taken = [scheduler.take(0.0) for _ in range(4)]

    assert sorted((each.start, each.end) for each in taken) == [
        (quarter * 16 * MIB, (quarter + 1) * 16 * MIB) for quarter in range(4)
    ]


def test_gaps_are_fetched_first_and_from_the_front():
    scheduler = SegmentScheduler(Ranges([(MIB, 2 * MIB), (5 * MIB, TOTAL)]), TOTAL)
    first, second = scheduler.take(0.0), scheduler.take(0.0)

    assert (first.start, first.end) == (0, MIB)
    assert (second.start, second.end) == (2 * MIB, 5 * MIB)


def test_an_open_response_is_continued():
    scheduler = SegmentScheduler(Ranges([(0, MIB)]), TOTAL)
    scheduler.active.clear()
    early = scheduler.take(0.0)
    scheduler.give_up(early)
    scheduler.release(early)
    scheduler._arrived.add(MIB, 2 * MIB)  # noqa: SLF001
    gap = scheduler.take(0.0, position=2 * MIB)

    assert gap.start == 2 * MIB


def test_the_slowest_segment_is_split_in_proportion_to_speeds():
    scheduler = SegmentScheduler(Ranges(), TOTAL)
    slow, fast = scheduler.take(0.0), scheduler.take(0.0)
    scheduler.advance(slow, 1 * MIB)  # 1 MiB/s
    scheduler.advance(fast, 15 * MIB)  # 15 MiB/s
    helper = scheduler.take(1.0)

    assert helper.end == 32 * MIB
    assert slow.end == helper.start
    assert slow.remaining < (slow.remaining + helper.remaining) / 4, "the slow one keeps little"


def test_a_stalled_segment_is_taken_over():
    scheduler = SegmentScheduler(Ranges(), 2 * MIB)
    slow = scheduler.take(0.0)
    scheduler.advance(slow, 10)
    fast = scheduler.take(20.0)  # only its own speed is known: half
    scheduler.advance(fast, fast.remaining - 1)
    again = scheduler.take(20.5)

    assert again is not None
    assert again.end == slow.end or slow.remaining == 0


def test_a_nearly_complete_segment_is_not_split():
    scheduler = SegmentScheduler(Ranges(), TOTAL)
    only = scheduler.take(0.0)
    scheduler.advance(only, TOTAL - 1000)

    assert scheduler.take(1.0) is None


@pytest.mark.parametrize("place", [0, 5 * MIB, 40 * MIB, TOTAL - 1])
def test_a_readers_offset_comes_next(place):
    scheduler = SegmentScheduler(Ranges(), TOTAL)
    for _ in range(3):
        scheduler.take(0.0)
    segment = scheduler.take(1.0, reader_offsets=[place])

    near = any(each.at <= place < each.at + 300_000 for each in scheduler.active)
    assert near
    assert segment is not None


def test_an_offset_that_is_reached_soon_preempts_no_connection():
    scheduler = SegmentScheduler(Ranges(), TOTAL)
    only = scheduler.take(0.0)
    scheduler.advance(only, 10 * MIB)  # 10 MiB/s

    assert scheduler.segment_to_preempt(12 * MIB, [], 1.0) is None
    assert scheduler.segment_to_preempt(50 * MIB, [], 1.0) is only


def test_a_connection_that_serves_a_reader_is_not_preempted_at_once():
    scheduler = SegmentScheduler(Ranges(), TOTAL)
    scheduler.take(0.0, reader_offsets=[30 * MIB])
    scheduler.give_up(scheduler.active[0])
    scheduler.release(scheduler.active[0])
    mine = scheduler.take(10.0, reader_offsets=[30 * MIB])

    assert scheduler.segment_to_preempt(5 * MIB, [30 * MIB], 10.5) is None
    assert scheduler.segment_to_preempt(5 * MIB, [], 10.5) is mine
    assert scheduler.segment_to_preempt(5 * MIB, [30 * MIB], 13.0) is mine


def test_surplus_bytes_are_not_fetched_again():
    scheduler = SegmentScheduler(Ranges(), TOTAL)
    first = scheduler.take(0.0)
    thief = scheduler.take(0.0)
    cut = first.end
    scheduler.advance(first, cut + 1000)
    scheduler.release(first)
    scheduler.give_up(thief)
    scheduler.release(thief)
    after = scheduler.take(1.0, position=cut + 1000, surplus=(cut, cut + 1000))

    assert after.start == cut + 1000
    assert scheduler.bytes_done == cut + 1000


def test_a_response_continues_into_a_segment_that_has_not_begun():
    scheduler = SegmentScheduler(Ranges(), TOTAL)
    first, thief = scheduler.take(0.0), scheduler.take(0.0)
    cut = first.end
    scheduler.advance(first, cut + 500)
    scheduler.release(first)
    on = scheduler.take_following(1.0, cut + 500, (cut, cut + 500))

    assert (on.start, on.end) == (cut + 500, TOTAL)
    assert thief.remaining == 0


def test_a_file_of_unknown_length_is_fetched_from_the_front():
    scheduler = SegmentScheduler(Ranges(), None)
    only = scheduler.take(0.0, supports_ranges=False)
    scheduler.advance(only, 500)

    assert scheduler.take(1.0, supports_ranges=False) is None
    assert not scheduler.is_complete
    scheduler.total = only.end = 500
    scheduler.release(only)
    assert scheduler.is_complete


def test_every_byte_is_fetched_exactly_once():
    chance = random.Random(7)  # no secret
    for _ in range(100):
        scheduler = SegmentScheduler(Ranges(), TOTAL)
        busy, now_s = [], 0.0
        while not scheduler.is_complete:
            now_s += chance.random()
            offsets = [chance.randrange(TOTAL)] if chance.random() < 0.2 else []
            if (
                len(busy) < 4
                and (taken := scheduler.take(now_s, reader_offsets=offsets)) is not None
            ):
                busy.append(taken)
            for each in list(busy):
                scheduler.advance(each, min(each.remaining, chance.randrange(4 * MIB)))
                if (
                    not each.remaining or chance.random() < 0.05
                ):  # complete, or its connection broke
                    busy.remove(each)
                    scheduler.release(each)
            covered = sum(each.at - each.start for each in busy) + scheduler._arrived.size  # noqa: SLF001
            assert scheduler.bytes_done == covered == scheduler.arrived().size
        assert scheduler.arrived() == Ranges([(0, TOTAL)])


SIZE = 40
spans = st.tuples(st.integers(0, SIZE), st.integers(0, SIZE))
many = st.lists(spans, max_size=12)


def bytes_of(ranges: Ranges) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


@given(many)
def test_ranges_contain_the_added_spans(added):
    ranges = Ranges(added)

    assert bytes_of(ranges) == {at for start, end in added for at in range(start, end)}
    assert ranges.size == len(bytes_of(ranges))
    edges = [edge for span in ranges for edge in span]
    assert edges == sorted(set(edges)), "in order, and none touch"


@given(many, spans)
def test_removing_a_span_removes_only_that(added, stretch):
    ranges = Ranges(added)
    before = bytes_of(ranges)
    cut = ranges.copy()
    ranges.remove(*stretch)
    cut.truncate(stretch[0])

    assert bytes_of(ranges) == before - set(range(*stretch))
    assert bytes_of(cut) == {at for at in before if at < stretch[0]}


@given(many, spans)
def test_queries_agree_with_counting_bytes(added, stretch):
    ranges = Ranges(added)
    here = bytes_of(ranges)
    start, end = stretch

    assert ranges.contains(start, end) == (set(range(start, end)) <= here)
    assert ranges.count_within(start, end) == len(here & set(range(start, end)))
    assert ranges.first_missing(start) == next(
        at for at in range(start, SIZE + 2) if at not in here
    )
    gaps = {at for first, last in ranges.gaps(SIZE) for at in range(first, last)}
    assert gaps == set(range(SIZE)) - here
    assert ranges.prefix == ranges.first_missing(0)
    assert ranges.end == max(here, default=-1) + 1


def test_percentages_have_at_most_the_requested_pieces():
    here = Ranges([(0, 50), (75, 100)])

    assert percentages(here, 100, 4) == (100, 100, 0, 100)
    assert percentages(here, 100, 3) == (100, 51, 73)
    assert len(percentages(here, 1000, 200)) == 200
    assert percentages(Ranges([(0, 1)]), 2, 200) == (100, 0)
    assert percentages(Ranges(), 0, 200) == ()
