"""Torrents that several jobs share, and seeding."""

import shutil
from dataclasses import replace
from pathlib import Path

import libtorrent as lt
import pytest

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.downloads.models.job_options import FilePriority, JobOptions
from tests.downloads.data import noise
from tests.downloads.swarm import ISOLATED_SESSION, LOOPBACK_ONLY
from tests.torrents import (
    MIB,
    Leecher,
    complete_task,
    data_url,
    file_index,
    make_task,
    make_torrent,
    running_engine,
    uploaded_by,
    wait_ended,
    wait_phase,
)
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Phase, Task
from worker.downloader.torrents.torrent_job import SeedingTimer

SKIP = FilePriority.SKIP
#: A DHT of a few nodes on one machine.
OPEN_DHT = {
    "enable_dht": True,
    "dht_bootstrap_nodes": "",
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_ignore_dark_internet": False,
}


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def test_case_14_two_jobs_for_one_torrent_share_its_files(engine, root, seed):
    body = noise(4 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(MIB // 4)
    first, second = make_task(root, offer.magnet), make_task(root, offer.magnet)
    engine.add(first)
    wait_until(lambda: engine.report(first.job_id).phase is Phase.RUNNING)
    engine.add(second)
    wait_until(lambda: engine.report(second.job_id).phase is Phase.RUNNING)
    engine.drop(first.job_id, remove_files=True)
    seed.limit(0)
    report = wait_ended(engine, second)

    assert report.folder == first.folder
    assert Path(report.files[0].path).read_bytes() == body
    assert engine.report(first.job_id) is None


def test_case_14_two_jobs_want_different_files_and_both_get_them(engine, root, seed):
    offer = seed.offer({"a.mkv": noise(MIB, 1), "b.mkv": noise(MIB, 2), "c.mkv": noise(MIB, 3)})
    seed.limit(MIB // 8)
    (a, b, c) = (file_index(offer.torrent, name) for name in ("a.mkv", "b.mkv", "c.mkv"))
    first = make_task(root, offer.magnet, options=JobOptions(file_priorities={b: SKIP, c: SKIP}))
    second = make_task(root, offer.magnet, options=JobOptions(file_priorities={a: SKIP, c: SKIP}))
    engine.add(first)
    wait_phase(engine, first, Phase.RUNNING)
    engine.add(second)
    seed.limit(0)
    report = wait_ended(engine, second)

    assert {file.file_index for file in report.files} == {a, b}
    assert report.bytes_total == 2 * MIB


def test_case_14_a_torrent_that_seeds_serves_the_next_job_at_once(engine, root, seed):
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    first, second, third = (make_task(root, offer.magnet) for _ in range(3))
    engine.add(first)
    (file,) = wait_ended(engine, first).files
    engine.finish(first.job_id, seed=SeedRules())
    engine.add(second)

    assert wait_ended(engine, second).files == (file,)
    engine.drop(second.job_id, remove_files=True)
    assert Path(file.path).exists()
    Path(file.path).unlink()
    engine.add(third)
    assert wait_ended(engine, third).files[0].path.startswith(str(third.folder))


def test_a_finished_torrent_is_seeded_until_the_ratio_is_met(engine, root, seed, tmp_path):
    offer = seed.offer({"": noise(2 * MIB)}, name="film.mkv")
    task = complete_task(engine, make_task(root, offer.magnet))
    engine.finish(task.job_id, seed=SeedRules(ratio=1.0, minutes=None))
    assert engine.report(task.job_id).phase is Phase.SEEDING
    seed.session.pause()
    leecher = Leecher(tmp_path / "elsewhere", offer, engine.port)

    report = wait_phase(engine, task, Phase.DONE)
    assert report.bytes_uploaded >= 2 * MIB
    assert report.files[0].size_bytes == 2 * MIB
    wait_until(lambda: leecher.bytes_here == 2 * MIB)
    engine.drop(task.job_id, remove_files=True)
    assert Path(report.files[0].path).exists()  # the library has it by now


def test_a_torrent_at_its_seeding_limit_uploads_nothing_more(engine, root, seed, tmp_path):
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    task = complete_task(engine, make_task(root, offer.magnet))
    engine.finish(task.job_id, seed=SeedRules(ratio=0))
    wait_phase(engine, task, Phase.DONE)
    seed.session.pause()
    leecher = Leecher(tmp_path / "elsewhere", offer, engine.port)

    assert wait_stable(lambda: leecher.bytes_here) == 0


def test_a_torrent_without_seed_rules_is_removed(engine, root, seed):
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    task = complete_task(engine, make_task(root, offer.magnet))
    engine.finish(task.job_id)

    assert engine.report(task.job_id) is None
    assert engine.torrent_of(task.job_id) is None


@pytest.mark.parametrize(
    ("rules", "seconds", "uploaded", "is_reached"),
    [
        (SeedRules(ratio=1.5, minutes=None), 10**6, 149, False),
        (SeedRules(ratio=1.5, minutes=None), 0, 150, True),
        (SeedRules(ratio=None, minutes=2), 119, 10**6, False),
        (SeedRules(ratio=None, minutes=2), 120, 0, True),
        (SeedRules(ratio=1, minutes=2), 120, 0, True),
        (SeedRules(ratio=1, minutes=2), 0, 100, True),
        (SeedRules(ratio=None, minutes=None), 10**9, 10**9, False),
    ],
)
def test_ratio_or_seeding_time_whichever_comes_first_ends_seeding(
    rules, seconds, uploaded, is_reached
):
    timer = SeedingTimer(rules, since_s=1000.0)

    assert timer.is_limit_reached(1000.0 + seconds, uploaded, 100) is is_reached


def test_time_while_paused_does_not_count():
    timer = SeedingTimer(SeedRules(), 50, since_s=1000.0)
    timer.pause(1010.0)
    assert timer.seconds(2000.0) == 60
    timer.resume(2000.0)

    assert timer.seconds(2005.0) == 65


def test_a_new_worker_continues_seeding_and_counts_earlier_uploads(root, seed, tmp_path):
    offer = seed.offer({"": noise(2 * MIB)}, name="film.mkv")
    task = make_task(root, offer.magnet)
    with running_engine() as first:
        complete_task(first, task)
        first.finish(task.job_id, seed=SeedRules())
        saved = first.close(5)[task.job_id]
    seed.session.pause()
    given_before = uploaded_by(seed)
    again = replace(
        task,
        resume_data=saved,
        seed=SeedRules(ratio=2.0, minutes=None),
        seeded_bytes=3 * MIB,
        seeded_s=1000,
    )
    with running_engine() as second:
        second.add(again)
        report = wait_phase(second, again, Phase.SEEDING)
        assert report.bytes_uploaded == 3 * MIB
        assert report.seeding_s in range(1000, 1000 + 60)
        leecher = Leecher(tmp_path / "elsewhere", offer, second.port)

        assert wait_phase(second, again, Phase.DONE).bytes_uploaded >= 4 * MIB
        wait_until(lambda: leecher.bytes_here > MIB // 2)
    assert uploaded_by(seed) == given_before


def test_a_complete_torrent_is_not_downloaded_again_when_its_files_are_gone(root, seed):
    offer = seed.offer({"": noise(2 * MIB)}, name="film.mkv")
    task = make_task(root, offer.magnet)
    with running_engine() as first:
        complete_task(first, task)
        first.finish(task.job_id, seed=SeedRules())
        saved = first.close(5)[task.job_id]
    given_before = uploaded_by(seed)
    shutil.rmtree(task.folder)
    with running_engine() as second:
        second.add(replace(task, resume_data=saved, seed=SeedRules()))
        report = wait_ended(second, task)

        assert report.fault.reason == "files_missing"
        assert wait_stable(lambda: uploaded_by(seed)) == given_before


def completed_and_lost(lost: Task) -> bytes:
    """What an engine kept of a torrent it gave, whose files are gone by now."""
    with running_engine() as first:
        complete_task(first, lost)
        first.finish(lost.job_id, seed=SeedRules())
        saved = first.close(5)[lost.job_id]
    shutil.rmtree(lost.folder)
    return saved


@pytest.mark.parametrize("is_found_out", [False, True])
def test_a_job_for_a_torrent_with_lost_files_downloads_it_again(root, seed, is_found_out):
    """Also before the loss was found or recorded."""
    body = noise(2 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    lost, task = make_task(root, offer.magnet), make_task(root, offer.magnet)
    saved = completed_and_lost(lost)
    with running_engine() as second:
        second.add(replace(lost, resume_data=saved, seed=SeedRules()))
        wait_until(lambda: second.torrent_of(lost.job_id))
        if is_found_out:
            wait_ended(second, lost)
        second.add(task)
        (file,) = wait_ended(second, task).files

        assert Path(file.path).is_relative_to(task.folder)
        assert Path(file.path).read_bytes() == body
        assert wait_ended(second, lost).fault.reason == "files_missing"
        second.drop(lost.job_id, remove_files=False)
        assert Path(file.path).is_file()


def test_a_job_that_lost_its_files_seeds_those_of_another_job(root, seed):
    offer = seed.offer({"": noise(2 * MIB)}, name="film.mkv")
    lost, task = make_task(root, offer.magnet), make_task(root, offer.magnet)
    saved = completed_and_lost(lost)
    with running_engine() as second:
        complete_task(second, task)
        second.add(replace(lost, resume_data=saved, seed=SeedRules()))

        (given,) = wait_phase(second, lost, Phase.SEEDING).files
        assert Path(given.path).is_relative_to(task.folder)
        second.drop(lost.job_id, remove_files=False)
        assert wait_ended(second, task).phase is Phase.FINISHED


def test_a_private_torrent_is_announced_to_its_trackers_only(tmp_path):
    """BEP 27. Another node of the DHT hears of the public one only."""
    node = lt.session(
        {**ISOLATED_SESSION, **OPEN_DHT, "alert_mask": lt.alert.category_t.dht_notification}
    )
    port = wait_until(node.listen_port)
    finds = replace(LOOPBACK_ONLY, finds_peers=True)
    with running_engine(options=finds) as engine:
        session = engine.session
        session.apply_settings(OPEN_DHT)
        session.add_dht_node(("127.0.0.1", port))
        private, public = (
            make_task(
                tmp_path, data_url(make_torrent([[b"film.mkv"], [name]], is_private=name == b"p"))
            )
            for name in (b"p", b"o")
        )
        engine.add(private)
        engine.add(public)
        secret, known = (wait_phase(engine, each, Phase.RUNNING) for each in (private, public))
        assert (secret.is_private, known.is_private) == (True, False)
        heard: set[str] = set()

        def is_heard_of() -> bool:
            for each in (private, public):
                engine.torrent_of(each.job_id).handle.force_dht_announce()
            for alert in node.pop_alerts():
                if isinstance(alert, lt.dht_announce_alert | lt.dht_get_peers_alert):
                    heard.add(str(alert.info_hash))
            return known.info_hash in heard

        wait_until(is_heard_of)

        assert secret.info_hash not in heard
