"""Restarting, giving up slowly, and stopping in order, with small processes of our own."""

import os
import signal
import sys
from pathlib import Path

import pytest

from localstack import process_table
from localstack.child_process import ServerCommand
from localstack.errors import StartRefused
from localstack.pid_file import wait_gone
from localstack.service import Service
from localstack.signals import Signals
from localstack.supervisor import CALM_AFTER_S, StopRequested, Supervisor, describe_exit
from tests.stack.console import is_running
from tests.waiting import wait_until


class Script(Service):
    """A line of Python as a service; ready when it has said so."""

    label = "Script"

    def __init__(self, line: str, folder: Path, name: str = "script") -> None:
        super().__init__(name, run=folder, logs=folder)
        self.line = line
        self.beat = folder / "beat"

    def command(self) -> ServerCommand:
        return ServerCommand((sys.executable, "-c", self.line), cwd=Path("/"), log=self.log)

    def is_ready(self) -> bool:
        return "ready" in self.log_tail()


class Beating(Script):
    """Responds by deleting the file it is given."""

    silent_for_s = 0.1

    def responds(self) -> bool:
        self.beat.touch()
        return wait_gone(lambda: not self.beat.exists(), 0.5)


class First(Script):
    """A service of the first stage."""


class Last(Script):
    """A service of the last stage."""


STEADY = "import time; print('ready', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STEADY
BEATS = """
import pathlib, time
print("ready", flush=True)
while True:
    pathlib.Path({!r}).unlink(missing_ok=True)
    time.sleep(0.01)
"""
SHORT = "raise SystemExit(3)"


class Diary(list[str]):
    """Notes what is said, and asks to stop when it hears a certain thing."""

    def __init__(self, last: str) -> None:
        super().__init__()
        self.last = last

    def __call__(self, line: str) -> None:
        self.append(line)
        if self.last in line:
            os.kill(os.getpid(), signal.SIGTERM)


def test_a_service_that_is_killed_is_restarted_with_a_message(tmp_path):
    service, diary = Script(STEADY, tmp_path), Diary("is back")
    with Signals() as signals:
        supervisor = Supervisor(signals, diary)
        supervisor.start_all([service])
        first = service.child.pid
        service.child.kill()
        supervisor.keep_running()
        second = service.child.pid
        supervisor.shut_down([[Script]])

    assert first != second
    assert diary == [
        "Script stopped (signal 9, SIGKILL); starting it again.",
        "Script is back.",
    ]
    assert not is_running(second)


def test_a_service_that_hangs_is_killed_and_restarted(tmp_path):
    service = Beating(BEATS.format(str(tmp_path / "beat")), tmp_path)
    diary = Diary("is back")
    with Signals() as signals:
        supervisor = Supervisor(signals, diary, probe_interval_s=0.05)
        supervisor.start_all([service])
        wait_until(service.responds)
        hung = service.child.pid
        os.kill(hung, signal.SIGSTOP)
        supervisor.keep_running()
        restarted = service.child.pid
        supervisor.shut_down([[Script]])

    assert hung != restarted
    assert diary == [
        "Script does not respond; ending it.",
        "Script stopped (signal 9, SIGKILL); starting it again.",
        "Script is back.",
    ]


def test_a_service_that_was_slow_once_is_not_restarted(tmp_path):
    service = Script(STEADY, tmp_path)
    service.silent_for_s = 0.0
    responses = iter([False, True, False, True])

    def responds() -> bool:
        response = next(responses, None)
        if response is None:
            os.kill(os.getpid(), signal.SIGTERM)
        return response is not False

    service.responds = responds
    with Signals() as signals:
        supervisor = Supervisor(signals, Diary("-"), probe_interval_s=0.001)
        supervisor.start_all([service])
        pid = service.child.pid
        supervisor.keep_running()
        assert service.child.pid == pid
        supervisor.shut_down([[Script]])

    assert supervisor.output == []


def test_a_service_that_was_ready_for_a_while_is_restarted_without_a_pause(tmp_path):
    service, diary = Script(STEADY, tmp_path), Diary("is back")
    with Signals() as signals:
        supervisor = Supervisor(signals, diary)
        supervisor.start_all([service])
        watch = supervisor.watched[0]
        watch.failures, watch.started_at = 7, watch.started_at - CALM_AFTER_S
        service.child.kill()
        supervisor.keep_running()
        supervisor.shut_down([[Script]])

    assert diary[0] == "Script stopped (signal 9, SIGKILL); starting it again."


def test_a_service_that_keeps_ending_is_tried_ever_more_slowly(tmp_path):
    service, diary = Script(SHORT, tmp_path), Diary("next try in 1 s")
    with Signals() as signals:
        supervisor = Supervisor(signals, diary)
        supervisor.launch(service)
        supervisor.keep_running()
        supervisor.shut_down([[Script]])

    stops = [line for line in diary if "stopped" in line]
    assert stops[0] == "Script stopped (exit 3); starting it again."
    assert [line.split(";")[1].split(".")[0] for line in stops[1:]] == [
        " next try in 0",
        " next try in 1 s",
    ]


def test_a_service_that_cannot_start_is_refused_with_its_last_log_line(tmp_path):
    service = Script("raise SystemExit('no fuel')", tmp_path)
    with Signals() as signals:
        supervisor = Supervisor(signals, Diary("-"))

        with pytest.raises(
            StartRefused, match=r"Script could not start; last log line: no fuel \(see "
        ):
            supervisor.start_all([service])
        supervisor.shut_down([[Script]])


def test_a_stop_request_during_the_start_is_handled(tmp_path):
    service = Script("import time; time.sleep(600)", tmp_path)
    with Signals() as signals:
        supervisor = Supervisor(signals, Diary("-"))
        supervisor.launch(service)
        os.kill(os.getpid(), signal.SIGINT)

        with pytest.raises(StopRequested):
            supervisor.wait_ready([service])
        pid = service.child.pid
        supervisor.shut_down([[Script]])

    assert not is_running(pid)


def test_stages_stop_one_after_the_other(tmp_path):
    first = First(_notes_its_end(tmp_path, "first"), tmp_path, "first")
    last = Last(_notes_its_end(tmp_path, "last"), tmp_path, "last")
    with Signals() as signals:
        supervisor = Supervisor(signals, Diary("-"))
        supervisor.start_all([last, first])
        supervisor.shut_down([[First], [Last]])

    assert (tmp_path / "ends").read_text().split() == ["first", "last"]


def _notes_its_end(folder: Path, name: str) -> str:
    note = f"open({str(folder / 'ends')!r}, 'a').write('{name} ')"
    return (
        "import signal, sys, time; "
        f"signal.signal(signal.SIGTERM, lambda *_: ({note}, sys.exit(0))); "
        "print('ready', flush=True); time.sleep(600)"
    )


def test_a_second_request_to_stop_does_not_wait(tmp_path):
    service = Script(STUBBORN, tmp_path)
    service.stop_within_s = 60.0
    with Signals() as signals:
        supervisor = Supervisor(signals, Diary("-"))
        supervisor.start_all([service])
        pid = service.child.pid
        os.kill(os.getpid(), signal.SIGINT)
        supervisor.shut_down([[Script]])

    assert not is_running(pid)


def test_child_processes_end_with_their_service(tmp_path):
    nest = "import subprocess, sys, time; "
    nest += "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    nest += "print('ready', child.pid, flush=True); time.sleep(600)"
    service = Script(nest, tmp_path)
    service.start()
    grandchild = int(service.log_tail().split()[1])
    service.stop()

    wait_until(lambda: not is_running(grandchild))


def test_processes_left_by_a_killed_run_end_at_the_next_start(tmp_path):
    nest = "import subprocess, sys, time; "
    nest += "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    nest += "print('ready', child.pid, flush=True); time.sleep(600)"
    service = Script(nest, tmp_path)
    service.start()
    grandchild = int(service.log_tail().split()[1])
    service.child.kill()
    service.child.wait()
    assert is_running(grandchild)

    Script(nest, tmp_path).end_survivor()

    wait_until(lambda: not is_running(grandchild))


def test_a_reused_pid_is_not_killed(tmp_path):
    stranger = Script(STEADY, tmp_path, "stranger")
    stranger.start()
    note = f"{stranger.child.pid}\n{process_table.boot()}\nanother start\n"
    (tmp_path / "script.pid").write_text(note)

    Script(STEADY, tmp_path).end_survivor()

    assert stranger.is_running()
    assert not (tmp_path / "script.pid").exists()
    stranger.stop()


@pytest.mark.parametrize(
    ("exit_code", "words"),
    [(0, "exit 0"), (1, "exit 1"), (-9, "signal 9, SIGKILL"), (-250, "signal 250")],
)
def test_an_exit_status_is_described(exit_code, words):
    assert describe_exit(exit_code) == words
