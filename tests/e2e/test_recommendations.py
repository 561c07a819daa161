"""For you: the first day, the list with its reasons, and what is not for a person."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from psycopg import sql

from tests.e2e.conftest import Stack, invited
from tests.waiting import wait_until

GUEST = "gustav@seen.example"
PHONE: ViewportSize = {"width": 390, "height": 844}
IS_ABOVE_TABS = """card => card.getBoundingClientRect().bottom
    <= document.querySelector("nav.fixed.bottom-0").getBoundingClientRect().top"""
#: What a list is made from.
TASTES = (
    "user_watched", "user_plays", "user_progress", "user_ratings", "user_favorites",
    "user_statuses", "user_watch_later", "user_games", "recommendation_dismissals",
)  # fmt: skip


@pytest.fixture
def newcomer(stack: Stack, signed_in: Page) -> Iterator[Page]:
    """A person who has done nothing yet."""
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        for table in TASTES:
            conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        conn.execute("DELETE FROM recommendation_snapshots")
        conn.execute("DELETE FROM user_changes")
        yield signed_in
        conn.execute("DELETE FROM user_favorites")
        conn.execute("DELETE FROM recommendation_dismissals")


def test_three_taps_are_enough_for_a_list_and_a_refusal_can_be_undone(newcomer: Page):
    page = newcomer
    page.goto("/app/recommendations")
    expect(page.get_by_role("heading", name="Tap three you love")).to_be_visible()
    for place in range(3):
        page.get_by_role("main").get_by_role("list").get_by_role("button").nth(place).click()
    page.get_by_role("button", name="Show me").click()

    reason = page.get_by_role("heading", name=re.compile("^Because you love "))
    expect(reason.first).to_be_visible()
    pick = page.get_by_role("region", name="Today’s pick")
    title = pick.get_by_role("heading", level=2)
    first = title.inner_text()
    pick.get_by_role("button", name="Not for me").focus()
    page.keyboard.press("Enter")
    expect(title).not_to_have_text(first)
    page.get_by_role("button", name="Undo").click()
    expect(title).to_have_text(first)

    rail = page.get_by_role("region", name=re.compile("^Because you love ")).first
    card = rail.get_by_role("link").first
    refused = card.get_attribute("aria-label")
    card.focus()
    page.keyboard.press("x")
    expect(card).not_to_have_attribute("aria-label", refused)
    expect(card).to_be_focused()

    page.get_by_role("searchbox", name="Ask why a title is not recommended").fill("nosferatu")
    missed = page.get_by_role("region", name="Do you miss a title?")
    missed.get_by_role("link", name=re.compile("^Nosferatu")).first.click()
    expect(page.get_by_role("dialog", name=re.compile("ecommended to you"))).to_be_visible()
    page.go_back()

    page.get_by_role("button", name="Games", exact=True).click()
    expect(page).to_have_url(re.compile("kind=game"))
    expect(title).not_to_have_text(first)


@pytest.fixture
def guest(stack: Stack, signed_in: Page, browser: Browser) -> Iterator[Page]:
    """A new person, invited by the first: no list of another test is still being made for them."""
    page = invited(signed_in, browser, stack, "Gustav", GUEST)
    yield page
    page.context.close()
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        conn.execute("DELETE FROM users WHERE email = %s", [GUEST])


def test_after_ten_ratings_the_list_follows_and_names_what_was_rated(stack: Stack, guest: Page):
    page = guest
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        films = conn.execute(
            """
            SELECT m.id, m.title
            FROM media_items AS m
            JOIN media_scores AS s ON s.media_id = m.id
            WHERE m.media_type = 'movie'
            ORDER BY s.votes DESC, m.id
            LIMIT 10
            """
        ).fetchall()
        for media_id, _ in films:
            page.goto(f"/app/movies/{media_id}")
            rate = page.get_by_role("slider", name=re.compile("rating", re.IGNORECASE)).first
            rate.focus()
            with page.expect_response(lambda answer: "/ratings" in answer.url and answer.ok):
                page.keyboard.press("End")
        wait_until(  # the worker looks every few seconds
            lambda: conn.execute(
                """
                SELECT count(*) = 10 AND max(r.updated_at) < min(s.made_at)
                FROM users AS u
                JOIN user_ratings AS r ON r.user_id = u.id
                JOIN recommendation_snapshots AS s ON s.user_id = u.id
                WHERE u.email = %s
                """,
                [GUEST],
            ).fetchone()[0],
            what="no list follows the ratings",
        )

    page.goto("/app/recommendations")

    gave = "|".join(re.escape(title) for _, title in films)
    reason = page.get_by_text(re.compile(f"^Because you gave ({gave}) 5 stars"))
    expect(reason.first).to_be_visible()
    shown = page.get_by_role("main").get_by_role("link").all_inner_texts()
    assert not {title for _, title in films} & set(shown)

    page.get_by_role("region", name="Today’s pick").get_by_role("link", name="Details").click()
    expect(page).to_have_url(re.compile(r"/app/(movies|shows|games)/\d+"))
    page.goto(f"{page.url}?why")
    sheet = page.get_by_role("dialog", name="Recommended to you")
    expect(sheet.get_by_role("region", name="What the score is made of")).to_be_visible()
    sheet.get_by_role("button", name="Seen it").click()
    expect(page.get_by_text("is marked as seen")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    page.goto("/app/recommendations")
    page.get_by_role("button", name=re.compile("^Genre: ")).click()
    page.get_by_role("menuitemradio", name="Drama").click()
    expect(page).to_have_url(re.compile("genre=drama"))


@pytest.fixture
def film_here(stack: Stack, make_film: Callable[[str], Path]) -> Iterator[None]:
    """A film in the library without plays."""
    name = "Charade.1963.720p.WEB-DL.x264.mp4"
    place = stack.data / "library" / name
    shutil.copy(make_film(name), place)
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        wait_until(
            lambda: conn.execute(
                """
                SELECT EXISTS (
                    SELECT FROM library_items
                    WHERE absolute_path = %s AND match_state = 'matched' AND duration_seconds > 0
                )
                """,
                [str(place)],
            ).fetchone()[0],
            what="the film is not in the library",
        )
        yield
        place.unlink()
        conn.execute("DELETE FROM library_items WHERE absolute_path = %s", [str(place)])


def positions(conn: psycopg.Connection) -> list[tuple[str, int]]:
    """Where the two of the sofa are in what one of them plays."""
    return conn.execute(
        """
        SELECT u.display_name, p.position_seconds
        FROM shared_viewings AS v
        JOIN shared_viewing_companions AS c ON c.viewing_id = v.id
        JOIN user_progress AS p ON p.media_id = v.media_id AND p.user_id IN (v.user_id, c.user_id)
        JOIN users AS u ON u.id = p.user_id
        WHERE p.position_seconds > 30
        """
    ).fetchall()


@pytest.mark.usefixtures("film_here")
def test_tonight_is_drawn_for_two_and_another_draw_is_one_key_away(stack: Stack, signed_in: Page):
    page = signed_in
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        conn.execute(
            """
            INSERT INTO users (
                id, email, display_name, password_hash, role, created_at, updated_at
            )
            VALUES (gen_random_uuid(), 'sofa@seen.example', 'Sofie', 'x', 'user', now(), now())
            """
        )
        conn.execute(
            """
            INSERT INTO user_preferences (user_id, recorded_by_others, updated_at)
            SELECT id, 'yes', now() FROM users WHERE email = 'sofa@seen.example'
            """
        )
        # Lists are there: enough for two draws.
        wait_until(
            lambda: conn.execute(
                """
                SELECT (SELECT sum(cardinality(media_ids)) FROM recommendation_snapshots) > 20
                   AND EXISTS (
                       SELECT
                       FROM recommendation_snapshots AS r
                       JOIN users AS u ON u.id = r.user_id
                       WHERE u.email = 'sofa@seen.example'
                   )
                """
            ).fetchone()[0],
            what="no list is made",
        )
    try:
        page.goto("/app/recommendations/tonight?time=any")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            re.compile("^You have all evening")
        )
        cards = page.get_by_role("region", name="Drawn for tonight").get_by_role("article")
        expect(cards.first).to_be_visible()
        page.get_by_role("checkbox", name="Sofie").focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^You and Sofie have"))
        expect(cards.first).to_contain_text("New to Sofie")
        before = cards.first.get_by_role("heading").inner_text()
        expect(page.get_by_role("button", name=re.compile("^Draw three more"))).to_be_visible()
        page.get_by_role("button", name=re.compile("^Draw three more")).focus()
        page.keyboard.press("r")
        expect(page.get_by_text("now you have to choose")).to_be_visible()
        expect(cards.first.get_by_role("heading")).not_to_have_text(before)
        expect(cards.first.get_by_role("link").first).to_be_focused()

        page.goto("/app/recommendations/tonight?time=any")
        expect(cards.first).to_be_visible()
        page.get_by_role("checkbox", name="Sofie").press("Space")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^You and Sofie have"))
        expect(cards.first).to_contain_text("New to Sofie")
        cards.get_by_role("button", name=re.compile("^Play ")).first.click()
        expect(page).to_have_url(re.compile("/app/play/"))
        expect(page.get_by_role("button", name="With Sofie")).to_be_visible()
        page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.2")
        page.keyboard.press("5")  # half of it
        with psycopg.connect(stack.database_url, autocommit=True) as conn:
            found = wait_until(
                lambda: (rows := positions(conn)) and len(rows) == 2 and rows,
                what="not both have a position",
            )
        assert {name for name, _ in found} >= {"Sofie"}
        page.goto("/app/recommendations/tonight")
        together = page.get_by_role("region", name="Watching together")
        expect(together).to_contain_text("counts for you and Sofie this evening")
        together.get_by_role("button", name="Watch alone").click()
        expect(together).to_have_count(0)
    finally:
        with psycopg.connect(stack.database_url, autocommit=True) as conn:
            conn.execute(
                "DELETE FROM user_progress WHERE media_id IN"
                " (SELECT media_id FROM user_progress JOIN users AS u ON u.id = user_id"
                " WHERE u.email = 'sofa@seen.example')"
            )
            conn.execute("DELETE FROM users WHERE email = 'sofa@seen.example'")


def test_on_a_phone_the_first_title_of_tonight_is_above_the_tab_bar(signed_in: Page):
    page = signed_in
    page.set_viewport_size(PHONE)
    page.goto("/app/recommendations/tonight?time=any")
    first = page.get_by_role("region", name="Drawn for tonight").get_by_role("article").first
    expect(first).to_be_visible()
    page.wait_for_function(IS_ABOVE_TABS, arg=first.element_handle())

    choices = page.get_by_role("button", name="Change who, how long and what: No hurry")
    choices.press("Enter")
    sheet = page.get_by_role("dialog", name="Tonight")
    sheet.get_by_role("button", name="Odd", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("mood=odd"))
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.get_by_role("button", name="No hurry, odd")).to_be_focused()
