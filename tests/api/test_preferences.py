"""Preferences over HTTP."""

import pytest

PREFERENCES = "/api/v1/preferences"
DEFAULTS = {
    "autoplaysNext": True,
    "autoplaySeconds": 10,
    "hidesSpoilers": False,
    "startPage": "dashboard",
    "firstStepsDone": False,
}


def test_a_change_keeps_other_fields_and_concerns_one_user(api):
    ada, bert = api.as_user("ada"), api.as_user("bert")

    changed = ada.request("PATCH", PREFERENCES, json={"autoplaySeconds": 20})
    again = ada.request("PATCH", PREFERENCES, json={"hidesSpoilers": True, "startPage": "library"})

    assert changed.json == {**DEFAULTS, "autoplaySeconds": 20}
    assert again.json == {
        **DEFAULTS,
        "autoplaySeconds": 20,
        "hidesSpoilers": True,
        "startPage": "library",
    }
    assert ada.get(PREFERENCES).json == again.json
    assert bert.get(PREFERENCES).json == DEFAULTS


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"autoplaySeconds": 2}, "autoplaySeconds"),
        ({"autoplaySeconds": 61}, "autoplaySeconds"),
        ({"startPage": "https://elsewhere.example"}, "startPage"),
        ({"hidesSpoilers": "maybe"}, "hidesSpoilers"),
    ],
)
def test_an_invalid_value_is_refused_at_its_field(api, change, field):
    answer = api.as_user("ada").request("PATCH", PREFERENCES, json=change)

    assert (answer.status, answer.json["field"]) == (422, field)
