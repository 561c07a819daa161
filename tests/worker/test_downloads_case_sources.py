"""Sources that bring nothing, or almost nothing (cases 22 and 27)."""

import io
import socket
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from chalicelib.downloads.models import SourceType
from chalicelib.platform.settings import Settings
from tests.downloads.data import noise
from tests.downloads.harness import LONG_TIMEOUTS
from tests.downloads.swarm import Seed
from tests.file_server import Page
from tests.waiting import wait_until
from worker.downloader.transitions import Timeouts

MIB = 1024 * 1024


def test_case_22_a_magnet_without_peers_ends_and_frees_its_slot_meanwhile(harness, user, web):
    harness.max_active = 1
    harness.backoff_s = 0.2
    harness.timeouts = Timeouts(prepare_s=0.3)
    web.pages["/f.mkv"] = Page(b"film")
    dispatcher = harness.worker().component.dispatcher
    patient = replace(dispatcher.routes[SourceType.HTTP], timeouts=LONG_TIMEOUTS)
    dispatcher.routes = {**dispatcher.routes, SourceType.HTTP: patient}
    lost = harness.add_job(user, "magnet", f"magnet:?xt=urn:btih:{'c' * 40}")
    harness.wait_for_status(user, lost, "retrying")
    other = harness.add_job(user, "http", web.url("/f.mkv"))
    harness.wait_for_status(user, other, "completed")
    end = wait_until(lambda: (job := harness.job(user, lost)).status == "failed" and job)

    assert (end.reason, end.retry_count) == ("no_metadata", 3)
    assert harness.status_history(user, lost).count("preparing") == 4
    pauses = [
        (event.payload["nextRetryAt"], event.created_at)
        for event in harness.events(user, lost)
        if "nextRetryAt" in event.payload
    ]
    waits = [(datetime.fromisoformat(at) - told).total_seconds() for at, told in pauses]
    assert [round(wait / harness.backoff_s) for wait in waits] == [1, 2, 4]
    # In earnest: four tries of a minute, and pauses of 15 s, 30 s and 60 s between them.
    backoff_s = Settings.model_fields["download_retry_backoff"].default
    assert (Timeouts().prepare_s, backoff_s) == (60, 15)
    assert 4 * Timeouts().prepare_s + (1 + 2 + 4) * backoff_s < 600


def test_case_27_a_trickling_source_stalls_and_ends(harness, user, web):
    web.pages["/f.mkv"] = Page(noise(100_000), bytes_per_s=100)
    harness.backoff_s = 0.02
    harness.timeouts = Timeouts(slow_after_s=0.3, stalled_s=0.2)
    harness.worker()
    job = harness.add_job(user, "http", web.url("/f.mkv"))
    end = wait_until(lambda: (now := harness.job(user, job)).status == "failed" and now)

    assert end.reason == "too_slow"
    # What came is kept: each try goes on behind the one before, which may have got nothing.
    begun_at = [int((each or "bytes=0-")[6:-1]) for each in web.ranges_of("/f.mkv")]
    assert begun_at[0] == 0
    assert begun_at == sorted(begun_at)
    assert end.bytes_downloaded >= begun_at[-1] > 0
    assert (Timeouts().slow_after_s, Timeouts().slow_bytes_per_s) == (30, 1000)
    story = harness.status_history(user, job)
    assert story[:6] == ["queued", "preparing", "downloading", "stalled", "retrying", "preparing"]


def test_case_21_corrupt_blocks_are_discarded_and_come_from_another_peer(
    harness, user, web, tmp_path
):
    """A web seed that lies, beside a peer that does not: each at an address of its own."""
    try:
        socket.create_server(("127.0.0.2", 0)).close()
    except OSError:
        pytest.skip("this system has only one address for itself")
    seed = Seed(tmp_path / "seed", listen_interfaces="127.0.0.2:0")
    body = noise(3 * MIB)
    wrong = bytearray(body)
    for at in range(5000, len(body), 64 * 1024):
        wrong[at] ^= 1
    web.pages["/film.mkv"] = Page(bytes(wrong), announces_ranges=True)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(MIB // 16)
    harness.worker()
    honest = offer.magnet.replace("127.0.0.1", "127.0.0.2")
    job = harness.add_job(user, "magnet", f"{honest}&ws={web.url('/film.mkv')}")
    wait_until(lambda: web.bytes_sent["/film.mkv"] > 0)
    seed.limit(0)
    done = harness.wait_for_status(user, job, "completed")

    assert harness.file_of(done).read_bytes() == body
    # The corrupt peer is banned: it did not send everything again and again.
    assert web.bytes_sent["/film.mkv"] < 2 * len(body)


def test_case_30_an_archive_is_downloaded_as_it_is_and_never_opened(harness, user, web, tmp_path):
    """Zip slip, a link, and a bomb: three members of one file, which stays one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside", "x")
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bomb", bytes(8 * MIB))
    web.pages["/a.zip"] = Page(packed.getvalue(), headers={"Content-Type": "application/zip"})
    harness.worker()
    done = harness.wait_for_status(
        user, harness.add_job(user, "http", web.url("/a.zip")), "completed"
    )

    path = harness.file_of(done)
    assert path.read_bytes() == packed.getvalue()
    assert list(path.parent.iterdir()) == [path]
    assert not [*tmp_path.rglob("outside"), *tmp_path.rglob("bomb")]
