"""Preferences over HTTP."""

import pytest

from tests.titles import make_title

PREFERENCES = "/api/v1/preferences"
DEFAULTS = {
    "autoplaysNext": True,
    "autoplaySeconds": 10,
    "hidesSpoilers": False,
    "startPage": "dashboard",
    "firstStepsDone": False,
    "watchedLeavesWatchLater": True,
    "startedPercent": 2,
    "finishedPercent": 90,
    "hidesSeen": False,
    "homeParts": [],
    "hiddenHomeParts": [],
    "stillWatchingAfter": 4,
    "timeZone": "UTC",
    "language": None,
    "region": None,
    "introAction": "ask",
    "recapAction": "ask",
    "creditsAction": "ask",
    "previewAction": "ask",
    "audioLanguages": [],
    "subtitleLanguages": [],
    "subtitleMode": "foreign",
    "prefersSdh": False,
    "subtitleSize": 100,
    "subtitleColor": "white",
    "subtitleBackground": "outline",
    "subtitlePosition": 0,
    "recordedByOthers": "ask",
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
        ({"startedPercent": 0}, "startedPercent"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"startedPercent": 26}, "startedPercent"),
        ({"finishedPercent": 49}, "finishedPercent"),
        ({"finishedPercent": 100}, "finishedPercent"),
        ({"stillWatchingAfter": 21}, "stillWatchingAfter"),
        ({"region": "Germany"}, "region"),
        ({"region": "de"}, "region"),
        ({"language": "German"}, "language"),
        ({"language": "DE"}, "language"),
        ({"language": "de-"}, "language"),
        ({"introAction": "always"}, "introAction"),
        ({"startPage": "https://elsewhere.example"}, "startPage"),
        ({"hidesSpoilers": "maybe"}, "hidesSpoilers"),
        ({"homeParts": ["weather"]}, "homeParts.0"),
        ({"hiddenHomeParts": ["totals", "totals"]}, "hiddenHomeParts"),
    ],
)
def test_an_invalid_value_is_refused_at_its_field(api, change, field):
    answer = api.as_user("ada").request("PATCH", PREFERENCES, json=change)

    assert (answer.status, answer.json["field"]) == (422, field)


def test_a_chosen_country_is_given_back_with_an_empty_text(api):
    ada = api.as_user("ada")

    chosen = ada.request("PATCH", PREFERENCES, json={"region": "DE"}).json["region"]
    kept = ada.request("PATCH", PREFERENCES, json={"stillWatchingAfter": 0}).json["region"]
    given_back = ada.request("PATCH", PREFERENCES, json={"region": ""}).json["region"]

    assert (chosen, kept, given_back) == ("DE", "DE", None)


def test_a_chosen_language_is_given_back_with_an_empty_text(api):
    ada = api.as_user("ada")

    chosen = ada.request("PATCH", PREFERENCES, json={"language": "pt-BR"}).json["language"]
    kept = ada.request("PATCH", PREFERENCES, json={"region": "DE"}).json["language"]
    given_back = ada.request("PATCH", PREFERENCES, json={"language": ""}).json["language"]

    assert (chosen, kept, given_back) == ("pt-BR", "pt-BR", None)


def test_continue_watching_follows_a_changed_limit(api, db):
    ada, film = api.as_user("ada"), make_title(db)
    report = {"mediaId": film, "positionSeconds": 60, "durationSeconds": 1000}
    ada.post("/api/v1/progress", json=report)
    row = "/api/v1/progress/continue-watching"
    assert len(ada.get(row).json["items"]) == 1

    ada.request("PATCH", PREFERENCES, json={"startedPercent": 10})

    assert ada.get(row).json["items"] == []


def test_languages_are_kept_in_order_and_how_subtitles_look(api):
    ada = api.as_user("ada")
    change = {
        "audioLanguages": ["ja", "en"],
        "subtitleLanguages": ["pt-BR", "zh-Hans"],
        "subtitleMode": "always",
        "prefersSdh": True,
        "subtitleSize": 150,
        "subtitleColor": "yellow",
        "subtitleBackground": "box",
        "subtitlePosition": 10,
    }

    ada.request("PATCH", PREFERENCES, json=change)
    ada.request("PATCH", PREFERENCES, json={"hidesSpoilers": False})

    assert ada.get(PREFERENCES).json == {**DEFAULTS, **change}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("audioLanguages", ["English"]),
        ("audioLanguages", ["en", "en"]),
        ("subtitleLanguages", ["en"] * 11),
        ("subtitleMode", "sometimes"),
        ("subtitleSize", 10),
        ("subtitleColor", "url(x)"),
    ],
)
def test_languages_and_looks_are_checked(api, field, value):
    answer = api.as_user("ada").request("PATCH", PREFERENCES, json={field: value})

    assert (answer.status, answer.json["field"].split(".")[0]) == (422, field)
