"""Two people and one collection: both write it, and nothing else of one is seen by the other."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.conftest import Stack, invited

NAME, EMAIL = "Mia", "mia@seen.example"
PHONE: ViewportSize = {"width": 390, "height": 844}
COLLECTION = "Horror before dinner"
FILMS = ("Nosferatu", "Metropolis", "Charade")


def ids_of(stack: Stack) -> list[int]:
    with psycopg.connect(stack.database_url) as conn:
        found = dict(
            conn.execute(
                "SELECT title, id FROM media_items WHERE title = ANY(%s) AND media_type = 'movie'",
                [list(FILMS)],
            ).fetchall()
        )
    return [found[film] for film in FILMS]


def add(page: Page, film: int) -> None:
    """From the page of the title."""
    page.goto(f"/app/movies/{film}")
    page.get_by_role("main").get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Add to a collection").click()
    with page.expect_response(lambda answer: answer.url.endswith("/items")) as added:
        page.get_by_role("checkbox", name=re.compile(f"^{COLLECTION}")).click()
    assert added.value.ok


def handles(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Move "))


def expect_order(page: Page, *films: str) -> None:
    expect(handles(page)).to_have_count(len(films))
    for place, film in enumerate(films):
        expect(handles(page).nth(place)).to_have_accessible_name(f"Move {film}")


def is_move(answer) -> bool:
    return bool(answer.url.endswith("/items/move") and answer.ok)


def arrange(lena: Page, mia: Page) -> None:
    """By mouse, then by keys; the other one sees the order."""
    expect_order(lena, *FILMS)
    handles(lena).nth(2).evaluate("handle => handle.scrollIntoView({block: 'center'})")
    start, target = handles(lena).nth(2).bounding_box(), handles(lena).nth(0).bounding_box()
    assert start is not None
    assert target is not None
    lena.mouse.move(start["x"] + 8, start["y"] + 8)
    lena.mouse.down()
    lena.mouse.move(target["x"] + 12, target["y"] + 8, steps=4)
    expect(lena.get_by_text("Charade, position 1 of 3")).to_be_attached()
    with lena.expect_response(is_move):
        lena.mouse.up()
    expect_order(lena, "Charade", "Nosferatu", "Metropolis")
    handles(lena).nth(0).focus()
    lena.keyboard.press("Space")
    expect(lena.get_by_text("Charade is picked up, position 1 of 3")).to_be_attached()
    lena.keyboard.press("ArrowRight")
    expect(lena.get_by_text("Charade, position 2 of 3")).to_be_attached()
    with lena.expect_response(is_move):
        lena.keyboard.press("Space")
    expect_order(lena, "Nosferatu", "Charade", "Metropolis")
    mia.reload()
    expect_order(mia, "Nosferatu", "Charade", "Metropolis")


def make_a_smart_one(lena: Page, mia: Page) -> None:
    """The preview follows the rules, and the rules are about the reader."""
    lena.goto("/app/collections/new")
    lena.get_by_label("Name", exact=True).fill("Watched already")
    lena.get_by_text("Rules choose, it fills itself").click()
    lena.get_by_label("Field of rule 1").select_option("Seen")
    lena.get_by_label("Value of rule 1").select_option("seen by me")
    preview = lena.get_by_role("complementary", name="Preview")
    expect(preview.get_by_role("img", name="Nosferatu")).to_be_visible()
    lena.get_by_text("Everyone here can look at it").click()
    lena.get_by_role("button", name="Create collection").click()
    expect(lena.get_by_role("heading", name="Watched already")).to_be_visible()
    mia.goto(lena.url)
    expect(mia.get_by_role("heading", name="Watched already")).to_be_visible()
    expect(mia.get_by_text("Nothing matches the rules yet")).to_be_visible()


@pytest.mark.long
def test_two_people_write_one_collection_and_a_smart_one_is_the_readers(
    signed_in: Page, browser: Browser, stack: Stack
):
    lena = signed_in
    mia = invited(lena, browser, stack, NAME, EMAIL, viewport=PHONE)
    nosferatu, metropolis, charade = ids_of(stack)

    lena.goto("/app/collections/new")
    lena.get_by_label("Name", exact=True).fill(COLLECTION)
    lena.get_by_role("checkbox", name=NAME).click()
    lena.get_by_role("button", name="Create collection").click()
    expect(lena.get_by_role("heading", name=COLLECTION)).to_be_visible()
    address = lena.url
    add(lena, nosferatu)
    add(lena, metropolis)
    add(mia, charade)

    # What one of them has seen is the other's business in no place.
    lena.goto(f"/app/movies/{nosferatu}")
    with lena.expect_response(lambda answer: "/plays" in answer.url and answer.ok):
        lena.get_by_role("button", name="Mark as seen").click()
    lena.goto(address)
    mia.goto(address)
    expect(lena.get_by_text("1 of 3 seen")).to_be_visible()
    expect(mia.get_by_text("0 of 3 seen")).to_be_visible()

    arrange(lena, mia)
    make_a_smart_one(lena, mia)
    mia.context.close()
