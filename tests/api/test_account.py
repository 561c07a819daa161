"""The own account over HTTP: profile, picture, password, devices, deletion."""

import base64
import io

import pytest
from PIL import Image

from chalicelib.accounts.service.profile_pictures import SIDE_PX

PASSWORD = "correct battery horse"
NEW_PASSWORD = "another battery horse"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(api, person, password=PASSWORD, **headers):
    """The same person on another device."""
    caller = api.anonymous(address="192.0.2.99")
    answer = caller.post(
        "/api/v1/auth/login",
        json={"email": person.user["email"], "password": password},
        headers=headers,
    )
    assert answer.status == 200, answer.text
    caller.user = answer.json["user"]
    caller.headers["authorization"] = f"Bearer {answer.json['accessToken']}"
    return caller


def is_in(caller):
    return caller.get("/api/v1/auth/me").status == 200


def refresh(caller):
    return caller.post(
        "/api/v1/auth/refresh", headers={"x-csrf-token": caller.cookies["seen_csrf"]}
    )


def picture_file(form="JPEG", size=(640, 480), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return base64.b64encode(out.getvalue()).decode()


def patch(caller, **body):
    return caller.request("PATCH", "/api/v1/auth/me", json=body)


def test_a_name_changes_without_the_password_and_an_email_address_with_it(api):
    member = api.as_user()

    named = patch(member, displayName="Rosa Luxemburg")
    refused = patch(member, email="rosa@example.com")
    wrong = patch(member, email="rosa@example.com", currentPassword="wrong horse")
    moved = patch(member, email="Rosa@example.com", currentPassword=PASSWORD)

    assert named.json["displayName"] == "Rosa Luxemburg"
    for answer in (refused, wrong):
        assert (answer.status, answer.json["field"]) == (422, "currentPassword")
    assert moved.json["email"] == "rosa@example.com"
    assert member.get("/api/v1/auth/me").json == moved.json
    assert sign_in(api, member.__class__(member.app, user=moved.json))


def test_an_email_address_of_another_account_is_refused(api):
    admin, member = api.as_admin(), api.as_user()

    answer = patch(member, email=admin.user["email"], currentPassword=PASSWORD)

    assert (answer.status, answer.json["field"]) == (409, "email")


def test_a_new_password_signs_the_other_devices_out_and_not_this_one(api):
    member = api.as_user()
    phone, laptop = sign_in(api, member), sign_in(api, member)
    assert all(is_in(device) for device in (member, phone, laptop))

    answer = member.post(
        "/api/v1/auth/password",
        json={"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD},
    )

    assert answer.status == 204
    assert is_in(member)
    assert refresh(member).status == 200
    for device in (phone, laptop):
        assert not is_in(device)
        assert refresh(device).status == 401
    assert member.get("/api/v1/auth/me").json["passwordChangedAt"] is not None
    assert sign_in(api, member, NEW_PASSWORD)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong battery horse", NEW_PASSWORD, "currentPassword"),
        (PASSWORD, "short", "newPassword"),
        (PASSWORD, "password123", "newPassword"),
        (PASSWORD, "user@example.com", "newPassword"),
    ],
)
def test_a_password_is_not_changed_by_a_wrong_form(api, current, new, field):
    member = api.as_user()

    answer = member.post(
        "/api/v1/auth/password", json={"currentPassword": current, "newPassword": new}
    )

    assert (answer.status, answer.json["field"]) == (422, field)
    assert current not in answer.text
    assert new not in answer.text
    assert sign_in(api, member)


def test_guessing_the_current_password_is_slowed_down(api):
    member = api.as_user()

    answers = [
        member.post(
            "/api/v1/auth/password",
            json={"currentPassword": f"wrong horse {n}", "newPassword": NEW_PASSWORD},
        ).status
        for n in range(6)
    ]

    assert answers == [422] * 5 + [429]


def test_devices_have_readable_names_and_the_current_one_is_first(api):
    member = api.as_user()
    laptop = sign_in(api, member, **{"user-agent": FIREFOX})

    items = laptop.get("/api/v1/auth/sessions").json["items"]

    assert [item["isCurrent"] for item in items] == [True, False]
    assert (items[0]["name"], items[0]["kind"]) == ("Firefox on Linux", "computer")
    assert items[0]["address"] == "192.0.2.99"


def test_one_device_or_all_others_are_signed_out_at_once(api):
    member = api.as_user()
    phone, laptop, tv = (sign_in(api, member) for _ in range(3))
    phone_id = phone.get("/api/v1/auth/sessions").json["items"][0]["id"]
    assert all(is_in(device) for device in (phone, laptop, tv))

    assert member.delete(f"/api/v1/auth/sessions/{phone_id}").status == 204
    assert [is_in(device) for device in (phone, laptop, tv)] == [False, True, True]
    assert member.delete(f"/api/v1/auth/sessions/{phone_id}").status == 404

    assert member.delete("/api/v1/auth/sessions").status == 204
    assert [is_in(device) for device in (member, laptop, tv)] == [True, False, False]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_encoded_again_as_a_small_square(api, form):
    member = api.as_user()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"

    answer = member.put(
        "/api/v1/auth/me/picture", json={"image": picture_file(form, exif=exif.tobytes())}
    )

    head, _, data = answer.json["picture"].partition(",")
    stored = base64.b64decode(data)
    assert head == "data:image/webp;base64"
    assert b"taken at home" not in stored
    assert len(stored) < 20_000
    with Image.open(io.BytesIO(stored)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (SIDE_PX, SIDE_PX))
    assert member.delete("/api/v1/auth/me/picture").json["picture"] is None


@pytest.mark.parametrize(
    "image",
    [
        "",
        "not base64!",
        base64.b64encode(b"<svg onload='alert(1)'/>").decode(),
        base64.b64encode(b"\xff\xd8\xff\xe0 no picture").decode(),
        picture_file("GIF"),
        picture_file("PNG", size=(4001, 4001)),
    ],
    ids=["empty", "no base64", "svg", "cut off", "gif", "too many pixels"],
)
def test_a_file_that_is_no_image_is_refused(api, image):
    answer = api.as_user().put("/api/v1/auth/me/picture", json={"image": image})

    assert (answer.status, answer.json["field"]) == (422, "image")


def test_deleting_an_account_deletes_its_data(api, db):
    api.as_admin()
    member = api.as_user()
    phone = sign_in(api, member)

    wrong = member.post("/api/v1/auth/me/delete", json={"currentPassword": "wrong horse"})
    gone = member.post("/api/v1/auth/me/delete", json={"currentPassword": PASSWORD})

    assert wrong.json["code"] == "wrong_password"
    assert gone.status == 204
    assert not {"seen_refresh", "seen_csrf"} & set(member.cookies)
    assert not is_in(phone)
    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM users").fetchone() == (1,)
        assert conn.execute("SELECT count(*) FROM sessions").fetchone() == (1,)
