"""What the administrator sees of outside services."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.providers import circuit_state, store
from chalicelib.providers.circuit_state import CircuitState


@pytest.fixture
def failed(db):
    """A failure of TMDB a moment ago."""
    now = datetime.now(UTC)
    state = circuit_state.after_failure(
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


def test_without_any_key_every_service_is_off(api):
    items = api.as_admin().get("/api/v1/admin/providers").json["items"]

    assert [item["provider"] for item in items] == ["tmdb", "igdb", "omdb", "tvdb", "jikan"]
    assert {item["state"] for item in items} == {"off"}
    assert {item["configured"] for item in items} == {False}
    assert items[0]["lastError"] is None


def test_a_service_that_failed_waits_and_says_why(api, failed):
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
