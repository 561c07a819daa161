"""Devices over HTTP: what a browser plays, kept with a cookie, for its owner alone."""

from uuid import uuid4

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
CAPABILITIES = {"containers": ["mp4", "mkv"], "videoCodecs": ["h264", "av1"], "hdr": True}


def register(person, sent=None, **headers):
    return person.put("/api/v1/devices/current", json=sent or CAPABILITIES, headers=headers)


def test_a_browser_is_known_by_its_cookie_for_a_year(api):
    person = api.as_user()

    answer = register(person, **{"user-agent": PHONE})

    line = next(each for each in answer.set_cookies if each.startswith("deviceId="))
    assert answer.status == 200, answer.text
    assert "HttpOnly" in line
    assert "SameSite=Strict" in line
    assert "Max-Age=31536000" in line
    assert (answer.json["name"], answer.json["kind"]) == ("Chrome on Android", "phone")
    assert answer.json["capabilities"]["videoCodecs"] == ["h264", "av1"]
    assert answer.json["capabilities"]["audioCodecs"] == ["aac"]
    assert register(person).json["id"] == answer.json["id"]
    assert [one["isCurrent"] for one in person.get("/api/v1/devices").json["items"]] == [True]


def test_a_device_is_renamed_and_keeps_its_name(api):
    person = api.as_user()
    device = register(person, **{"user-agent": PHONE}).json

    renamed = person.request("PATCH", f"/api/v1/devices/{device['id']}", json={"name": "Kitchen"})
    register(person, **{"user-agent": PHONE})

    assert renamed.json["name"] == "Kitchen"
    assert person.get("/api/v1/devices").json["items"][0]["name"] == "Kitchen"


def test_the_device_of_another_person_is_refused(api):
    owner, other = api.as_user("one"), api.as_user("two")
    device = register(owner).json

    assert (
        other.request("PATCH", f"/api/v1/devices/{device['id']}", json={"name": "Mine"}).status
        == 404
    )
    assert other.delete(f"/api/v1/devices/{device['id']}").status == 404
    other.cookies["deviceId"] = device["id"]
    assert other.get("/api/v1/devices").json["items"] == []
    assert owner.delete(f"/api/v1/devices/{device['id']}").status == 204
    assert owner.delete(f"/api/v1/devices/{uuid4()}").json["code"] == "device_not_found"


def test_two_people_of_one_browser_have_a_device_each(api):
    one, other = api.as_user("one"), api.as_user("two")
    device = register(one).json
    other.cookies["deviceId"] = device["id"]

    assert register(other, {"videoCodecs": ["hevc"]}).json["id"] == device["id"]
    mine = one.get("/api/v1/devices").json["items"][0]
    assert mine["capabilities"]["videoCodecs"] == ["h264", "av1"]


def test_an_unknown_codec_names_its_field(api):
    answer = register(api.as_user(), {"videoCodecs": ["h264", "theora"]})

    assert (answer.status, answer.json["field"]) == (422, "videoCodecs.1")
