"""Management of users over HTTP: invitations, rights, password links, administrators."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

PASSWORD = "correct battery horse"
NEW_PASSWORD = "another battery horse"


def invite(admin, **body):
    answer = admin.post("/api/v1/admin/invitations", json=body)
    assert answer.status == 201, answer.text
    return answer.json


def token_of(link):
    return link["url"].rpartition("/")[2]


def accept(api, token, email="ada@example.com", **more):
    caller = api.anonymous(address="192.0.2.77")
    answer = caller.post(
        "/api/v1/auth/invitation/accept",
        json={"token": token, "email": email, "password": PASSWORD, **more},
    )
    if answer.status == 201:
        caller.user = answer.json["user"]
        caller.headers["authorization"] = f"Bearer {answer.json['accessToken']}"
    return caller, answer


def change(admin, person, **body):
    return admin.request("PATCH", f"/api/v1/admin/users/{person.user['id']}", json=body)


def refresh(caller):
    return caller.post(
        "/api/v1/auth/refresh", headers={"x-csrf-token": caller.cookies["seen_csrf"]}
    )


def test_an_invitation_makes_an_account_with_the_role_and_rights_it_names(api):
    api.configure(seen_registration="first")
    admin = api.as_admin()
    invited = invite(admin, rights=["match", "download"])

    preview = api.anonymous().post("/api/v1/auth/invitation", json={"token": token_of(invited)})
    _, accepted = accept(api, token_of(invited), displayName="Ada")

    assert invited["url"].startswith("http://seen.test/app/invite/")
    assert preview.json == {
        "role": "user",
        "rights": ["download", "match"],
        "invitedBy": "admin",
        "expiresAt": invited["invitation"]["expiresAt"],
    }
    assert accepted.json["user"]["role"] == "user"
    assert accepted.json["user"]["rights"] == ["download", "match"]
    assert admin.get("/api/v1/admin/invitations").json == {"items": []}


def test_an_invitation_works_once_even_for_two_at_the_same_instant(api):
    token = token_of(invite(api.as_admin()))
    barrier = threading.Barrier(2)

    def one(n: int):
        barrier.wait(60)
        return accept(api, token, email=f"person{n}@example.com")[1]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(one, range(2)))

    assert sorted(answer.status for answer in answers) == [201, 404]
    assert {answer.json.get("code") for answer in answers} == {None, "link_not_valid"}


def test_an_invitation_still_works_after_a_form_that_was_refused(api):
    admin = api.as_admin()
    token = token_of(invite(admin))

    _, taken = accept(api, token, email=admin.user["email"])
    _, weak = accept(api, token, password="password123")
    _, good = accept(api, token)

    assert (taken.json["code"], taken.json["field"]) == ("email_taken", "email")
    assert weak.json["code"] == "password_too_common"
    assert good.status == 201


@pytest.mark.parametrize("how", ["withdrawn", "expired", "its sender was demoted"])
def test_an_expired_invitation_is_not_valid(api, db, how):
    admin = api.as_admin()
    invited = invite(admin)
    if how == "withdrawn":
        admin.delete(f"/api/v1/admin/invitations/{invited['invitation']['id']}")
    with db.read() as conn:
        if how == "expired":
            conn.execute("UPDATE invitations SET expires_at = now()")
        if how == "its sender was demoted":
            conn.execute("UPDATE users SET role = 'user'")

    preview = api.anonymous().post("/api/v1/auth/invitation", json={"token": token_of(invited)})
    _, accepted = accept(api, token_of(invited))

    assert preview.json["code"] == accepted.json["code"] == "link_not_valid"


def test_tokens_of_links_are_stored_as_hashes_only(api, db):
    admin = api.as_admin()
    invited = invite(admin)
    link = admin.post(f"/api/v1/admin/users/{admin.user['id']}/password-link").json

    with db.read() as conn:
        rows = conn.execute(
            "SELECT i::text FROM invitations AS i UNION ALL SELECT l::text FROM password_links AS l"
        ).fetchall()

    assert len(rows) == 2
    for token in (token_of(invited), token_of(link)):
        assert not any(token in row or token.encode().hex() in row for (row,) in rows)


def test_guessing_invitations_is_slowed_down(api):
    api.as_admin()
    stranger = api.anonymous(address="198.51.100.1")

    answers = [
        stranger.post("/api/v1/auth/invitation", json={"token": f"guess-{n}"}) for n in range(22)
    ]

    assert [answer.status for answer in answers] == [404] * 20 + [429] * 2


def test_a_granted_right_applies_to_the_next_request(api):
    admin, member = api.as_admin(), api.as_user()
    assert member.post("/api/v1/library/rescan", json={}).json["code"] == "not_allowed"

    granted = change(admin, member, rights=["rescan"])

    assert granted.json["rights"] == ["rescan"]
    assert member.post("/api/v1/library/rescan", json={}).status == 202
    assert member.get("/api/v1/auth/me").json["rights"] == ["rescan"]
    refused = member.post(
        "/api/v1/downloads", json={"sourceType": "http", "source": "https://films.example/x.mkv"}
    )
    assert refused.json["code"] == "not_allowed"


def test_a_disabled_account_loses_access_at_once_and_regains_it(api):
    admin, member = api.as_admin(), api.as_user()
    assert member.get("/api/v1/auth/me").status == 200

    disabled = change(admin, member, isDisabled=True)

    assert (disabled.json["isDisabled"], disabled.json["sessionCount"]) == (True, 0)
    assert member.get("/api/v1/auth/me").status == 401
    assert refresh(member).status == 401
    form = {"email": member.user["email"], "password": PASSWORD}
    refused = member.post("/api/v1/auth/login", json=form)
    assert (refused.status, refused.json["code"]) == (403, "account_disabled")
    guess = member.post("/api/v1/auth/login", json={**form, "password": "wrong horse"})
    assert guess.json["code"] == "wrong_credentials"
    change(admin, member, isDisabled=False)
    assert member.post("/api/v1/auth/login", json=form).status == 200


def test_a_password_link_signs_in_and_ends_all_other_sessions(api):
    admin, member = api.as_admin(), api.as_user()
    first, link = (
        admin.post(f"/api/v1/admin/users/{member.user['id']}/password-link").json for _ in range(2)
    )
    stranger = api.anonymous()
    body = {"token": token_of(link), "password": NEW_PASSWORD}

    preview = stranger.post("/api/v1/auth/password-link", json={"token": token_of(link)})
    used = stranger.post("/api/v1/auth/password-link/use", json=body)

    assert preview.json == {"email": "user@example.com", "displayName": "user"}
    assert used.status == 200
    assert used.json["user"]["id"] == member.user["id"]
    assert member.get("/api/v1/auth/me").status == 401
    for old in (body, {**body, "token": token_of(first)}):
        again = stranger.post("/api/v1/auth/password-link/use", json=old)
        assert again.json["code"] == "link_not_valid"
    form = {"email": "user@example.com", "password": NEW_PASSWORD}
    assert stranger.post("/api/v1/auth/login", json=form).status == 200


def test_a_disabled_account_gets_no_password_link_until_it_is_enabled(api):
    admin, member = api.as_admin(), api.as_user()
    path = f"/api/v1/admin/users/{member.user['id']}/password-link"
    change(admin, member, isDisabled=True)

    refused = admin.post(path)

    assert (refused.status, refused.json["code"]) == (409, "link_for_disabled_account")
    assert "disabled" in refused.json["detail"]
    change(admin, member, isDisabled=False)
    assert admin.post(path).status == 201


@pytest.mark.parametrize("how", ["demoted", "disabled", "removed", "left"])
def test_a_password_link_ends_with_the_administrator_who_may_have_made_it(api, how):
    admin, second, member = api.as_admin(), api.as_user("second"), api.as_user("third")
    change(admin, second, role="admin")
    made = second.post(f"/api/v1/admin/users/{member.user['id']}/password-link")
    assert made.status == 201

    if how == "demoted":
        change(admin, second, role="user")
    elif how == "disabled":
        change(admin, second, isDisabled=True)
    elif how == "removed":
        admin.delete(f"/api/v1/admin/users/{second.user['id']}")
    else:
        second.post("/api/v1/auth/me/delete", json={"currentPassword": PASSWORD})

    body = {"token": token_of(made.json), "password": NEW_PASSWORD}
    answer = api.anonymous().post("/api/v1/auth/password-link/use", json=body)
    assert answer.json["code"] == "link_not_valid"


def test_the_last_administrator_cannot_be_removed(api):
    admin, second = api.as_admin(), api.as_user("second")
    promoted = change(admin, second, role="admin")
    assert promoted.json["rights"] == ["download", "rescan", "match", "delete"]
    assert second.get("/api/v1/admin/users").json["total"] == 2

    removed = second.delete(f"/api/v1/admin/users/{admin.user['id']}")

    assert removed.status == 204
    assert admin.get("/api/v1/auth/me").status == 401
    deletion = {"currentPassword": PASSWORD}
    for answer in (
        change(second, second, role="user"),
        change(second, second, isDisabled=True),
        second.delete(f"/api/v1/admin/users/{second.user['id']}"),
        second.post("/api/v1/auth/me/delete", json=deletion),
    ):
        assert (answer.status, answer.json["code"]) == (409, "last_administrator")
    assert second.get("/api/v1/admin/users").status == 200


def test_concurrent_demotions_leave_one_administrator(api):
    admin, second = api.as_admin(), api.as_user("second")
    change(admin, second, role="admin")
    barrier = threading.Barrier(2)

    def demote(who, whom):
        barrier.wait(60)
        return change(who, whom, role="user").status

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(demote, (admin, second), (second, admin)))

    assert sorted(statuses) == [200, 403]
    roles = [caller.get("/api/v1/auth/me").json["role"] for caller in (admin, second)]
    assert sorted(roles) == ["admin", "user"]


def test_a_demoted_administrator_has_the_rights_of_a_member(api):
    admin, second = api.as_admin(), api.as_user("second")
    change(admin, second, role="admin")

    demoted = change(admin, second, role="user")

    assert demoted.json["rights"] == ["download"]
    assert second.get("/api/v1/admin/users").status == 403


def test_the_files_of_a_finished_download_need_the_right_to_delete(api, db):
    admin, member = api.as_admin(), api.as_user()
    job = member.post(
        "/api/v1/downloads",
        json={"sourceType": "magnet", "source": f"magnet:?xt=urn:btih:{'ab' * 20}"},
    ).json["id"]
    with db.read() as conn:
        conn.execute(
            "UPDATE download_progress SET progress_percent = 100, bytes_total = 1,"
            " bytes_downloaded = 1"
        )
        for status in ("preparing", "downloading", "completed"):
            conn.execute("UPDATE download_jobs SET status = %s WHERE id = %s", [status, job])
    path = f"/api/v1/downloads/{job}/remove"

    refused = member.post(path, json={"withFiles": True})
    bulk = member.post("/api/v1/downloads/bulk", json={"ids": [job], "action": "removeWithFiles"})
    change(admin, member, rights=["delete"])

    assert (refused.status, refused.json["code"]) == (403, "not_allowed")
    assert [each["code"] for each in bulk.json["refused"]] == ["not_allowed"]
    assert member.post(path, json={"withFiles": True}).status == 200
