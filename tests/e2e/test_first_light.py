"""From an empty server to a playing film: the first steps of a user."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import EMAIL, PASSWORD, PATIENCE_MS, Stack

FILM_SECONDS = 120
#: So that the film does not end while a busy machine comes to the next step.
SLOW = "() => { document.querySelector('video').playbackRate = 0.1; }"


def video_state(page: Page) -> dict[str, float]:
    return page.evaluate(
        """() => {
            const video = document.querySelector("video");
            return { at: video.currentTime, of: video.duration, ready: video.readyState };
        }"""
    )


def wait_for_time(page: Page, least: float, most: float) -> None:
    """Until the picture is there and between these seconds."""
    page.wait_for_function(
        """([least, most]) => {
            const video = document.querySelector("video");
            return video && video.readyState >= 2 && !video.seeking
                && video.currentTime >= least && video.currentTime <= most;
        }""",
        arg=[least, most],
    )


def add_download(page: Page, source: str) -> None:
    page.get_by_role("link", name=re.compile("^Downloads")).first.click()
    page.get_by_label("Magnet link or address to download").fill(source)
    page.get_by_role("button", name="Get", exact=True).click()
    # The sheet, or what is wrong with the source under the field.
    begin = page.get_by_role("button", name=re.compile("^(Start|Add now|Add anyway)$"))
    expect(begin.or_(page.get_by_role("alert")).first).to_be_visible()
    if begin.is_visible():
        begin.click()


def wait_until_arrived(page: Page, title: str) -> None:
    named = re.compile(title.replace(" ", "[ .]"))  # by the title, or still by the file's name
    tile = page.get_by_role("article").filter(has_text=named).filter(has_text="In your library")
    expect(tile.first).to_be_visible()


def open_from_library(page: Page, title: str) -> None:
    page.get_by_role("link", name=re.compile("^Library")).first.click()
    expect(page.get_by_role("heading", name="Library", level=1)).to_be_visible()
    page.get_by_role("link", name=re.compile(f"^{title}")).first.click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def watch_seek_and_resume(page: Page, title: str) -> None:
    """Play, jump, reload, and find the same place again; then on the dashboard as well."""
    page.get_by_role("link", name=re.compile("^(Play|Resume)")).first.click()
    expect(page).to_have_url(re.compile("/app/play/"))
    wait_for_time(page, 0.5, 30)
    assert video_state(page)["of"] == pytest.approx(FILM_SECONDS, abs=1)

    page.keyboard.press("5")  # half of it
    wait_for_time(page, 60, 75)
    page.keyboard.press("k")
    stopped_at = video_state(page)["at"]
    with page.expect_response(lambda answer: "/api/v1/progress" in answer.url):
        page.keyboard.press("l")  # ten seconds on, which is told at once
    wait_for_time(page, stopped_at + 8, stopped_at + 15)
    stopped_at = video_state(page)["at"]

    page.reload()
    wait_for_time(page, stopped_at - 2, stopped_at + 8)
    page.keyboard.press("k")

    page.goto("/app/dashboard")
    resume = page.get_by_role("link", name=re.compile(f"^Continue {title}"))
    expect(resume).to_be_visible()
    expect(resume).to_have_accessible_name(re.compile(r"\d+ (s|min|seconds?|minutes?)"))


@contextmanager
def phone_of(browser: Browser, stack: Stack) -> Iterator[Page]:
    """Another device of the same person, which has told that it is there."""
    context = browser.new_context(
        base_url=stack.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        service_workers="block",
        user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/sign-in")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_response(re.compile("/api/v1/devices/handover$")):
        page.get_by_role("button", name="Sign in", exact=True).click()
    yield page
    context.close()


def hand_over_and_back(computer: Page, phone: Page, title: str) -> None:
    """From the computer to the phone and back, at the same second each time."""
    computer.get_by_role("link", name=re.compile(f"^Continue {title}")).click()
    wait_for_time(computer, 1, FILM_SECONDS)
    computer.evaluate(SLOW)
    computer.get_by_role("button", name="Continue on another device").focus()
    computer.keyboard.press("Enter")
    computer.get_by_role("menuitem", name="Chrome on Android").click()
    computer.wait_for_function("() => document.querySelector('video').paused")
    stopped_at = video_state(computer)["at"]

    expect(phone.get_by_role("heading", name=re.compile(f"^Continue {title} at"))).to_be_visible()
    phone.get_by_role("button", name="Continue", exact=True).click()
    expect(phone).to_have_url(re.compile("/app/play/"))
    wait_for_time(phone, stopped_at - 1, FILM_SECONDS)
    phone.evaluate(SLOW)

    computer.keyboard.press("Escape")
    strip = computer.get_by_role("region", name="Playing on Chrome on Android")
    pause = strip.get_by_role("button", name="Pause on Chrome on Android")
    pause.click()
    phone.wait_for_function("() => document.querySelector('video').paused")
    stopped_at = video_state(phone)["at"]
    expect(strip.get_by_text(re.compile("^Paused on"))).to_be_visible()
    strip.get_by_role("button", name="Continue here").click()
    expect(computer).to_have_url(re.compile("/app/play/"))
    wait_for_time(computer, stopped_at - 1, FILM_SECONDS)


def test_a_magnet_becomes_a_film_that_plays(
    at_home: Page,
    make_film: Callable[[str], Path],
    magnet_of: Callable[[Path], str],
) -> None:
    page = at_home
    title = "Night of the Living Dead"
    film = make_film("Night.of.the.Living.Dead.1968.1080p.BluRay.x264-GROUP.mp4")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()  # rails, from the first day

    add_download(page, magnet_of(film))
    wait_until_arrived(page, title)
    open_from_library(page, title)
    watch_seek_and_resume(page, title)

    page.get_by_role("link", name=re.compile(f"^Continue {title}")).click()
    wait_for_time(page, 60, 90)
    page.evaluate(SLOW)
    page.keyboard.press("9")  # nine tenths: near the end
    with page.expect_response(
        lambda answer: "/api/v1/progress" in answer.url and answer.json()["watched"]
    ):
        page.keyboard.press("k")
        page.keyboard.press("k")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/app/dashboard"))
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(f"^Continue {title}"))).to_have_count(0)


def test_a_web_address_becomes_a_film_that_plays_here_and_on_another_device(
    at_home: Page,
    make_film: Callable[[str], Path],
    web_address_of: Callable[[Path], str],
    browser: Browser,
    stack: Stack,
) -> None:
    page = at_home
    film = make_film("Sintel.2010.720p.WEB-DL.x264.mp4")

    add_download(page, web_address_of(film))
    wait_until_arrived(page, "Sintel")
    open_from_library(page, "Sintel")
    watch_seek_and_resume(page, "Sintel")
    with phone_of(browser, stack) as phone:
        hand_over_and_back(page, phone, "Sintel")


def test_a_refused_download_shows_the_reason(at_home: Page) -> None:
    page = at_home

    add_download(page, "magnet:?xt=urn:btih:not-a-hash")
    expect(
        page.get_by_role("alert").filter(has_text=re.compile("magnet", re.IGNORECASE))
    ).to_be_visible()

    page.get_by_label("Magnet link or address to download").fill("http://10.1.2.3/film.mp4")
    page.get_by_role("button", name="Get", exact=True).click()
    expect(
        page.get_by_role("alert").filter(
            has_text=re.compile("network|private|address", re.IGNORECASE)
        )
    ).to_be_visible()


def test_a_film_is_found_by_a_name_with_a_typing_error(at_home: Page) -> None:
    page = at_home
    expect(page.get_by_role("heading", level=2).first).to_be_visible()

    page.keyboard.press("/")
    page.get_by_role("combobox").fill("nosfaratu")
    expect(page.get_by_role("option", name=re.compile("Nosferatu")).first).to_be_visible()
    page.get_by_role("option", name=re.compile("Nosferatu")).first.click()

    expect(page.get_by_role("heading", name="Nosferatu", level=1)).to_be_visible()


def test_signing_out_ends_the_session_and_a_reload_does_not(at_home: Page) -> None:
    page = at_home

    page.reload()
    expect(page).to_have_url(re.compile("/app/dashboard"))
    page.goto("/app/settings/account")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.goto("/app/library")
    expect(page).to_have_url(re.compile("/sign-in"))
