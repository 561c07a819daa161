"""Registering, signing in and out, and what a session allows, over HTTP."""

import json
import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.accounts.service.device_tokens import DeviceTokens
from chalicelib.accounts.service.password_hashing import PasswordHasher
from chalicelib.accounts.service.setup_code import SetupCode
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings
from tests.api.conftest import SETUP_CODE

PASSWORD = "correct battery horse"
ROSA = {"email": "rosa@example.com", "password": PASSWORD}


def sign_up(caller, **changes):
    return caller.post("/api/v1/auth/register", json={**ROSA, "setupCode": SETUP_CODE, **changes})


def sign_in(caller, **changes):
    return caller.post("/api/v1/auth/login", json={**ROSA, **changes})


def csrf(caller):
    return {"x-csrf-token": caller.cookies["seen_csrf"]}


def audit(db):
    with db.read() as conn:
        return [
            row[0] for row in conn.execute("SELECT kind FROM audit_events ORDER BY id").fetchall()
        ]


def test_only_the_first_account_is_an_administrator(api):
    assert api.as_admin().user["role"] == "admin"
    assert api.as_user().user["role"] == "user"


def test_registering_signs_in(client, db):
    answer = sign_up(client, displayName="Rosa")

    assert answer.status == 201
    assert answer.json["user"] == {
        "id": answer.json["user"]["id"],
        "email": "rosa@example.com",
        "displayName": "Rosa",
        "role": "admin",
        "rights": ["download", "rescan", "match", "delete"],
        "picture": None,
        "createdAt": answer.json["user"]["createdAt"],
        "passwordChangedAt": None,
    }
    assert answer.json["expiresIn"] == 900
    assert answer.headers["cache-control"] == "no-store"
    bearer = {"authorization": f"Bearer {answer.json['accessToken']}"}
    assert client.get("/api/v1/auth/me", headers=bearer).json == answer.json["user"]
    assert audit(db) == ["registered"]


def test_a_missing_name_is_derived_from_the_email_address(client):
    assert sign_up(client).json["user"]["displayName"] == "rosa"


def test_signing_in_and_registering_have_the_same_response(client, db):
    registered = sign_up(client)

    answer = sign_in(client, email=" ROSA@example.com ")

    assert answer.status == 200
    assert answer.json["user"] == registered.json["user"]
    assert {name[:12] for name in answer.cookies} == {"seen_refresh", "seen_csrf", "seen_device_"}
    assert audit(db) == ["registered", "signed_in"]


def test_an_email_address_is_unique_regardless_of_case(api, client):
    sign_up(client)

    answer = sign_up(client, email="Rosa@Example.com")

    assert answer.status == 409
    assert answer.json["code"] == "email_taken"


def test_a_wrong_password_and_an_unknown_account_have_the_same_response(client, db):
    sign_up(client)

    wrong = sign_in(client, password="wrong battery horse")
    unknown = sign_in(client, email="nobody@example.com")

    assert wrong.status == unknown.status == 401
    assert wrong.text == unknown.text
    assert wrong.json["code"] == "wrong_credentials"
    assert wrong.set_cookies == unknown.set_cookies == []
    assert audit(db) == ["registered", "sign_in_failed", "sign_in_failed"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": None}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password": "password123"}, "password"),
        ({"displayName": "\x00"}, "displayName"),
        ({"role": "admin"}, "role"),
    ],
)
def test_invalid_input_is_refused_at_its_field(client, change, field):
    answer = sign_up(client, **change)

    assert answer.status == 422
    assert answer.json["field"] == field


@pytest.mark.parametrize("body", ["", "null", "[]", "{", '"x"', "[" * 5000, r'{"email": "\ud800"}'])
def test_a_body_that_is_no_form_is_refused(client, body):
    answer = client.post("/api/v1/auth/login", body=body)

    assert answer.status == 422


def test_an_error_never_contains_the_password(client):
    answer = sign_up(client, password="tell-me" * 50)

    assert answer.status == 422
    assert "tell-me" not in answer.text


def test_case_47_two_simultaneous_first_registrations_make_exactly_one_administrator(api):
    people = 6
    barrier = threading.Barrier(people)

    def one(n: int):
        caller = api.anonymous(address=f"192.0.2.{n}")
        barrier.wait(60)
        return sign_up(caller, email=f"person{n}@example.com")

    with ThreadPoolExecutor(people) as pool:
        answers = list(pool.map(one, range(people)))

    assert [answer.status for answer in answers] == [201] * people
    roles = sorted(answer.json["user"]["role"] for answer in answers)
    assert roles == ["admin"] + ["user"] * (people - 1)


def test_of_two_simultaneous_registrations_only_the_first_is_accepted(api, db):
    api.configure(seen_registration="first")
    barrier = threading.Barrier(2)

    def one(n: int):
        barrier.wait(60)
        return sign_up(api.anonymous(), email=f"person{n}@example.com")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(one, range(2)))

    assert sorted(answer.status for answer in answers) == [201, 403]
    with db.read() as conn:
        assert conn.execute("SELECT role FROM users").fetchall() == [("admin",)]


REACHABLE = {
    "every interface": {"seen_host": "0.0.0.0"},
    "the network": {"seen_host": "192.168.1.5"},
    "a public address": {"seen_public_url": "https://films.example"},
}


@pytest.mark.parametrize("settings", REACHABLE.values(), ids=REACHABLE.keys())
def test_on_a_reachable_server_the_first_account_needs_the_setup_code(api, client, settings):
    api.configure(**settings)
    assert client.get("/api/v1/auth/setup").json["needsSetupCode"] is True

    missing = sign_up(client, setupCode=None)
    wrong = sign_up(client, setupCode="WREN-2025")
    right = sign_up(client, setupCode=" wren 2026")

    for answer in (missing, wrong):
        assert (answer.status, answer.json["code"]) == (422, "wrong_setup_code")
        assert answer.json["field"] == "setupCode"
        assert "2026" not in answer.text
    assert right.json["user"]["role"] == "admin"
    assert client.get("/api/v1/auth/setup").json["needsSetupCode"] is False
    assert sign_up(client, email="ada@example.com", setupCode=None).status == 201


def test_without_a_configured_setup_code_the_server_generates_one(api, client):
    api.configure(seen_host="0.0.0.0", seen_setup_code=None)
    code = SetupCode(get(Settings).seen_secret, None, is_needed=True).reveal()

    assert sign_up(client, setupCode="WREN-2026").json["code"] == "wrong_setup_code"
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code)
    assert sign_up(client, setupCode=code).status == 201


def test_guessing_the_setup_code_is_slowed_down(api, client):
    api.configure(seen_host="0.0.0.0")

    answers = [sign_up(client, setupCode=f"WREN-{n}").status for n in range(7)]

    assert answers == [422] * 5 + [429] * 2


def test_registration_follows_its_setting(api, client):
    api.configure(seen_registration="closed")
    assert sign_up(client).json["code"] == "registration_closed"

    api.configure(seen_registration="first")
    assert sign_up(client).status == 201
    assert sign_up(client, email="ada@example.com").status == 403

    api.configure(seen_registration="open")
    assert sign_up(client, email="ada@example.com").status == 201


@pytest.mark.parametrize(
    ("registration", "before", "after"),
    [("open", True, True), ("first", True, False), ("closed", False, False)],
)
def test_the_sign_in_page_learns_whether_registration_is_open(
    api, client, registration, before, after
):
    api.configure(seen_registration=registration)
    assert client.get("/api/v1/auth/setup").json == {
        "hasAccounts": False,
        "registration": registration,
        "canRegister": before,
        "needsSetupCode": False,
    }
    api.configure(seen_registration="open")
    sign_up(client)
    api.configure(seen_registration=registration)

    assert client.get("/api/v1/auth/setup").json == {
        "hasAccounts": True,
        "registration": registration,
        "canRegister": after,
        "needsSetupCode": False,
    }


def test_cookies_have_the_narrowest_attributes(client):
    refresh, device, readable = sorted(sign_up(client).set_cookies, reverse=True)

    assert refresh.startswith("seen_refresh=")
    assert device.startswith("seen_device_")
    assert "rosa" not in device
    for cookie in (refresh, device):
        assert "; HttpOnly" in cookie
        assert "; Path=/api/v1/auth;" in cookie
    assert readable.startswith("seen_csrf=")
    assert "HttpOnly" not in readable
    for cookie in (refresh, device, readable):
        assert "; SameSite=Strict" in cookie
        assert f"; Max-Age={180 * 86_400 if cookie == device else 2_592_000}" in cookie
        assert "Secure" not in cookie
        assert "Domain" not in cookie


def test_over_https_cookies_are_secure(api, client):
    answer = client.post("/api/v1/auth/register", json=ROSA, headers={"x-forwarded-proto": "https"})

    assert all(cookie.endswith("; Secure") for cookie in answer.set_cookies)


def test_cookies_are_secure_behind_a_proxy_that_hides_https(api, client):
    api.configure(seen_public_url="https://seen.test")

    assert all(cookie.endswith("; Secure") for cookie in sign_up(client).set_cookies)


def test_cookies_work_over_http_at_home_with_an_https_public_address(api, client):
    api.configure(seen_public_url="https://films.example")
    client.host = "192.168.1.5:8080"

    assert not any("Secure" in cookie for cookie in sign_up(client).set_cookies)


def test_refreshing_gives_a_new_access_token_and_a_new_cookie(client):
    first = sign_up(client)
    old = client.cookies["seen_refresh"]

    answer = client.post("/api/v1/auth/refresh", headers=csrf(client))

    assert answer.status == 200
    assert answer.json["user"] == first.json["user"]
    assert client.cookies["seen_refresh"] != old


def test_case_43_a_tab_that_lost_the_race_keeps_its_cookies(client):
    sign_up(client)
    before = dict(client.cookies)
    winner = client.post("/api/v1/auth/refresh", headers=csrf(client))
    client.cookies = before

    loser = client.post("/api/v1/auth/refresh", headers=csrf(client))

    assert winner.status == loser.status == 200
    assert loser.cookies["seen_refresh"]
    assert loser.cookies["seen_refresh"] == winner.cookies["seen_refresh"]


def test_case_43_an_expired_session_is_refused_and_its_cookies_are_cleared(client, db):
    sign_up(client)
    headers = csrf(client)
    with db.read() as conn:
        conn.execute("UPDATE session_tokens SET replaced_at = now() - interval '31 seconds'")

    answer = client.post("/api/v1/auth/refresh", headers=headers)

    assert answer.status == 401
    assert answer.json["code"] == "session_over"
    assert answer.headers["content-type"] == "application/problem+json"
    assert not {"seen_refresh", "seen_csrf"} & set(client.cookies)
    assert "session_replayed" in audit(db)


def test_signing_out_ends_the_session_and_clears_the_cookies(client, db):
    token = sign_up(client).json["accessToken"]
    before, headers = dict(client.cookies), csrf(client)
    bearer = {"authorization": f"Bearer {token}"}
    assert client.get("/api/v1/auth/me", headers=bearer).status == 200

    answer = client.post("/api/v1/auth/logout", headers=headers)

    assert answer.status == 204
    assert answer.text == ""
    assert not {"seen_refresh", "seen_csrf"} & set(client.cookies)
    assert client.get("/api/v1/auth/me", headers=bearer).status == 401
    client.cookies = before
    assert client.post("/api/v1/auth/refresh", headers=headers).status == 401
    assert audit(db) == ["registered", "signed_out"]


def test_signing_out_without_a_session_succeeds(client):
    answer = client.post("/api/v1/auth/logout", headers={"x-csrf-token": "none"})

    assert answer.status == 204


def test_case_44_a_deleted_user_has_no_session(api, db):
    person = api.as_user()
    with db.read() as conn:
        conn.execute("DELETE FROM users WHERE role = 'user'")

    assert person.get("/api/v1/auth/me").status == 401


def test_case_44_a_demoted_administrator_is_refused_on_the_next_request(api, db):
    admin = api.as_admin()
    assert admin.get("/api/v1/admin/health").status == 200
    with db.read() as conn:
        conn.execute("UPDATE users SET role = 'user'")

    assert admin.get("/api/v1/admin/health").status == 403


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic cm9zYTpyb3Nh", "Bearer x", "Bearer a.b.c"]
)
def test_an_invalid_token_is_no_session(client, authorization):
    answer = client.get("/api/v1/auth/me", headers={"authorization": authorization})

    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_signing_in_without_a_database_answers_503(api, client):
    gone = Database("postgresql://nobody@127.0.0.1:1/nothing")
    api.configure()
    register(Database, lambda: gone)

    answer = sign_in(client)

    assert answer.status == 503
    assert answer.headers["retry-after"]
    gone.close()


def test_a_password_is_rehashed_when_its_cost_is_outdated(api, client, db):
    def stored() -> str:
        with db.read() as conn:
            return conn.execute("SELECT password_hash FROM users").fetchone()[0]

    sign_up(client)
    before = stored()
    api.configure()
    dearer = PasswordHasher(time_cost=2, memory_cost_kib=64)
    register(PasswordHasher, lambda: dearer)

    assert sign_in(client).status == 200

    assert stored() != before
    assert dearer.is_outdated(before)
    assert not dearer.is_outdated(stored())
    assert sign_in(client).status == 200


def test_guessing_is_slowed_down_with_a_time_to_wait(api, client):
    sign_up(client)
    stranger = api.anonymous(address="198.51.100.1")

    answers = [sign_in(stranger, password=f"wrong horse {n}") for n in range(7)]

    assert [answer.status for answer in answers] == [401] * 5 + [429] * 2
    assert answers[-1].json["code"] == "too_many_attempts"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


def test_an_address_with_too_many_guesses_is_refused_the_right_password(api, client):
    sign_up(client)
    stranger = api.anonymous(address="198.51.100.1")
    for n in range(5):
        sign_in(stranger, password=f"wrong horse {n}")

    assert sign_in(stranger).status == 429


def test_case_45_an_owner_signs_in_from_a_known_address_during_an_attack(api, client):
    sign_up(client)
    for n in range(25):
        sign_in(api.anonymous(address=f"198.51.100.{n}"), password="wrong horse")

    assert sign_in(client).status == 200
    assert sign_in(api.anonymous(address="203.0.113.9")).status == 429


def test_case_45_guesses_at_the_same_address_do_not_lock_out_a_known_device(api, client):
    sign_up(client)
    client.post("/api/v1/auth/logout", headers=csrf(client))
    child = api.anonymous()
    for n in range(30):
        sign_in(child, password=f"wrong horse {n}")

    assert sign_in(child).status == 429
    assert sign_in(client).status == 200
    assert sign_in(client, password="wrong horse").status == 401


def test_guesses_at_the_same_address_do_not_keep_a_session_from_a_new_password(api, client):
    signed_in = {"authorization": f"Bearer {sign_up(client).json['accessToken']}"}
    for n in range(30):
        sign_in(api.anonymous(), password=f"wrong horse {n}")

    changed = client.post(
        "/api/v1/auth/password",
        json={"currentPassword": PASSWORD, "newPassword": "a staple of horses"},
        headers=signed_in,
    )

    assert changed.status == 204


def test_a_known_device_has_five_guesses(api, client):
    sign_up(client)

    answers = [sign_in(client, password=f"wrong horse {n}") for n in range(6)]

    assert [answer.status for answer in answers] == [401] * 5 + [429]


@pytest.mark.parametrize(
    "forge", [lambda token: "0" * 65, lambda token: token[:-1] + "!", str.upper]
)
def test_a_forged_device_is_a_stranger(api, client, forge):
    sign_up(client)
    name = next(name for name in client.cookies if name.startswith("seen_device_"))
    stranger = api.anonymous(address="198.51.100.1")
    answers = []
    for n in range(7):
        stranger.cookies = {name: forge(client.cookies[name])}
        answers.append(sign_in(stranger, password=f"wrong horse {n}").status)

    assert answers == [401] * 5 + [429] * 2


def test_a_device_of_one_account_is_a_stranger_to_another(api, client):
    sign_up(client)
    token = next(value for name, value in client.cookies.items() if name.startswith("seen_device_"))
    devices = get(DeviceTokens)

    assert devices.identify("rosa@example.com", token)
    assert devices.identify("ada@example.com", token) is None


def test_case_45_a_forged_forwarded_address_changes_nothing(api, client):
    sign_up(client)
    stranger = api.anonymous(address="198.51.100.1")

    answers = [
        stranger.post(
            "/api/v1/auth/login",
            json={**ROSA, "password": "wrong horse"},
            headers={"x-forwarded-for": f"192.0.2.{n}", "x-real-ip": f"192.0.2.{n}"},
        )
        for n in range(6)
    ]

    assert [answer.status for answer in answers] == [401] * 5 + [429]


def test_case_45_guessing_many_accounts_from_one_address_is_slowed_down_too(api):
    stranger = api.anonymous(address="198.51.100.1")

    answers = [sign_in(stranger, email=f"person{n}@example.com") for n in range(22)]

    assert [answer.status for answer in answers] == [401] * 20 + [429] * 2


OTHER_SITES = {
    "another site": {"sec-fetch-site": "cross-site"},
    "a sibling domain": {"sec-fetch-site": "same-site", "origin": "http://evil.seen.test"},
    "an older browser on another site": {"origin": "https://evil.example"},
    "a page without an origin": {"origin": "null"},
    "the right name without encryption": {"origin": "ftp://seen.test"},
    "another port": {"origin": "http://seen.test:81"},
}


@pytest.mark.parametrize("headers", OTHER_SITES.values(), ids=OTHER_SITES.keys())
def test_case_46_another_site_cannot_use_the_cookies(client, db, headers):
    sign_up(client)
    sent = {**csrf(client), **headers}

    for path in ("/api/v1/auth/refresh", "/api/v1/auth/logout"):
        answer = client.post(path, headers=sent)

        assert answer.status == 403
        assert answer.json["code"] == "csrf_refused"
        assert answer.set_cookies == []
    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM session_tokens").fetchone() == (1,)
    assert audit(db) == ["registered"]


@pytest.mark.parametrize("headers", OTHER_SITES.values(), ids=OTHER_SITES.keys())
def test_case_46_another_site_cannot_sign_in_or_register(api, client, db, headers):
    sign_up(client)

    for path in ("/api/v1/auth/login", "/api/v1/auth/register"):
        answer = client.post(path, json=ROSA, headers=headers)

        assert answer.status == 403
        assert answer.set_cookies == []
    assert audit(db) == ["registered"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_case_46_a_form_of_another_site_is_refused(client, db, kind):
    """What a page can send without asking first is not JSON."""
    sign_up(client)

    answer = client.post(
        "/api/v1/auth/login", body=json.dumps(ROSA), headers={"content-type": kind}
    )

    assert answer.status == 415
    assert audit(db) == ["registered"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "http://seen.test"},
        {"sec-fetch-site": "same-origin", "origin": "http://localhost:5173"},
        {"sec-fetch-site": "none"},
        {"origin": "http://seen.test"},
        {"origin": "https://films.example"},
        {},
    ],
)
def test_our_own_origin_can_use_the_cookies(api, client, headers):
    api.configure(seen_public_url="https://films.example/")
    sign_up(client)

    answer = client.post("/api/v1/auth/refresh", headers={**csrf(client), **headers})

    assert answer.status == 200


@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_case_46_a_request_without_its_csrf_token_is_refused(client, token):
    sign_up(client)
    headers = {} if token is None else {"x-csrf-token": token}

    for path in ("/api/v1/auth/refresh", "/api/v1/auth/logout"):
        assert client.post(path, headers=headers).status == 403

    assert client.post("/api/v1/auth/refresh", headers=csrf(client)).status == 200


def test_case_46_a_csrf_cookie_planted_by_a_sibling_domain_does_not_help(api, client):
    """The token is bound to the session, not merely equal to a cookie."""
    sign_up(client)
    client.cookies["seen_csrf"] = "planted"

    answer = client.post("/api/v1/auth/refresh", headers={"x-csrf-token": "planted"})

    assert answer.status == 403


def test_no_secret_is_logged(client, caplog):
    caplog.set_level(logging.DEBUG)
    secrets = [PASSWORD, "rosa@example.com", sign_up(client).json["accessToken"]]
    sign_in(client, password="wrong battery horse")
    secrets += [*client.cookies.values(), "wrong battery horse"]
    client.post("/api/v1/auth/refresh", headers=csrf(client))
    client.post("/api/v1/auth/refresh", headers={"x-csrf-token": "0"})
    client.post("/api/v1/auth/logout", headers=csrf(client))

    logged = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "sign-in failed" in logged
    assert [secret for secret in secrets if secret in logged] == []


def test_concurrent_users_see_only_their_own_session(api):
    people = [api.as_user(f"person{n}") for n in range(6)]
    barrier = threading.Barrier(len(people))

    def ask(person):
        barrier.wait(60)
        return [person.get("/api/v1/auth/me").json["id"] for _ in range(30)]

    with ThreadPoolExecutor(len(people)) as pool:
        seen = list(pool.map(ask, people))

    assert [set(ids) for ids in seen] == [{person.user["id"]} for person in people]
