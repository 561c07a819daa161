"""Jobs that may not start: without a network, before the settings are applied, or still held."""

from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.leases.models import Claim
from tests.downloads.data import url
from tests.downloads.harness import WorkerHarness, start_job
from tests.downloads.scripted_engine import every_source_with
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Connectivity, Phase


def test_while_the_network_is_down_no_further_job_starts(harness: WorkerHarness, engine, user):
    """A suspended job frees its slot, and no other may take it only to be suspended as well."""
    engine.current_connectivity = Connectivity(is_up=False)
    harness.max_active = 2
    harness.poll_interval_s = 0.05
    harness.worker(every_source_with(engine))
    jobs = [harness.add_job(user, "http", url(number)) for number in range(12)]
    wait_until(lambda: engine.tasks)

    assert wait_stable(lambda: len(engine.tasks), looks=60) <= 4
    engine.current_connectivity = Connectivity()

    def is_all_here() -> bool:
        for job_id, report in list(engine.reports.items()):
            if report.phase is Phase.PREPARING:
                engine.deliver_file(job_id, b"film")
        return all(harness.job(user, job).status == "completed" for job in jobs)

    wait_until(is_all_here)


def test_no_job_starts_before_the_network_settings_are_applied(
    harness: WorkerHarness, engine, user, monkeypatch
):
    """A job that started earlier would have used another interface."""
    order: list[str] = []
    use_network = engine.use_network
    engine.use_network = lambda network: (order.append("network"), use_network(network))
    engine.on_add = lambda _task: order.append("job")
    service = type(harness.settings)
    get, has_failed = service.get, []

    def fail_first(self):
        if not has_failed:
            has_failed.append(True)
            raise ValueError("the first read fails")
        return get(self)

    harness.settings.update(DownloadSettings.model_validate({"network": {"interface": "tun0"}}))
    job = harness.add_job(user, "http", url())
    monkeypatch.setattr(service, "get", fail_first)
    harness.worker(every_source_with(engine))
    wait_until(lambda: job.id in engine.tasks)

    assert order[:2] == ["network", "job"]


def test_a_job_claimed_again_before_its_release_is_postponed(harness: WorkerHarness, engine, user):
    """An engine knows a job by its id: what it is told to drop must not be the new attempt."""
    worker = harness.worker(every_source_with(engine))
    job = start_job(harness, engine, user)
    (active,) = worker.component.active_jobs.all()
    claim: Claim = active.claim

    assert worker.component.active_jobs.conflicts_with(claim)
    worker.component.dispatcher._start(claim)  # noqa: SLF001
    assert len(worker.component.active_jobs) <= 1
    assert harness.job(user, job).status == "retrying"
