"""When a viewing counts, when it is over, and what a player may report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.tracking.models import MAX_DURATION_S, Moment, ProgressUpdate

positions = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
durations = st.floats(min_value=0, max_value=MAX_DURATION_S, exclude_min=True)


@given(positions, durations)
def test_a_position_is_inside_its_file(position, duration):
    moment = Moment.of(position, duration)

    assert 0 <= moment.position_s <= moment.duration_s
    assert moment.duration_s >= 1
    assert 0 <= moment.percent <= 100


@given(durations, st.lists(positions, min_size=2, max_size=2))
def test_a_later_position_is_never_less_complete(duration, pair):
    early, late = sorted(pair)

    assert Moment.of(early, duration).percent <= Moment.of(late, duration).percent
    assert Moment.of(early, duration).is_restart >= Moment.of(late, duration).is_restart


@pytest.mark.parametrize(
    ("position", "duration", "percent", "is_restart"),
    [
        (0, 100, 0, True),
        (9.99, 100, 9, True),
        (10, 100, 10, False),
        (89.9, 100, 89, False),
        (90, 100, 90, False),
        (500, 100, 100, False),
        (0.4, 0.4, 0, True),
        (5400, 6000.4, 90, False),
    ],
)
def test_a_position_is_whole_percents_of_its_file(position, duration, percent, is_restart):
    moment = Moment.of(position, duration)

    assert (moment.percent, moment.is_restart) == (percent, is_restart)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("positionSeconds", "NaN"),
        ("positionSeconds", "-1"),
        ("positionSeconds", "Infinity"),
        ("positionSeconds", "1e999"),
        ("positionSeconds", '"soon"'),
        ("positionSeconds", "null"),
        ("durationSeconds", "0"),
        ("durationSeconds", "-5"),
        ("durationSeconds", "NaN"),
        ("durationSeconds", "Infinity"),
        ("durationSeconds", "1e9"),
        ("mediaId", "0"),
        ("mediaId", "1.5"),
        ("mediaId", str(2**63)),
        ("episodeId", "-1"),
        ("recordedAt", '"yesterday"'),
        ("recordedAt", '"2026-01-01T12:00:00"'),
        ("viewingId", '"mine"'),
        ("viewingId", "1"),
    ],
)
def test_invalid_player_reports_are_refused_at_their_field(field, value):
    fields = {"mediaId": "1", "positionSeconds": "10", "durationSeconds": "100", field: value}
    body = ", ".join(f'"{name}": {text}' for name, text in fields.items())

    with pytest.raises(ValidationError) as refused:
        ProgressUpdate.model_validate_json("{" + body + "}")

    assert refused.value.errors()[0]["loc"] == (field,)


def test_a_fraction_of_a_second_is_dropped():
    assert Moment.of(12.9, 60) == Moment(12, 60)
