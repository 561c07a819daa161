"""axe's rules over every page, in both themes and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

#: axe's own copy among the frontend's packages.
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

#: What a phone is tested with, too.
MAIN = (
    "dashboard",
    "discover",
    "movies",
    "search?q=nosferatu",
    "watched?view=diary",
    "library",
    "downloads",
    "settings",
)
OTHERS = (
    "shows",
    "games",
    "games/all",
    "search",
    "watched",
    "watch-later?view=list",
    "following",
    "wanted",
    "tags",
    "stats",
    "calendar",
    "collections",
    "library/review",
    "welcome",
    "no-such-page",
)
SETTINGS = (
    "settings/account",
    "settings/appearance",
    "settings/playing",
    "settings/preferences",
    "settings/languages",
    "settings/devices",
    "settings/keyboard",
    "settings/data",
    "settings/import",
    "settings/scrobbling",
    "settings/people",
    "settings/library",
    "settings/sources",
    "settings/metadata",
    "settings/downloads",
    "settings/about",
)

#: A page is drawn when it has its heading and none of the shapes that stand in for its content.
IS_DRAWN = """() => document.querySelector("h1") !== null
    && document.querySelector(".skeleton, [aria-busy=true]") === null"""
#: A theme differs in its colours, a phone in everything else.
ALL: dict[str, object] = {}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SHAPES = {"rules": {"color-contrast": {"enabled": False}}}
FIND = """async (options) => {
    const asked = { resultTypes: ["violations"], preload: false, iframes: false, ...options };
    return (await axe.run(document, asked)).violations
        .filter((each) => each.impact !== "minor")
        .map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(", ")}`);
}"""


@pytest.fixture
def still(page: Page) -> Page:
    """Its theme is the system's. Nothing moves: colours and places change at once."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.add_init_script("localStorage.setItem('seen.theme', 'system')")
    return page


def faults_of(page: Page, address: str, *, on_a_phone: bool) -> list[str]:
    """What axe says of a page, in both themes, and where."""
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_function(IS_DRAWN)
    page.evaluate(AXE.read_text())  # the page's own rules let no other script in
    found = [f"{address} dark {each}" for each in page.evaluate(FIND, ALL)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    found += [f"{address} light {each}" for each in page.evaluate(FIND, COLOURS)]
    if on_a_phone:
        page.set_viewport_size(PHONE)
        page.wait_for_function(IS_DRAWN)
        found += [f"{address} phone {each}" for each in page.evaluate(FIND, SHAPES)]
    return found


def first_link(page: Page, address: str, folder: str) -> str:
    """The first title or person that a page leads to."""
    page.goto(address)
    link = page.locator(f"main a[href^='/app/{folder}/']").first
    expect(link).to_be_visible()
    return link.get_attribute("href") or ""


@pytest.mark.parametrize(
    ("pages", "on_a_phone"),
    [(MAIN, True), (OTHERS, False), (SETTINGS, False)],
    ids=["main", "others", "settings"],
)
def test_no_page_has_a_fault_that_axe_knows(
    signed_in: Page, still: Page, pages: tuple[str, ...], on_a_phone: bool
) -> None:
    found: list[str] = []
    for name in pages:
        found += faults_of(signed_in, f"/app/{name}", on_a_phone=on_a_phone)

    assert found == []


def test_no_title_and_no_person_has_a_fault_that_axe_knows(signed_in: Page, still: Page) -> None:
    page = signed_in
    lists = {"movies": "movies", "shows": "shows", "games": "games/all"}
    titles = [first_link(page, f"/app/{path}", kind) for kind, path in lists.items()]
    person = first_link(page, titles[0], "people")

    found: list[str] = []
    for address in (*titles, person):
        found += faults_of(page, address, on_a_phone=True)

    assert found == []


def test_the_page_to_sign_in_has_no_fault_that_axe_knows(still: Page) -> None:
    assert faults_of(still, "/sign-in", on_a_phone=True) == []
