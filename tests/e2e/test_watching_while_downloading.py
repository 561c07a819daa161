"""A film that is watched while it arrives, in a real browser from a real seed."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests import clips
from tests.downloads.swarm import Seed
from tests.e2e.conftest import Stack
from tests.e2e.shelf import of_video, pause, play_on, wait_for_video
from tests.e2e.test_downloads_page import add, card
from tests.waiting import wait_until

pytestmark = pytest.mark.long

TITLE = "Sherlock Jr"
#: The film is not complete before the test lifts the limit: 60 MB take more than three minutes.
SLOW_BYTES_PER_S = 300_000


@pytest.fixture
def seed(tmp_path: Path) -> Iterator[Seed]:
    seed = Seed(tmp_path)
    yield seed
    seed.session.pause()


def status_of(stack: Stack, job_id: str) -> str:
    with psycopg.connect(stack.database_url) as conn:
        found = conn.execute("SELECT status FROM download_jobs WHERE id = %s", [job_id]).fetchone()
    assert found is not None
    return str(found[0])


def has_the_controls_of_the_player(page: Page) -> None:
    """And says how far the download is; plays on at the end."""
    assert of_video(page, "video.controls") is False
    at = pause(page)
    expect(page.get_by_role("slider", name="Position")).to_be_visible()
    for name in ("Play", "Back 10 seconds", "Mute", "Full screen"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    progress = page.get_by_text(re.compile(r"^Still downloading: \d+ %"))
    said = progress.inner_text()
    page.keyboard.press("l")
    wait_for_video(page, f"Math.abs(video.currentTime - {at} - 10) < 0.1")
    expect(progress).not_to_have_text(said)
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Unmute", exact=True)).to_be_visible()
    page.get_by_role("button", name="Back 10 seconds").click()
    wait_for_video(page, f"Math.abs(video.currentTime - {at}) < 0.1")
    play_on(page)


def goes_on_where_it_was_left(page: Page) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/progress") and answer.ok):
        page.keyboard.press("l")
    at = of_video(page, "video.currentTime")

    page.reload()
    expect(page.get_by_text(re.compile(r"^Resumed at 0:1\d"))).to_be_visible()
    wait_for_video(page, f"video.currentTime >= {at} - 2")


def test_a_download_plays_before_its_end_and_on_from_the_library(
    signed_in: Page, seed: Seed, stack: Stack
) -> None:
    page = signed_in
    seed.limit(SLOW_BYTES_PER_S)
    film = {"": clips.heavy().read_bytes()}
    offer = seed.offer(film, name="Sherlock.Jr.1924.1080p.BluRay.x264-GROUP.mp4")

    page.goto("/app/downloads")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    add(page, offer.magnet)
    play = card(page, TITLE).get_by_role("link", name=re.compile("while it downloads"))
    play.click()
    expect(page).to_have_url(re.compile("/app/play/download/"))
    job_id = page.url.rpartition("/")[2]
    wait_for_video(page, "video.currentTime > 0.5")
    assert status_of(stack, job_id) == "downloading"
    assert of_video(page, "video.duration") == pytest.approx(clips.HEAVY_SECONDS, abs=1)
    has_the_controls_of_the_player(page)
    goes_on_where_it_was_left(page)

    seed.limit(0)
    wait_until(lambda: status_of(stack, job_id) == "completed")
    at = of_video(page, "video.currentTime")
    wait_for_video(page, f"video.currentTime > {at} + 0.5")
    expect(page.get_by_role("alert")).to_have_count(0)

    page.evaluate("document.querySelector('video').currentTime = 90")  # which was not loaded ahead
    expect(page).to_have_url(re.compile(r"/app/play/[0-9a-f-]{36}$"))
    wait_for_video(page, "video.currentTime > 0.2")
    assert of_video(page, "video.currentTime") >= 90
    expect(page.get_by_role("alert")).to_have_count(0)
