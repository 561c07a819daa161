"""
What every engine promises (worker/downloader/engine.py), tried on each of them.

What differs between them is declared on the `EngineCase`; everything else is the same for all.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_options import JobOptions
from tests.downloads.data import noise
from tests.downloads.scripted_engine import ScriptedEngine
from tests.downloads.swarm import LOOPBACK, LOOPBACK_ONLY, Seed
from tests.file_server import FileServer, Page
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import (
    Connectivity,
    Engine,
    Fault,
    InspectionResult,
    Limits,
    Phase,
    Report,
    Task,
    TransferDetails,
)
from worker.downloader.http import HttpEngine
from worker.downloader.torrents import TorrentEngine

BODY = noise(1_500_000)
SLOW = 400_000  # bytes a second
MISSING_INTERFACE = "no-such-interface0"


@dataclass
class EngineCase:
    """An engine, something it can bring, and something it cannot."""

    engine: Engine
    source_type: SourceType
    valid_source: str
    invalid_source: str
    root: Path
    free_bytes: list[int]  # bytes on the disk, as the engine is told
    deliver: Callable[[UUID], None] = lambda _job: None  # a scripted engine needs a word
    set_slow: Callable[[bool], None] = lambda _is_slow: None
    #: Bytes that left the source, for engines that have one.
    sent: Callable[[], int] | None = None
    can_seed: bool = False  # what it brought can be given to others
    binds_interface: bool = True  # it can be bound to an interface
    collects_resume_data: bool = True  # others keep what they need in the folder
    checks_free_space: bool = True  # others find out by writing
    inspection_title: str = "film.mkv"

    def task(
        self, source: str | None = None, job_id: UUID | None = None, **changes: object
    ) -> Task:
        job_id = job_id or uuid4()
        plain = Task(
            job_id, self.source_type, source or self.valid_source, self.root / str(job_id), "film"
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    def wait_for_phase(self, job_id: UUID, *phases: Phase) -> Report:
        def look() -> Report | None:
            report = self.engine.report(job_id)
            assert report is not None
            is_there = report.phase in phases
            assert is_there or report.phase not in (Phase.FINISHED, Phase.BROKEN), report
            return report if is_there else None

        return wait_until(look, what=str(phases))

    def start_slow_task(self, **changes: object) -> Task:
        """A task that arrives slowly."""
        task = self.task(**changes)
        self.set_slow(True)
        self.engine.add(task)
        self.wait_for_phase(task.job_id, Phase.RUNNING)
        return task

    def completed_task(self, **changes: object) -> tuple[Task, Path]:
        """A task that is finished, and its file."""
        task = self.task(**changes)
        self.engine.add(task)
        self.deliver(task.job_id)
        (file,) = self.wait_for_phase(task.job_id, Phase.FINISHED).files
        return task, Path(file.path)


@pytest.fixture
def http_case(web: FileServer, tmp_path: Path) -> EngineCase:
    page = web.pages["/film.mkv"] = Page(BODY)
    free_bytes = [10**12]

    def set_slow(is_slow: bool) -> None:
        page.bytes_per_s = SLOW if is_slow else None

    return EngineCase(
        HttpEngine(LOOPBACK, free_bytes=lambda _folder: free_bytes[0]),
        SourceType.HTTP,
        web.url("/film.mkv"),
        web.url("/nothing"),
        tmp_path / "jobs",
        free_bytes,
        set_slow=set_slow,
        sent=lambda: web.bytes_sent["/film.mkv"],
        collects_resume_data=False,
    )


@pytest.fixture
def torrent_case(seed: Seed, tmp_path: Path) -> EngineCase:
    offer = seed.offer({"": BODY}, name="film.mkv")
    free_bytes = [10**12]
    return EngineCase(
        TorrentEngine(LOOPBACK, LOOPBACK_ONLY, free_bytes=lambda _folder: free_bytes[0]),
        SourceType.MAGNET,
        offer.magnet,
        "magnet:?xt=urn:btih:nonsense",
        tmp_path / "jobs",
        free_bytes,
        set_slow=lambda is_slow: seed.limit(SLOW if is_slow else 0),
        sent=lambda: offer.handle.status().total_payload_upload,
        can_seed=True,
        checks_free_space=False,
    )


@pytest.fixture
def scripted_case(tmp_path: Path) -> EngineCase:
    engine = ScriptedEngine()

    def begin(task: Task) -> None:
        if task.source == "bad":
            fault = Fault("not_found", "No.", may_retry=False)
            engine.update_report(task.job_id, phase=Phase.BROKEN, fault=fault)
        elif task.seed is None:
            engine.update_report(task.job_id, phase=Phase.RUNNING, bytes_total=len(BODY))

    engine.on_add = begin
    engine.on_inspect = lambda _id, source: (
        InspectionResult(fault=Fault("not_found", "No.", may_retry=False))
        if source == "bad"
        else InspectionResult(title="film.mkv", bytes_total=len(BODY))
    )
    return EngineCase(
        engine,
        SourceType.HTTP,
        "good",
        "bad",
        tmp_path / "jobs",
        [10**12],
        deliver=lambda job_id: engine.deliver_file(job_id, BODY),
        can_seed=True,
        binds_interface=False,
    )


@pytest.fixture(params=["http", "torrents", "scripted"])
def case(request: pytest.FixtureRequest) -> Iterator[EngineCase]:
    names = {"http": "http_case", "torrents": "torrent_case", "scripted": "scripted_case"}
    case: EngineCase = request.getfixturevalue(names[request.param])
    yield case
    case.engine.close(5)


def test_it_implements_the_protocols(case):
    assert isinstance(case.engine, Engine)


def test_a_task_is_known_once_added_and_completes_with_its_files(case):
    task = case.task()
    case.engine.add(task)
    assert case.engine.report(task.job_id) is not None
    case.deliver(task.job_id)
    report = case.wait_for_phase(task.job_id, Phase.FINISHED)

    (file,) = report.files
    assert Path(file.path).is_relative_to(task.folder)
    assert Path(file.path).read_bytes() == BODY
    assert (file.file_index, file.size_bytes) == (0, len(BODY))
    assert (report.bytes_total, report.bytes_done) == (len(BODY), len(BODY))


def test_adding_twice_and_unknown_jobs_have_no_effect(case):
    task = case.task()
    case.engine.add(task)
    case.engine.add(task)
    unknown = uuid4()
    case.engine.drop(unknown, remove_files=True)
    case.engine.finish(unknown)
    case.engine.finish(unknown, SeedRules())
    case.engine.pause(unknown)
    case.engine.resume(unknown)
    case.engine.configure(unknown, JobOptions(downloadLimit=2000))
    assert not case.engine.recheck(unknown)
    case.engine.reannounce(unknown)
    case.engine.move(unknown, case.root / "elsewhere")
    case.engine.discard_inspection(unknown)
    case.deliver(task.job_id)

    assert case.wait_for_phase(task.job_id, Phase.FINISHED)
    assert case.engine.report(unknown) is None
    assert case.engine.details(unknown) is None
    assert case.engine.inspection_result(unknown) is None
    assert case.engine.open_in_progress(unknown, 0) is None
    assert not (case.root / "elsewhere").exists()


def test_an_unusable_source_is_a_fault_with_a_reason(case):
    task = case.task(case.invalid_source)
    case.engine.add(task)
    report = case.wait_for_phase(task.job_id, Phase.BROKEN)

    assert report.fault is not None
    assert report.fault.reason in ("not_found", "bad_torrent")
    assert not report.fault.may_retry


def test_a_task_dropped_with_its_files_leaves_nothing(case):
    task = case.start_slow_task()
    case.engine.drop(task.job_id, remove_files=True)

    assert case.engine.report(task.job_id) is None
    wait_until(lambda: not task.folder.exists())


def test_a_task_dropped_without_its_files_can_be_continued(case):
    task = case.start_slow_task()
    case.engine.drop(task.job_id, remove_files=False)
    case.set_slow(False)
    case.engine.add(task)
    case.deliver(task.job_id)

    (file,) = case.wait_for_phase(task.job_id, Phase.FINISHED).files
    assert Path(file.path).read_bytes() == BODY


def test_a_paused_task_receives_nothing_until_it_is_resumed(case):
    task = case.start_slow_task()
    case.engine.pause(task.job_id)
    case.set_slow(False)
    rests = wait_stable(lambda: case.engine.report(task.job_id), looks=60)
    assert (rests.phase, rests.bytes_done < len(BODY)) == (Phase.RUNNING, True)
    case.engine.resume(task.job_id)
    case.deliver(task.job_id)

    assert case.wait_for_phase(task.job_id, Phase.FINISHED)


def test_a_finished_task_is_forgotten_and_its_files_stay(case):
    task, path = case.completed_task()
    case.engine.finish(task.job_id)
    case.engine.drop(task.job_id, remove_files=True)

    assert case.engine.report(task.job_id) is None
    assert path.read_bytes() == BODY


def test_a_file_can_be_read_before_it_is_complete(case):
    task = case.task()
    case.engine.add(task)
    case.deliver(task.job_id)
    reader = wait_until(lambda: case.engine.open_in_progress(task.job_id, 0))
    try:
        assert case.engine.open_in_progress(task.job_id, 7) is None
        assert (reader.size, reader.name) == (len(BODY), "film.mkv")
        assert reader.read(0, 10) == BODY[:10]
        assert reader.read(1_000_000, 200_000) == BODY[1_000_000:1_200_000]
        assert reader.read(len(BODY) - 5, 100) == BODY[-5:]
        assert reader.read(len(BODY), 10) == b""
        with pytest.raises(ValueError, match="negative"):
            reader.read(-1, 1)
    finally:
        reader.close()


def test_details_are_shown_and_bounded(case):
    task = case.start_slow_task()
    found = wait_until(lambda: case.engine.details(task.job_id))

    assert isinstance(found, TransferDetails)
    assert max(len(found.peers), len(found.trackers), len(found.pieces)) <= 200
    assert all(0 <= percent <= 100 for percent in found.pieces)
    case.engine.drop(task.job_id, remove_files=True)
    assert case.engine.details(task.job_id) is None


def test_options_may_change_during_a_task(case):
    task = case.task(options=JobOptions(downloadLimit=20_000))
    case.engine.add(task)
    case.wait_for_phase(task.job_id, Phase.RUNNING)
    if case.sent is not None:
        assert wait_stable(lambda: case.engine.report(task.job_id).phase) is Phase.RUNNING
    case.engine.configure(task.job_id, JobOptions(isSequential=True))
    case.deliver(task.job_id)

    assert case.wait_for_phase(task.job_id, Phase.FINISHED)


def test_a_rate_limit_holds_for_all_tasks_until_it_is_lifted(case):
    case.engine.set_rate_limits(Limits(download=20_000))
    task = case.task()
    case.engine.add(task)
    case.wait_for_phase(task.job_id, Phase.RUNNING)
    if case.sent is not None:
        assert wait_stable(lambda: case.engine.report(task.job_id).phase) is Phase.RUNNING
    case.engine.set_rate_limits(Limits())
    case.deliver(task.job_id)

    assert case.wait_for_phase(task.job_id, Phase.FINISHED)


def test_a_reannounce_does_no_harm(case):
    task = case.start_slow_task()
    case.engine.reannounce(task.job_id)
    case.set_slow(False)
    case.deliver(task.job_id)

    assert case.wait_for_phase(task.job_id, Phase.FINISHED)


def test_a_recheck_keeps_valid_data(case):
    task = case.start_slow_task()
    if case.sent is not None:
        wait_until(lambda: case.engine.report(task.job_id).bytes_done > SLOW)
    assert case.engine.recheck(task.job_id)
    case.set_slow(False)
    case.deliver(task.job_id)
    (file,) = case.wait_for_phase(task.job_id, Phase.FINISHED).files

    assert Path(file.path).read_bytes() == BODY
    if case.sent is not None:
        assert case.sent() < 2 * len(BODY)


def test_a_task_moved_while_it_runs_continues_there(case, tmp_path):
    task = case.start_slow_task()
    target = tmp_path / "films" / "A film"
    case.engine.move(task.job_id, target)
    wait_until(lambda: case.engine.report(task.job_id).folder == target)
    case.set_slow(False)
    case.deliver(task.job_id)
    report = case.wait_for_phase(task.job_id, Phase.FINISHED)

    assert report.move_error is None
    assert [Path(file.path) for file in report.files] == [target / "film.mkv"]
    assert (target / "film.mkv").read_bytes() == BODY
    assert not task.folder.exists()


def test_a_task_moved_when_complete_is_complete_there(case, tmp_path):
    task, path = case.completed_task()
    target = tmp_path / "films" / "A film"
    case.engine.move(task.job_id, target)
    wait_until(lambda: (now := case.engine.report(task.job_id)).folder == target and now.files)
    report = case.wait_for_phase(task.job_id, Phase.FINISHED)

    assert [Path(file.path) for file in report.files] == [target / "film.mkv"]
    assert (target / "film.mkv").read_bytes() == BODY
    assert not path.exists()


def test_a_full_disk_is_a_separate_fault_and_keeps_the_data(case):
    if not case.checks_free_space:
        pytest.skip("only a disk that is really full will do, as in case 15")
    task = case.start_slow_task()
    if case.sent is None:
        fault = Fault("disk_full", "Full.", may_retry=True, payload={"needed": 2, "free": 1})
        case.engine.update_report(task.job_id, phase=Phase.BROKEN, fault=fault)
    else:
        wait_until(lambda: case.engine.report(task.job_id).bytes_done > 0)
        case.engine.drop(task.job_id, remove_files=False)
        case.free_bytes[0] = 1000
        case.engine.add(task)
    report = case.wait_for_phase(task.job_id, Phase.BROKEN)
    assert report.fault.reason == "disk_full"
    assert report.fault.payload["free"] <= 1000
    assert report.fault.payload["needed"] > report.fault.payload["free"]

    case.engine.pause(task.job_id)
    case.free_bytes[0] = 10**12
    case.set_slow(False)
    case.engine.resume(task.job_id)
    if case.sent is None:
        case.engine.update_report(task.job_id, phase=Phase.RUNNING, fault=None)
    case.deliver(task.job_id)
    wait_until(lambda: case.engine.report(task.job_id).phase is Phase.FINISHED)
    (file,) = case.engine.report(task.job_id).files
    assert Path(file.path).read_bytes() == BODY


def test_with_seed_rules_it_is_seeded_until_dropped_and_otherwise_removed(case):
    task, path = case.completed_task()
    case.engine.finish(task.job_id, SeedRules(ratio=5.0, minutes=None))
    if case.can_seed:
        report = case.wait_for_phase(task.job_id, Phase.SEEDING)
        assert (report.bytes_uploaded, report.fault) == (0, None)
        case.engine.drop(task.job_id, remove_files=False)

    assert case.engine.report(task.job_id) is None
    assert path.read_bytes() == BODY


def test_seeding_continues_with_the_totals_of_another_worker(case):
    if not case.can_seed:
        pytest.skip("it gives nothing")
    task, path = case.completed_task()
    data = case.engine.close(5).get(task.job_id)
    again = replace(
        task, resume_data=data, seed=SeedRules(ratio=5.0), seeded_bytes=700, seeded_s=60
    )
    if isinstance(case.engine, TorrentEngine):
        case.engine = TorrentEngine(LOOPBACK, LOOPBACK_ONLY)
    else:
        case.engine.tasks.clear()
    case.engine.add(again)
    report = case.wait_for_phase(task.job_id, Phase.SEEDING)

    assert (report.bytes_uploaded, report.seeding_s >= 60) == (700, True)
    assert path.read_bytes() == BODY


def test_missing_files_of_a_seeding_task_are_not_downloaded_again(case):
    if not isinstance(case.engine, TorrentEngine):
        pytest.skip("only files that are gone can be missed, and the scripted one has none")
    task, path = case.completed_task()
    data = case.engine.close(5).get(task.job_id)
    shutil.rmtree(path.parent)
    case.engine = TorrentEngine(LOOPBACK, LOOPBACK_ONLY)
    sent = case.sent()
    case.engine.add(replace(task, resume_data=data, seed=SeedRules()))
    report = case.wait_for_phase(task.job_id, Phase.BROKEN)

    assert report.fault is not None
    assert case.sent() == sent
    assert not path.exists() or set(path.read_bytes()) == {0}


def test_an_inspection_lists_the_contents_and_leaves_nothing(case):
    look = uuid4()
    case.engine.inspect(look, case.source_type, case.valid_source)
    found = wait_until(lambda: case.engine.inspection_result(look))

    assert found.fault is None
    assert (found.title, found.bytes_total) == (case.inspection_title, len(BODY))
    case.engine.discard_inspection(look)
    assert case.engine.inspection_result(look) is None
    assert not case.root.exists()


def test_an_inspection_of_a_missing_source_is_a_fault(case):
    look = uuid4()
    case.engine.inspect(look, case.source_type, case.invalid_source)
    found = wait_until(lambda: case.engine.inspection_result(look))

    assert found.fault is not None
    assert found.fault.reason in ("not_found", "bad_torrent", "unreachable", "bad_source")


def test_bound_to_a_missing_interface_nothing_is_sent(case):
    if not case.binds_interface:
        pytest.skip("the scripted one has no network")
    case.engine.use_network(Network(interface=MISSING_INTERFACE))
    wait_until(lambda: not case.engine.connectivity().is_up)
    task = case.task()
    case.engine.add(task)
    sent = wait_stable(case.sent)
    phase = case.engine.report(task.job_id).phase

    assert sent == 0
    assert phase is not Phase.FINISHED
    case.engine.drop(task.job_id, remove_files=True)
    case.engine.use_network(Network())
    wait_until(lambda: case.engine.connectivity().is_up)


def test_connectivity_is_always_known(case):
    assert isinstance(case.engine.connectivity(), Connectivity)
    assert case.engine.connectivity().is_up


def test_resume_data_are_collected_while_it_runs(case):
    task = case.start_slow_task()
    collected: dict[UUID, bytes] = {}

    def collect() -> bool:
        case.engine.request_resume_data()
        collected.update(case.engine.take_resume_data())
        return task.job_id in collected

    if case.collects_resume_data:
        wait_until(collect)
        assert collected[task.job_id]
    else:
        collect()
        assert collected == {}
    assert set(case.engine.take_resume_data()) <= {task.job_id}


def test_a_closed_engine_downloads_no_more_and_returns_its_resume_data(case):
    task = case.start_slow_task()
    saved = case.engine.close(5)

    assert set(saved) <= {task.job_id}
    assert all(saved.values())
    assert bool(saved) == case.collects_resume_data
    if case.sent is not None:
        case.set_slow(False)
        before = wait_stable(case.sent)
        assert before < len(BODY)
        assert hashlib.sha256(BODY).digest() not in {
            hashlib.sha256(path.read_bytes()).digest()
            for path in task.folder.rglob("*")
            if path.is_file()
        }
