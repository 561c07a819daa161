"""The child processes that read files of unknown origin."""

import sys

import pytest

from worker import child_process
from worker.child_process import AnsweringChild, ChildCrashed, ChildTimedOut

PID = "import os, sys\nfor line in sys.stdin: print(os.getpid(), line, end='', flush=True)"


def child(code: str, timeout_s: float = 60.0) -> AnsweringChild:
    return AnsweringChild((sys.executable, "-c", code), timeout_s)


def test_one_process_answers_every_question():
    asked = child(PID)
    asked.start()
    first, second = asked.ask(b"a\n").split(), asked.ask(b"b\n").split()
    asked.close()

    assert first[0] == second[0]
    assert (first[1], second[1]) == (b"a", b"b")


def test_a_process_that_dies_is_replaced(tmp_path):
    marker = tmp_path / "died"
    asked = child(f"import os; os.path.exists({str(marker)!r}) or os.abort()\n{PID}")
    with pytest.raises(ChildCrashed):
        asked.ask(b"a\n")
    marker.touch()

    assert asked.ask(b"b\n").endswith(b" b\n")
    asked.close()


def test_half_an_answer_is_none():
    asked = child("input(); print('{', end='', flush=True)")

    with pytest.raises(ChildCrashed):
        asked.ask(b"a\n")


def test_a_process_that_hangs_is_killed(monkeypatch):
    monkeypatch.setattr(child_process, "START_S", 0.0)
    asked = child("import time; time.sleep(3600)", 0.05)

    with pytest.raises(ChildTimedOut):
        asked.ask(b"a\n")
