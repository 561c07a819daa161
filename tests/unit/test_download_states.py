"""The state machine of a download, over every pair of states."""

import itertools

import pytest

from chalicelib.downloads.errors import IllegalTransition
from chalicelib.downloads.models import FINAL, LEASED, OPEN, TRANSITIONS, Status, transition_path

EVERY_PAIR = list(itertools.product(Status, Status))


def reachable(start: Status) -> set[Status]:
    found: set[Status] = set()
    new = {start}
    while new:
        new = {end for begin, end in TRANSITIONS if begin in new} - found
        found |= new
    return found


@pytest.mark.parametrize(("start", "end"), EVERY_PAIR)
def test_a_path_between_states_has_legal_steps(start, end):
    if start is end or end not in reachable(start):
        with pytest.raises(IllegalTransition, match=f"is {start} cannot become {end}"):
            transition_path(start, end)
        return
    way = (start, *transition_path(start, end))

    assert way[-1] is end
    assert all(pair in TRANSITIONS for pair in itertools.pairwise(way))


def test_a_final_state_has_no_next_state():
    assert not {start for start, _ in TRANSITIONS} & FINAL


def test_every_state_can_be_reached():
    assert {end for _, end in TRANSITIONS} | {Status.QUEUED} == set(Status)


def test_every_open_state_can_be_cancelled():
    assert {start for start, end in TRANSITIONS if end is Status.CANCELLED} == OPEN
    assert LEASED < OPEN


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
def test_a_path_between_states_is_the_shortest(start, end, way):
    assert transition_path(Status(start), Status(end)) == way
