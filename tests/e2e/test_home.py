"""Home: leaving Continue watching with a way back, and one's own order of the parts."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.e2e.conftest import EMAIL, Stack, undo_of

BEGIN = """
    WITH film AS (
        SELECT id, title FROM media_items WHERE media_type = 'movie' ORDER BY id LIMIT 1
    ),
    begun AS (
        INSERT INTO user_progress (
            user_id, media_id, position_seconds, duration_seconds, updated_at
        )
        SELECT u.id, film.id, 1200, 6000, now()
        FROM users AS u, film
        WHERE u.email = %s
        ON CONFLICT ON CONSTRAINT user_progress_one_position DO UPDATE
        SET position_seconds = 1200, duration_seconds = 6000, hidden_at = NULL, completed_at = NULL,
            updated_at = excluded.updated_at
    )
    SELECT id, title FROM film
"""

ASK = """
    WITH friend AS (
        INSERT INTO users (id, email, display_name, password_hash, role, created_at, updated_at)
        VALUES (gen_random_uuid(), 'amir@asks.example', 'Amir', 'x', 'user', now(), now())
        RETURNING id
    )
    INSERT INTO shared_viewings (id, user_id, media_id, started_at, expires_at)
    SELECT gen_random_uuid(), friend.id, (SELECT min(id) FROM media_items), now(),
           now() + interval '6 hours'
    FROM friend
"""
ASKED = """
    INSERT INTO shared_viewing_companions (user_id, viewing_id, is_asked)
    SELECT me.id, v.id, true
    FROM users AS me, shared_viewings AS v JOIN users AS asker ON asker.id = v.user_id
    WHERE me.email = %s AND asker.email = 'amir@asks.example'
"""


def is_saved(answer: Response) -> bool:
    return answer.request.method == "PATCH"


def press_and_save(page: Page, switch: str) -> None:
    with page.expect_response(is_saved):
        page.get_by_role("switch", name=switch).press("Space")


@pytest.fixture
def begun(signed_in: Page, stack: Stack) -> Iterator[tuple[Page, str]]:
    """The home page of a user who has begun a film, and its title."""
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        row = conn.execute(BEGIN, [EMAIL]).fetchone()
        assert row is not None
        # A change of a preference forgets the cached page.
        signed_in.goto("/app/settings/preferences")
        for _ in range(2):
            press_and_save(signed_in, "Hide spoilers")
        signed_in.goto("/app/dashboard")
        yield signed_in, row[1]
        conn.execute("DELETE FROM user_progress WHERE media_id = %s", [row[0]])


def undo(page: Page) -> None:
    button = page.get_by_role("button", name="Undo")
    button.click()
    expect(button).to_have_count(0)


def test_a_film_leaves_continue_watching_by_mouse_and_keyboard_and_comes_back(
    begun: tuple[Page, str],
) -> None:
    page, title = begun
    card = page.get_by_role("link", name=f"Continue {title}")
    menu = page.get_by_role("menu")
    for choice in ("Not now", "Mark finished", "Drop"):
        expect(card).to_be_visible()
        card.hover()
        page.get_by_role("button", name=f"Take {title} off Continue watching").click()
        menu.get_by_role("menuitem", name=choice).click()
        expect(card).to_have_count(0)
        undo(page)

    expect(card).to_be_visible()
    card.focus()
    page.keyboard.press("x")
    expect(menu).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(card).to_be_focused()
    page.keyboard.press("x")
    expect(menu).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem", name="Not now")).to_have_attribute("data-highlighted", "")
    page.keyboard.press("Enter")
    expect(card).to_have_count(0)
    undo(page)
    expect(card).to_be_visible()


def middle_of(element: Locator) -> tuple[float, float]:
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def expect_first(page: Page, name: str) -> None:
    """Wait for the sheet with this part first, and for it to be ready for keys."""
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("switch").first).to_have_accessible_name(name)
    # A dialog takes the focus a frame after it is rendered: a key pressed across that is lost.
    expect(sheet.locator(":focus")).to_have_count(1)


def test_the_parts_of_home_are_ordered_and_hidden_and_reset_is_undone(signed_in: Page) -> None:
    page = signed_in
    sheet = page.get_by_role("dialog")
    page.goto("/app/dashboard?edit=1")
    usual, second = "Continue watching", "Downloading"
    expect_first(page, usual)

    press_and_save(page, "Totals")
    handle = sheet.get_by_role("button", name=f"Move {second}", exact=True)
    handle.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(f"{second} is picked up")).to_be_attached()
    page.keyboard.press("Home")
    expect(page.get_by_text(f"{second}, position 1 of")).to_be_attached()
    with page.expect_response(is_saved):
        page.keyboard.press("Space")
    expect_first(page, second)

    page.reload()
    expect_first(page, second)
    expect(sheet.get_by_role("switch", name="Totals")).not_to_be_checked()
    x, y = middle_of(sheet.get_by_role("button", name=f"Move {usual}", exact=True))
    _, top = middle_of(handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, top, steps=6)
    expect(page.get_by_text(f"{usual}, position 1 of")).to_be_attached()
    with page.expect_response(is_saved):
        page.mouse.up()
    expect_first(page, usual)

    totals = sheet.get_by_role("switch", name="Totals")
    reset = sheet.get_by_role("button", name="Reset")
    with page.expect_response(is_saved):
        reset.click()
    expect(totals).to_be_checked()
    # The sheet hides the page behind it, toasts too, from assistive technology: by key.
    with page.expect_response(is_saved):
        page.keyboard.press("z")
    expect(totals).not_to_be_checked()
    with page.expect_response(is_saved):
        reset.click()
    expect(totals).to_be_checked()


@pytest.fixture
def asked(signed_in: Page, stack: Stack) -> Iterator[Page]:
    """Amir says that the signed-in person watches along."""
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        conn.execute(ASK)
        conn.execute(ASKED, [EMAIL])
        yield signed_in
        conn.execute("DELETE FROM users WHERE email = 'amir@asks.example'")


def test_who_watches_along_is_asked_on_a_phone_and_answers_by_keyboard(asked: Page) -> None:
    page = asked
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/app/dashboard")
    ask = page.get_by_role("region", name="Amir asks")
    expect(ask).to_contain_text("plays at Amir’s. Are you watching too?")
    # The question has the width of the line, and the answers are below it.
    page.wait_for_function(
        """ask => ask.querySelector("button").getBoundingClientRect().top
            >= ask.querySelector("p").getBoundingClientRect().bottom""",
        arg=ask.element_handle(),
    )

    ask.get_by_role("button", name="I am not").press("Enter")
    expect(ask).to_have_count(0)
    expect(page.locator("#content")).to_be_focused()
    expect(undo_of(page, "does not count for you")).to_be_visible()
