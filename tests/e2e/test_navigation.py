"""Moving between pages: by keyboard, on a long page, and on a phone."""

import re

from playwright.sync_api import Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}


def test_the_focus_follows_to_the_page_and_back_to_the_link(at_home: Page) -> None:
    page = at_home
    expect(page.get_by_role("heading", level=2).first).to_be_visible()

    page.get_by_role("link", name="Movies", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1, name="Movies")).to_be_focused()

    poster = page.get_by_role("link", name=re.compile("^Nosferatu, 1922"))
    poster.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Nosferatu")).to_be_focused()

    page.go_back()
    expect(poster).to_be_focused()


def test_search_and_profile_stay_in_view_on_a_long_page(at_home: Page) -> None:
    page = at_home
    last = page.get_by_role("button", name="Edit home")
    expect(last).not_to_be_in_viewport()

    last.scroll_into_view_if_needed()

    expect(last).to_be_in_viewport()

    expect(page.get_by_role("button", name=re.compile("Titles, people"))).to_be_in_viewport()
    expect(page.get_by_role("button", name="Profile")).to_be_in_viewport()


def test_on_a_phone_every_page_is_two_presses_away(at_home: Page) -> None:
    page = at_home
    page.set_viewport_size(PHONE)
    bar = page.get_by_role("navigation", name="Main").filter(visible=True)

    bar.get_by_role("link", name="Seen").click()
    expect(page.get_by_role("heading", level=1, name="Seen")).to_be_visible()

    bar.get_by_role("link", name="Discover").click()
    for kind in ("Shows", "Collections"):
        page.get_by_role("navigation", name="Kinds").get_by_role("link", name=kind).click()
        expect(page.get_by_role("heading", level=1, name=kind)).to_be_visible()

    bar.get_by_role("button", name="More").click()
    page.get_by_role("dialog").get_by_role("link", name="Downloads").click()
    expect(page).to_have_url(re.compile("/app/downloads"))
    expect(page.get_by_role("dialog")).to_have_count(0)
