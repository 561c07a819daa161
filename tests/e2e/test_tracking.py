"""What one does with a title: rate, favorite, mark, drop; and where it shows, on a phone too."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.e2e.conftest import Stack, undo_of

FILM = "The General"


def is_changed(answer: Response) -> bool:
    is_mark = re.search("/api/v1/(ratings|favorites|statuses|plays)", answer.url) is not None
    return is_mark and answer.request.method != "GET"


def is_undone(answer: Response) -> bool:
    return "/undo/" in answer.url


def favorite_by_key(page: Page, poster: Locator) -> None:
    """By the menu of a poster: its fourth item."""
    menu = page.get_by_role("menu")
    poster.focus()
    page.keyboard.press("Shift+F10")
    expect(menu).to_be_focused()
    for place in range(4):
        page.keyboard.press("ArrowDown")
        item = menu.get_by_role("menuitem").nth(place)
        expect(item).to_have_attribute("data-highlighted", "")
    expect(menu.get_by_role("menuitem", name="Favorite", exact=True)).to_have_attribute(
        "data-highlighted", ""
    )
    with page.expect_response(is_changed):
        page.keyboard.press("Enter")
    expect(menu).to_have_count(0)


def expect_in_menu(page: Page, poster: Locator, text: str) -> None:
    poster.click(button="right")
    expect(page.get_by_role("menu").get_by_text(text, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)


def test_a_card_is_rated_by_mouse_and_a_favorite_by_key_and_undo_takes_both_back(
    signed_in: Page,
) -> None:
    page = signed_in
    page.goto("/app/movies?from=1926&to=1926")  # few: the list renders what is in view
    poster = page.get_by_role("link", name=re.compile(f"^{FILM}, "))
    poster.click(button="right")
    with page.expect_response(is_changed):
        page.get_by_role("menuitem", name="4 stars", exact=True).click()
    expect_in_menu(page, poster, "Your rating: 8 of 10")
    with page.expect_response(is_undone):
        undo_of(page, f"You rated {FILM}").click()
    expect_in_menu(page, poster, "Your rating")

    page.set_viewport_size({"width": 390, "height": 844})
    favorite_by_key(page, poster)
    expect_in_menu(page, poster, "Remove from favorites")
    expect(undo_of(page, "is one of your favorites")).to_be_visible()
    with page.expect_response(is_undone):
        page.keyboard.press("z")
    expect_in_menu(page, poster, "Favorite")

    # A focused card takes the stars and the heart from single keys.
    poster.focus()
    with page.expect_response(is_changed):
        page.keyboard.press("3")
    expect_in_menu(page, poster, "Your rating: 6 of 10")
    with page.expect_response(is_undone):
        undo_of(page, f"You rated {FILM} 6 of 10").click()
    expect_in_menu(page, poster, "Your rating")


@pytest.fixture
def show(stack: Stack) -> Iterator[tuple[int, str]]:
    """A show of which nothing is seen, with more than three episodes in its first season."""
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        row = conn.execute(
            """
            SELECT m.id, m.title
            FROM media_items AS m
            JOIN show_episodes AS e ON e.media_id = m.id AND e.season_number = 1
            WHERE m.media_type = 'show'
              AND NOT EXISTS (SELECT FROM library_items AS i WHERE i.media_id = m.id)
              AND NOT EXISTS (SELECT FROM user_plays AS p WHERE p.media_id = m.id)
            GROUP BY m.id
            HAVING count(*) > 3
            ORDER BY m.id DESC
            LIMIT 1
            """
        ).fetchone()
        assert row is not None
        yield row[0], row[1]
        for table in ("user_plays", "user_watched", "user_statuses", "user_ratings"):
            conn.execute(f"DELETE FROM {table} WHERE media_id = %s", [row[0]])  # noqa: S608


def test_a_season_and_an_episode_are_rated_and_stay_so(
    signed_in: Page, show: tuple[int, str]
) -> None:
    page = signed_in
    page.goto(f"/app/shows/{show[0]}")
    season = page.get_by_role("slider", name=re.compile("^Your rating of (?!episode)"))
    episode = page.get_by_role("slider", name="Your rating of episode 2", exact=True)

    # By key a half point at a time; by mouse a half of a star.
    season.focus()
    with page.expect_response(is_changed):
        page.keyboard.press("End")
    expect(season).to_have_attribute("aria-valuetext", "10 of 10")
    box = episode.bounding_box()
    assert box is not None
    with page.expect_response(is_changed):
        episode.click(position={"x": box["width"] * 0.65, "y": box["height"] / 2})
    expect(episode).to_have_attribute("aria-valuetext", "7 of 10")

    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect(season).to_have_attribute("aria-valuetext", "10 of 10")
    expect(episode).to_have_attribute("aria-valuetext", "7 of 10")

    episode.focus()
    with page.expect_response(is_changed):
        page.keyboard.press("Delete")
    expect(episode).to_have_attribute("aria-valuetext", "Not rated")
    with page.expect_response(is_undone):
        undo_of(page, "Your rating of episode 2 is removed").click()
    expect(episode).to_have_attribute("aria-valuetext", "7 of 10")


def choose_status(page: Page, now: str, item: str, then: str) -> None:
    page.get_by_role("button", name=now, exact=True).click()
    with page.expect_response(is_changed):
        page.get_by_role("menuitemradio", name=item, exact=True).click()
    expect(page.get_by_role("button", name=then, exact=True)).to_be_visible()


def test_a_show_is_marked_up_to_here_dropped_and_brought_back(
    signed_in: Page, show: tuple[int, str]
) -> None:
    page, (show_id, title) = signed_in, show
    up_to_3 = page.get_by_role("button", name="Mark everything up to episode 3 as seen")
    seen_3 = page.get_by_role("button", name="Mark episode 3 as not seen", exact=True)

    # Up to here by mouse, back, and by key.
    page.goto(f"/app/shows/{show_id}")
    with page.expect_response(is_changed):
        up_to_3.click()
    expect(seen_3).to_be_visible()
    with page.expect_response(is_undone):
        undo_of(page, "3 episodes marked seen").click()
    expect(seen_3).to_have_count(0)
    up_to_3.focus()
    with page.expect_response(is_changed):
        page.keyboard.press("Enter")
    expect(seen_3).to_be_visible()
    expect(page.get_by_role("button", name="Mark episode 1 as not seen")).to_be_visible()

    # Dropped on a phone, and among what was dropped.
    page.set_viewport_size({"width": 390, "height": 844})
    choose_status(page, "Status: Watching", "Dropped", "Status: Dropped")
    page.goto("/app/shows/mine?filter=dropped")
    expect(page.get_by_role("link", name=re.compile(f"^{re.escape(title)}, "))).to_be_visible()

    # Brought back by what is chosen again, and among what is watched.
    page.goto(f"/app/shows/{show_id}")
    choose_status(page, "Status: Dropped", "Dropped", "Status: Watching")
    page.goto("/app/shows/mine?filter=watching")
    expect(page.get_by_role("link", name=re.compile(f"^{re.escape(title)}, "))).to_be_visible()

    # The month of the diary, by key.
    page.goto("/app/watched?view=month")
    day = page.get_by_role("button", name=re.compile(f": .*{re.escape(title)}"))
    day.focus()
    page.keyboard.press("Enter")
    entry = page.get_by_role("dialog").get_by_role("link", name=re.compile(re.escape(title)))
    expect(entry.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(day).to_be_focused()
