"""Watch later in one's own order; following a show and wanting a season of it."""

import re

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Stack, undo_of
from tests.waiting import wait_stable


@pytest.fixture
def database(stack: Stack, signed_in: Page):
    """Direct access; the signed-in user has nothing on any list yet."""
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        conn.execute("DELETE FROM user_watch_later")
        yield conn


def handle_of(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Move {name}", exact=True)


def expect_order(page: Page, *names: str) -> None:
    lines = page.get_by_role("list", name="Watch later", exact=True).get_by_role("heading")
    expect(lines).to_have_text(list(names))


def middle_of(element: Locator) -> tuple[float, float]:
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_watch_later_is_arranged_by_keys_and_by_dragging(
    signed_in: Page, database: psycopg.Connection
):
    page = signed_in
    films = database.execute(
        "SELECT title FROM media_items WHERE media_type = 'movie' ORDER BY id LIMIT 3"
    ).fetchall()
    first, second, third = (title for (title,) in films)
    database.execute(
        """
        INSERT INTO user_watch_later (user_id, media_id, updated_at, position)
        SELECT u.id, m.id, now(), row_number() OVER (ORDER BY m.id)
        FROM users AS u, media_items AS m
        WHERE u.email = 'lena@seen.example'
          AND m.id IN (SELECT id FROM media_items WHERE media_type = 'movie' ORDER BY id LIMIT 3)
        """
    )

    page.goto("/app/watch-later?view=list")
    expect_order(page, first, second, third)
    handle_of(page, first).focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(f"{first} is picked up")).to_be_attached()
    page.keyboard.press("End")
    expect(page.get_by_text(f"{first}, position 3 of 3")).to_be_attached()
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.keyboard.press("Space")
    expect_order(page, second, third, first)

    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect_order(page, second, third, first)
    x, y = middle_of(handle_of(page, first))
    _, top = middle_of(handle_of(page, second))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, top, steps=6)
    expect(page.get_by_text(f"{first}, position 1 of 3")).to_be_attached()
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.mouse.up()
    expect_order(page, first, second, third)
    undo_of(page, f"{first} is moved").click()
    expect_order(page, second, third, first)


def want_from_an_episode_on(page: Page) -> None:
    """One episode less, and back with all after it."""

    def wanted(number: int) -> Locator:
        return page.get_by_role("button", name=f"Episode {number} is wanted", exact=True)

    def choose(item: str) -> None:
        """The menu follows its row, which moves while rows come into view for the first time."""
        menu = page.get_by_role("menu")
        expect(menu).to_be_visible()
        wait_stable(lambda: str(menu.bounding_box()))
        with page.expect_response(changed):
            menu.get_by_role("menuitem", name=item).click()

    def changed(answer) -> bool:
        return "/wanted/" in answer.url and answer.request.method == "POST"

    wanted(2).click()
    choose("Remove from Wanted")
    with page.expect_response(lambda answer: "/undo/" in answer.url):
        undo_of(page, "is no longer wanted").click()
    expect(wanted(2)).to_be_visible()

    wanted(2).click()
    choose("Remove from Wanted")
    open_one = page.get_by_role("button", name="Want episode 2", exact=True)
    expect(open_one).to_be_attached()
    open_one.focus()
    page.keyboard.press("Enter")
    choose("Want everything from here")
    expect(wanted(2)).to_be_visible()


def test_a_show_is_followed_and_a_season_of_it_is_wanted(
    signed_in: Page, database: psycopg.Connection
):
    page = signed_in
    row = database.execute(
        """
        SELECT m.id, m.title
        FROM media_items AS m
        WHERE m.media_type = 'show'
          AND EXISTS (SELECT FROM show_episodes AS e WHERE e.media_id = m.id)
          AND NOT EXISTS (SELECT FROM library_items AS i WHERE i.media_id = m.id)
        ORDER BY m.id
        LIMIT 1
        """
    ).fetchone()
    assert row is not None
    show_id, title = row

    page.goto(f"/app/shows/{show_id}")
    expect(page.get_by_role("button", name="Follow", exact=True)).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Unfollow", exact=True)).to_be_visible()
    page.get_by_role("button", name="Want season").click()
    # Its name begins with what it shows.
    wanted = re.compile(r"^\d+ of \d+, \d+ wanted\. Remove")
    expect(page.get_by_role("button", name=wanted)).to_be_visible()
    want_from_an_episode_on(page)
    page.goto("/app/following")
    expect(page.get_by_role("link", name="Watchlist").first).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.get_by_role("link", name=title).first).to_be_visible()

    page.goto("/app/wanted?kind=shows")
    summary = page.get_by_text(re.compile(r"0 of \d+ episodes here, \d+ wanted"))
    expect(summary).to_be_visible()
    page.get_by_role("button", name=f"Remove {title} from Wanted", exact=True).click()
    expect(page.get_by_text("No episode is wanted.")).to_be_visible()
    undo_of(page, f"{title} is no longer wanted").click()
    expect(summary).to_be_visible()
