"""Disks that fill up, files that change under us, peers that lie, pausing and checking again."""

from dataclasses import replace
from pathlib import Path

import libtorrent as lt
import pytest

from chalicelib.download_settings.models.limits import SeedRules
from chalicelib.downloads.models.options import StatusDetail
from tests.disks import disk_of
from tests.downloads import Offer, Seed, Tracker, digest, noise, wait_stable, wait_until
from tests.torrents import (
    MIB,
    FakePeer,
    completed,
    digest_of,
    ends,
    given_by,
    half_way,
    introduce,
    reaches,
    running,
    task,
    upload,
)
from worker.downloader.engine import Phase, Task


@pytest.fixture
def engine():
    with running() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


BODY = noise(3 * MIB)


def test_case_15_a_full_disk_is_waited_for_and_nothing_is_fetched_twice(engine, seed, tmp_path):
    body = noise(12 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    with disk_of("16m", tmp_path / "disk") as disk:
        filler = disk / "filler"
        filler.write_bytes(bytes(8 * MIB))
        wanted = task(disk / "jobs", offer.magnet)
        engine.add(wanted)
        report = ends(engine, wanted)
        assert report.fault.reason == "disk_full"
        assert report.fault.may_retry
        assert 0 < report.fault.payload["needed"] <= 12 * MIB
        assert report.fault.payload["free"] < MIB
        assert report.bytes_done > 2 * MIB
        engine.resume(wanted.job_id)  # too early
        reaches(engine, wanted, Phase.BROKEN)
        filler.unlink()
        engine.resume(wanted.job_id)
        report = ends(engine, wanted)

        assert report.fault is None
        assert digest(Path(report.files[0].path)) == digest_of(body)
        assert given_by(seed) < 12 * MIB + 6 * MIB
        engine.drop(wanted.job_id, remove_files=True)


def paused_half_way(root: Path, seed: Seed, offer: Offer) -> tuple[Task, bytes]:
    """A task whose worker stopped, and its resume data."""
    seed.limit(4 * MIB)
    wanted = task(root, offer.magnet)
    with running() as engine:
        engine.add(wanted)
        half_way(engine, wanted, MIB + MIB // 2)
        saved = engine.close(5)[wanted.job_id]
    seed.limit(0)
    return wanted, saved


def test_case_19_a_byte_that_changed_at_rest_is_found_by_checking(root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted = task(root, offer.magnet)
    with running() as first:
        completed(first, wanted)
        saved = first.close(5)[wanted.job_id]
    path = wanted.folder / "film.mkv"
    with path.open("r+b") as file:
        file.seek(MIB)
        file.write(bytes([BODY[MIB] ^ 1]))
    before = given_by(seed)
    with running() as second:
        second.add(replace(wanted, resume_data=saved))
        ends(second, wanted)
        second.pause(wanted.job_id)  # a paused torrent is not checked yet
        second.recheck(wanted.job_id)
        assert second.report(wanted.job_id).phase is Phase.CHECKING
        second.resume(wanted.job_id)
        ends(second, wanted)

        assert path.read_bytes() == BODY
        assert 0 < given_by(seed) - before < MIB


def test_case_19_what_was_cut_off_is_brought_again(root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted, saved = paused_half_way(root, seed, offer)
    path = wanted.folder / "film.mkv"
    with path.open("r+b") as file:
        file.truncate(MIB)
    with running() as engine:
        engine.add(replace(wanted, resume_data=saved))
        report = ends(engine, wanted)

    assert report.fault is None
    assert path.read_bytes() == BODY


def test_case_19_a_folder_where_the_file_was_is_left_and_named(root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted, saved = paused_half_way(root, seed, offer)
    path = wanted.folder / "film.mkv"
    path.unlink()
    path.mkdir()
    (path / "mine").write_text("mine")
    with running() as engine:
        engine.add(replace(wanted, resume_data=saved))
        report = ends(engine, wanted)

    assert report.fault.reason == "disk_error"
    assert not report.fault.may_retry
    assert "film.mkv" in report.fault.message
    assert str(wanted.job_id) not in report.fault.message
    assert (path / "mine").read_text() == "mine"


def test_case_21_a_peer_that_lies_is_sent_away_and_the_rest_comes_from_others(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB)
    info = lt.load_torrent_buffer(offer.torrent).ti
    with FakePeer(info.info_section(), info.num_pieces()) as liar:
        wanted = task(root, f"{offer.magnet}&x.pe={liar.host}:{liar.port}", metadata=offer.torrent)
        engine.add(wanted)
        wait_until(lambda: liar.blocks_given > 3)
        seed.limit(0)
        report = ends(engine, wanted)
        status = engine.torrent_of(wanted.job_id).handle.status()

        assert digest(Path(report.files[0].path)) == digest_of(BODY)
        assert status.total_failed_bytes > 0
        given, calls = liar.blocks_given, len(liar.callers)
        introduce(engine, wanted, liar.port, liar.host)
        assert wait_stable(lambda: (liar.blocks_given, len(liar.callers))) == (given, calls)


def test_a_paused_task_has_no_peers_and_no_traffic(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    half_way(engine, wanted, MIB)
    engine.pause(wanted.job_id)
    report = reaches(
        engine,
        wanted,
        Phase.RUNNING,
        where=lambda now: (now.peers, now.download_bytes_per_s) == (0, 0),
    )
    given = wait_stable(lambda: given_by(seed))
    seed.limit(0)

    assert wait_stable(lambda: given_by(seed)) == given
    assert engine.report(wanted.job_id).bytes_done >= report.bytes_done
    engine.resume(wanted.job_id)
    assert ends(engine, wanted).phase is Phase.FINISHED


def test_a_task_may_be_paused_before_it_has_begun(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    engine.pause(wanted.job_id)

    assert wait_stable(lambda: engine.report(wanted.job_id).bytes_done) == 0
    assert given_by(seed) == 0
    engine.resume(wanted.job_id)
    assert ends(engine, wanted).phase is Phase.FINISHED


def test_what_was_taken_away_is_found_missing_and_brought_again(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    wanted = completed(engine, task(root, offer.magnet))
    engine.finish(wanted.job_id, seed=SeedRules(ratio=None))
    with (wanted.folder / "film.mkv").open("r+b") as file:
        file.truncate(2 * MIB)
    engine.pause(wanted.job_id)  # a paused torrent is not checked yet
    engine.recheck(wanted.job_id)
    assert engine.report(wanted.job_id).phase is Phase.CHECKING
    engine.resume(wanted.job_id)
    reaches(engine, wanted, Phase.SEEDING)

    assert digest(wanted.folder / "film.mkv") == digest_of(BODY)


def test_checking_while_it_runs_keeps_what_is_right(engine, root, seed):
    offer = seed.offer({"": BODY}, name="film.mkv")
    seed.limit(2 * MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    half_way(engine, wanted, MIB + MIB // 2)
    engine.recheck(wanted.job_id)
    report = reaches(engine, wanted, Phase.RUNNING)
    assert report.bytes_done > MIB
    seed.limit(0)

    assert digest(Path(ends(engine, wanted).files[0].path)) == digest_of(BODY)
    assert given_by(seed) < len(BODY) + MIB


def test_peers_are_asked_for_again_at_once(engine, root, seed, web):
    offer = seed.offer({"": BODY}, name="film.mkv")
    web.pages["/announce"] = Tracker.page()
    wanted = task(root, f"magnet:?xt=urn:btih:{offer.info_hash}&tr={web.url('/announce')}")
    engine.add(wanted)
    wait_until(lambda: web.requests)
    web.pages["/announce"] = Tracker.page(seed.port)
    engine.reannounce(wanted.job_id)

    assert ends(engine, wanted).phase is Phase.FINISHED


def test_details_tell_what_it_does(engine, root, seed, tmp_path):
    lonely = task(root, f"magnet:?xt=urn:btih:{'c' * 40}")
    engine.add(lonely)
    assert engine.report(lonely.job_id).detail is StatusDetail.FETCHING_METADATA
    offer = seed.offer({"": BODY}, name="film.mkv")
    unseen = task(root, upload(offer.torrent))
    seen: list[StatusDetail | None] = []
    engine.add(unseen)
    reaches(engine, unseen, Phase.RUNNING, where=lambda now: now.detail is StatusDetail.CONNECTING)
    seed.limit(2 * MIB)
    introduce(engine, unseen, seed.port)

    def is_over() -> bool:
        report = engine.report(unseen.job_id)
        seen.append(report.detail)
        return report.phase is Phase.FINISHED

    wait_until(is_over)
    engine.finish(unseen.job_id, seed=SeedRules(ratio=None))

    story = [
        detail for detail, before in zip(seen, [None, *seen], strict=False) if detail != before
    ]
    assert story[0] is StatusDetail.CONNECTING
    assert seen.count(None) > 3  # while it flows there is nothing more to say
    assert engine.report(unseen.job_id).detail is StatusDetail.SEEDING
    assert engine.report(lonely.job_id).phase is Phase.PREPARING
