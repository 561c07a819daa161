"""The worker hears a request to stop at any moment."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Asks itself to stop while the line "worker started" is being written.
ASKS_WHILE_LOGGING = """
import logging, os, signal, threading
from worker import main

class Asks(logging.StreamHandler):
    def format(self, record):
        if record.msg == "worker started":
            os.kill(os.getpid(), signal.SIGTERM)
        return super().format(record)

logging.basicConfig(level="INFO", handlers=[Asks()])
main.run([], threading.Event())
"""


def test_a_request_that_comes_while_a_line_is_logged_is_not_swallowed():
    done = subprocess.run(
        [sys.executable, "-c", ASKS_WHILE_LOGGING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0
    assert "worker stopped" in done.stderr
