"""Registering, signing in and out, and what a session allows, over HTTP."""


def test_the_first_account_is_the_administrators_and_the_second_is_not(api):
    assert api.as_admin().user["role"] == "admin"
    assert api.as_user().user["role"] == "user"


def test_a_signed_in_person_sees_their_own_account(api):
    person = api.as_user("rosa")

    answer = person.get("/api/v1/auth/me")

    assert answer.status == 200
    assert answer.json == {
        "id": person.user["id"],
        "email": "rosa@example.com",
        "displayName": "rosa",
        "role": "user",
    }
