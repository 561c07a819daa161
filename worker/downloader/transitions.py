"""
What follows from how a task is doing. Pure: the densest tests are here.

The story of a job has few turns: it begins to run, it stalls, it flows again, it is given back
for a later try, it ends.
"""

from dataclasses import dataclass
from enum import Enum, auto

from chalicelib.downloads.models import Status
from chalicelib.leases.models import FailureReason
from worker.downloader.engine import Phase, Report


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each thing may take, in seconds."""

    prepare_s: float = 60.0
    slow_bytes_per_s: int = 1000
    slow_after_s: float = 30.0
    stalled_s: float = 60.0


SWARM_TIMEOUTS = Timeouts(stalled_s=180.0)  # peers come and go


class Transition(Enum):
    RUN = auto()
    STALL = auto()
    FLOW = auto()  # runs again after a stall
    RETRY = auto()
    FAIL = auto()
    COMPLETE = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    turn: Transition
    setback: FailureReason | None = None


@dataclass(slots=True)
class ThroughputWatch:
    """
    Whether enough arrives.

    A window of time ends early when enough came within it, and has failed when it is over.
    Drips and lone bursts are told from a flow that way.
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
    status: Status, since_s: float, report: Report, flow: ThroughputWatch, now_s: float
) -> Decision | None:
    """
    The turn a job takes; None when it just goes on.

    Args:
        status: What the database says of the job.
        since_s: When it came into this state, on the same monotonic clock as `now_s`.
        report: What the engine says.
        flow: Whether enough arrives, observed up to now.
        now_s: Now.
    """
    if report.fault is not None:
        fault = report.fault
        setback = FailureReason(fault.reason, fault.message, dict(fault.payload))
        return Decision(Transition.RETRY if fault.may_retry else Transition.FAIL, setback)
    if report.phase is Phase.FINISHED:
        return Decision(Transition.COMPLETE)
    if report.phase is Phase.PREPARING:
        is_late = now_s - since_s >= flow.timeouts.prepare_s
        return Decision(Transition.RETRY, _never_began(report)) if is_late else None
    if report.phase is Phase.RUNNING:
        return _while_running(status, since_s, report, flow, now_s)
    return None  # checking takes as long as it takes


def _while_running(
    status: Status, since_s: float, report: Report, flow: ThroughputWatch, now_s: float
) -> Decision | None:
    if status is Status.PREPARING:
        return Decision(Transition.RUN)
    if status is Status.DOWNLOADING and flow.is_slow:
        return Decision(Transition.STALL, _too_slow(report))
    if status is Status.STALLED:
        if not flow.is_slow:
            return Decision(Transition.FLOW)
        if now_s - since_s >= flow.timeouts.stalled_s:
            return Decision(Transition.RETRY, _too_slow(report))
    return None


def _never_began(report: Report) -> FailureReason:
    if report.info_hash:
        return FailureReason("no_metadata", "Nobody could say what this torrent contains.")
    return FailureReason("unreachable", "The source does not answer.")


def _too_slow(report: Report) -> FailureReason:
    if report.info_hash and not report.peers:
        return FailureReason("no_peers", "Nobody offers this torrent at the moment.")
    return FailureReason("too_slow", "The source sends almost nothing.")
