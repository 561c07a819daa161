"""Answers are kept, checked again, and stand in for a service that is away."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.providers import store
from chalicelib.providers.errors import ServerFailed, UnknownToProvider
from chalicelib.providers.response_cache import MAX_STALE
from tests.services import FakeService, Page

MATRIX = {"id": 603, "title": "The Matrix", "credits": {"cast": [{"id": 1, "name": "Keanu"}, 7]}}


@pytest.fixture
def matrix(service: FakeService) -> Page:
    service.serve("/tmdb/movie/603", MATRIX, etag='W/"one"')
    return service.pages["/tmdb/movie/603"]


@pytest.mark.usefixtures("matrix")
def test_a_fresh_response_is_not_requested_again(service, providers, watch):
    first = providers.tmdb.movie(603)
    watch.pass_by(hours=23)
    second = providers.tmdb.movie(603)

    assert first == second
    assert second.is_stale is False
    assert second.skipped == 1
    assert len(service.requests) == 1


@pytest.mark.usefixtures("matrix")
def test_the_cache_survives_a_restart(service, providers, opens):
    providers.tmdb.movie(603)
    another_process = opens()

    assert another_process.tmdb.movie(603).value.title == "The Matrix"
    assert len(service.requests) == 1


@pytest.mark.usefixtures("matrix")
def test_a_304_extends_a_cached_response_by_a_day(service, providers, watch):
    providers.tmdb.movie(603)
    watch.pass_by(hours=25)
    again = providers.tmdb.movie(603)
    watch.pass_by(hours=23)
    later = providers.tmdb.movie(603)

    assert service.requests[1].headers["if-none-match"] == 'W/"one"'
    assert "if-none-match" not in service.requests[0].headers
    assert len(service.requests) == 2
    assert again.value == later.value
    assert again.fetched_at > watch.now.replace(day=2, hour=0)


def test_a_changed_response_replaces_the_old_one(service, matrix, providers, watch):
    providers.tmdb.movie(603)
    matrix.content, matrix.etag = {"id": 603, "title": "Matrix"}, 'W/"two"'
    watch.pass_by(hours=25)

    assert providers.tmdb.movie(603).value.title == "Matrix"
    watch.pass_by(hours=1)
    assert providers.tmdb.movie(603).value.title == "Matrix"


@pytest.mark.usefixtures("matrix")
@pytest.mark.parametrize("mode", [500, 429, 401, "html", "empty", "list", "truncated"])
def test_a_stale_response_is_used_while_the_service_fails(mode, service, providers, watch):
    fetched_at = providers.tmdb.movie(603).fetched_at
    watch.pass_by(days=2)
    service.mode = mode

    stale = providers.tmdb.movie(603)
    resting = providers.tmdb.movie(603)

    assert stale.value.title == "The Matrix"
    assert stale.is_stale is True
    assert stale.fetched_at == fetched_at
    assert resting == stale


@pytest.mark.usefixtures("matrix")
def test_a_response_older_than_a_month_is_not_used(service, providers, watch):
    providers.tmdb.movie(603)
    service.mode = 500
    watch.pass_by(days=31)

    with pytest.raises(ServerFailed):
        providers.tmdb.movie(603)


def test_an_unreadable_cached_response_is_requested_again(service, matrix, providers, db):
    providers.tmdb.movie(603)
    with db.read() as conn:
        conn.execute("UPDATE provider_responses SET body = '[1]'")

    assert providers.tmdb.movie(603).value.title == "The Matrix"
    assert "if-none-match" not in service.requests[1].headers


def test_a_deleted_title_is_not_found(service, matrix, providers, watch):
    providers.tmdb.movie(603)
    del service.pages["/tmdb/movie/603"]
    watch.pass_by(hours=25)

    with pytest.raises(UnknownToProvider):
        providers.tmdb.movie(603)


def test_concurrent_identical_requests_are_sent_once(service, providers):
    all_callers_are_here = threading.Event()

    def page(_asked):
        all_callers_are_here.wait(60)
        return Page(MATRIX)

    service.pages["/tmdb/movie/603"] = Page(make=page)
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(providers.tmdb.movie, 603) for _ in range(8)]
        all_callers_are_here.set()
        found = {id(each.result(10)) for each in asked}

    assert len(service.requests) == 1
    assert len(found) <= 8


@pytest.mark.usefixtures("matrix")
def test_the_api_key_is_not_part_of_the_cache_key(service, providers, opens):
    providers.tmdb.movie(603)
    with_a_token = opens(tmdb_api_key="eyJ" + "a" * 200)

    assert with_a_token.tmdb.movie(603).value.id == 603
    assert len(service.requests) == 1


def test_different_requests_have_different_cache_keys(service, providers):
    service.pages["/tmdb/movie/upcoming"] = Page(
        make=lambda asked: Page({"page": int(asked.query["page"]), "results": []})
    )

    assert providers.tmdb.upcoming(page=1).value.page == 1
    assert providers.tmdb.upcoming(page=2).value.page == 2


@pytest.mark.usefixtures("matrix")
def test_responses_older_than_a_month_are_deleted(providers, db, watch):
    providers.tmdb.movie(603)
    deleted = []
    for days in (29, 2, 0):
        watch.pass_by(days=days)
        with db.read() as conn:
            deleted.append(store.delete_responses(conn, fetched_before=watch() - MAX_STALE))

    assert deleted == [0, 1, 0]


@pytest.mark.usefixtures("matrix")
def test_a_backfill_reads_the_cache_and_does_not_write_it(service, providers, db):
    providers.without_cache().tmdb.movie(603)
    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM provider_responses").fetchone() == (0,)

    providers.tmdb.movie(603)
    providers.without_cache().tmdb.movie(603)
    assert len(service.requests) == 2


def test_a_compressed_response_is_decompressed(service, providers):
    service.serve("/tmdb/movie/603", MATRIX, is_packed=True)

    assert providers.tmdb.movie(603).value.title == "The Matrix"
    assert service.requests[0].headers["accept-encoding"] == "gzip"
