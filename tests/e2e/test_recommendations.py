"""For you: the first day, the list with its reasons, and what is not for a person."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg import sql

from tests.e2e.conftest import Stack
from tests.waiting import wait_until

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
        conn.execute("DELETE FROM recommendation_runs")
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

    page.get_by_role("button", name="Games", exact=True).click()
    expect(page).to_have_url(re.compile("kind=game"))
    expect(title).not_to_have_text(first)


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
        # Two draws are of one order only when no list is made between them.
        wait_until(
            lambda: conn.execute(
                """
                SELECT (SELECT count(*) FROM recommendation_snapshots) > 20
                   AND EXISTS (
                       SELECT
                       FROM recommendation_runs AS r
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
        page.get_by_role("checkbox", name="Sofie").focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^You and Sofie have"))
        cards = page.get_by_role("region", name="Drawn for tonight").get_by_role("article")
        expect(cards.first).to_contain_text("New to Sofie")
        before = cards.first.get_by_role("heading").inner_text()
        expect(page.get_by_role("button", name=re.compile("^Draw three more"))).to_be_visible()
        page.keyboard.press("r")
        expect(page.get_by_text("now you have to choose")).to_be_visible()
        expect(cards.first.get_by_role("heading")).not_to_have_text(before)
    finally:
        with psycopg.connect(stack.database_url, autocommit=True) as conn:
            conn.execute("DELETE FROM users WHERE email = 'sofa@seen.example'")
