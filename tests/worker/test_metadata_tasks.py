"""The tasks the API and the schedules queue, done by a real worker."""

import threading
from contextlib import contextmanager

import pytest

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import MetadataReset
from chalicelib.metadata.service.task_queue import MetadataTaskQueue
from tests.metadata import desk as open_desk
from tests.services import Page
from tests.titles import make_title
from tests.waiting import wait_until
from worker.metadata.component import QUEUE_CONCURRENCY
from worker.metadata.task_handlers import app_of
from worker.task_runner import TaskRunner


@pytest.fixture
def desk(db):
    with open_desk(db, omdb_api_key=None, igdb_client_id=None) as made:
        yield made


@contextmanager
def working(desk):
    stop = threading.Event()
    runner = TaskRunner(lambda: app_of(desk.db.dsn, desk.handlers), QUEUE_CONCURRENCY)
    thread = threading.Thread(target=runner.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        desk.context.stop.set()
        stop.set()
        thread.join(60)
        assert not thread.is_alive()


def test_the_worker_runs_the_backfill(desk):
    media_id = make_title(desk.db, votes=9)
    desk.give_id(media_id, "tmdb", "19")
    desk.knows_movie(19, overview="A city of two storeys.")
    MetadataTaskQueue(desk.db).backfill()

    with working(desk):
        wait_until(lambda: not desk.queued())

    assert desk.row("SELECT overview FROM media_items") == ("A city of two storeys.",)
    assert desk.row("SELECT state FROM import_runs") == ("completed",)


def test_the_worker_fetches_titles_again_after_a_reset(desk):
    media_id = make_title(desk.db, votes=9)
    desk.give_id(media_id, "tmdb", "19")
    desk.knows_movie(19, overview="A city of two storeys.")
    desk.handlers.backfill.run()
    asked = desk.service.paths().count("/tmdb/movie/19")
    MetadataTaskQueue(desk.db).reset(MetadataReset(kind=MediaType.MOVIE))

    with working(desk):
        wait_until(lambda: not desk.queued())

    assert desk.service.paths().count("/tmdb/movie/19") == asked + 1
    assert desk.row("SELECT count(*) FROM import_runs WHERE state = 'completed'") == (2,)


def test_a_postponed_backfill_runs_at_its_time(desk):
    media_id = make_title(desk.db, votes=9)
    desk.give_id(media_id, "tmdb", "19")
    desk.service.serve("/tmdb/movie/19", None, make=lambda _: Page({}, 429, {"Retry-After": "90"}))
    desk.clock.now = desk.row("SELECT now()")[0]
    MetadataTaskQueue(desk.db).backfill()

    with working(desk):
        wait_s = wait_until(
            lambda: desk.row(
                """
                SELECT extract(epoch FROM scheduled_at - %s) FROM procrastinate_jobs
                WHERE task_name = 'backfill' AND status = 'todo' AND scheduled_at IS NOT NULL
                """,
                desk.clock(),
            )
        )[0]

    assert wait_s >= 90
    assert not MetadataTaskQueue(desk.db).backfill()  # it waits already


def test_related_titles_are_requested_in_the_background(desk):
    film = make_title(desk.db)
    desk.give_id(film, "tmdb", "19")
    desk.knows_movie(19, similar={"results": [{"id": 30, "title": "Destiny"}]})
    desk.knows_movie(30, "Destiny")
    desk.refresher().refresh_if_stale(film)

    with working(desk):
        wait_until(lambda: desk.row("SELECT linked_id FROM media_links"))
        wait_until(lambda: not desk.queued())

    assert desk.rows("SELECT title FROM media_items ORDER BY id") == [("Metropolis",), ("Destiny",)]


def test_expired_responses_are_deleted(desk):
    desk.do(
        """
        INSERT INTO provider_responses
            (provider, request, status, body, fetched_at, fresh_until)
        SELECT 'tmdb', sha256(day::text::bytea), 200, '', %s - day * interval '1 day', now()
        FROM generate_series(1, 40, 13) AS day
        """,
        desk.clock(),
    )
    MetadataTaskQueue(desk.db).delete_old_responses()

    with working(desk):
        wait_until(lambda: not desk.queued())

    assert desk.row("SELECT count(*) FROM provider_responses") == (3,)


def test_a_waiting_task_is_not_queued_twice(desk):
    tasks = MetadataTaskQueue(desk.db)

    assert [tasks.backfill(), tasks.backfill(), tasks.sync_sections()] == [True, False, True]
    desk.do("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'backfill'")
    assert tasks.backfill()
    assert len(desk.queued()) == 3
