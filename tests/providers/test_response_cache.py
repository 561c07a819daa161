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
def test_a_fresh_answer_is_not_asked_for_again(service, providers, watch):
    first = providers.tmdb.movie(603)
    watch.pass_by(hours=23)
    second = providers.tmdb.movie(603)

    assert first == second
    assert second.is_stale is False
    assert second.skipped == 1
    assert len(service.requests) == 1


@pytest.mark.usefixtures("matrix")
def test_what_is_remembered_survives_a_restart(service, providers, opens):
    providers.tmdb.movie(603)
    another_process = opens()

    assert another_process.tmdb.movie(603).value.title == "The Matrix"
    assert len(service.requests) == 1


@pytest.mark.usefixtures("matrix")
def test_an_unchanged_answer_is_kept_for_another_day(service, providers, watch):
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


def test_a_changed_answer_takes_the_place_of_the_old(service, matrix, providers, watch):
    providers.tmdb.movie(603)
    matrix.content, matrix.etag = {"id": 603, "title": "Matrix"}, 'W/"two"'
    watch.pass_by(hours=25)

    assert providers.tmdb.movie(603).value.title == "Matrix"
    watch.pass_by(hours=1)
    assert providers.tmdb.movie(603).value.title == "Matrix"


@pytest.mark.usefixtures("matrix")
@pytest.mark.parametrize("mode", [500, 429, 401, "html", "empty", "list", "truncated"])
def test_an_old_answer_stands_in_for_a_failing_service(mode, service, providers, watch):
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
def test_an_answer_older_than_a_month_stands_in_for_nothing(service, providers, watch):
    providers.tmdb.movie(603)
    service.mode = 500
    watch.pass_by(days=31)

    with pytest.raises(ServerFailed):
        providers.tmdb.movie(603)


def test_a_remembered_answer_we_no_longer_understand_is_asked_for_again(
    service, matrix, providers, db
):
    providers.tmdb.movie(603)
    with db.read() as conn:
        conn.execute("UPDATE provider_responses SET body = '[1]'")

    assert providers.tmdb.movie(603).value.title == "The Matrix"
    assert "if-none-match" not in service.requests[1].headers


def test_a_title_that_is_gone_is_gone(service, matrix, providers, watch):
    providers.tmdb.movie(603)
    del service.pages["/tmdb/movie/603"]
    watch.pass_by(hours=25)

    with pytest.raises(UnknownToProvider):
        providers.tmdb.movie(603)


def test_many_who_ask_the_same_at_once_send_one_request(service, providers):
    everybody_is_here = threading.Event()

    def page(_asked):
        everybody_is_here.wait(60)
        return Page(MATRIX)

    service.pages["/tmdb/movie/603"] = Page(make=page)
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(providers.tmdb.movie, 603) for _ in range(8)]
        everybody_is_here.set()
        found = {id(each.result(10)) for each in asked}

    assert len(service.requests) == 1
    assert len(found) <= 8


@pytest.mark.usefixtures("matrix")
def test_the_key_is_no_part_of_the_question(service, providers, opens):
    providers.tmdb.movie(603)
    with_a_token = opens(tmdb_api_key="eyJ" + "a" * 200)

    assert with_a_token.tmdb.movie(603).value.id == 603
    assert len(service.requests) == 1


def test_another_question_is_another_answer(service, providers):
    service.pages["/tmdb/movie/upcoming"] = Page(
        make=lambda asked: Page({"page": int(asked.query["page"]), "results": []})
    )

    assert providers.tmdb.upcoming(page=1).value.page == 1
    assert providers.tmdb.upcoming(page=2).value.page == 2


@pytest.mark.usefixtures("matrix")
def test_answers_older_than_a_month_are_deleted(providers, db, watch):
    providers.tmdb.movie(603)
    deleted = []
    for days in (29, 2, 0):
        watch.pass_by(days=days)
        with db.read() as conn:
            deleted.append(store.delete_responses(conn, fetched_before=watch() - MAX_STALE))

    assert deleted == [0, 1, 0]


@pytest.mark.usefixtures("matrix")
def test_going_through_a_catalogue_keeps_nothing_and_uses_what_is_there(service, providers, db):
    providers.without_cache().tmdb.movie(603)
    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM provider_responses").fetchone() == (0,)

    providers.tmdb.movie(603)
    providers.without_cache().tmdb.movie(603)
    assert len(service.requests) == 2


def test_a_packed_answer_is_unpacked(service, providers):
    service.serve("/tmdb/movie/603", MATRIX, is_packed=True)

    assert providers.tmdb.movie(603).value.title == "The Matrix"
    assert service.requests[0].headers["accept-encoding"] == "gzip"
