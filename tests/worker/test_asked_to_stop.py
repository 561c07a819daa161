"""The worker handles a stop request at any moment."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Asks itself to stop while the line "worker started" is being written.
ASKS_WHILE_LOGGING = """
import logging, os, signal, threading
from worker import worker_main

class Asks(logging.StreamHandler):
    def format(self, record):
        if record.msg == "worker started":
            os.kill(os.getpid(), signal.SIGTERM)
        return super().format(record)

logging.basicConfig(level="INFO", handlers=[Asks()])
worker_main.run([], threading.Event())
"""

#: The signal comes to another thread while the main thread already waits, and then once more.
ASKS_ELSEWHERE = """
import logging, signal, threading, time
from worker import worker_main
from worker.job_loop import Job

class Asks:
    def jobs(self):
        return [Job("asks", self.ask)]

    def ask(self):
        time.sleep(0.5)
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        time.sleep(0.5)
        while {again}:  # two that come together count as one
            signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
            time.sleep(0.5)

    def stop(self):
        pass

    def close(self, within_s):
        time.sleep({closes_in_s})

logging.basicConfig(level="INFO")
worker_main.run([Asks()], threading.Event())
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_stop_request_during_logging_is_handled():
    done = run(ASKS_WHILE_LOGGING)

    assert done.returncode == 0
    assert "worker stopped" in done.stderr


def test_a_stop_request_of_another_thread_is_handled():
    done = run(ASKS_ELSEWHERE.format(again=False, closes_in_s=0))

    assert done.returncode == 0, done.stderr
    assert "worker stopped" in done.stderr


def test_the_second_request_ends_it_at_once():
    done = run(ASKS_ELSEWHERE.format(again=True, closes_in_s=60))

    assert done.returncode == 1, done.stderr
    assert "worker stops" in done.stderr
    assert "worker stopped" not in done.stderr
