"""Writes with an Idempotency-Key run once, whatever slice they belong to."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.http import idempotency
from chalicelib.platform.registry import get
from tests.titles import make_title

PLAYS = "/api/v1/plays"


@pytest.fixture
def user(api):
    return api.as_user()


@pytest.fixture
def film(db):
    return make_title(db)


def key(text="one"):
    return {"Idempotency-Key": text}


def plays(caller):
    return len(caller.get("/api/v1/history").json["items"])


def add(caller, film, headers=None, **options):
    return caller.post(PLAYS, json={"mediaId": film}, headers=headers, **options)


def test_the_same_request_gets_the_same_answer_and_runs_once(user, film):
    first = add(user, film, key())
    again = add(user, film, key())

    assert (first.status, again.status) == (201, 201)
    assert again.text == first.text
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["content-type"] == "application/json"
    assert plays(user) == 1


def test_without_a_key_each_request_counts(user, film):
    add(user, film)
    add(user, film, key())
    add(user, film, key("two"))

    assert plays(user) == 3


def test_another_request_with_the_key_is_refused(user, db, film):
    other = make_title(db, "Alphaville")
    play = add(user, film, key())
    path = f"{PLAYS}/{user.get('/api/v1/history').json['items'][0]['id']}"

    refused = [
        add(user, other, key()),
        user.post("/api/v1/plays/remove", json={"mediaId": film}, headers=key()),
        user.request("DELETE", path, headers=key()),
    ]

    assert play.status == 201
    for answer in refused:
        assert answer.status == 422
        assert answer.json["code"] == "idempotency_key_reused"
        assert answer.json["field"] == "Idempotency-Key"
    assert plays(user) == 1


def test_one_address_for_two_titles_is_two_requests(user, db, film):
    other = make_title(db, "Alphaville")

    assert user.delete(f"/api/v1/watch-later/{film}", headers=key()).status == 204
    refused = user.delete(f"/api/v1/watch-later/{other}", headers=key())

    assert refused.json["code"] == "idempotency_key_reused"


def test_an_answer_without_a_body_is_repeated(user, film):
    answers = [user.delete(f"/api/v1/watch-later/{film}", headers=key()) for _ in range(2)]

    assert [(each.status, each.text) for each in answers] == [(204, ""), (204, "")]
    assert answers[1].headers["idempotent-replayed"] == "true"


def test_keys_belong_to_one_user(api, film):
    people = [api.as_user("rosa"), api.as_user("max")]

    assert [add(each, film, key()).status for each in people] == [201, 201]
    assert [plays(each) for each in people] == [1, 1]


def test_a_request_in_progress_is_a_conflict(user, db, film):
    add(user, film, key())
    with db.read() as conn:
        conn.execute("UPDATE idempotency_keys SET status = NULL, body = NULL")

    answer = add(user, film, key())

    assert (answer.status, answer.json["code"]) == (409, "idempotency_key_in_use")
    assert answer.headers["retry-after"] == "1"
    assert plays(user) == 1


def test_the_key_of_a_process_that_died_can_be_used_after_a_minute(user, db, film):
    add(user, film, key())
    with db.read() as conn:
        conn.execute(
            "UPDATE idempotency_keys SET status = NULL, created_at = now() - interval '61 s'"
        )

    assert add(user, film, key()).status == 201
    assert plays(user) == 2


def test_concurrent_repetitions_run_once(user, film):
    ready = threading.Barrier(4)

    def ask(_number):
        ready.wait()
        return add(user, film, key(), keep_cookies=False).status

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))

    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert plays(user) == 1


def test_a_server_error_is_not_stored(user, db, film):
    with db.read() as conn:
        conn.execute("ALTER TABLE user_changes RENAME TO elsewhere")
    assert add(user, film, key()).status == 500
    with db.read() as conn:
        conn.execute("ALTER TABLE elsewhere RENAME TO user_changes")

    answer = add(user, film, key())

    assert (answer.status, plays(user)) == (201, 1)
    assert "idempotent-replayed" not in answer.headers


def test_a_refusal_is_repeated(user, db):
    refused = add(user, 2**40, key())
    again = add(user, 2**40, key())

    assert (refused.status, again.status) == (404, 404)
    assert again.json == refused.json
    assert again.headers["content-type"] == "application/problem+json"
    assert again.headers["idempotent-replayed"] == "true"


def test_invalid_input_leaves_the_key_unused(user, film):
    assert user.post(PLAYS, json={}, headers=key()).status == 422

    assert add(user, film, key()).status == 201


def test_keys_expire_after_a_day(user, db, film):
    add(user, film, key())
    with db.read() as conn:
        conn.execute("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")

    add(user, film, key())

    assert plays(user) == 2
    with db.read() as conn:
        conn.execute("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
    assert get(idempotency.IdempotencyKeys).delete_old() == 1


@pytest.mark.parametrize("text", ["", "x" * 256, "tab\there"])
def test_an_unusable_key_is_refused(user, film, text):
    answer = add(user, film, key(text))

    assert (answer.status, answer.json["field"]) == (422, "Idempotency-Key")
    assert plays(user) == 0


def test_an_account_keeps_a_limited_number_of_answers(user, db, film, monkeypatch):
    monkeypatch.setattr(idempotency, "MAX_KEYS", 3)
    for number in range(6):
        add(user, film, key(str(number)))

    with db.read() as conn:
        rows = conn.execute("SELECT key FROM idempotency_keys ORDER BY key").fetchall()
    assert [row[0] for row in rows] == ["3", "4", "5"]


def test_an_answer_that_is_too_large_is_not_repeated_and_not_run_again(user, film, monkeypatch):
    monkeypatch.setattr(idempotency, "MAX_STORED_BYTES", 10)
    add(user, film, key())

    answer = add(user, film, key())

    assert (answer.status, answer.json["code"]) == (409, "idempotency_answer_not_stored")
    assert plays(user) == 1


def test_stored_answers_are_encrypted(user, db, film):
    add(user, film, key())

    with db.read() as conn:
        ((body,),) = conn.execute("SELECT body FROM idempotency_keys").fetchall()
    assert "media" not in body
    assert body.count(".") == 4  # the compact form of JWE


def test_a_stored_answer_survives_a_restart(api, user, film):
    first = add(user, film, key())
    api.configure(seen_write_limit=600)  # every service is built anew

    assert add(user, film, key()).text == first.text
    assert plays(user) == 1
