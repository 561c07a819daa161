"""Films that a browser does not play as they are, converted while a real browser plays them."""

import contextlib
import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import psycopg
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Response, Route, expect

from tests import clips
from tests.e2e.conftest import PATIENCE_MS, Stack
from tests.waiting import wait_until

pytestmark = pytest.mark.long

FOLDER = "Converted clips"
CLIPS: dict[str, Callable[[], Path]] = {
    "languages": clips.two_languages,
    "ten bit": clips.ten_bit,
    "old": clips.old,
    "endless": clips.endless_subtitle,
    "variable": clips.variable,
    "cut off": clips.cut_off,
    "long": clips.long,
    "wrapped": clips.long_wrapped,
    "pictures": clips.french_pictures,
}


@dataclass(frozen=True)
class Clips:
    """The ids of the clips in the library, by name."""

    ids: dict[str, str]

    def play(self, page: Page, name: str, kind: str) -> dict[str, Any]:
        """Open the player; the ticket, once there is a picture that moves."""
        with page.expect_response(
            lambda answer: answer.url.partition("?")[0].endswith("/play") and answer.ok
        ) as played:
            page.goto(f"/app/play/{self.ids[name]}")
        ticket: dict[str, Any] = played.value.json()
        assert (ticket["kind"], name) == (kind, name)
        wait_for_video(page, "video.currentTime > 0.2")
        return ticket


@pytest.fixture(scope="module")
def shelf(stack: Stack) -> Iterator[Clips]:
    """The clips in the library of the running product, which finds them by itself."""
    folder = stack.data / "library" / FOLDER
    folder.mkdir(parents=True)
    for name, make in CLIPS.items():
        made = make()
        shutil.copy(made, folder / f"{name}{made.suffix}")
    with psycopg.connect(stack.database_url, autocommit=True) as conn:

        def found() -> dict[str, str] | None:
            rows = conn.execute(
                "SELECT file_name, id FROM library_items WHERE absolute_path LIKE %s",
                [f"%/{FOLDER}/%"],
            ).fetchall()
            ids = {Path(name).stem: str(item) for name, item in rows}
            return ids if len(ids) == len(CLIPS) else None

        yield Clips(wait_until(found))
        shutil.rmtree(folder)
        conn.execute("DELETE FROM library_items WHERE absolute_path LIKE %s", [f"%/{FOLDER}/%"])


def wait_for_video(page: Page, condition: str) -> None:
    """Until the element has a picture and this is true of it."""
    page.wait_for_function(
        f"""() => {{
            const video = document.querySelector("video");
            return video && video.readyState >= 2 && !video.seeking && ({condition});
        }}"""
    )


def of_video(page: Page, expression: str) -> Any:
    return page.evaluate(
        f"(() => {{ const video = document.querySelector('video'); return {expression}; }})()"
    )


def pause(page: Page) -> float:
    """The second at which it stands still."""
    page.keyboard.press("k")
    wait_for_video(page, "video.paused")
    at: float = of_video(page, "video.currentTime")
    return at


def play_on(page: Page) -> None:
    at = of_video(page, "video.currentTime")
    page.keyboard.press("k")
    wait_for_video(page, f"video.currentTime > {at} + 0.3")


def seek_into_each_quarter(page: Page) -> None:
    """Back and forth, while it is paused: the picture of each place comes."""
    pause(page)
    for tenth in (8, 1, 6, 3):
        # The duration is corrected while segments arrive, and a gap between frames is stepped over.
        place = of_video(page, "video.duration") * tenth / 10
        page.keyboard.press(str(tenth))
        wait_for_video(page, f"Math.abs(video.currentTime - {place}) < 0.5")
    play_on(page)
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("long", "direct"),
        ("variable", "remux"),
        ("cut off", "audio"),
        ("ten bit", "transcode"),
        ("old", "transcode"),
    ],
)
def test_a_film_plays_as_well_as_the_browser_can(
    signed_in: Page, shelf: Clips, name: str, kind: str
) -> None:
    page = signed_in
    shelf.play(page, name, kind)

    seek_into_each_quarter(page)

    if name == "cut off":
        assert 0 < of_video(page, "video.duration") < clips.SECONDS * 0.8
    if kind == "audio":
        assert of_video(page, "video.webkitAudioDecodedByteCount") > 0


def test_a_film_whose_container_claims_a_false_length_has_that_of_its_picture(
    signed_in: Page, shelf: Clips
) -> None:
    page = signed_in
    shelf.play(page, "endless", "direct")
    assert of_video(page, "video.duration") > 1000 * clips.SECONDS

    pause(page)
    page.keyboard.press("8")

    wait_for_video(page, f"Math.abs(video.currentTime - {clips.SECONDS * 0.8}) < 0.5")
    bar = page.get_by_role("slider", name="Position")
    expect(bar).to_have_attribute("aria-valuemax", str(clips.SECONDS))


def test_surround_sound_has_its_subtitles_and_changes_its_language_at_the_same_second(
    signed_in: Page, shelf: Clips
) -> None:
    page = signed_in
    ticket = shelf.play(page, "languages", "audio")
    assert [track["channels"] for track in ticket["audioTracks"]] == [6, 6]
    forms = {track["language"]: track for track in ticket["subtitleTracks"]}
    assert {name: track["form"] for name, track in forms.items()} == {"en": "text", "de": "ass"}
    answer = page.request.get(forms["de"]["url"])
    assert clips.DRAWN_LINE in answer.text()

    seek_into_each_quarter(page)
    pause(page)
    page.get_by_role("button", name=re.compile("^Subtitles")).click()
    page.locator("label").filter(has_text="English").click()
    page.keyboard.press("Escape")
    expect(page.locator("[data-subtitles]")).to_contain_text(clips.SPOKEN_LINE)

    page.keyboard.press("5")
    half = "Math.abs(video.currentTime - 0.5 * video.duration) < 0.1"
    wait_for_video(page, half)
    source = of_video(page, "video.src")
    page.get_by_role("button", name=re.compile("^Audio:")).click()
    with page.expect_response(lambda answer: "/play?" in answer.url) as changed:
        page.get_by_role("menuitemradio", name=re.compile("German")).click()
    assert changed.value.json()["audioIndex"] != ticket["audioIndex"]
    wait_for_video(page, f"video.src !== {source!r} && {half}")

    choose_subtitle(page, "German", "Styled")
    expect(page.get_by_text("Fonts, colors and places as in the file.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-subtitles]")).not_to_contain_text(clips.DRAWN_LINE)
    page.add_style_tag(content="video { opacity: 0 }")
    wait_until(lambda: red_pixels(page, 0.5) > 200)
    page.set_viewport_size({"width": 900, "height": 500})
    wait_until(lambda: red_pixels(page, 0.5) > 100)
    choose_subtitle(page, "German", "Plain")
    page.keyboard.press("Escape")
    expect(page.locator("[data-subtitles]")).to_contain_text(clips.DRAWN_LINE)
    assert red_pixels(page, 1) == 0
    play_on(page)


def test_a_picture_subtitle_that_is_kept_is_burnt_in_again_until_it_is_off(
    signed_in: Page, shelf: Clips, stack: Stack
) -> None:
    page = signed_in
    with psycopg.connect(stack.database_url) as conn:  # choices are kept by title
        conn.execute(
            """
            UPDATE library_items
            SET media_id = (SELECT min(id) FROM media_items WHERE media_type = 'movie'),
                match_state = 'matched'
            WHERE id = %s
            """,
            [shelf.ids["pictures"]],
        )

    def played_as(kind: str) -> Callable[[Response], bool]:
        return lambda answer: "/play?" in answer.url and answer.json()["kind"] == kind

    shelf.play(page, "pictures", "direct")
    page.get_by_role("button", name=re.compile("^Subtitles")).click()
    with (
        page.expect_response(re.compile("/track-choice$")),
        page.expect_response(played_as("transcode")),
    ):
        page.locator("label").filter(has_text="French").click()
    wait_for_video(page, "video.currentTime > 0.2")

    with page.expect_response(played_as("transcode")):
        page.reload()
    wait_for_video(page, "video.currentTime > 0.2")
    with page.expect_response(played_as("direct")):
        page.keyboard.press("c")
    wait_for_video(page, "video.currentTime > 0.2")


def choose_subtitle(page: Page, name: str, style: str) -> None:
    """Leaves the menu open."""
    page.get_by_role("button", name=re.compile("^Subtitles")).click()
    page.locator("label").filter(has_text=name).click()
    page.locator("label").filter(has_text=style).click()


def red_pixels(page: Page, share: float) -> int:
    """In the upper `share` of the window."""
    size = page.viewport_size
    assert size is not None
    clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"] * share}
    shot = Image.open(BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("RGB")
    counted = shot.getcolors(shot.width * shot.height)
    assert counted is not None
    return sum(count for count, (red, green, blue) in counted if red > 180 and green + blue < 60)


def test_a_film_goes_on_after_its_ffmpeg_was_killed(
    signed_in: Page, shelf: Clips, stack: Stack
) -> None:
    page = signed_in
    shelf.play(page, "wrapped", "remux")
    killed = wait_until(lambda: conversions_of(stack))

    for pid in killed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not killed & conversions_of(stack))

    seek_into_each_quarter(page)  # further than it had come


def conversions_of(stack: Stack) -> set[int]:
    """The processes that convert a film for this product."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            told = Path(f"/proc/{parent}/environ").read_bytes()
            if b"-output_ts_offset" in words and os.fsencode(stack.data) in told:
                found.add(int(folder.name))
    return found


BUSY = "This server converts 1 other film right now."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 503, "body": json.dumps({"detail": BUSY})}, BUSY),
        (None, "The server does not answer"),
    ],
    ids=["busy", "dead"],
)
def test_a_player_says_at_once_what_it_waits_for_and_begins_by_itself(
    signed_in: Page, shelf: Clips, answer: dict[str, Any] | None, said: str
) -> None:
    page = signed_in

    def refuse(route: Route) -> None:
        if answer is None:
            route.abort()
        else:
            route.fulfill(content_type="application/problem+json", **answer)

    page.route("**/hls/**/*.m4s*", refuse)
    page.goto(f"/app/play/{shelf.ids['wrapped']}")
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()

    page.unroute("**/hls/**/*.m4s*")

    wait_for_video(page, "video.currentTime > 0.2")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_segments_that_fail_once_are_not_noticed(signed_in: Page, shelf: Clips) -> None:
    page = signed_in
    failed: set[str] = set()

    def fail_once(route: Route) -> None:
        if route.request.url in failed:
            route.fallback()
        else:
            failed.add(route.request.url)
            route.fulfill(status=502)

    page.route("**/hls/**/*.m4s*", fail_once)
    shelf.play(page, "wrapped", "remux")

    seek_into_each_quarter(page)
    assert len(failed) > 1


def test_two_tabs_play_one_film_at_two_places(signed_in: Page, shelf: Clips) -> None:
    one, two = signed_in, signed_in.context.new_page()
    two.set_default_timeout(PATIENCE_MS)
    shelf.play(one, "wrapped", "remux")
    shelf.play(two, "wrapped", "remux")

    seek_into_each_quarter(two)
    seek_into_each_quarter(one)

    expect(two.get_by_role("alert")).to_have_count(0)


def test_a_duplicated_tab_is_another_viewer_and_a_reloaded_one_is_not(
    signed_in: Page, shelf: Clips
) -> None:
    one, viewers = signed_in, set()

    def note_viewer(request: Request) -> None:
        if "/hls/" in request.url:
            viewers.update(parse_qs(request.url)["p"])

    one.context.on("request", note_viewer)
    shelf.play(one, "wrapped", "remux")
    with one.context.expect_page() as opened:
        one.evaluate("() => void window.open(location.href)")  # with a copy of the tab's storage
    two = opened.value
    wait_for_video(two, "video.currentTime > 0.2")
    assert len(viewers) == 2

    two.reload()
    wait_for_video(two, "video.currentTime > 0.2")
    assert len(viewers) == 2


@pytest.fixture
def phone(signed_in: Page, shelf: Clips, browser: Browser, stack: Stack) -> Iterator[Page]:
    """A film that stands still in the viewport of a phone."""
    context = browser.new_context(
        base_url=stack.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        storage_state=signed_in.context.storage_state(),
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    shelf.play(page, "long", "direct")
    page.evaluate("document.querySelector('video').pause()")
    wait_for_video(page, "video.paused")
    yield page
    context.close()


def test_on_a_phone_a_double_tap_goes_ten_seconds_on_and_back(phone: Page) -> None:
    at = of_video(phone, "video.currentTime")

    double_tap(phone, 330)
    wait_for_video(phone, f"Math.abs(video.currentTime - {at} - 10) < 0.1")
    double_tap(phone, 60)
    wait_for_video(phone, f"Math.abs(video.currentTime - {at}) < 0.1")


def test_on_a_phone_a_finger_changes_brightness_and_volume(phone: Page) -> None:
    shade = "document.querySelector('[data-touch] > i').style.opacity"
    assert (of_video(phone, "video.volume"), phone.evaluate(shade)) == (1, "0")

    drag(phone, [(340, 300)], [(340, 500)])
    volume = of_video(phone, "video.volume")
    drag(phone, [(50, 300)], [(50, 500)])
    darkened = float(phone.evaluate(shade))
    drag(phone, [(340, 500)], [(340, 100)])

    assert 0.3 < volume < 0.9
    assert 0.1 < darkened < 0.7
    assert of_video(phone, "video.volume") == 1


def test_on_a_phone_a_pinch_fills_the_screen_and_shows_the_whole_picture(phone: Page) -> None:
    near, far = [(170, 420), (220, 420)], [(60, 420), (330, 420)]
    fit = "getComputedStyle(video).objectFit"
    assert of_video(phone, fit) != "cover"

    drag(phone, near, far)
    filled = of_video(phone, fit)
    drag(phone, far, near)

    assert filled == "cover"
    assert of_video(phone, fit) != "cover"


def test_on_a_phone_a_menu_holds_what_has_no_button(phone: Page) -> None:
    more = phone.get_by_role("button", name="More", exact=True)
    statistics = phone.get_by_role("complementary", name="Statistics")

    more.tap()
    phone.get_by_role("menuitem", name="Statistics").tap()
    expect(statistics).to_be_visible()
    statistics.get_by_role("button", name="Close").tap()

    more.press("Enter")
    keys = phone.get_by_role("menuitem", name="Keyboard shortcuts")
    expect(phone.get_by_role("menu")).to_be_focused()
    phone.keyboard.press("End")
    expect(keys).to_have_attribute("data-highlighted", "")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


Points = list[tuple[int, int]]


def drag(page: Page, begin: Points, end: Points) -> None:
    """Move the fingers in steps, as a hand does."""
    touch = page.context.new_cdp_session(page)

    def send(kind: str, points: Points) -> None:
        where = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    send("touchStart", begin)
    for step in range(1, 11):
        send(
            "touchMove",
            [
                (x + (to_x - x) * step // 10, y + (to_y - y) * step // 10)
                for (x, y), (to_x, to_y) in zip(begin, end, strict=True)
            ],
        )
    send("touchEnd", [])
    touch.detach()


def double_tap(page: Page, x: int) -> None:
    """Two taps a tenth of a second apart by their own clocks, however busy the machine is."""
    touch = page.context.new_cdp_session(page)
    now_s = page.evaluate("Date.now() / 1000")
    for tap in range(2):
        for kind, points in (("touchStart", [{"x": x, "y": 420}]), ("touchEnd", [])):
            touch.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": points, "timestamp": now_s + 0.1 * tap},
            )
    touch.detach()
