"""The transition that follows from an engine's report. No I/O."""

from dataclasses import dataclass
from enum import Enum, auto

from chalicelib.downloads.models import Status
from chalicelib.leases.models import FailureReason
from worker.downloader.engine import Phase, Report


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each step may take, in seconds."""

    prepare_s: float = 60.0
    slow_bytes_per_s: int = 1000
    slow_after_s: float = 30.0
    stalled_s: float = 60.0


SWARM_TIMEOUTS = Timeouts(stalled_s=180.0)  # peers come and go


class Transition(Enum):
    START = auto()
    STALL = auto()
    RECOVER = auto()  # data arrive again after a stall
    RETRY = auto()
    FAIL = auto()
    COMPLETE = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    transition: Transition
    failure: FailureReason | None = None


@dataclass(slots=True)
class ThroughputWatch:
    """
    Whether enough data arrive.

    A time window ends early when enough arrived within it, and counts as slow when it expires.
    That tells a trickle and a single burst from a steady transfer.
    """

    timeouts: Timeouts
    since_s: float
    bytes_then: int = 0
    is_slow: bool = False

    def observe(self, now_s: float, bytes_done: int) -> None:
        enough = self.timeouts.slow_bytes_per_s * self.timeouts.slow_after_s
        if bytes_done < self.bytes_then:
            self.restart(now_s, bytes_done)
        elif bytes_done - self.bytes_then >= enough:
            self.restart(now_s, bytes_done)
            self.is_slow = False
        elif now_s - self.since_s >= self.timeouts.slow_after_s:
            self.restart(now_s, bytes_done)
            self.is_slow = True

    def restart(self, now_s: float, bytes_done: int) -> None:
        self.since_s, self.bytes_then = now_s, bytes_done


def decide(
    status: Status, since_s: float, report: Report, throughput: ThroughputWatch, now_s: float
) -> Decision | None:
    """
    The transition a job makes; None when it stays in its status.

    Args:
        status: The job's, in the database.
        since_s: When it got this status, on the same monotonic clock as `now_s`.
        report: The engine's.
        throughput: Observed up to now.
        now_s: Now.
    """
    if report.fault is not None:
        fault = report.fault
        failure = FailureReason(fault.reason, fault.message, dict(fault.payload))
        return Decision(Transition.RETRY if fault.may_retry else Transition.FAIL, failure)
    if report.phase is Phase.FINISHED:
        return Decision(Transition.COMPLETE)
    if report.phase is Phase.PREPARING:
        is_late = now_s - since_s >= throughput.timeouts.prepare_s
        return Decision(Transition.RETRY, _not_started(report)) if is_late else None
    if report.phase is Phase.RUNNING:
        return _decide_running(status, since_s, report, throughput, now_s)
    return None  # checking has no timeout


def _decide_running(
    status: Status, since_s: float, report: Report, throughput: ThroughputWatch, now_s: float
) -> Decision | None:
    if status is Status.PREPARING:
        return Decision(Transition.START)
    if status is Status.DOWNLOADING and throughput.is_slow:
        return Decision(Transition.STALL, _too_slow(report))
    if status is Status.STALLED:
        if not throughput.is_slow:
            return Decision(Transition.RECOVER)
        if now_s - since_s >= throughput.timeouts.stalled_s:
            return Decision(Transition.RETRY, _too_slow(report))
    return None


def _not_started(report: Report) -> FailureReason:
    if report.info_hash:
        return FailureReason("no_metadata", "No peer sent the contents list of this torrent.")
    return FailureReason("unreachable", "The source does not answer.")


def _too_slow(report: Report) -> FailureReason:
    if report.info_hash and not report.peers:
        return FailureReason("no_peers", "No peers have this torrent at the moment.")
    return FailureReason("too_slow", "The source sends almost nothing.")
