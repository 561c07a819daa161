"""Rate limits of writes and searches over HTTP."""

import pytest

SEARCH = "/api/v1/search?q=matrix"


def statuses(caller, method, path, tries, **options):
    return [caller.request(method, path, **options).status for _ in range(tries)]


def test_too_many_searches_are_refused_with_the_time_to_wait(api):
    api.configure(seen_search_limit=3)
    user = api.as_user()

    assert statuses(user, "GET", SEARCH, 3) == [200] * 3
    refused = user.get(SEARCH)

    assert refused.status == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json["code"] == "too_many_requests"
    wait_s = int(refused.headers["retry-after"])
    assert 1 <= wait_s <= 60
    assert "Try again in" in refused.json["detail"]


def test_suggestions_count_as_searches(api):
    api.configure(seen_search_limit=2)
    user = api.as_user()
    suggestions = "/api/v1/search/suggestions?q=mat"

    assert [user.get(path).status for path in (SEARCH, suggestions, suggestions)] == [200, 200, 429]


def test_the_limit_of_one_user_does_not_affect_others(api):
    api.configure(seen_search_limit=1, seen_write_limit=1)
    user, other = api.as_user(), api.as_user("other")
    other.address = user.address

    assert statuses(user, "GET", SEARCH, 2) == [200, 429]
    assert other.get(SEARCH).status == 200


def test_changes_are_limited_and_reads_are_not(api):
    api.configure(seen_write_limit=2)
    user = api.as_user()
    unknown = "/api/v1/watch-later/999999999"

    *passed, refused = statuses(user, "DELETE", unknown, 3)
    assert 429 not in passed
    assert refused == 429
    assert statuses(user, "GET", "/api/v1/watch-later", 5) == [200] * 5
    assert user.get(SEARCH).status == 200


@pytest.mark.parametrize("body", ["{}", "not json"])
def test_invalid_requests_count_towards_the_limit(api, body):
    api.configure(seen_write_limit=2)
    user = api.as_user()
    headers = {"content-type": "application/json"}

    answers = statuses(user, "POST", "/api/v1/progress", 3, body=body, headers=headers)
    assert answers == [422, 422, 429]


def test_anonymous_requests_are_counted_by_address(api):
    api.configure(seen_open_api="on", seen_anonymous_limit=2)
    titles = "/api/titles?q=matrix"

    assert statuses(api.anonymous("192.0.2.77"), "GET", titles, 3) == [200, 200, 429]
    assert api.anonymous("192.0.2.78").get(titles).status == 200


def test_signing_in_keeps_its_stricter_limit(api):
    api.as_admin()
    stranger = api.anonymous("192.0.2.79")
    wrong = {"email": "admin@example.com", "password": "not the password"}
    answers = [stranger.post("/api/v1/auth/login", json=wrong) for _ in range(6)]

    assert [answer.status for answer in answers] == [401] * 5 + [429]
    assert answers[-1].json["code"] == "too_many_attempts"
    assert "Try again in" in answers[-1].json["detail"]
