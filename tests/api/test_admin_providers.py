"""Provider states and keys over HTTP, for administrators."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.platform.registry import get
from chalicelib.providers import circuit_rules, store
from chalicelib.providers.circuit_rules import CircuitState
from chalicelib.providers.key_ring import KeyRing
from tests.services import FakeService, Page
from tests.titles import make_title


@pytest.fixture
def failed(db):
    """A failure of TMDB a moment ago."""
    now = datetime.now(UTC)
    state = circuit_rules.after_failure(
        CircuitState(provider="tmdb"),
        now=now,
        began_at=now,
        error="provider_timed_out: The service did not answer in time.",
        escalates=True,
        is_starting=False,
    )
    with db.transaction() as conn:
        store.lock_state(conn, provider="tmdb")
        store.save_state(conn, state)
    return state


def test_without_keys_every_provider_is_off(api):
    items = api.as_admin().get("/api/v1/admin/providers").json["items"]

    assert [item["provider"] for item in items] == [
        "tmdb",
        "igdb",
        "omdb",
        "tvdb",
        "tvmaze",
        "jikan",
        "opensubtitles",
    ]
    assert {item["state"] for item in items} == {"off"}
    assert {item["configured"] for item in items} == {False}
    assert items[0]["lastError"] is None


def test_a_failed_provider_shows_its_pause_and_the_reason(api, failed):
    api.configure(tmdb_api_key="a-key", seen_jikan="on", igdb_client_id="without its secret")
    items = api.as_admin().get("/api/v1/admin/providers").json["items"]
    by_name = {item["provider"]: item for item in items}

    assert by_name["tmdb"]["state"] == "waiting"
    assert by_name["tmdb"]["rung"] == 1
    assert by_name["tmdb"]["lastError"].startswith("provider_timed_out")
    until = datetime.fromisoformat(by_name["tmdb"]["disabledUntil"])
    assert until == failed.last_failure_at + timedelta(minutes=1)
    assert by_name["jikan"]["state"] == "ready"
    assert by_name["igdb"]["state"] == "off"


def test_no_key_is_shown(api):
    api.configure(tmdb_api_key="a-secret-key")
    answer = api.as_admin().get("/api/v1/admin/providers")

    assert answer.status == 200
    assert "a-secret-key" not in answer.text


@pytest.fixture
def service():
    service = FakeService()
    yield service
    service.close()


PROVIDERS = "/api/v1/admin/providers"
#: What a form sends for each provider.
TEST_KEYS = {
    "tmdb": {"apiKey": "k"},
    "omdb": {"apiKey": "k"},
    "igdb": {"clientId": "i", "clientSecret": "s"},
    "tvdb": {"apiKey": "k"},
    "tvmaze": {},
    "jikan": {},
    "opensubtitles": {"apiKey": "k"},
}


def at_the_service(api, service, **settings):
    """An administrator of a server whose providers are all the fake service."""
    names = ("tmdb", "omdb", "igdb", "twitch", "tvdb", "tvmaze", "jikan", "opensubtitles")
    addresses = {f"seen_{name}_url": service.url for name in names}
    api.configure(**addresses, **settings, seen_download_allow="127.0.0.0/8")
    return api.as_admin()


def state_of(admin, provider):
    items = admin.get(PROVIDERS).json["items"]
    return next(item for item in items if item["provider"] == provider)


def test_a_key_that_is_entered_is_in_force_at_once_and_never_shown(api, db, caplog):
    admin = api.as_admin()

    saved = admin.put(f"{PROVIDERS}/tmdb/key", json={"apiKey": " a-very-secret-key \n"})

    assert saved.status == 204
    assert state_of(admin, "tmdb")["keySource"] == "stored"
    assert state_of(admin, "tmdb")["state"] == "ready"
    assert get(KeyRing).settings().tmdb_api_key.get_secret_value() == "a-very-secret-key"
    assert "a-very-secret-key" not in admin.get(PROVIDERS).text + caplog.text
    with db.read() as conn:
        rows = conn.execute("SELECT to_jsonb(k)::text FROM provider_keys AS k").fetchall()
    assert len(rows) == 1
    assert "a-very-secret-key" not in rows[0][0]


@pytest.mark.parametrize(
    ("provider", "task"),
    [("tmdb", ["backfill"]), ("omdb", ["enrich_titles"]), ("opensubtitles", [])],
)
def test_a_provider_is_asked_as_soon_as_its_key_is_saved(api, db, provider, task):
    api.as_admin().put(f"{PROVIDERS}/{provider}/key", json={"apiKey": "a-key"})

    with db.read() as conn:
        rows = conn.execute("SELECT task_name FROM procrastinate_jobs").fetchall()
    assert [name for (name,) in rows] == task


def test_a_page_that_is_cached_without_a_key_asks_the_provider_once_there_is_one(api, db):
    admin, film = api.as_admin(), make_title(db)
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            VALUES (%s, 'tmdb', 'movie', '19')
            """,
            [film],
        )
    before = admin.get(f"/api/v1/movies/{film}").json["metadata"]

    admin.put(f"{PROVIDERS}/tmdb/key", json={"apiKey": "a-key"})
    after = admin.get(f"/api/v1/movies/{film}").json["metadata"]

    assert (before["provider"], before["refreshing"]) == (None, False)
    assert (after["provider"], after["refreshing"]) == ("tmdb", True)


def test_a_key_that_is_cleared_is_gone(api):
    admin = api.as_admin()
    admin.put(f"{PROVIDERS}/omdb/key", json={"apiKey": "a-key"})

    assert admin.delete(f"{PROVIDERS}/omdb/key").status == 204

    assert state_of(admin, "omdb")["keySource"] is None
    assert admin.delete(f"{PROVIDERS}/omdb/key").status == 204


def test_a_key_of_the_environment_wins_and_is_not_replaced(api):
    api.configure(tmdb_api_key="of-the-environment")
    admin = api.as_admin()

    answer = admin.put(f"{PROVIDERS}/tmdb/key", json={"apiKey": "another"})

    assert (answer.status, answer.json["code"]) == (409, "key_set_by_environment")
    assert admin.delete(f"{PROVIDERS}/tmdb/key").status == 409
    assert state_of(admin, "tmdb")["keySource"] == "environment"
    assert get(KeyRing).settings().tmdb_api_key.get_secret_value() == "of-the-environment"


@pytest.mark.parametrize(
    ("provider", "key", "field"),
    [
        ("tmdb", {}, "apiKey"),
        ("tmdb", {"apiKey": "two words"}, "apiKey"),
        ("tmdb", {"apiKey": "  "}, "apiKey"),
        ("igdb", {"clientId": "an-id"}, "clientSecret"),
        ("igdb", {"apiKey": "a-key"}, "clientId"),
    ],
)
def test_a_key_that_cannot_be_one_is_refused_at_its_field_without_repeating_it(
    api, provider, key, field
):
    answer = api.as_admin().put(f"{PROVIDERS}/{provider}/key", json=key)

    assert (answer.status, answer.json["field"]) == (422, field)
    assert "two words" not in answer.text


def test_an_unknown_provider_is_not_found(api):
    answer = api.as_admin().put(f"{PROVIDERS}/letterboxd/key", json={"apiKey": "a-key"})

    assert (answer.status, answer.json["code"]) == (404, "unknown_provider")


@pytest.mark.parametrize("name", ["tvmaze", "jikan"])
def test_a_provider_without_keys_is_switched_on_and_off(api, name):
    admin = api.as_admin()

    assert admin.put(f"{PROVIDERS}/{name}/key", json={}).status == 204
    assert state_of(admin, name)["state"] == "ready"
    assert admin.delete(f"{PROVIDERS}/{name}/key").status == 204
    assert state_of(admin, name)["state"] == "off"


def test_a_new_key_ends_the_pause_after_the_old_one_was_refused(api, failed):
    admin = api.as_admin()
    admin.put(f"{PROVIDERS}/tmdb/key", json={"apiKey": "a-key"})

    assert failed.rung == 1
    assert state_of(admin, "tmdb")["state"] == "ready"
    assert state_of(admin, "tmdb")["lastError"] is None


def opens_for(good):
    """A page that knows Metropolis for the good key, and refuses every other."""

    def make(asked):
        is_good = asked.query.get("api_key") == good
        return Page({"id": 19, "title": "Metropolis"}) if is_good else Page({}, status=401)

    return make


def test_a_test_asks_the_provider_with_the_key_that_is_being_typed(api, service):
    service.serve("/movie/19", None, make=opens_for("the-right-one"))
    api.configure(seen_tmdb_url=service.url, seen_download_allow="127.0.0.0/8")
    admin = api.as_admin()

    right = admin.post(f"{PROVIDERS}/tmdb/test", json={"apiKey": "the-right-one"}).json
    wrong = admin.post(f"{PROVIDERS}/tmdb/test", json={"apiKey": "a-wrong-one"}).json

    assert (right["outcome"], right["sample"]) == ("works", "Metropolis")
    assert wrong["outcome"] == "refused"
    assert state_of(admin, "tmdb")["keySource"] is None


def test_a_test_without_a_key_tries_the_stored_one(api, service):
    service.serve("/movie/19", None, make=opens_for("the-right-one"))
    api.configure(seen_tmdb_url=service.url, seen_download_allow="127.0.0.0/8")
    admin = api.as_admin()
    admin.put(f"{PROVIDERS}/tmdb/key", json={"apiKey": "the-right-one"})

    assert admin.post(f"{PROVIDERS}/tmdb/test", json={}).json["outcome"] == "works"


def test_a_key_in_force_that_works_ends_a_rest(api, service, failed):
    service.serve("/movie/19", {"id": 19, "title": "Metropolis"})
    admin = at_the_service(api, service, tmdb_api_key="k")

    admin.post(f"{PROVIDERS}/tmdb/test", json={"apiKey": "another"})
    before = state_of(admin, "tmdb")
    admin.post(f"{PROVIDERS}/tmdb/test", json={})
    after = state_of(admin, "tmdb")

    assert failed.rung == 1
    assert (before["state"], before["lastError"] is None) == ("waiting", False)
    assert (after["state"], after["lastError"]) == ("ready", None)


def test_every_provider_can_be_tested(api, service):
    service.serve("/", {"Response": "True", "Title": "Metropolis"})
    service.serve("/oauth2/token", {"access_token": "t", "expires_in": 5000})
    service.serve("/games", [{"id": 1942, "name": "The Witcher 3"}])
    service.serve("/login", {"data": {"token": "t"}})
    service.serve("/shows/1", {"id": 1, "name": "Under the Dome"})
    service.serve("/anime/1", {"data": {"title": "Cowboy Bebop"}})
    found = {"feature_details": {"title": "Metropolis"}, "language": "en"}
    service.serve("/subtitles", {"data": [{"attributes": found}]})
    service.serve("/movie/19", {"id": 19, "title": "Metropolis"})
    admin = at_the_service(api, service)

    found = {
        name: admin.post(f"{PROVIDERS}/{name}/test", json=key).json
        for name, key in TEST_KEYS.items()
    }

    assert {name: each["outcome"] for name, each in found.items()} == dict.fromkeys(
        TEST_KEYS, "works"
    )
    assert [found[name]["sample"] for name in TEST_KEYS] == [
        "Metropolis",
        "Metropolis",
        "The Witcher 3",
        None,
        "Under the Dome",
        "Cowboy Bebop",
        "Metropolis",
    ]


@pytest.mark.parametrize("provider", TEST_KEYS)
@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        (401, "refused"),
        (429, "limited"),
        (503, "failed"),
        ("html", "unreadable"),
        ("truncated", "unreadable"),
        ("list", "unreadable"),
        ("empty", "unreadable"),
    ],
)
def test_a_test_says_what_went_wrong(api, service, provider, mode, outcome):
    service.mode = mode
    admin = at_the_service(api, service)

    found = admin.post(f"{PROVIDERS}/{provider}/test", json=TEST_KEYS[provider]).json

    assert (found["outcome"], found["sample"]) == (outcome, None)


def test_a_provider_that_does_not_respond_is_unreachable(api, service):
    service.close()
    api.configure(seen_tmdb_url=service.url, seen_download_allow="127.0.0.0/8")

    found = api.as_admin().post(f"{PROVIDERS}/tmdb/test", json={"apiKey": "k"}).json

    assert found["outcome"] == "unreachable"
