"""What opens over a page leaves it again. Motion is on: leaving waits for an animation."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import undo_of

HAS_FOCUS = "() => document.activeElement.closest('[role=menu], [role=dialog]') !== null"


def press_escape(page: Page) -> None:
    page.keyboard.press("Escape")


def press_outside(page: Page) -> None:
    page.mouse.click(236, 790)  # beside the cards of the page


def choose_first(page: Page) -> None:
    page.locator("[role^=menuitem]").first.click()


def expect_to_leave(page: Page, overlay: Locator, show: Locator | str, *ways: Callable) -> None:
    for close in ways:
        page.keyboard.press(show) if isinstance(show, str) else show.click()
        expect(overlay).to_be_visible()
        page.wait_for_function(HAS_FOCUS)
        # A press while it still grows may begin on a line and end beside it.
        overlay.evaluate(
            "shown => Promise.allSettled(shown.getAnimations().map(each => each.finished))"
        )
        close(page)
        expect(overlay, f"left by {close.__name__}").to_have_count(0)


def test_menus_dialogs_and_sheets_leave_the_page(at_home: Page) -> None:
    page = at_home
    menu, dialog = page.get_by_role("menu"), page.get_by_role("dialog")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    assert page.evaluate("matchMedia('(prefers-reduced-motion: no-preference)').matches")

    profile = page.get_by_role("button", name="Profile")
    expect_to_leave(page, menu, profile, press_escape, press_outside, choose_first)
    expect_to_leave(page, dialog, "Control+k", press_escape, press_outside)
    profile.click()
    page.wait_for_function(HAS_FOCUS)
    page.keyboard.press("Control+k")
    expect(menu).to_have_count(0)
    expect(page.get_by_label("Titles, people, pages, actions").last).to_be_focused()
    press_escape(page)
    expect(dialog).to_have_count(0)

    page.get_by_role("link", name="Movies", exact=True).click()
    filters = page.get_by_role("button", name="Filters")
    expect_to_leave(page, dialog, filters, press_escape, press_outside)
    sort = page.get_by_role("button", name=re.compile("^Sorted by"))
    expect_to_leave(page, menu, sort, press_escape, press_outside, choose_first)


def test_a_poster_has_a_menu_for_the_mouse_and_the_keyboard(signed_in: Page) -> None:
    page = signed_in
    menu = page.get_by_role("menu")
    page.goto("/app/movies")
    poster = page.get_by_role("link", name=re.compile("^Nosferatu, 1922"))

    poster.click(button="right")
    menu.get_by_role("menuitem", name="Watch later").click()
    expect(menu).to_have_count(0)
    expect(poster).to_have_accessible_name(re.compile("in watch later"))
    expect(poster).to_be_focused()

    page.keyboard.press("Shift+F10")
    expect(menu.get_by_role("menuitem", name="Remove from Watch later")).to_be_visible()
    press_escape(page)
    expect(menu).to_have_count(0)
    expect(poster).to_be_focused()

    expect(undo_of(page, "is in Watch later")).to_be_visible()
    page.keyboard.press("z")
    expect(poster).not_to_have_accessible_name(re.compile("in watch later"))
