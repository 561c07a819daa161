"""File selection, the order of pieces, and rate limits."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import libtorrent as lt
import pytest

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_options import FilePriority, JobOptions
from tests.downloads.data import noise
from tests.downloads.swarm import Offer, Seed
from tests.torrents import (
    MIB,
    Leecher,
    complete_task,
    connect_peer,
    data_url,
    file_index,
    make_task,
    paths_below,
    running_engine,
    uploaded_by,
    wait_downloaded,
    wait_ended,
    wait_phase,
)
from tests.waiting import wait_until
from worker.downloader.engine import Limits, Phase, Report, Task
from worker.downloader.torrents import TorrentEngine
from worker.downloader.torrents.file_selection import FileSpan, select_files

pytestmark = pytest.mark.long

SKIP, HIGH = FilePriority.SKIP, FilePriority.HIGH
UNIT = MIB // 2  # an episode has two


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


@dataclass
class Season:
    """A torrent of three episodes and a short file; no piece ends where a file does."""

    offer: Offer
    bodies: dict[str, bytes]

    def __getitem__(self, name: str) -> int:
        return file_index(self.offer.torrent, name)

    def skipping(self, *names: str, **given: object) -> JobOptions:
        return JobOptions(file_priorities={self[name]: SKIP for name in names}, **given)


@pytest.fixture
def season(seed) -> Season:
    bodies = {
        "e1.mkv": noise(2 * UNIT + 1000, 1),
        "e2.mkv": noise(2 * UNIT + 777, 2),
        "e3.mkv": noise(2 * UNIT + 5, 3),
        "e1.srt": noise(3000, 4),
    }
    return Season(seed.offer(bodies, piece=64 * 1024), bodies)


@pytest.mark.parametrize("as_file", [True, False])
def test_only_selected_files_are_fetched_counted_and_kept(engine, root, season, as_file):
    source = data_url(season.offer.torrent) if as_file else season.offer.magnet
    task = make_task(root, source, options=season.skipping("e2.mkv", "e1.srt"))
    engine.add(task)
    if as_file:
        wait_until(lambda: engine.report(task.job_id).info_hash)
        connect_peer(engine, task, season.offer.port)
    report = wait_ended(engine, task)
    engine.finish(task.job_id)

    size = len(season.bodies["e1.mkv"]) + len(season.bodies["e3.mkv"])
    assert (report.bytes_total, report.bytes_done) == (size, size)
    assert {file.file_index for file in report.files} == {season["e1.mkv"], season["e3.mkv"]}
    for name in ("e1.mkv", "e3.mkv"):
        assert (task.folder / "show" / name).read_bytes() == season.bodies[name]
    assert {(file.index, file.path, file.size_bytes) for file in report.contents} == {
        (season[name], f"show/{name}", len(body)) for name, body in season.bodies.items()
    }
    wait_until(lambda: paths_below(task.folder) == {"show", "show/e1.mkv", "show/e3.mkv"})


def test_bytes_of_skipped_files_are_not_counted(engine, root, seed, season):
    size = len(season.bodies["e3.mkv"]) + len(season.bodies["e1.srt"])
    seed.limit(MIB // 8)
    task = make_task(root, season.offer.magnet, options=season.skipping("e1.mkv", "e2.mkv"))
    engine.add(task)
    seen: list[int] = []

    def look() -> Phase:
        report = engine.report(task.job_id)
        seen.append(report.bytes_done)
        return report.phase

    wait_until(lambda: look() is Phase.RUNNING and 0 < seen[-1] < size)
    seed.limit(0)
    wait_until(lambda: look() is Phase.FINISHED)

    assert seen == sorted(seen)
    assert seen[-1] == size


def test_more_files_may_be_selected_after_the_others_are_complete(engine, root, season):
    task = make_task(root, season.offer.magnet, options=season.skipping("e2.mkv", "e3.mkv"))
    engine.add(task)
    wait_ended(engine, task)
    engine.finish(task.job_id, seed=SeedRules(ratio=None))
    engine.configure(task.job_id, season.skipping("e3.mkv"))
    report = wait_phase(engine, task, Phase.SEEDING, where=lambda now: len(now.files) == 3)

    assert (task.folder / "show/e2.mkv").read_bytes() == season.bodies["e2.mkv"]
    assert report.bytes_total == sum(map(len, season.bodies.values())) - len(
        season.bodies["e3.mkv"]
    )
    assert not (task.folder / "show/e3.mkv").exists()


def test_a_deselected_file_is_kept_and_used_when_selected_again(engine, root, seed, season):
    seed.limit(MIB // 8)
    only = season.skipping("e2.mkv", "e3.mkv", "e1.srt")
    task = make_task(root, season.offer.magnet, options=only)
    engine.add(task)
    wait_downloaded(engine, task, UNIT // 2)
    engine.configure(task.job_id, season.skipping("e1.mkv"))
    wait_until(lambda: not (task.folder / "show/e1.mkv").exists())
    assert engine.report(task.job_id).bytes_total == sum(
        len(season.bodies[name]) for name in ("e2.mkv", "e3.mkv", "e1.srt")
    )
    seed.limit(0)
    assert len(wait_ended(engine, task).files) == 3
    before = uploaded_by(seed)
    engine.configure(task.job_id, JobOptions())
    assert len(ends_with(engine, task, 4).files) == 4

    for name, body in season.bodies.items():
        assert (task.folder / "show" / name).read_bytes() == body
    assert uploaded_by(seed) - before < len(season.bodies["e1.mkv"]) - UNIT // 4
    engine.finish(task.job_id)
    names = {f"show/{name}" for name in season.bodies}
    wait_until(lambda: paths_below(task.folder) == {"show", *names})


def test_the_selection_may_change_all_the_time(engine, root, seed, season):
    seed.limit(MIB // 4)
    task = make_task(root, season.offer.magnet, options=season.skipping("e2.mkv"))
    engine.add(task)
    wait_downloaded(engine, task, 100_000)
    for number in range(16):
        skipped = [name for place, name in enumerate(season.bodies) if (number >> place) & 1]
        engine.configure(task.job_id, season.skipping(*skipped))
        before = uploaded_by(seed)
        wait_until(lambda before=before: uploaded_by(seed) > before or is_idle(engine, task))
    engine.configure(task.job_id, JobOptions())
    seed.limit(0)

    assert len(ends_with(engine, task, 4).files) == 4
    for name, body in season.bodies.items():
        assert (task.folder / "show" / name).read_bytes() == body


def is_idle(engine: TorrentEngine, task: Task) -> bool:
    """Whether nothing that is selected is missing."""
    report = engine.report(task.job_id)
    return report.bytes_done == report.bytes_total


def test_a_file_may_be_selected_while_a_piece_it_shares_is_half_here(engine, root, seed):
    """The rest of the piece lies in libtorrent's part file by then."""
    piece, size = MIB // 2, MIB // 8 * 3
    bodies = {"a.mkv": noise(size, 1), "b.mkv": noise(size, 2)}
    offer = seed.offer(bodies, piece=piece)
    _first, second = sorted(bodies, key=lambda name: file_index(offer.torrent, name))
    skipping = JobOptions(
        is_sequential=True, file_priorities={file_index(offer.torrent, second): SKIP}
    )
    seed.limit(40_000)  # the first file takes eight seconds more than the condition
    task = make_task(root, offer.magnet, options=skipping)
    engine.add(task)
    wait_downloaded(engine, task, 64 * 1024)
    engine.configure(task.job_id, JobOptions())
    seed.limit(0)

    assert len(ends_with(engine, task, 2).files) == 2
    for name, body in bodies.items():
        assert (task.folder / "show" / name).read_bytes() == body


def ends_with(engine: TorrentEngine, task: Task, files: int) -> Report:
    return wait_phase(engine, task, Phase.FINISHED, where=lambda now: len(now.files) == files)


def test_a_deselected_file_is_found_again_after_a_restart(root, seed, season):
    seed.limit(MIB // 4)
    task = make_task(root, season.offer.magnet)
    with running_engine() as first:
        first.add(task)
        wait_downloaded(first, task, UNIT + UNIT // 4)
        first.configure(task.job_id, season.skipping("e1.mkv", "e2.mkv", "e3.mkv"))
        wait_until((task.folder / ".skipped").exists)
        saved = first.close(5)[task.job_id]
    seed.limit(0)
    before = uploaded_by(seed)
    with running_engine() as second:
        second.add(replace(task, resume_data=saved))
        report = wait_ended(second, task)

    assert len(report.files) == 4
    for name, body in season.bodies.items():
        assert (task.folder / "show" / name).read_bytes() == body
    assert uploaded_by(seed) - before < sum(map(len, season.bodies.values())) - UNIT


def test_a_file_with_priority_comes_before_the_others(engine, root, seed, season):
    options = JobOptions(file_priorities={season["e3.mkv"]: HIGH})
    task = make_task(root, season.offer.magnet, options=options)
    order = pieces_in_order(engine, task, seed)

    first = pieces_of(engine, task, season["e3.mkv"])
    late = [order.index(piece) for piece in first]
    assert sum(place < len(first) + 4 for place in late) >= 14


def test_the_ends_of_each_file_come_first(engine, root, seed, season):
    options = JobOptions(first_last_first=True)
    task = make_task(root, season.offer.magnet, options=options)
    order = pieces_in_order(engine, task, seed)
    ends_of_files = {
        piece
        for index in range(4)
        for piece in (
            pieces_of(engine, task, index)[0],
            pieces_of(engine, task, index)[-1],
        )
    }

    assert max(order.index(piece) for piece in ends_of_files) < len(ends_of_files) + 4


@pytest.mark.parametrize("as_file", [True, False])
def test_a_sequential_download_fetches_pieces_in_order(engine, root, seed, season, as_file):
    source = data_url(season.offer.torrent) if as_file else season.offer.magnet
    task = make_task(root, source, options=JobOptions(is_sequential=True))
    order = pieces_in_order(engine, task, seed)

    moved = [abs(place - piece) for place, piece in enumerate(order)]
    assert sum(moved) / len(moved) < 6  # 16, were there no order


def test_the_order_may_change_on_the_way(engine, root, seed, season):
    seed.limit(MIB // 4)
    task = make_task(root, season.offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, UNIT // 2)
    handle = engine.torrent_of(task.job_id).handle

    for is_sequential in (True, False):
        engine.configure(task.job_id, JobOptions(is_sequential=is_sequential))
        assert bool(handle.flags() & lt.torrent_flags.sequential_download) is is_sequential


def test_a_reader_comes_before_every_order_and_restores_it(engine, root, seed, season):
    seed.limit(MIB // 4)
    options = season.skipping("e2.mkv", first_last_first=True)
    task = make_task(root, season.offer.magnet, options=options)
    engine.add(task)
    reader = wait_until(lambda: engine.open_in_progress(task.job_id, season["e3.mkv"]))
    assert engine.open_in_progress(task.job_id, season["e2.mkv"]) is None
    body = season.bodies["e3.mkv"]
    assert reader.read(UNIT, 1000) == body[UNIT : UNIT + 1000]
    assert engine.report(task.job_id).bytes_done < 3 * UNIT
    reader.close()
    seed.limit(0)

    assert len(wait_ended(engine, task).files) == 3
    torrent = engine.torrent_of(task.job_id)
    inside = pieces_of(engine, task, season["e2.mkv"])[1:-1]
    assert not any(torrent.pieces()[piece] for piece in inside)


def pieces_of(engine: TorrentEngine, task: Task, index: int) -> range:
    torrent = engine.torrent_of(task.job_id)
    (span,) = (span for span in torrent.content.spans if span.index == index)
    return span.pieces(torrent.content.piece_length)


def pieces_in_order(engine: TorrentEngine, task: Task, seed: Seed) -> list[int]:
    """In which order the seed is asked for the pieces of a whole download."""
    seed.session.apply_settings({"alert_mask": lt.alert.category_t.upload_notification})
    engine.add(task)
    if task.source_type is SourceType.TORRENT:
        wait_until(lambda: engine.torrent_of(task.job_id))
        connect_peer(engine, task, seed.port)
    wait_ended(engine, task)
    sent = [
        alert for alert in seed.session.pop_alerts() if isinstance(alert, lt.block_uploaded_alert)
    ]
    return list(dict.fromkeys(alert.piece_index for alert in sent))


def transfers(engine: TorrentEngine, task: Task) -> int:
    """Bytes of content so far, in both directions."""
    status = engine.torrent_of(task.job_id).handle.status()
    return int(status.total_payload_download + status.total_payload_upload)


#: libtorrent saves three seconds of an unused limit, and spends them at once when a busy machine
#: lets it run again: in `rate` up to three times the limit. Without a limit all is there at once.
LIMIT, LIMITED = MIB // 8, MIB


def rate(count: Callable[[], int], seconds: float = 1.5) -> float:
    """Bytes a second."""
    began_s, before = time.monotonic(), count()
    wait_until(lambda: time.monotonic() - began_s >= seconds)
    return (count() - before) / (time.monotonic() - began_s)


def test_a_job_has_a_download_limit(engine, root, seed):
    """Also with a peer on the local network, which libtorrent would exempt."""
    offer = seed.offer({"": noise(6 * MIB)}, name="film.mkv")
    task = make_task(root, offer.magnet, options=JobOptions(download_limit=LIMIT))
    engine.add(task)
    wait_downloaded(engine, task, 100_000)
    assert rate(lambda: transfers(engine, task)) < LIMITED
    assert engine.report(task.job_id).phase is Phase.RUNNING
    engine.configure(task.job_id, JobOptions())

    assert wait_ended(engine, task).phase is Phase.FINISHED


def test_all_jobs_share_a_download_limit(engine, root, seed):
    offers = [seed.offer({"": noise(4 * MIB, n)}, name=f"film{n}.mkv") for n in (1, 2)]
    engine.set_rate_limits(Limits(download=LIMIT))
    tasks = [make_task(root, offer.magnet) for offer in offers]
    for task in tasks:
        engine.add(task)
        wait_downloaded(engine, task, 50_000)
    assert rate(lambda: sum(transfers(engine, each) for each in tasks)) < LIMITED
    assert {engine.report(task.job_id).phase for task in tasks} == {Phase.RUNNING}
    engine.set_rate_limits(Limits())

    assert all(wait_ended(engine, task).phase is Phase.FINISHED for task in tasks)


def test_seeding_has_an_upload_limit(engine, root, seed, tmp_path):
    offer = seed.offer({"": noise(6 * MIB)}, name="film.mkv")
    task = complete_task(engine, make_task(root, offer.magnet))
    engine.finish(task.job_id, seed=SeedRules(ratio=None))
    engine.set_rate_limits(Limits(upload=LIMIT))
    seed.session.pause()
    leecher = Leecher(tmp_path / "elsewhere", offer, engine.port)
    wait_until(lambda: leecher.bytes_here > 100_000)

    assert rate(lambda: leecher.bytes_here) < LIMITED
    assert leecher.bytes_here < 6 * MIB


def test_pieces_two_files_share_are_fetched_when_either_is_selected(season):
    layout = lt.load_torrent_buffer(season.offer.torrent).ti.layout()
    spans = [
        FileSpan(index, layout.file_offset(index), layout.file_size(index)) for index in range(4)
    ]
    everything = select_files(layout, spans, [JobOptions()])
    nothing = select_files(
        layout, spans, [JobOptions(file_priorities=dict.fromkeys(range(4), SKIP))]
    )
    first, second = (
        select_files(layout, spans, [JobOptions(file_priorities={index: SKIP})]) for index in (0, 1)
    )
    both = select_files(
        layout,
        spans,
        [JobOptions(file_priorities={0: SKIP}), JobOptions(file_priorities={1: SKIP})],
    )
    shared = spans[0].pieces(layout.piece_length())[-1]

    assert (everything.is_default, everything.has_every_file) == (True, True)
    assert (nothing.bytes_total, set(nothing.pieces)) == (0, {0})
    assert first.pieces[shared] == second.pieces[shared] == 4
    assert not first.pieces[0]
    assert both == everything
