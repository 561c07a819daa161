"""Handing what plays from one device of a person to another, over HTTP."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chalicelib.devices.service import PlayDeviceService
from chalicelib.handover.models import ORDER_PERIOD
from chalicelib.handover.service import HandoverService
from chalicelib.platform.cache.shared_state import SharedState
from chalicelib.platform.clock import utc_now
from chalicelib.platform.registry import get, register

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
FILM = {
    "libraryItemId": "4b5b6d4c-16dc-4e3f-8f1e-0f6f0a9ef0a1",
    "title": "Nosferatu",
    "positionSeconds": 2052.5,
    "durationSeconds": 5600,
}


class Device:
    """One browser of a person: its cookie, and what it asks."""

    def __init__(self, person, user_agent="curl/8"):
        self.person = person
        person.cookies.pop("deviceId", None)
        self.id = person.put(
            "/api/v1/devices/current",
            json={"videoCodecs": ["h264"]},
            headers={"user-agent": user_agent},
        ).json["id"]

    def request(self, method, path, json=None):
        self.person.cookies["deviceId"] = self.id
        return self.person.request(method, f"/api/v1/devices/{path}", json=json)

    def report(self, playing=None):
        answer = self.request("POST", "handover", {"playing": playing})
        assert answer.status == 200, answer.text
        return answer.json

    def send(self, to, **request):
        return self.request("POST", f"{to}/handover", request)


@pytest.fixture
def at(api):
    """Sets the clock of the devices to so long after now."""

    def set_clock(later: timedelta) -> None:
        clock = lambda: utc_now() + later  # noqa: E731
        register(
            HandoverService,
            lambda: HandoverService(get(PlayDeviceService), get(SharedState), clock, uuid4),
        )

    return set_clock


def test_a_film_goes_on_at_the_same_second_on_another_device(api):
    person = api.as_user()
    phone, sofa = Device(person, PHONE), Device(person)
    assert sofa.report()["order"] is None

    assert phone.send(sofa.id, action="continue", playing=FILM).status == 204
    order = sofa.report()["order"]

    assert (order["action"], order["fromName"]) == ("continue", "Chrome on Android")
    assert order["playing"]["positionSeconds"] == 2052.5
    assert order["playing"]["title"] == "Nosferatu"
    assert phone.report()["order"] is None
    assert sofa.request("DELETE", f"handover/{order['id']}").status == 204
    assert sofa.report()["order"] is None


def test_a_device_sees_what_the_others_play_and_where_they_are_by_now(api, at):
    person = api.as_user()
    phone, sofa = Device(person, PHONE), Device(person)
    phone.report(FILM)

    at(timedelta(seconds=10))
    (seen,) = sofa.report()["devices"]

    assert (seen["id"], seen["isOpen"], seen["kind"]) == (phone.id, True, "phone")
    assert 2062.5 <= seen["playing"]["positionSeconds"] <= 5600
    at(timedelta(seconds=60))
    (gone,) = sofa.report()["devices"]
    assert (gone["isOpen"], gone["playing"]) == (False, None)


def test_what_is_paused_stays_where_it_is(api, at):
    person = api.as_user()
    phone, sofa = Device(person, PHONE), Device(person)
    phone.report(FILM | {"isPaused": True})

    at(timedelta(seconds=10))

    assert sofa.report()["devices"][0]["playing"]["positionSeconds"] == 2052.5


def test_a_device_that_opens_later_is_still_offered_the_film_but_is_not_paused(api, at):
    person = api.as_user()
    phone, sofa = Device(person, PHONE), Device(person)
    phone.send(sofa.id, action="continue", playing=FILM)

    at(timedelta(minutes=30))
    assert sofa.report()["order"]["action"] == "continue"
    at(ORDER_PERIOD * 2)
    assert sofa.report()["order"] is None
    at(timedelta())
    phone.send(sofa.id, action="pause")
    assert sofa.report()["order"]["action"] == "pause"
    at(timedelta(minutes=5))
    assert sofa.report()["order"] is None


def test_nobody_reaches_the_devices_of_another_person(api):
    mine, theirs = Device(api.as_user()), Device(api.as_user("otto"))
    mine.report(FILM)

    refused = theirs.send(mine.id, action="continue", playing=FILM)

    assert (refused.status, refused.json["code"]) == (404, "device_not_found")
    assert theirs.report()["devices"] == []
    assert mine.report()["order"] is None


def test_to_continue_needs_what_is_to_be_continued(api):
    person = api.as_user()
    phone, sofa = Device(person, PHONE), Device(person)

    refused = phone.send(sofa.id, action="continue")
    far = phone.send(sofa.id, action="continue", playing=FILM | {"positionSeconds": -1})

    assert (refused.status, far.status) == (422, 422)
    assert "playing" in refused.json["detail"]
    assert far.json["field"] == "playing.positionSeconds"


def test_without_a_cache_devices_do_not_reach_each_other_and_nothing_else_breaks(api):
    api.configure(cache_url=None)
    person = api.as_user()
    phone, sofa = Device(person, PHONE), Device(person)

    refused = phone.send(sofa.id, action="continue", playing=FILM)

    assert (refused.status, refused.json["code"]) == (503, "handover_unavailable")
    assert [each["isOpen"] for each in sofa.report(FILM)["devices"]] == [False]
