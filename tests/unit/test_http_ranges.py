"""Which bytes of a file are here."""

from hypothesis import given
from hypothesis import strategies as st

from worker.downloader.http.ranges import Ranges, percents

SIZE = 40
spans = st.tuples(st.integers(0, SIZE), st.integers(0, SIZE))
many = st.lists(spans, max_size=12)


def bytes_of(ranges: Ranges) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


@given(many)
def test_they_hold_what_was_added_and_nothing_else(added):
    ranges = Ranges(added)

    assert bytes_of(ranges) == {at for start, end in added for at in range(start, end)}
    assert ranges.size == len(bytes_of(ranges))
    edges = [edge for span in ranges for edge in span]
    assert edges == sorted(set(edges)), "in order, and none touch"


@given(many, spans)
def test_forgetting_a_stretch_forgets_just_that(added, stretch):
    ranges = Ranges(added)
    before = bytes_of(ranges)
    cut = ranges.copy()
    ranges.drop(*stretch)
    cut.cut(stretch[0])

    assert bytes_of(ranges) == before - set(range(*stretch))
    assert bytes_of(cut) == {at for at in before if at < stretch[0]}


@given(many, spans)
def test_questions_are_answered_as_counting_would(added, stretch):
    ranges = Ranges(added)
    here = bytes_of(ranges)
    start, end = stretch

    assert ranges.has(start, end) == (set(range(start, end)) <= here)
    assert ranges.filled(start, end) == len(here & set(range(start, end)))
    assert ranges.missing_from(start) == next(at for at in range(start, SIZE + 2) if at not in here)
    gaps = {at for first, last in ranges.gaps(SIZE) for at in range(first, last)}
    assert gaps == set(range(SIZE)) - here
    assert ranges.prefix == ranges.missing_from(0)
    assert ranges.end == max(here, default=-1) + 1


def test_a_map_has_as_many_stretches_as_asked_for_at_most():
    here = Ranges([(0, 50), (75, 100)])

    assert percents(here, 100, 4) == (100, 100, 0, 100)
    assert percents(here, 100, 3) == (100, 51, 73)
    assert len(percents(here, 1000, 200)) == 200
    assert percents(Ranges([(0, 1)]), 2, 200) == (100, 0)
    assert percents(Ranges(), 0, 200) == ()
