"""What every engine promises (worker/downloader/engine.py), tried on each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.house import Network
from chalicelib.downloads.models.inside import InsideFile
from chalicelib.downloads.models.options import JobOptions, SeedRules
from tests.downloads import (
    HERE_ONLY,
    LOOPBACK,
    FileServer,
    Page,
    ScriptedEngine,
    Seed,
    noise,
    settled,
    until,
)
from worker.downloader.engine import Engine, Fault, Inside, Limits, Phase, Report, Task
from worker.downloader.http import HttpEngine
from worker.downloader.torrents import TorrentEngine

BODY = noise(1_500_000)


@dataclass
class Bench:
    """An engine, something it can bring, and something it cannot."""

    engine: Engine
    kind: SourceType
    good: str
    bad: str
    root: Path
    deliver: Callable[[UUID], None] = lambda _job: None  # a scripted engine needs a word
    slow_down: Callable[[bool], None] = lambda _is_slow: None

    def task(self, source: str | None = None, job_id: UUID | None = None) -> Task:
        job_id = job_id or uuid4()
        return Task(job_id, self.kind, source or self.good, self.root / str(job_id), "film")

    def reaches(self, job_id: UUID, phase: Phase) -> Report:
        def look() -> Report | None:
            report = self.engine.report(job_id)
            assert report is not None
            is_there = report.phase is phase
            assert is_there or report.phase not in (Phase.FINISHED, Phase.BROKEN), report
            return report if is_there else None

        return until(look, what=str(phase))


@pytest.fixture
def http_bench(web: FileServer, tmp_path: Path) -> Bench:
    page = web.pages["/film.mkv"] = Page(BODY)

    def slow_down(is_slow: bool) -> None:
        page.bytes_per_s = 400_000 if is_slow else None

    return Bench(
        HttpEngine(LOOPBACK),
        SourceType.HTTP,
        web.url("/film.mkv"),
        web.url("/nothing"),
        tmp_path / "jobs",
        slow_down=slow_down,
    )


@pytest.fixture
def torrent_bench(seed: Seed, tmp_path: Path) -> Bench:
    offer = seed.offer({"": BODY}, name="film.mkv")
    return Bench(
        TorrentEngine(LOOPBACK, HERE_ONLY),
        SourceType.MAGNET,
        offer.magnet,
        "magnet:?xt=urn:btih:nonsense",
        tmp_path / "jobs",
        slow_down=lambda is_slow: seed.limit(400_000 if is_slow else 0),
    )


@pytest.fixture
def scripted_bench(tmp_path: Path) -> Bench:
    engine = ScriptedEngine()

    def begin(task: Task) -> None:
        if task.source == "bad":
            fault = Fault("not_found", "No.", may_retry=False)
            engine.says(task.job_id, phase=Phase.BROKEN, fault=fault)
        else:
            engine.says(task.job_id, phase=Phase.RUNNING, bytes_total=len(BODY))

    engine.on_add = begin
    inside = (InsideFile(index=0, path="film.mkv", size_bytes=len(BODY)),)
    engine.on_look_inside = lambda _id, _source: Inside(title="film", files=inside)
    return Bench(
        engine,
        SourceType.HTTP,
        "good",
        "bad",
        tmp_path / "jobs",
        deliver=lambda job_id: engine.brings(job_id, BODY),
    )


@pytest.fixture(params=["http", "torrents", "scripted"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    names = {"http": "http_bench", "torrents": "torrent_bench", "scripted": "scripted_bench"}
    bench: Bench = request.getfixturevalue(names[request.param])
    yield bench
    bench.engine.close(5)


def test_it_is_an_engine(bench):
    assert isinstance(bench.engine, Engine)


def test_a_task_is_known_from_the_moment_it_was_added_and_ends_with_its_files(bench):
    task = bench.task()
    bench.engine.add(task)
    assert bench.engine.report(task.job_id) is not None
    bench.deliver(task.job_id)
    report = bench.reaches(task.job_id, Phase.FINISHED)

    (file,) = report.files
    assert Path(file.path).is_relative_to(task.folder)
    assert Path(file.path).read_bytes() == BODY
    assert (file.file_index, file.size_bytes) == (0, len(BODY))
    assert (report.bytes_total, report.bytes_done) == (len(BODY), len(BODY))


def test_adding_twice_and_dropping_what_is_not_there_are_harmless(bench):
    task = bench.task()
    bench.engine.add(task)
    bench.engine.add(task)
    bench.engine.drop(uuid4(), remove_files=True)
    bench.engine.finish(uuid4())
    bench.engine.pause(uuid4())
    bench.engine.resume(uuid4())
    bench.engine.configure(uuid4(), JobOptions())
    bench.engine.recheck(uuid4())
    bench.engine.reannounce(uuid4())
    bench.engine.move(uuid4(), bench.root / "nowhere")
    bench.engine.forget_inside(uuid4())
    assert bench.engine.details(uuid4()) is None
    assert bench.engine.seen_inside(uuid4()) is None
    bench.deliver(task.job_id)

    assert bench.reaches(task.job_id, Phase.FINISHED)
    assert bench.engine.report(uuid4()) is None


def test_a_source_that_cannot_be_used_is_a_fault_with_a_reason(bench):
    task = bench.task(bench.bad)
    bench.engine.add(task)
    report = bench.reaches(task.job_id, Phase.BROKEN)

    assert report.fault is not None
    assert report.fault.reason in ("not_found", "bad_torrent")
    assert not report.fault.may_retry


def test_what_is_dropped_with_its_files_leaves_nothing(bench):
    task = bench.task()
    bench.slow_down(True)
    bench.engine.add(task)
    until(lambda: bench.engine.report(task.job_id).phase is Phase.RUNNING)
    bench.engine.drop(task.job_id, remove_files=True)

    assert bench.engine.report(task.job_id) is None
    until(lambda: not task.folder.exists())


def test_what_is_dropped_without_its_files_can_go_on(bench):
    task = bench.task()
    bench.slow_down(True)
    bench.engine.add(task)
    until(lambda: bench.engine.report(task.job_id).phase is Phase.RUNNING)
    bench.engine.drop(task.job_id, remove_files=False)
    bench.slow_down(False)
    bench.engine.add(task)
    bench.deliver(task.job_id)

    (file,) = bench.reaches(task.job_id, Phase.FINISHED).files
    assert Path(file.path).read_bytes() == BODY


def test_a_paused_task_gets_nothing_more_until_it_is_resumed(bench):
    task = bench.task()
    bench.slow_down(True)
    bench.engine.add(task)
    until(lambda: bench.engine.report(task.job_id).phase is Phase.RUNNING)
    bench.engine.pause(task.job_id)
    bench.slow_down(False)
    assert settled(lambda: bench.engine.report(task.job_id)).phase is Phase.RUNNING
    bench.engine.resume(task.job_id)
    bench.deliver(task.job_id)

    assert bench.reaches(task.job_id, Phase.FINISHED)


def test_a_finished_task_is_forgotten_and_its_files_stay(bench):
    task = bench.task()
    bench.engine.add(task)
    bench.deliver(task.job_id)
    (file,) = bench.reaches(task.job_id, Phase.FINISHED).files
    bench.engine.finish(task.job_id)
    bench.engine.drop(task.job_id, remove_files=True)

    assert bench.engine.report(task.job_id) is None
    assert Path(file.path).read_bytes() == BODY


def test_a_file_can_be_read_before_it_is_whole(bench):
    task = bench.task()
    bench.engine.add(task)
    bench.deliver(task.job_id)
    assert bench.engine.open_in_progress(uuid4(), 0) is None
    reader = until(lambda: bench.engine.open_in_progress(task.job_id, 0))
    try:
        assert bench.engine.open_in_progress(task.job_id, 7) is None
        assert (reader.size, reader.name) == (len(BODY), "film.mkv")
        assert reader.read(0, 10) == BODY[:10]
        assert reader.read(1_000_000, 200_000) == BODY[1_000_000:1_200_000]
        assert reader.read(len(BODY) - 5, 100) == BODY[-5:]
        assert reader.read(len(BODY), 10) == b""
        with pytest.raises(ValueError, match="negative"):
            reader.read(-1, 1)
    finally:
        reader.close()


def test_a_closed_engine_takes_no_more_tasks_and_says_what_is_needed_to_go_on(bench):
    task = bench.task()
    bench.slow_down(True)
    bench.engine.add(task)
    until(lambda: bench.engine.report(task.job_id).phase is Phase.RUNNING)
    saved = bench.engine.close(5)

    assert set(saved) <= {task.job_id}
    assert all(saved.values())


def test_what_is_told_to_everything_is_taken(bench):
    bench.engine.limit(Limits(download=10**9, upload=10**9))
    bench.engine.use_network(Network())

    assert bench.engine.reach().is_up


def test_a_task_that_is_moved_ends_in_its_new_folder(bench):
    task = bench.task()
    bench.slow_down(True)
    bench.engine.add(task)
    until(lambda: bench.engine.report(task.job_id).phase is Phase.RUNNING)
    target = bench.root / "elsewhere"
    bench.engine.move(task.job_id, target)
    until(lambda: bench.engine.report(task.job_id).folder == target)
    bench.slow_down(False)
    bench.deliver(task.job_id)

    (file,) = bench.reaches(task.job_id, Phase.FINISHED).files
    assert Path(file.path).is_relative_to(target)
    assert Path(file.path).read_bytes() == BODY


def test_a_task_that_is_checked_again_goes_on(bench):
    task = bench.task()
    bench.slow_down(True)
    bench.engine.add(task)
    until(lambda: bench.engine.report(task.job_id).phase is Phase.RUNNING)
    bench.engine.recheck(task.job_id)
    bench.slow_down(False)
    bench.deliver(task.job_id)

    (file,) = bench.reaches(task.job_id, Phase.FINISHED).files
    assert Path(file.path).read_bytes() == BODY


def test_a_finished_task_tells_that_all_of_it_is_there(bench):
    task = bench.task()
    bench.engine.add(task)
    bench.deliver(task.job_id)
    bench.reaches(task.job_id, Phase.FINISHED)
    details = until(lambda: bench.engine.details(task.job_id))

    assert set(details.pieces) <= {100}
    assert len(details.pieces) <= 200


def test_a_look_inside_tells_what_is_there_and_keeps_nothing(bench):
    inspection = uuid4()
    bench.engine.look_inside(inspection, bench.kind, bench.good)
    found = until(lambda: bench.engine.seen_inside(inspection))
    bench.engine.forget_inside(inspection)

    assert found.fault is None
    assert [(file.index, file.path, file.size_bytes) for file in found.files] == [
        (0, "film.mkv", len(BODY))
    ]
    assert bench.engine.seen_inside(inspection) is None
    assert not bench.root.exists() or not list(bench.root.rglob("film.mkv"))


def test_what_is_given_to_others_is_complete_and_kept(bench):
    """An engine that cannot give lets go instead."""
    task = bench.task()
    bench.engine.add(task)
    bench.deliver(task.job_id)
    (file,) = bench.reaches(task.job_id, Phase.FINISHED).files
    bench.engine.finish(task.job_id, seed=SeedRules(ratio=None, minutes=None))
    report = bench.engine.report(task.job_id)

    assert report is None or (report.phase, report.files) == (Phase.SEEDING, (file,))
    bench.engine.drop(task.job_id, remove_files=False)
    assert bench.engine.report(task.job_id) is None
    assert Path(file.path).read_bytes() == BODY


def test_who_looks_closely_sees_what_is_there_of_each_file(bench):
    task = bench.task()
    bench.engine.add(task)
    bench.deliver(task.job_id)
    bench.reaches(task.job_id, Phase.FINISHED)

    def shown() -> bool:
        details = bench.engine.details(task.job_id)
        return details is not None and details.file_bytes in ((len(BODY),), ())

    until(shown)
    assert bench.engine.details(uuid4()) is None
