from datetime import timedelta

import pytest
from chalice.app import Chalice, Cron, Rate

from worker.scheduler import Schedule, Scheduler, schedules_of


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def ticking(ran) -> Chalice:
    app = Chalice(app_name="ticking")

    @app.schedule(Rate(5, unit=Rate.MINUTES))
    def sweep(event) -> None:
        ran.append(event.detail_type)

    return app


def test_the_schedules_of_the_app_are_read_from_the_app(ticking):
    assert schedules_of(ticking) == [Schedule("sweep", timedelta(minutes=5))]


def test_every_schedule_of_the_product_can_be_fired_at_home():
    from app import app

    assert {schedule.name for schedule in schedules_of(app)} >= {"forget_ended_sessions"}


def test_an_unsupported_schedule_is_refused(ticking):
    @ticking.schedule(Cron(0, 3, "*", "*", "?", "*"))
    def nightly(event) -> None:
        """Never runs."""

    with pytest.raises(ValueError, match="nightly"):
        schedules_of(ticking)


def test_a_schedule_runs_once_in_its_interval(ticking, db, clock, ran):
    now = clock()
    ticker = Scheduler(ticking, db, lambda: now)

    assert ticker.work_once() is True
    assert ticker.work_once() is False
    now += timedelta(minutes=4, seconds=59)
    assert ticker.work_once() is False
    now += timedelta(seconds=1)
    assert ticker.work_once() is True
    assert ran == ["Scheduled Event", "Scheduled Event"]


def test_two_workers_do_not_run_one_schedule_twice(ticking, db, clock, ran):
    tickers = [Scheduler(ticking, db, clock) for _ in range(2)]

    assert [ticker.work_once() for ticker in tickers] == [True, False]
    assert len(ran) == 1
