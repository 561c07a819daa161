"""Films that a browser does not play as they are, converted while a real browser plays them."""

import contextlib
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import psycopg
import pytest
from PIL import Image
from playwright.sync_api import Page, Request, Response, Route, expect

from tests import clips
from tests.e2e.conftest import PATIENCE_MS, Stack
from tests.e2e.shelf import Clips, filled, of_video, pause, play_on, wait_for_video
from tests.waiting import wait_until

pytestmark = pytest.mark.long

DIST = Path(__file__).parents[2] / "frontend" / "dist"
HLS = "src/features/player/hlsSource.ts"
FOLDER = "Converted clips"
CLIPS: dict[str, Callable[[], Path]] = {
    "languages": clips.two_languages,
    "ten bit": clips.ten_bit,
    "old": clips.old,
    "endless": clips.endless_subtitle,
    "variable": clips.variable,
    "cut off": clips.cut_off,
    "cut short": clips.cut_short,
    "long": clips.long,
    "heavy": clips.heavy,
    "wrapped": clips.long_wrapped,
    "pictures": clips.french_pictures,
}


@pytest.fixture(scope="module")
def shelf(stack: Stack) -> Iterator[Clips]:
    with filled(stack, FOLDER, CLIPS) as made:
        yield made


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


@pytest.mark.parametrize(("name", "kind"), [("cut short", "direct"), ("cut off", "audio")])
def test_the_player_says_where_a_file_ends_that_is_cut_off(
    signed_in: Page, shelf: Clips, name: str, kind: str
) -> None:
    page = signed_in
    shelf.play(page, name, kind)

    page.keyboard.press("3")
    note = page.get_by_role("alert")
    expect(note).to_contain_text("The file ends here")
    expect(note).to_contain_text(re.compile(rf"It has 0:\d\d of 0:{clips.SECONDS}"))

    note.get_by_role("button", name="Start over").click()
    expect(note).to_have_count(0)
    wait_for_video(page, "!video.paused && !video.seeking && !video.ended")

    page.keyboard.press("9")  # what is converted is known to be no longer, and is not looked for
    where = "before this" if kind == "direct" else "here"
    expect(note).to_contain_text(f"The file ends {where}")


def test_keys_count_at_once_when_the_list_of_shortcuts_leaves(
    signed_in: Page, shelf: Clips
) -> None:
    page = signed_in
    shelf.play(page, "long", "direct")
    card = page.get_by_role("dialog", name="Keyboard shortcuts")
    # It takes its time to fade, however fast the machine is.
    page.add_style_tag(content="[role=dialog][data-state=closed] { animation-duration: 20s }")

    for close in ("Escape", "?"):
        page.keyboard.press("?")
        expect(card.and_(page.locator("[data-state=open]"))).to_be_visible()
        was_muted = of_video(page, "video.muted")
        page.keyboard.press(close)
        expect(page.locator("[role=dialog][data-state=closed]")).to_be_attached()
        page.keyboard.press("m")
        assert of_video(page, "video.muted") is not was_muted
    expect(page).to_have_url(re.compile("/app/play/"))


def test_a_small_window_leaves_a_note_that_brings_the_picture_back(
    signed_in: Page, shelf: Clips
) -> None:
    page = signed_in
    shelf.play(page, "languages", "audio")
    pause(page)  # the controls stay
    page.get_by_role("button", name=re.compile("^Subtitles")).click()
    page.locator("label").filter(has_text="English").click()
    page.keyboard.press("Escape")
    line = page.locator("[data-subtitles]").get_by_text(clips.SPOKEN_LINE)
    small = page.get_by_role("button", name="Picture in picture")
    note = page.get_by_text("Plays in a small window")
    expect(line).to_be_visible()

    small.click()
    expect(note).to_be_visible()
    expect(line).to_be_hidden()
    # What the browser writes on it would cover the title.
    assert of_video(page, "getComputedStyle(video).opacity") == "0"

    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(note).to_have_count(0)
    expect(line).to_be_visible()
    assert of_video(page, "getComputedStyle(video).opacity") == "1"


def test_a_film_goes_on_when_the_connection_is_back(signed_in: Page, shelf: Clips) -> None:
    page = signed_in
    shelf.play(page, "heavy", "direct")

    page.context.set_offline(True)
    page.keyboard.press("8")
    expect(page.get_by_role("status", name="Loading")).to_have_text("Not connected, trying again")
    page.context.set_offline(False)

    wait_for_video(page, f"video.currentTime > {clips.HEAVY_SECONDS * 0.8}")


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
FULL = "The disk is full: there is no space to convert this film."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 503, "body": json.dumps({"detail": BUSY})}, BUSY),
        ({"status": 503, "body": json.dumps({"detail": FULL})}, FULL),
        (None, "The server does not answer"),
    ],
    ids=["busy", "full disk", "dead"],
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


def test_a_seek_back_to_the_end_of_the_first_segment_goes_on_before_the_second_has_come(
    signed_in: Page, shelf: Clips
) -> None:
    page = signed_in
    second = re.compile(r"/1\.m4s")
    page.route(second, lambda _: None)  # it does not come
    shelf.play(page, "languages", "audio")
    end = of_video(page, "video.buffered.end(0)")
    page.evaluate("document.querySelector('video').currentTime = 14")
    wait_for_video(page, "video.currentTime >= 14")

    page.unroute(second)
    page.evaluate(f"document.querySelector('video').currentTime = {end - 0.05}")

    wait_for_video(page, f"{end} < video.currentTime && video.currentTime < 14")


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


def test_a_player_whose_script_did_not_arrive_loads_it_by_itself(
    signed_in: Page, shelf: Clips
) -> None:
    page = signed_in
    script = json.loads((DIST / ".vite" / "manifest.json").read_text())[HLS]["file"]
    page.route(f"**/{script}", lambda route: route.abort())
    page.goto(f"/app/play/{shelf.ids['wrapped']}")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("This does not load")
    expect(problem).to_contain_text("tried again by itself")

    page.unroute(f"**/{script}")
    page.evaluate("dispatchEvent(new Event('online'))")  # sooner than at its interval

    wait_for_video(page, "video.currentTime > 0.2")
    expect(problem).to_have_count(0)


def test_a_film_that_does_not_play_here_is_opened_elsewhere(signed_in: Page, shelf: Clips) -> None:
    page = signed_in
    refused = {"code": "conversion_unavailable", "detail": "That needs ffmpeg.", "status": 409}

    def refuse(route: Route) -> None:
        if "isForOtherPlayer" in route.request.url:
            route.fallback()
        else:
            route.fulfill(
                status=409, content_type="application/problem+json", body=json.dumps(refused)
            )

    page.route("**/play?*", refuse)
    page.goto(f"/app/play/{shelf.ids['old']}")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("That needs ffmpeg.")

    with page.expect_download() as playlist:
        problem.get_by_role("button", name="Open in another player").click()
    with page.expect_download() as film:
        problem.get_by_role("button", name="Download").click()
    page.goto("about:blank")

    assert f"/stream/{shelf.ids['old']}?s=" in playlist.value.path().read_text()
    assert film.value.path().read_bytes() == clips.old().read_bytes()
