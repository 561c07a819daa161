"""The transition that follows from a report."""

import pytest

from chalicelib.downloads.models import Status
from worker.downloader.engine import Fault, Phase, Report
from worker.downloader.speed import Speed
from worker.downloader.transitions import ThroughputWatch, Timeouts, Transition, decide

PATIENCE = Timeouts(prepare_s=60, slow_bytes_per_s=1000, slow_after_s=30, stalled_s=60)
STARTED = 100.0


def verdict(status: str, report: Report, waited_s: float, *, is_slow: bool = False):
    flow = ThroughputWatch(PATIENCE, STARTED, is_slow=is_slow)
    return decide(Status(status), STARTED, report, flow, STARTED + waited_s)


def running(**what: object) -> Report:
    return Report(Phase.RUNNING, **what)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", ["preparing", "downloading", "stalled"])
def test_a_fault_ends_the_attempt_or_the_job(status):
    passing = Report(Phase.BROKEN, fault=Fault("unreachable", "no", may_retry=True))
    final = Report(Phase.BROKEN, fault=Fault("not_found", "no", may_retry=False))

    assert verdict(status, passing, 0).transition is Transition.RETRY
    assert verdict(status, final, 0).transition is Transition.FAIL
    assert verdict(status, final, 0).failure.reason == "not_found"


@pytest.mark.parametrize("status", ["preparing", "downloading", "stalled"])
def test_a_finished_task_completes_the_job(status):
    assert verdict(status, Report(Phase.FINISHED), 0).transition is Transition.COMPLETE


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (Report(Phase.PREPARING, info_hash="a" * 40), "no_metadata"),
        (Report(Phase.PREPARING), "unreachable"),
    ],
)
def test_a_start_over_a_minute_is_retried_later(report, reason):
    assert verdict("preparing", report, 59) is None
    late = verdict("preparing", report, 60)
    assert (late.transition, late.failure.reason) == (Transition.RETRY, reason)


def test_checking_has_no_timeout():
    assert verdict("preparing", Report(Phase.CHECKING), 3600) is None


def test_a_job_downloads_once_its_task_does():
    assert verdict("preparing", running(), 1).transition is Transition.START


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (running(), "too_slow"),
        (running(info_hash="a" * 40), "no_peers"),
        (running(info_hash="a" * 40, peers=3), "too_slow"),
    ],
)
def test_a_job_stalls_with_a_reason(report, reason):
    stalled = verdict("downloading", report, 30, is_slow=True)

    assert (stalled.transition, stalled.failure.reason) == (Transition.STALL, reason)
    assert verdict("downloading", report, 300, is_slow=False) is None


def test_a_stall_ends_with_new_data_or_a_retry():
    assert verdict("stalled", running(), 1, is_slow=False).transition is Transition.RECOVER
    assert verdict("stalled", running(), 59, is_slow=True) is None
    assert verdict("stalled", running(), 60, is_slow=True).transition is Transition.RETRY


def flow_over(seconds: int, bytes_at: object) -> ThroughputWatch:
    flow = ThroughputWatch(PATIENCE, 0.0)
    for second in range(seconds + 1):
        flow.observe(float(second), bytes_at(second))  # type: ignore[operator]
    return flow


@pytest.mark.parametrize(
    ("bytes_at", "is_slow"),
    [
        (lambda _second: 0, True),
        (lambda second: second // 10, True),  # one byte every ten seconds
        (lambda second: second * 900, True),
        (lambda second: second * 1100, False),
        (lambda second: second * 10_000_000, False),
        (lambda second: second // 35 * 16_384, True),  # a lone block now and then
    ],
)
def test_trickles_and_single_blocks_are_no_throughput(bytes_at, is_slow):
    assert flow_over(65, bytes_at).is_slow is is_slow


def test_throughput_is_detected_at_once_after_a_stall():
    flow = flow_over(40, lambda _second: 0)
    flow.observe(40.5, 2_000_000)

    assert not flow.is_slow


def test_a_smaller_count_starts_a_new_window():
    flow = ThroughputWatch(PATIENCE, 0.0, bytes_then=5000)
    flow.observe(29.5, 0)
    flow.observe(31.0, 10)

    assert not flow.is_slow


def test_speed_is_smoothed_and_gives_the_remaining_time():
    speed = Speed()
    for tick in range(200):
        speed.observe(tick / 2, tick * 500_000)

    assert speed.megabits_per_s == pytest.approx(8.0, rel=0.01)
    assert speed.eta_s(10_000_000) == pytest.approx(10, abs=1)


def test_speed_decays_without_data_and_the_remaining_time_is_unknown():
    speed = Speed()
    for tick in range(400):
        speed.observe(float(tick), min(tick, 10) * 1_000_000)

    assert speed.megabits_per_s == 0
    assert speed.eta_s(1) is None
    assert Speed(bytes_per_s=10).eta_s(10**12) is None


def test_a_smaller_count_gives_no_negative_speed():
    speed = Speed()
    speed.observe(0, 1_000_000)
    speed.observe(1, 0)

    assert speed.bytes_per_s == 0
