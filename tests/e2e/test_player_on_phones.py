"""The player in the viewport of a phone, by touch."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests import clips
from tests.e2e.conftest import PATIENCE_MS, Stack
from tests.e2e.shelf import Clips, filled, of_video, wait_for_video

pytestmark = pytest.mark.long

FOLDER = "Clips on phones"
CLIPS: dict[str, Callable[[], Path]] = {"long": clips.long, "languages": clips.two_languages}
UNKNOWN = 2_000_000_000  # a title whose position is not stored
#: The note leaves after nine seconds.
KEEP_NOTES = """
    const later = window.setTimeout;
    window.setTimeout = (run, ms, ...rest) => later(run, ms === 9000 ? 600_000 : ms, ...rest);
"""
SIZE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def shelf(stack: Stack) -> Iterator[Clips]:
    with filled(stack, FOLDER, CLIPS) as made:
        yield made


@pytest.fixture
def phone(signed_in: Page, shelf: Clips, browser: Browser, stack: Stack) -> Iterator[Page]:
    """A film that stands still in the viewport of a phone."""
    context = browser.new_context(
        base_url=stack.url,
        viewport=SIZE,
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


def test_on_a_phone_the_note_of_a_resumed_film_leaves_the_second_subtitle_free(
    phone: Page, shelf: Clips
) -> None:
    phone.add_init_script(KEEP_NOTES)
    second = second_subtitle(phone, shelf, position_s=5)
    note = phone.get_by_text("Resumed at 0:05")
    expect(note).to_be_visible()
    expect(second).to_be_visible()

    box, line = note.locator("..").bounding_box(), second.bounding_box()

    assert box is not None
    assert line is not None
    assert line["y"] >= box["y"] + box["height"]


def test_on_a_phone_the_controls_do_not_dim_the_second_subtitle(phone: Page, shelf: Clips) -> None:
    second = second_subtitle(phone, shelf, position_s=0)
    expect(second).to_be_visible()
    phone.evaluate("document.querySelector('video').pause()")  # the controls stay
    expect(phone.get_by_role("button", name="Back", exact=True)).to_be_visible()

    shot = Image.open(BytesIO(second.screenshot(animations="disabled"))).convert("L")

    assert shot.getextrema()[1] == 255


def test_on_a_phone_the_picture_comes_back_from_a_small_window(phone: Page) -> None:
    phone.get_by_role("button", name="More").tap()
    phone.get_by_role("menuitem", name="Picture in picture").tap()
    back = phone.get_by_role("button", name="Bring it back")
    expect(back).to_be_visible()
    phone.evaluate("document.querySelector('video').play()")
    expect(phone.locator("[data-shades].opacity-0")).to_be_attached()  # no controls

    back.tap()

    expect(back).to_have_count(0)
    assert phone.evaluate("document.pictureInPictureElement === null")


def second_subtitle(page: Page, shelf: Clips, *, position_s: int) -> Locator:
    """Play a film in two languages; the line of the second one, at the top."""

    def with_both(route: Route) -> None:
        ticket = route.fetch().json()
        english, german = ticket["subtitleTracks"]
        ticket |= {"positionSeconds": position_s, "mediaId": UNKNOWN, "subtitleId": english["id"]}
        german["assUrl"] = None
        route.fulfill(json=ticket)

    page.route("**/play?*", with_both)
    page.evaluate(f"localStorage.setItem('seen.second-subtitle.{UNKNOWN}', 'de')")
    page.goto(f"/app/play/{shelf.ids['languages']}")
    return page.locator("[data-subtitles]").get_by_text(clips.DRAWN_LINE)


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
