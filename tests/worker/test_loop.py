"""The loop every kind of background work runs in, and the end of the process."""

import threading
import time

import pytest

from chalicelib.platform.errors import Unavailable
from tests.waiting import wait_until
from worker import job_loop, worker_main
from worker.job_loop import Backoff, Job

AT_ONCE = Backoff(idle_s=0, first_backoff_s=0)


def run_units(units: list[object], pace: Backoff = AT_ONCE) -> None:
    """Run a job whose units are given: raised, or answered. The loop is stopped after the last."""
    stop = threading.Event()
    left = iter(units)

    def work() -> bool:
        unit = next(left, None)
        if unit is None:
            stop.set()
            return False
        if isinstance(unit, Exception):
            raise unit
        return bool(unit)

    job_loop.run(Job("demo", work, pace), stop)


def test_a_failing_job_is_logged_and_does_not_end_the_loop(caplog):
    run_units([ValueError("boom"), True, False])

    assert [record.message for record in caplog.records] == ["demo failed"]
    assert "boom" in caplog.text


def test_a_database_outage_is_one_log_line_and_its_end_another(caplog):
    caplog.set_level("INFO")
    run_units([Unavailable("away"), Unavailable("away"), Unavailable("away"), True, False])

    assert caplog.messages == ["demo waits for the database", "demo has the database again"]
    assert "Traceback" not in caplog.text


def test_the_pause_after_a_failure_grows_and_has_a_limit(caplog):
    run_units(
        [ValueError("x")] * 4,
        Backoff(idle_s=0, first_backoff_s=0.001, longest_backoff_s=0.004, jitter=lambda: 0.5),
    )

    assert [record.backoff_s for record in caplog.records] == [0.001, 0.002, 0.004, 0.004]


def test_a_wakeup_ends_an_idle_wait():
    stop = threading.Event()
    looks: list[int] = []
    job = Job("demo", lambda: bool(looks.append(1)), Backoff(idle_s=60))
    thread = threading.Thread(target=job_loop.run, args=(job, stop), daemon=True)
    thread.start()
    wait_until(lambda: len(looks) == 1)
    job.wakeup.set()
    wait_until(lambda: len(looks) == 2)
    stop.set()
    job.wakeup.set()
    thread.join(60)

    assert not thread.is_alive()


class Component:
    """One job that waits, and notes what is done to it."""

    def __init__(self, notes: list[str], *, fails: bool = False) -> None:
        self.notes = notes
        self.fails = fails

    def jobs(self) -> list[Job]:
        return [Job("waiting", lambda: False, Backoff(idle_s=60))]

    def stop(self) -> None:
        self.notes.append("stop")

    def close(self, within_s: float) -> None:
        self.notes.append("close")
        if self.fails:
            raise ValueError("does not close")


@pytest.mark.parametrize("fails", [False, True])
def test_the_shutdown_stops_all_components_and_then_closes_them(caplog, fails):
    notes: list[str] = []
    parts = [Component(notes, fails=fails), Component(notes)]
    jobs = [job for part in parts for job in part.jobs()]
    stop = threading.Event()
    threads = [threading.Thread(target=job_loop.run, args=(job, stop), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    began_s = time.monotonic()
    worker_main.end(parts, jobs, threads, stop)

    assert notes == ["stop", "stop", "close", "close"]
    assert not any(thread.is_alive() for thread in threads)
    assert time.monotonic() - began_s < 60
    assert ("component did not close" in caplog.messages) is fails


def test_a_hanging_job_delays_the_shutdown_by_a_limited_time(monkeypatch):
    monkeypatch.setattr(worker_main, "UNITS_END_WITHIN_S", 0.1)
    release = threading.Event()
    notes: list[str] = []
    stop = threading.Event()
    job = Job("stuck", lambda: release.wait(30))
    thread = threading.Thread(target=job_loop.run, args=(job, stop), daemon=True)
    thread.start()
    worker_main.end([Component(notes)], [job], [thread], stop)

    assert notes == ["stop", "close"]
    release.set()
