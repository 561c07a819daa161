"""Reliability case 51: every way a service can fail, and what becomes of the question."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.platform.db import Database
from chalicelib.providers import store
from chalicelib.providers.circuit_rules import CircuitState
from chalicelib.providers.errors import (
    CircuitOpen,
    CredentialsRejected,
    InvalidResponse,
    MalformedResponse,
    ProviderFailed,
    ProviderTimedOut,
    ProviderUnreachable,
    RateLimited,
    ServerFailed,
    UnknownToProvider,
)
from tests.services import FakeService, Page

MATRIX = {"id": 603, "title": "The Matrix", "runtime": 136}
TWITCH = "/twitch/oauth2/token"


@pytest.fixture
def matrix(service: FakeService) -> None:
    service.serve("/tmdb/movie/603", MATRIX)


def state_of(db: Database, provider: str) -> CircuitState | None:
    with db.read() as conn:
        return store.state(conn, provider=provider)


def remembered(db: Database) -> int:
    with db.read() as conn:
        (count,) = conn.execute("SELECT count(*) FROM provider_responses").fetchone()
        return count


def rung(db: Database, provider: str = "tmdb") -> int:
    state = state_of(db, provider)
    return state.rung if state else 0


def test_case_51_refused_connections_pause_without_a_further_step(service, providers, db, watch):
    service.close()

    with pytest.raises(ProviderUnreachable):
        providers.tmdb.movie(603)
    assert rung(db) == 1
    assert len(watch.slept) == 2  # tried three times
    with pytest.raises(CircuitOpen) as resting:
        providers.tmdb.movie(604)
    assert resting.value.retry_after_s <= 60

    watch.pass_by(hours=1)
    with pytest.raises(ProviderUnreachable):
        providers.tmdb.movie(603)
    assert rung(db) == 1


def test_case_51_a_hanging_service_is_tried_once_and_then_paused(service, hasty, db, watch):
    service.mode = "hang"

    with pytest.raises(ProviderTimedOut):
        hasty.tmdb.movie(603)
    with pytest.raises(CircuitOpen):
        hasty.tmdb.movie(603)
    with pytest.raises(CircuitOpen):
        hasty.tmdb.upcoming()

    assert len(service.requests) == 1
    assert watch.slept == []


def test_case_51_a_failing_service_is_tried_three_times(service, providers, db, watch):
    service.mode = 500

    with pytest.raises(ServerFailed):
        providers.tmdb.movie(603)

    assert len(service.requests) == 3
    assert [0.2 <= watch.slept[0] < 0.4, 0.4 <= watch.slept[1] < 0.8] == [True, True]
    assert state_of(db, "tmdb").last_error == "provider_server_failed: The provider answered 500."


@pytest.mark.usefixtures("matrix")
def test_case_51_a_transient_failure_is_retried(service, providers, db):
    failures = iter([503, 502])

    def page(_asked):
        status = next(failures, 200)
        return Page(MATRIX if status == 200 else {}, status=status)

    service.pages["/tmdb/movie/603"] = Page(make=page)

    assert providers.tmdb.movie(603).value.title == "The Matrix"
    assert rung(db) == 0


def test_case_51_retry_after_is_obeyed_at_once(service, providers, db, watch):
    service.mode, service.headers = 429, {"Retry-After": "90"}

    with pytest.raises(RateLimited) as limited:
        providers.tmdb.movie(603)
    assert limited.value.retry_after_s == 90
    assert len(service.requests) == 1
    assert watch.slept == []

    watch.pass_by(seconds=89)
    with pytest.raises(CircuitOpen):
        providers.tmdb.movie(603)
    assert len(service.requests) == 1

    service.mode = None
    service.serve("/tmdb/movie/603", MATRIX)
    watch.pass_by(seconds=2)
    assert providers.tmdb.movie(603).value.id == 603


def test_case_51_a_short_retry_after_is_waited_for(service, providers, watch):
    replies = iter([Page({}, status=429, headers={"Retry-After": "2"}), Page(MATRIX)])
    service.pages["/tmdb/movie/603"] = Page(make=lambda _asked: next(replies))

    assert providers.tmdb.movie(603).value.id == 603
    assert watch.slept == [2]


@pytest.mark.parametrize("mode", ["html", "truncated", "plenty", "bomb", "empty", "elsewhere"])
def test_case_51_invalid_responses_are_not_cached(mode, service, providers, db):
    other = FakeService()
    service.mode, service.elsewhere = mode, f"{other.url}/tmdb/movie/603"

    with pytest.raises(MalformedResponse):
        providers.tmdb.movie(603)

    other.close()
    assert remembered(db) == 0
    assert rung(db) == 1
    assert len(service.requests) == 1
    assert other.requests == []


def test_case_51_a_connection_that_ends_early_is_tried_again(service, providers, db):
    service.mode = "cut"

    with pytest.raises(ServerFailed):
        providers.tmdb.movie(603)

    assert len(service.requests) == 3
    assert remembered(db) == 0


@pytest.mark.parametrize("mode", ["drip", "drip_head"])
def test_case_51_a_slow_drip_is_cut_off(mode, service, hasty, db):
    service.mode = mode

    with pytest.raises(ProviderTimedOut):
        hasty.tmdb.movie(603)

    assert len(service.requests) == 1
    assert rung(db) == 1


def test_case_51_a_wrong_schema_is_not_cached_and_does_not_pause_the_service(
    service, providers, db
):
    service.mode = "list"

    with pytest.raises(InvalidResponse):
        providers.tmdb.movie(603)
    with pytest.raises(InvalidResponse):
        providers.tmdb.movie(604)

    assert remembered(db) == 0
    assert rung(db) == 0
    assert "Unexpected fields" in state_of(db, "tmdb").last_error


def test_case_51_facts_of_another_title_are_refused(service, providers, db):
    service.serve("/tmdb/movie/603", {"id": 604, "title": "The Matrix Reloaded"})

    with pytest.raises(InvalidResponse, match="another object"):
        providers.tmdb.movie(603)

    assert remembered(db) == 0


def test_case_51_a_missing_title_is_cached_for_a_day(service, providers, db, watch):
    with pytest.raises(UnknownToProvider):
        providers.tmdb.movie(1)
    watch.pass_by(hours=23)
    with pytest.raises(UnknownToProvider):
        providers.tmdb.movie(1)
    assert len(service.requests) == 1
    assert rung(db) == 0

    service.serve("/tmdb/movie/1", {"id": 1, "title": "New"})
    watch.pass_by(hours=2)
    assert providers.tmdb.movie(1).value.title == "New"


def test_case_51_a_html_404_does_not_count_as_a_missing_title(service, providers, db):
    service.serve("/tmdb/movie/603", b"<html>not here</html>", status=404)

    with pytest.raises(MalformedResponse):
        providers.tmdb.movie(603)

    assert remembered(db) == 0


def test_case_51_a_refused_key_pauses_five_minutes_without_a_further_step(
    service, providers, db, watch
):
    watch.pass_by(hours=1)
    service.mode = 401

    for _ in range(3):
        with pytest.raises(CredentialsRejected):
            providers.tmdb.movie(603)
        watch.pass_by(seconds=301)

    assert len(service.requests) == 3
    assert rung(db) == 1


def test_case_51_a_revoked_token_is_renewed_once_for_eight_callers(service, providers):
    tokens = iter(["old", "new", "newer"])
    service.pages[TWITCH] = Page(
        make=lambda _asked: Page({"access_token": next(tokens), "expires_in": 5_000_000})
    )
    service.serve("/igdb/games", [{"id": 1, "name": "Any"}])
    providers.igdb.search("first")
    all_refused = threading.Barrier(8)

    def revoked(asked):
        if asked.headers["authorization"] == "Bearer new":
            return Page([{"id": 1, "name": "Any"}])
        all_refused.wait(60)
        return Page({}, status=401)

    service.pages["/igdb/games"] = Page(make=revoked)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: providers.igdb.search(f"game {n}"), range(8)))

    assert [len(answer.value) for answer in found] == [1] * 8
    assert service.paths().count(TWITCH) == 2  # the first one, and one renewal
    assert next(tokens) == "newer"


def test_case_51_a_failed_token_request_fails_all_callers_once(service, providers, db):
    service.serve(TWITCH, {"status": 403, "message": "invalid client secret"}, status=403)

    with pytest.raises(CredentialsRejected):
        providers.igdb.search("any")
    with pytest.raises(CircuitOpen):
        providers.igdb.top_rated()

    assert service.paths() == [TWITCH]


def test_case_51_one_service_down_leaves_the_others_alone(service, providers):
    service.serve("/jikan/anime/457", {"data": {"mal_id": 457, "title": "Mushishi"}})
    service.serve("/tmdb/movie/603", {}, status=500)

    with pytest.raises(ProviderFailed):
        providers.tmdb.movie(603)

    assert providers.jikan.anime(457).value.title == "Mushishi"


def test_a_private_address_needs_permission(service, opens):
    closed = opens(seen_download_allow="")

    with pytest.raises(ProviderUnreachable, match="not usable"):
        closed.tmdb.movie(603)

    assert service.requests == []


def test_no_key_is_stored_or_logged(service, providers, db, caplog):
    service.mode = 500
    for ask in (lambda: providers.tmdb.movie(603), lambda: providers.omdb.by_imdb("tt0133093")):
        with pytest.raises(ServerFailed):
            ask()
    service.mode = None
    service.serve("/jikan/anime/457", {"data": {"mal_id": 457, "title": "Mushishi"}})
    providers.jikan.anime(457)

    assert service.requests[0].query["api_key"] == "a-short-key"
    assert "a-short-key" not in caplog.text
    assert "omdb-key" not in caplog.text + str(state_of(db, "omdb"))
    with db.read() as conn:
        (kept,) = conn.execute(
            "SELECT string_agg(provider_responses::text, '') FROM provider_responses"
        ).fetchone()
    assert "key" not in kept
