"""A game through its states: by mouse, by keyboard and on a phone."""

import re

from playwright.sync_api import Locator, Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
GAME = "Freeciv"


def shelf(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def on(page: Page, name: str) -> Locator:
    """The game's card on a shelf."""
    return shelf(page, name).get_by_role("link", name=re.compile(f"^{GAME},"))


def saved(answer) -> bool:
    return "/games/" in answer.url and answer.request.method in ("PUT", "POST")


def log_time_and_finish(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name=GAME)).to_be_visible()
    expect(page.get_by_role("button", name="Playing", pressed=True)).to_be_visible()
    page.get_by_role("button", name="Log time").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="1 h 30 min").first.click()
    with page.expect_response(saved):
        sheet.get_by_role("button", name="Log 1 h 30 min").click()
    playthroughs = page.get_by_role("region", name="Playthroughs")
    expect(playthroughs.get_by_text("1 playthrough, 1 session")).to_be_visible()
    page.get_by_role("button", name="Finish").click()
    sheet.get_by_text("Everything").click()
    with page.expect_response(saved):
        sheet.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("button", name="Completed", pressed=True)).to_be_visible()
    expect(playthroughs.get_by_text(re.compile("^Everything, "))).to_be_visible()


def test_a_game_goes_through_its_states_and_back(at_home: Page) -> None:
    page = at_home
    # From the catalogue onto a shelf, by the menu of its poster.
    page.get_by_role("link", name="Games", exact=True).click()
    page.get_by_role("radio", name="All games").check(force=True)
    poster = page.get_by_role("link", name=re.compile(f"^{GAME},"))
    poster.click(button="right")
    with page.expect_response(saved):
        page.get_by_role("menuitemradio", name="Backlog").click()
    expect(page.get_by_role("link", name=re.compile(f"^{GAME},.*Backlog"))).to_be_visible()

    # To another shelf by mouse, and back by Undo.
    page.goto("/app/games")
    card = on(page, "Backlog")
    card.hover()
    page.mouse.down()
    shelf(page, "Paused").hover()
    expect(shelf(page, "Paused").get_by_text("Drop to pause")).to_be_visible()
    with page.expect_response(saved):
        page.mouse.up()
    expect(on(page, "Paused")).to_be_visible()
    with page.expect_response(lambda answer: "/undo/" in answer.url):
        page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(re.compile("/app/games$"))  # the drop opened nothing
    expect(on(page, "Backlog")).to_be_visible()

    # By keyboard: the focus goes along, so that the next key moves it further.
    on(page, "Backlog").focus()
    with page.expect_response(saved):
        page.keyboard.press("Shift+ArrowUp")
    expect(on(page, "Paused")).to_be_focused()
    with page.expect_response(saved):
        page.keyboard.press("1")
    expect(on(page, "Playing")).to_be_focused()

    # On its page: time, then the end of it.
    page.keyboard.press("Enter")
    log_time_and_finish(page)

    # On a phone it is moved by a button, and not found among what was seen.
    page.set_viewport_size(PHONE)
    page.goto("/app/games")
    page.get_by_role("button", name=f"Move {GAME}").click()
    with page.expect_response(saved):
        page.get_by_role("dialog").get_by_role("button", name="Wishlist").click()
    expect(on(page, "Wishlist")).to_be_visible()
    page.goto("/app/watched?view=diary")
    expect(page.get_by_role("heading", level=1, name="Seen")).to_be_visible()
    expect(page.get_by_role("link", name=GAME)).to_have_count(0)
