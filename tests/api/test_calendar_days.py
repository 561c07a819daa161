"""The days that are asked for: from one on, to another, or those of a month."""

from urllib.parse import urlencode

import pytest


@pytest.fixture
def user(api):
    return api.as_user()


def listed(user, **params):
    days = user.get(f"/api/v1/calendar?{urlencode(params)}").json["days"]
    return days[0]["date"], days[-1]["date"]


@pytest.mark.parametrize(
    ("params", "days"),
    [
        ({"from": "2026-11-20"}, ("2026-11-20", "2026-11-26")),
        ({"from": "2026-11-20", "days": 2}, ("2026-11-20", "2026-11-21")),
        ({"from": "2026-11-20", "to": "2026-12-01"}, ("2026-11-20", "2026-12-01")),
        ({"from": "2026-11-20", "to": "2026-11-20"}, ("2026-11-20", "2026-11-20")),
        ({"month": "2028-02"}, ("2028-02-01", "2028-02-29")),
    ],
)
def test_days_are_listed(user, params, days):
    assert listed(user, **params) == days


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "from"),
        ({"to": "2026-11-20"}, "from"),
        ({"from": "2026-11-20", "to": "2026-11-19"}, "to"),
        ({"from": "2026-11-20", "to": "2027-11-20"}, "to"),
        ({"from": "2026-11-20", "to": "2026-11-21", "days": 2}, "to"),
        ({"month": "2026-13"}, "month"),
        ({"month": "2026-11", "from": "2026-11-20"}, "month"),
    ],
)
def test_days_that_contradict_each_other_name_the_field(user, params, field):
    answer = user.get(f"/api/v1/calendar?{urlencode(params)}")

    assert (answer.status, answer.json["field"]) == (422, field)
