"""The state machine of a download, tried in every pair."""

import itertools

import pytest

from chalicelib.downloads.errors import IllegalStep
from chalicelib.downloads.models import FINAL, HELD, OPEN, STEPS, Status, route

EVERY_PAIR = list(itertools.product(Status, Status))


def reachable(start: Status) -> set[Status]:
    found: set[Status] = set()
    new = {start}
    while new:
        new = {end for begin, end in STEPS if begin in new} - found
        found |= new
    return found


@pytest.mark.parametrize(("start", "end"), EVERY_PAIR)
def test_a_route_takes_legal_steps_or_does_not_exist(start, end):
    if start is end or end not in reachable(start):
        with pytest.raises(IllegalStep, match=f"is {start} cannot become {end}"):
            route(start, end)
        return
    way = (start, *route(start, end))

    assert way[-1] is end
    assert all(pair in STEPS for pair in itertools.pairwise(way))


def test_what_is_over_stays_over():
    assert not {start for start, _ in STEPS} & FINAL


def test_every_state_can_be_reached():
    assert {end for _, end in STEPS} | {Status.QUEUED} == set(Status)


def test_everything_open_can_be_cancelled():
    assert {start for start, end in STEPS if end is Status.CANCELLED} == OPEN
    assert HELD < OPEN


@pytest.mark.parametrize(
    ("start", "end", "way"),
    [
        ("preparing", "completed", ("downloading", "completed")),
        ("downloading", "retrying", ("stalled", "retrying")),
        ("preparing", "retrying", ("stalled", "retrying")),
        ("stalled", "completed", ("downloading", "completed")),
        ("preparing", "failed", ("failed",)),
    ],
)
def test_a_route_is_the_shortest(start, end, way):
    assert route(Status(start), Status(end)) == way
