"""Opening a title has it asked about, once, and no request waits for long."""

import threading
from datetime import timedelta

import pytest

from chalicelib.metadata.models import BULK_QUEUE, QUEUE
from chalicelib.metadata.service.staleness import MAX_WAITERS, Refresher
from tests.titles import make_credit, make_person, make_show, make_title
from tests.waiting import wait_until
from worker.metadata.component import QUEUE_CONCURRENCY
from worker.metadata.task_handlers import app_of
from worker.task_runner import TaskRunner


@pytest.fixture
def film(desk):
    media_id = make_title(desk.db)
    desk.give_id(media_id, "tmdb", "19")
    return media_id


@pytest.fixture
def working(desk):
    """A worker that does what is queued, on the clock of this machine."""
    stop = threading.Event()
    runner = TaskRunner(lambda: app_of(desk.db.dsn, desk.handlers), QUEUE_CONCURRENCY)
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: listeners(desk) == len(QUEUE_CONCURRENCY))
        desk.clock.now = desk.row("SELECT now()")[0]
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def listeners(desk):
    """Connections that hear of a task as soon as it is queued."""
    return desk.row(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND starts_with(query, 'LISTEN')
        """
    )[0]


class Naps:
    """Counts naps and lets the clock of the wait run."""

    def __init__(self):
        self.now = 0.0
        self.count = 0

    def sleep(self, seconds):
        self.count += 1
        self.now += seconds

    def monotonic(self):
        return self.now


def test_a_new_title_is_queued_once(desk, film):
    first, second = (
        desk.refresher().refresh_if_stale(film),
        desk.refresher().refresh_if_stale(film),
    )

    assert (first.provider, first.refreshing, first.checked_at) == ("tmdb", True, None)
    assert second.refreshing
    assert desk.queued() == [("fetch_title", {"media_id": film, "with_episodes": False})]


def test_a_page_request_precedes_the_backfill(desk, film):
    desk.refresher().refresh_if_stale(film)

    assert desk.row("SELECT queue_name FROM procrastinate_jobs") == ("metadata",)
    assert QUEUE != BULK_QUEUE


def test_without_a_worker_a_page_does_not_wait(desk, film):
    naps = Naps()

    desk.refresher(sleep=naps.sleep, monotonic=naps.monotonic).refresh_if_stale(film)

    assert naps.count == 0


def test_with_a_hanging_worker_a_page_waits_only_its_budget(desk, film):
    naps = Naps()
    desk.worker_is_alive()

    state = desk.refresher(sleep=naps.sleep, monotonic=naps.monotonic).refresh_if_stale(film)

    assert state.refreshing
    assert 0.35 <= naps.now <= 0.45
    assert naps.count <= 25


def test_a_request_that_timed_out_is_not_awaited_again(desk, film):
    naps = Naps()
    desk.worker_is_alive()
    patient = desk.refresher(sleep=naps.sleep, monotonic=naps.monotonic)
    patient.refresh_if_stale(film)
    waited = naps.count
    desk.clock.pass_by(seconds=5)

    state = patient.refresh_if_stale(film)

    assert state.refreshing
    assert naps.count == waited


def test_only_a_few_pages_wait_at_once(desk):
    desk.worker_is_alive()
    asleep = threading.Barrier(MAX_WAITERS + 1, timeout=60)
    wake = threading.Event()

    def sleep(_seconds):
        asleep.wait()
        wake.wait(60)

    refresher = desk.refresher(sleep=sleep, budget_s=0.001)
    films = [make_title(desk.db, f"Film {n}") for n in range(MAX_WAITERS + 1)]
    threads = [
        threading.Thread(target=refresher.refresh_if_stale, args=(media_id,))
        for media_id in films[:MAX_WAITERS]
    ]
    for thread in threads:
        thread.start()
    asleep.wait()

    state = refresher.refresh_if_stale(films[-1])
    still_wait = [thread.is_alive() for thread in threads]

    wake.set()
    for thread in threads:
        thread.join(60)
    assert state.refreshing
    assert still_wait == [True] * MAX_WAITERS


@pytest.mark.parametrize(("days", "is_due"), [(29, False), (31, True)])
def test_a_title_is_refreshed_after_a_month(desk, film, days, is_due):
    desk.do(
        "INSERT INTO media_fetches (media_id, backfilled_at) VALUES (%s, %s)", film, desk.clock()
    )
    desk.clock.pass_by(days=days)

    state = desk.refresher().refresh_if_stale(film)

    assert state.refreshing == is_due
    assert bool(desk.queued()) == is_due


@pytest.mark.parametrize(("hours", "is_due"), [(23, False), (25, True)])
def test_episodes_are_refreshed_daily(desk, hours, is_due):
    show = make_show(desk.db)
    desk.do(
        """
        INSERT INTO media_fetches (media_id, backfilled_at, episodes_checked_at)
        VALUES (%s, %s, %s)
        """,
        show.id,
        desk.clock(),
        desk.clock(),
    )
    desk.clock.pass_by(hours=hours)

    assert desk.refresher().refresh_if_stale(show.id, wants_episodes=True).refreshing == is_due
    assert [name for name, _ in desk.queued()] == (["fetch_episodes"] if is_due else [])


def test_a_title_is_refreshed_when_somebody_chooses_a_new_country(desk, film):
    def choose(region, days):
        user = make_person(desk.db)
        since = desk.clock() + timedelta(days=days)
        desk.do(
            "INSERT INTO user_preferences (user_id, region, region_since, updated_at)"
            " VALUES (%s, %s, %s, now())",
            user,
            region,
            since,
        )

    desk.do(
        "INSERT INTO media_fetches (media_id, backfilled_at) VALUES (%s, %s)", film, desk.clock()
    )
    choose("DE", -1)
    choose("DE", 1)
    was_due = desk.refresher().refresh_if_stale(film).refreshing
    choose("FR", 1)

    assert (was_due, desk.refresher().refresh_if_stale(film).refreshing) == (False, True)


def test_episodes_of_a_complete_finished_show_are_not_refreshed(desk):
    show = make_show(desk.db)
    desk.do("UPDATE media_items SET end_year = 2011 WHERE id = %s", show.id)
    desk.do("UPDATE show_episodes SET still_url = '/art/s.svg', overview = 'o'")
    desk.do(
        """
        INSERT INTO media_fetches (media_id, backfilled_at, episodes_checked_at)
        VALUES (%s, %s, %s)
        """,
        show.id,
        desk.clock() + timedelta(days=90),
        desk.clock(),
    )
    desk.clock.pass_by(days=100)

    assert not desk.refresher().refresh_if_stale(show.id, wants_episodes=True).refreshing


def test_without_a_key_nothing_is_queued(desk, film):
    state = Refresher(desk.db, desk.clock, lambda: frozenset({"igdb"})).refresh_if_stale(film)

    assert (state.provider, state.refreshing, state.unavailable) == (None, False, None)
    assert desk.queued() == []


def test_a_paused_provider_is_reported_and_nothing_is_queued(desk, film):
    desk.do(
        "INSERT INTO provider_states (provider, disabled_until) VALUES ('tmdb', %s)",
        desk.clock() + timedelta(minutes=5),
    )

    state = desk.refresher().refresh_if_stale(film)

    assert (state.refreshing, state.unavailable) == (False, "resting")
    assert desk.queued() == []


def test_after_a_failure_the_next_visits_do_not_request_at_once(desk, film):
    desk.service.mode = 500
    desk.refresher().refresh_if_stale(film)
    desk.titles.fetch(film)
    desk.do("DELETE FROM procrastinate_jobs")
    desk.do("DELETE FROM provider_states")

    state = desk.refresher().refresh_if_stale(film)
    desk.clock.pass_by(minutes=11)
    later = desk.refresher().refresh_if_stale(film)

    assert (state.refreshing, state.unavailable) == (False, "provider_server_failed")
    assert later.refreshing


def test_a_title_is_requested_at_once_when_its_provider_answers_again(desk, film):
    desk.service.mode, desk.service.headers = 429, {"Retry-After": "90"}
    desk.refresher().refresh_if_stale(film)
    desk.titles.fetch(film)
    desk.do("DELETE FROM procrastinate_jobs")

    resting = desk.refresher().refresh_if_stale(film)
    desk.clock.pass_by(seconds=91)
    later = desk.refresher().refresh_if_stale(film)

    assert (resting.refreshing, resting.unavailable) == (False, "resting")
    assert (later.refreshing, later.unavailable) == (True, None)
    assert len(desk.queued()) == 1


def test_a_request_that_waits_long_is_not_reported_as_being_fetched(desk, film):
    desk.refresher().refresh_if_stale(film)

    desk.clock.pass_by(seconds=61)
    state = desk.refresher().refresh_if_stale(film)

    assert (state.refreshing, state.unavailable) == (False, "queued")
    assert len(desk.queued()) == 1


def test_an_unknown_title_has_no_metadata_state(desk):
    assert desk.refresher().refresh_if_stale(1).provider is None


def test_a_waiting_page_gets_the_new_metadata(desk, film, working):
    desk.knows_movie(19, overview="A city of two storeys.")

    state = desk.refresher(budget_s=20.0).refresh_if_stale(film)

    assert (state.refreshing, state.checked_at) == (False, desk.clock())
    assert desk.row("SELECT overview FROM media_items") == ("A city of two storeys.",)


def test_eight_concurrent_visits_queue_one_request(desk, film, working):
    desk.knows_movie(19, overview="A city of two storeys.")
    refresher = desk.refresher(budget_s=20.0)
    together = threading.Barrier(8, timeout=60)
    states = []

    def open_page():
        together.wait()
        states.append(refresher.refresh_if_stale(film))

    threads = [threading.Thread(target=open_page) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    wait_until(lambda: not desk.queued())

    assert len(states) == 8
    assert desk.service.paths() == ["/tmdb/movie/19"]
    assert desk.row("SELECT overview FROM media_items") == ("A city of two storeys.",)


def test_a_person_is_requested_like_a_title(desk, working):
    helm = make_credit(desk.db, make_title(desk.db), tmdb_id=7)
    desk.knows("/person/7", {"id": 7, "name": "Brigitte Helm", "biography": "She played both."})

    refreshing = desk.refresher(budget_s=20.0).refresh_person_if_stale(helm)
    again = desk.refresher().refresh_person_if_stale(helm)

    assert not refreshing
    assert not again
    assert desk.row("SELECT biography FROM people") == ("She played both.",)
    assert desk.service.paths() == ["/tmdb/person/7"]


def test_a_person_without_an_external_id_is_not_requested(desk):
    helm = make_credit(desk.db, make_title(desk.db))

    assert not desk.refresher().refresh_person_if_stale(helm)
    assert desk.queued() == []
