"""Get and watch on a server without films, from the billboard to playback."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import psycopg
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PATIENCE_MS, Stack
from tests.file_server import FileServer
from tests.file_server import Page as WebPage
from tests.waiting import wait_until

WITHIN_MS = PATIENCE_MS
TITLE = "The General"
#: As the seed catalogue names it.
ITEM = "The_General_Buster_Keaton"
SLOW_BYTES_PER_S = 20_000  # minutes: until it was seen on its way


def test_on_a_phone_other_sources_are_beside_the_button(signed_in: Page, stack: Stack) -> None:
    page = signed_in
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/app/movies/{id_of_the_general(stack)}")

    get = page.get_by_role("button", name=re.compile("^Get and watch about"))
    expect(get).to_be_visible()

    wait_until(lambda: top_of(get) == top_of(page.get_by_role("button", name="Other sources")))


def test_the_buttons_of_a_title_stay_on_one_line(signed_in: Page, stack: Stack) -> None:
    page = signed_in
    page.goto(f"/app/movies/{id_of_the_general(stack)}")
    get = page.get_by_role("button", name=re.compile("^Get and watch about"))
    more = page.get_by_role("main").get_by_role("button", name="More", exact=True)
    expect(get).to_be_visible()

    wait_until(lambda: top_of(get) == top_of(more))

    more.press("Enter")
    expect(page.get_by_role("menuitem", name="Add to a collection")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()


def test_get_and_watch_on_the_billboard_ends_in_a_film_that_plays(
    signed_in: Page, stack: Stack, archive: FileServer, make_film: Callable[[str], Path]
) -> None:
    page = signed_in
    film = make_film("The General.mp4").read_bytes()
    files = [{"name": "The General.mp4", "format": "h.264", "size": str(len(film))}]
    archive.pages[f"/metadata/{ITEM}"] = WebPage(json.dumps({"files": files}).encode())
    source = WebPage(film, bytes_per_s=SLOW_BYTES_PER_S)
    archive.pages[f"/download/{ITEM}/The%20General.mp4"] = source
    media_id = feature_only_the_general(stack)
    page.goto(f"/app/movies/{media_id}")
    expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Public domain").first).to_be_visible()
    with page.expect_response(lambda answer: "/api/v1/watch-later" in answer.url):
        page.keyboard.press("w")  # the cached dashboard is forgotten

    page.goto("/app/dashboard")
    billboard = page.get_by_role("region", name="Tonight")
    get = billboard.get_by_role("button", name=re.compile("^Get and watch about"))
    expect(billboard.get_by_text(re.compile("Plays in about .* minute"))).to_be_visible()
    get.focus()
    page.keyboard.press("Enter")

    progress = billboard.get_by_role("link", name=re.compile("Starting|Downloading|Importing"))
    expect(progress).to_be_focused()
    expect(billboard.get_by_role("link", name=re.compile("Downloading"))).to_be_visible(
        timeout=WITHIN_MS
    )
    source.bytes_per_s = None
    play = billboard.get_by_role("link", name="Play")
    expect(play).to_be_visible(timeout=WITHIN_MS)  # without a reload
    expect(play).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/app/play/"))
    page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.5")

    page.goto("/app/library")
    expect(page.get_by_role("link", name=re.compile(f"^{TITLE}")).first).to_be_visible()


def top_of(shown: Locator) -> float:
    box = shown.bounding_box()
    assert box is not None
    return box["y"]


def id_of_the_general(stack: Stack) -> int:
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        row = conn.execute("SELECT id FROM media_items WHERE slug = 'the-general'").fetchone()
    assert row is not None
    return int(row[0])


def feature_only_the_general(stack: Stack) -> int:
    """The billboard changes every day; this test is about one title."""
    media_id = id_of_the_general(stack)
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        conn.execute("DELETE FROM featured_items WHERE media_id <> %s", [media_id])
    return media_id
