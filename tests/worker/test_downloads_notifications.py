"""Listening for the database's notifications, and the end of it."""

import threading

import pytest

from chalicelib.leases.service import ListenStop
from chalicelib.platform.errors import Unavailable
from tests.downloads.data import url
from tests.downloads.harness import listeners
from tests.waiting import wait_until


@pytest.fixture
def listening(harness):
    """A thread that listens: what it heard, how it ended, and its stop."""

    class Listening:
        def __init__(self):
            self.stop = ListenStop()
            self.started = threading.Event()
            self.heard = []
            self.error = None
            self.thread = threading.Thread(target=self._run, daemon=True)

        def _run(self):
            try:
                harness.workers.listen(
                    on_start=self.started.set, on_notification=self.heard.append, stop=self.stop
                )
            except Unavailable as error:
                self.error = error

    listening = Listening()
    yield listening
    listening.stop.set()
    listening.thread.join(60)


def test_a_listener_is_notified_of_new_jobs_until_it_is_stopped(harness, user, listening):
    listening.thread.start()
    assert listening.started.wait(60)
    harness.add_job(user, "http", url())
    wait_until(lambda: listening.heard)

    listening.stop.set()
    listening.thread.join(60)

    assert not listening.thread.is_alive()
    assert listening.error is None
    wait_until(lambda: not listeners(harness.db))


def test_a_listener_that_was_stopped_before_it_began_does_not_wait(listening):
    listening.stop.set()

    listening.thread.start()
    listening.thread.join(60)

    assert not listening.thread.is_alive()
    assert listening.error is None


def test_a_lost_connection_does_not_count_as_a_stop(harness, listening):
    listening.thread.start()
    assert listening.started.wait(60)
    with harness.db.read() as conn:
        conn.execute(
            "SELECT pg_terminate_backend(%s)", [wait_until(lambda: listeners(harness.db))[0]]
        )

    listening.thread.join(60)

    assert not listening.thread.is_alive()
    assert isinstance(listening.error, Unavailable)
