"""Full disks, changed files, corrupt peers, pausing and rechecks."""

from dataclasses import replace
from pathlib import Path

import libtorrent as lt
import pytest

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.downloads.models.job_options import StatusDetail
from tests.disks import disk_of
from tests.downloads.data import digest, noise
from tests.downloads.swarm import Offer, Seed, Tracker
from tests.torrents import (
    MIB,
    FakePeer,
    complete_task,
    connect_peer,
    data_url,
    digest_of,
    make_task,
    running_engine,
    uploaded_by,
    wait_downloaded,
    wait_ended,
    wait_phase,
)
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Phase, Task


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


BODY = noise(3 * MIB)


def test_case_15_a_full_disk_pauses_a_task_and_nothing_is_fetched_twice(engine, seed, tmp_path):
    body = noise(12 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    with disk_of("16m", tmp_path / "disk") as disk:
        filler = disk / "filler"
        filler.write_bytes(bytes(8 * MIB))
        task = make_task(disk / "jobs", offer.magnet)
        engine.add(task)
        report = wait_ended(engine, task)
        assert report.fault.reason == "disk_full"
        assert report.fault.may_retry
        assert 0 < report.fault.payload["needed"] <= 12 * MIB
        assert report.fault.payload["free"] < MIB
        assert report.bytes_done > 2 * MIB
        engine.resume(task.job_id)  # too early
        wait_phase(engine, task, Phase.BROKEN)
        filler.unlink()
        engine.resume(task.job_id)
        report = wait_ended(engine, task)

        assert report.fault is None
        assert digest(Path(report.files[0].path)) == digest_of(body)
        # Each of the two attempts that failed loses at most the 4 MiB that did not fit.
        assert uploaded_by(seed) < 12 * MIB + 2 * 4 * MIB + 2 * MIB
        engine.drop(task.job_id, remove_files=True)


def test_a_download_that_filled_the_disk_is_removed_with_its_files(engine, seed, tmp_path):
    offer = seed.offer({"": noise(6 * MIB)}, name="film.mkv")
    with disk_of("3m", tmp_path / "disk") as disk:
        task = make_task(disk / "jobs", offer.magnet)
        engine.add(task)
        assert wait_ended(engine, task).fault.reason == "disk_full"
        engine.drop(task.job_id, remove_files=True)

        wait_until(lambda: not task.folder.exists())


def paused_half_way(root: Path, seed: Seed, offer: Offer) -> tuple[Task, bytes]:
    """A task whose worker stopped, and its resume data."""
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    with running_engine() as engine:
        engine.add(task)
        wait_downloaded(engine, task, MIB // 4)
        saved = engine.close(5)[task.job_id]
    seed.limit(0)
    return task, saved


def test_case_19_a_changed_byte_on_disk_is_found_by_checking(root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    task = make_task(root, offer.magnet)
    with running_engine() as first:
        complete_task(first, task)
        saved = first.close(5)[task.job_id]
    path = task.folder / "film.mkv"
    with path.open("r+b") as file:
        file.seek(MIB)
        file.write(bytes([BODY[MIB] ^ 1]))
    before = uploaded_by(seed)
    with running_engine() as second:
        second.add(replace(task, resume_data=saved))
        wait_ended(second, task)
        assert second.recheck(task.job_id)
        wait_ended(second, task)

        assert path.read_bytes() == BODY
        assert 0 < uploaded_by(seed) - before < MIB


def test_case_19_a_truncated_file_is_completed_again(root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    task, saved = paused_half_way(root, seed, offer)
    path = task.folder / "film.mkv"
    with path.open("r+b") as file:
        file.truncate(MIB // 8)
    with running_engine() as engine:
        engine.add(replace(task, resume_data=saved))
        report = wait_ended(engine, task)

    assert report.fault is None
    assert path.read_bytes() == BODY


def test_case_19_a_folder_in_place_of_the_file_is_left_and_reported(root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    task, saved = paused_half_way(root, seed, offer)
    path = task.folder / "film.mkv"
    path.unlink()
    path.mkdir()
    (path / "mine").write_text("mine")
    with running_engine() as engine:
        engine.add(replace(task, resume_data=saved))
        report = wait_ended(engine, task)

    assert report.fault.reason == "disk_error"
    assert not report.fault.may_retry
    assert "film.mkv" in report.fault.message
    assert str(task.job_id) not in report.fault.message
    assert (path / "mine").read_text() == "mine"


def test_case_21_a_corrupt_peer_is_banned_and_the_rest_comes_from_others(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB // 8)
    info = lt.load_torrent_buffer(offer.torrent).ti
    with FakePeer(info.info_section(), info.num_pieces()) as liar:
        task = make_task(
            root, f"{offer.magnet}&x.pe={liar.host}:{liar.port}", metadata=offer.torrent
        )
        engine.add(task)
        wait_until(lambda: liar.blocks_sent > 3)
        seed.limit(0)
        report = wait_ended(engine, task)
        status = engine.torrent_of(task.job_id).handle.status()

        assert digest(Path(report.files[0].path)) == digest_of(BODY)
        assert status.total_failed_bytes > 0
        given, calls = liar.blocks_sent, len(liar.callers)
        connect_peer(engine, task, liar.port, liar.host)
        assert wait_stable(lambda: (liar.blocks_sent, len(liar.callers))) == (given, calls)


def test_a_paused_task_has_no_peers_and_no_traffic(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, MIB // 4)
    engine.pause(task.job_id)
    report = wait_phase(
        engine,
        task,
        Phase.RUNNING,
        where=lambda now: (now.peers, now.download_bytes_per_s) == (0, 0),
    )
    given = wait_stable(lambda: uploaded_by(seed))
    seed.limit(0)

    assert wait_stable(lambda: uploaded_by(seed)) == given
    assert engine.report(task.job_id).bytes_done >= report.bytes_done
    engine.resume(task.job_id)
    assert wait_ended(engine, task).phase is Phase.FINISHED


def test_a_task_may_be_paused_before_it_has_begun(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    # The magnet names no peer: one that it names is asked for blocks before a late `pause`.
    task = make_task(root, f"magnet:?xt=urn:btih:{offer.info_hash}")
    engine.add(task)
    engine.pause(task.job_id)
    connect_peer(engine, task, offer.port)

    assert wait_stable(lambda: engine.report(task.job_id).bytes_done) == 0
    assert uploaded_by(seed) == 0
    engine.resume(task.job_id)
    assert wait_ended(engine, task).phase is Phase.FINISHED


def test_a_recheck_finds_missing_pieces_and_fetches_them_again(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    task = complete_task(engine, make_task(root, offer.magnet))
    engine.finish(task.job_id, seed=SeedRules(ratio=None))
    with (task.folder / "film.mkv").open("r+b") as file:
        file.truncate(2 * MIB)
    engine.pause(task.job_id)
    engine.recheck(task.job_id)
    assert engine.report(task.job_id).phase is not Phase.SEEDING
    engine.resume(task.job_id)
    wait_phase(engine, task, Phase.SEEDING)

    assert digest(task.folder / "film.mkv") == digest_of(BODY)


def test_a_recheck_of_a_running_download_keeps_good_pieces(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, MIB // 2)
    engine.recheck(task.job_id)
    report = wait_phase(engine, task, Phase.RUNNING)
    assert report.bytes_done > MIB // 4
    seed.limit(0)

    assert digest(Path(wait_ended(engine, task).files[0].path)) == digest_of(BODY)
    assert uploaded_by(seed) < len(BODY) + MIB


def test_a_reannounce_asks_for_peers_at_once(engine, root, seed, web):
    offer = seed.offer({"": BODY}, name="film.mkv")
    web.pages["/announce"] = Tracker.page()
    task = make_task(root, f"magnet:?xt=urn:btih:{offer.info_hash}&tr={web.url('/announce')}")
    engine.add(task)

    def is_announced() -> bool:
        details = engine.details(task.job_id)
        return details is not None and [each.status for each in details.trackers] == ["working"]

    wait_until(is_announced)  # libtorrent ignores a reannounce while one is under way
    assert web.requests
    web.pages["/announce"] = Tracker.page(seed.port)
    engine.reannounce(task.job_id)

    assert wait_ended(engine, task).phase is Phase.FINISHED


def test_status_details_follow_the_download(engine, root, seed, tmp_path):
    lonely = make_task(root, f"magnet:?xt=urn:btih:{'c' * 40}")
    engine.add(lonely)
    assert engine.report(lonely.job_id).detail is StatusDetail.FETCHING_METADATA
    offer = seed.offer({"": BODY}, name="film.mkv")
    unseen = make_task(root, data_url(offer.torrent))
    seen: list[StatusDetail | None] = []
    engine.add(unseen)
    wait_phase(
        engine, unseen, Phase.RUNNING, where=lambda now: now.detail is StatusDetail.CONNECTING
    )
    seed.limit(MIB // 8)
    connect_peer(engine, unseen, seed.port)

    def look() -> Phase:
        report = engine.report(unseen.job_id)
        seen.append(report.detail)
        return report.phase

    # While it flows there is nothing more to say.
    wait_until(lambda: look() is Phase.RUNNING and seen.count(None) > 3)
    seed.limit(0)
    wait_until(lambda: look() is Phase.FINISHED)
    engine.finish(unseen.job_id, seed=SeedRules(ratio=None))

    story = [
        detail for detail, before in zip(seen, [None, *seen], strict=False) if detail != before
    ]
    assert story[0] is StatusDetail.CONNECTING
    assert engine.report(unseen.job_id).detail is StatusDetail.SEEDING
    assert engine.report(lonely.job_id).phase is Phase.PREPARING
