"""Starts the services, restarts those that end or do not respond, and stops them in order."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from signal import Signals as SignalNumber

from localstack.errors import StartRefused
from localstack.pid_file import POLL_INTERVAL_S
from localstack.service import READY_WITHIN_S, Service
from localstack.signals import Signals

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
CALM_AFTER_S = 15.0  # a service that was ready and ran this long is restarted without backoff
PROBE_INTERVAL_S = 15.0  # between two checks whether the services respond
READINESS_INTERVAL_S = 0.2
TELL_AFTER_S = 15.0  # a longer start prints a message

Output = Callable[[str], None]


class StopRequested(Exception):
    """SIGINT, SIGTERM or SIGHUP arrived."""


@dataclass
class Watch:
    """A supervised service and its recent failures."""

    service: Service
    started_at: float
    failures: int = 0
    restart_at: float | None = None  # time of the next start; set while it is down
    is_back: bool = True  # whether it was ready since its last start
    probe_at: float = 0.0  # time of the next check whether it responds
    silent_since: float | None = None  # the first of the failed checks in a row


@dataclass
class Supervisor:
    """
    Owns every child process of the stack.

    All calls must come from one thread that outlives the children: on Linux a child ends together
    with the thread that started it.
    """

    signals: Signals
    output: Output
    watched: list[Watch] = field(default_factory=list)
    probe_interval_s: float = PROBE_INTERVAL_S

    def start_all(self, services: Sequence[Service]) -> None:
        """Start all services, then wait for all. Raises `StartRefused` or `StopRequested`."""
        for service in services:
            self.launch(service)
        self.wait_ready(services)

    def launch(self, service: Service) -> None:
        """Start a service without waiting. Raises `StartRefused` or `StopRequested`."""
        service.prepare()
        if self.signals.wait(0):
            raise StopRequested
        service.spawn()
        self.watched.append(Watch(service, time.monotonic()))

    def wait_ready(self, services: Sequence[Service], within_s: float = READY_WITHIN_S) -> None:
        """Raises `StartRefused` when a service ends or times out, or `StopRequested`."""
        deadline = time.monotonic() + within_s
        patience_ends = time.monotonic() + TELL_AFTER_S
        waiting = list(services)
        while True:
            waiting = [service for service in waiting if not service.is_ready()]
            if not waiting:
                return
            for service in waiting:
                service.expect_running()
            if time.monotonic() > patience_ends:
                self.output(f"Still waiting for: {', '.join(late.label for late in waiting)}.")
                patience_ends = deadline
            if time.monotonic() > deadline:
                late = waiting[0]
                raise StartRefused(f"{late.label} was not ready in time; {late.hint()}")
            if self.signals.wait(POLL_INTERVAL_S):
                raise StopRequested

    def dismiss(self, service: Service) -> None:
        """Stop supervising a service that has finished."""
        self.watched = [watch for watch in self.watched if watch.service is not service]
        service.finish()

    def keep_running(self, also: Callable[[], None] = lambda: None) -> None:
        """
        Restart services that end or do not respond. Returns after a stop signal.

        `also` is called at every check.
        """
        while not self.signals.wait(self._next_check_s()):
            for watch in self.watched:
                self._check(watch)
            also()

    def _next_check_s(self) -> float:
        """Seconds until the next check; a signal, such as SIGCHLD, ends the wait early."""
        if any(not watch.is_back for watch in self.watched):
            return READINESS_INTERVAL_S
        return self.probe_interval_s

    def _check(self, watch: Watch) -> None:
        now = time.monotonic()
        if watch.restart_at is not None:
            if now >= watch.restart_at:
                self._restart(watch)
        elif watch.service.exit_code() is not None:
            self._note_end(watch, now)
        elif not watch.is_back and watch.service.is_ready():
            watch.is_back = True
            self.output(f"{watch.service.label} is back.")
        elif watch.is_back and now >= watch.probe_at:
            self._probe(watch)

    def _probe(self, watch: Watch) -> None:
        """Kill a service that was silent for too long; the next check restarts it."""
        did_respond = watch.service.responds()
        now = time.monotonic()
        watch.probe_at = now + self.probe_interval_s
        if did_respond:
            watch.silent_since = None
        elif watch.silent_since is None:
            watch.silent_since = now
        elif now - watch.silent_since >= watch.service.silent_for_s:
            self.output(f"{watch.service.label} does not respond; ending it.")
            watch.service.kill()

    def _note_end(self, watch: Watch, now: float) -> None:
        if watch.is_back and now - watch.started_at > CALM_AFTER_S:
            watch.failures = 0
        end = describe_exit(watch.service.exit_code())
        watch.service.finish()
        watch.is_back = False
        watch.silent_since = None
        watch.failures += 1
        if watch.failures == 1:
            self.output(f"{watch.service.label} stopped ({end}); starting it again.")
            self._restart(watch)
            return
        pause_s = min(FIRST_PAUSE_S * 2 ** (watch.failures - 2), LONGEST_PAUSE_S)
        self.output(
            f"{watch.service.label} stopped again ({end}); "
            f"next try in {pause_s:g} s. See {watch.service.log}."
        )
        watch.restart_at = now + pause_s

    def _restart(self, watch: Watch) -> None:
        watch.restart_at = None
        watch.started_at = time.monotonic()
        try:
            watch.service.spawn()
        except StartRefused as refusal:
            self.output(f"{refusal} Next try in {LONGEST_PAUSE_S:g} s.")
            watch.restart_at = time.monotonic() + LONGEST_PAUSE_S

    def shut_down(self, stages: Sequence[Sequence[type[Service]]]) -> None:
        """Stop all services, stage by stage. A second stop signal kills them."""
        immediately = False
        for stage in stages:
            services = [w.service for w in self.watched if isinstance(w.service, tuple(stage))]
            for service in services:
                service.request_stop(immediately=immediately)
            immediately = self._wait_ended(services, immediately=immediately)
        self.watched.clear()

    def _wait_ended(self, services: Sequence[Service], *, immediately: bool) -> bool:
        """Wait until all have ended; whether a second stop signal arrived."""
        deadline = time.monotonic() + max((s.stop_within_s for s in services), default=0.0)
        while any(service.is_running() for service in services):
            if self.signals.wait(POLL_INTERVAL_S) and not immediately:
                immediately = True
                for service in services:
                    service.request_stop(immediately=True)
            if time.monotonic() > deadline:
                for service in services:
                    service.kill()
        for service in services:
            service.finish()
        return immediately


def describe_exit(exit_code: int | None) -> str:
    """A description of the end: `exit 1`, or the signal."""
    if exit_code is None or exit_code >= 0:
        return f"exit {exit_code}"
    try:
        return f"signal {-exit_code}, {SignalNumber(-exit_code).name}"
    except ValueError:
        return f"signal {-exit_code}"
