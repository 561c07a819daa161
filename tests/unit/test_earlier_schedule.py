"""Schedules of earlier releases."""

import pytest

from chalicelib.download_settings.models.legacy_schedule import with_hours

EVERY_DAY = [list(range(24))] * 7


@pytest.mark.parametrize(
    ("stored", "hours"),
    [
        ({"days": [0], "since": "08:00:00"}, [list(range(8, 23)), *[[]] * 6]),
        ({"days": [6], "since": "23:00:00", "until": "01:30:00"}, [[0, 1], *[[]] * 5, [23]]),
        ({"since": "09:00:00", "until": "09:00:00"}, EVERY_DAY),
        ({"days": [0], "since": "09:15:00", "until": "09:30:00"}, [[9], *[[]] * 6]),
        ({"days": [], "since": "08:00:00"}, [[]] * 7),
    ],
)
def test_days_and_times_become_hours(stored, hours):
    assert with_hours({"isOn": True, **stored}) == {"isOn": True, "hours": hours}


def test_a_schedule_of_hours_and_one_without_stay_as_they_are():
    assert with_hours({"isOn": True}) == {"isOn": True}
    assert with_hours({"hours": EVERY_DAY}) == {"hours": EVERY_DAY}
