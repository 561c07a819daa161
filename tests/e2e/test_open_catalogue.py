"""Finding one's way in a catalogue: filters, lists without end, collections, a forgiving search."""

import re

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.waiting import wait_stable, wait_until

PHONE: ViewportSize = {"width": 390, "height": 844}


def titles_counted(page: Page) -> int:
    """The number at the head of a list, once it is there."""
    status = page.get_by_role("status").filter(has_text=re.compile(r"\d")).first
    expect(status).to_be_visible()
    return int(re.sub(r"\D", "", status.inner_text()))


def test_filters_are_kept_in_the_address(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/movies")
    all_of_them = titles_counted(page)
    page.get_by_role("navigation", name="Kinds and genres").get_by_role(
        "link", name="Drama", exact=True
    ).click()
    expect(page).to_have_url(re.compile(r"genre=drama"))
    expect(page.get_by_role("button", name="Remove filter Drama")).to_be_visible()

    page.get_by_role("button", name="Filters").click()
    page.get_by_role("dialog").get_by_role("button", name="1920s").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Show")).click()
    expect(page).to_have_url(re.compile(r"from=1920&to=1929"))
    expect(page.get_by_role("button", name="Remove filter 1920s")).to_be_visible()
    wait_until(lambda: titles_counted(page) < all_of_them)
    page.reload()
    expect(page.get_by_role("button", name="Remove filter 1920s")).to_be_visible()
    narrowed = titles_counted(page)
    assert narrowed < all_of_them

    page.locator("[data-index='0'] a[aria-keyshortcuts]").click()
    expect(page).to_have_url(re.compile(r"/app/movies/\d+$"))
    page.go_back()
    expect(page.get_by_role("button", name="Remove filter Drama")).to_be_visible()
    wait_until(lambda: titles_counted(page) == narrowed)

    page.get_by_role("button", name="Clear all").click()
    expect(page.get_by_role("button", name="Remove filter Drama")).to_have_count(0)
    wait_until(lambda: titles_counted(page) == all_of_them)


def test_the_filter_sheet_stays_open_while_rails_become_a_list(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/discover")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    sheet = page.get_by_role("dialog", name="Filters")

    sheet.get_by_role("button", name="1920s").click()
    expect(page).to_have_url(re.compile("from=1920"))
    sheet.get_by_role("button", name="Drama", exact=True).click()
    expect(page).to_have_url(re.compile("genre=drama"))
    sheet.get_by_role("button", name=re.compile(r"^Show \d")).click()

    expect(page.locator("[data-index='0'] a[aria-keyshortcuts]")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/app/discover$"))
    expect(page.get_by_role("link", name="Well loved")).to_be_visible()  # the rails


def test_filters_without_results_offer_to_clear_them(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/discover?rating=9.9&from=1871&to=1872")
    expect(page.get_by_text("No titles match these filters.")).to_be_visible()

    page.get_by_role("button", name="Clear filters").click()

    expect(page.get_by_role("heading", level=2).first).to_be_visible()  # the rails
    expect(page).to_have_url(re.compile(r"/app/discover$"))


def test_a_long_list_is_navigated_with_arrows_and_restored_on_return(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/movies?sort=a-z")
    page.locator("[data-index='0'] a[aria-keyshortcuts]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-index='1'] a[aria-keyshortcuts]")).to_be_focused()

    page.keyboard.press("End")
    expect(page.locator("[data-index='0'] a[aria-keyshortcuts]")).to_have_count(
        0
    )  # far above, and not in the page
    page.wait_for_function("() => scrollY > 1000")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/app/movies/\d+$"))
    page.go_back()

    page.wait_for_function("() => scrollY > 1000")


def test_fast_arrow_keys_move_from_row_to_row(
    signed_in: Page,
) -> None:
    page = signed_in
    page.goto("/app/movies?sort=a-z")
    page.locator("[data-index='0'] a[aria-keyshortcuts]").focus()
    columns, at = page.evaluate(
        """async () => {
            const places = [...document.querySelectorAll("[data-index]")];
            const top = places[0].offsetTop;
            const columns = places.filter((place) => place.offsetTop === top).length;
            const press = (key) => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            for (let row = 0; row < 8; row++) press("ArrowDown");
            for (let row = 0; row < 2; row++) press("ArrowUp");
            return [columns, document.activeElement.closest("[data-index]").dataset.index];
        }"""
    )

    assert int(at) == 6 * columns
    expect(page.locator(f"[data-index='{at}'] a[aria-keyshortcuts]")).to_be_in_viewport()


def test_the_palette_corrects_a_typing_error_and_keeps_recent_items(at_home: Page) -> None:
    page = at_home
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Titles, people, pages, actions")
    field.fill("metropils")
    found = page.get_by_role("option").filter(has_text="Metropolis")
    expect(found.first).to_be_visible()

    found.first.click()
    expect(page.get_by_role("heading", name="Metropolis", level=1)).to_be_visible()
    page.keyboard.press("Control+k")

    expect(page.get_by_role("group", name="Recent").get_by_role("option").first).to_contain_text(
        "Metropolis"
    )

    field.fill("fritz lamg")  # a person, from the names of the seed alone
    page.get_by_role("option").filter(has_text="Fritz Lang").first.click()
    expect(page.get_by_role("heading", name="Fritz Lang", level=1)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Metropolis")).first).to_be_visible()


def test_a_collection_opens(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/collections")
    cover = page.locator("[data-roving-item]:has(b)").first
    name = cover.locator("b").inner_text()

    cover.click()

    expect(page).to_have_url(re.compile(r"/app/collections/[a-z0-9-]+$"))
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.locator("[data-index='0'] a[aria-keyshortcuts]")).to_be_visible()


def test_discover_is_restored_on_return(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/discover")
    rail = page.get_by_role("region", name="The silent era").locator("[data-roving]")
    rail.scroll_into_view_if_needed()
    rail.evaluate("rail => { rail.scrollLeft = 500 }")
    page.wait_for_function("() => scrollY > 300")
    before = wait_stable(lambda: page.evaluate("scrollY"))
    turned = wait_stable(lambda: rail.evaluate("rail => rail.scrollLeft"))
    assert turned > 0

    rail.locator("a").nth(4).click()
    expect(page).to_have_url(re.compile(r"/app/\w+/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function("() => scrollY === 0")
    page.go_back()

    page.wait_for_function(f"() => Math.abs(scrollY - {before}) < 4")
    wait_until(lambda: rail.evaluate("rail => rail.scrollLeft") == turned)


def test_discover_loads_all_titles_and_is_restored_on_return(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/discover")
    expect(page.get_by_role("region", name="The silent era")).to_be_visible()
    page.wait_for_function(
        """() => {
            const found = document.querySelector("[aria-label=Everything] [data-index='8'] a")
            if (found === null) scrollTo(0, 1e9)
            return found !== null
        }"""
    )
    card = page.get_by_role("region", name="Everything").locator(
        "[data-index='8'] a[aria-keyshortcuts]"
    )
    card.scroll_into_view_if_needed()
    before = wait_stable(lambda: page.evaluate("scrollY"))

    card.click()
    expect(page).to_have_url(re.compile(r"/app/\w+/\d+$"))
    page.wait_for_function("() => scrollY === 0")
    page.go_back()

    page.wait_for_function(f"() => Math.abs(scrollY - {before}) < 4")
    expect(card).to_be_in_viewport()


def test_a_show_of_sixty_seasons_stays_on_the_page(signed_in: Page) -> None:
    page = signed_in
    page.set_viewport_size(PHONE)

    def lengthen(route: Route) -> None:
        answer = route.fetch()
        show = answer.json()
        first = show["seasons"][0]
        show["seasons"] = [
            first | {"id": n, "seasonNumber": n, "name": f"Season {n}"} for n in range(1, 61)
        ]
        route.fulfill(response=answer, json=show)

    page.route(re.compile(r"/api/v1/shows/\d+$"), lengthen)
    page.goto("/app/shows")
    page.locator("[data-index='0'] a[aria-keyshortcuts]").click()
    expect(page.get_by_role("radio", name="Season 60", exact=True)).to_be_attached()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    wait_until(lambda: page.evaluate(wide) == 0)

    page.get_by_role("button", name="All seasons").click()
    page.get_by_role("menuitemradio", name="Season 45").click()

    expect(page).to_have_url(re.compile("season=45"))
    expect(page.get_by_text("Season 45", exact=True).first).to_be_in_viewport()


@pytest.mark.parametrize(
    "path",
    [
        "/app/discover",
        "/app/discover?type=movie&genre=drama",
        "/app/games",
        "/app/collections",
        "/app/search?q=metropils",
        "/app/library",
        "/app/settings",
        "/app/settings/downloads",
    ],
)
def test_no_page_is_wider_than_a_phone(signed_in: Page, path: str) -> None:
    page = signed_in
    page.set_viewport_size(PHONE)

    page.goto(path)
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)

    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow == 0
