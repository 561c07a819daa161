"""The sources of metadata for an administrator: switched on, paused, asked again and resumed."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Stack, undo_of
from tests.waiting import wait_until


@pytest.fixture
def unanswered(stack: Stack, signed_in: Page) -> Iterator[tuple[psycopg.Connection, int, str]]:
    """A show that TVmaze could not answer for, and is not asked about again by itself."""
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        row = conn.execute(
            """
            INSERT INTO enrichment (
                media_id, source, kind, state, failures, error, attempted_at, next_attempt_at
            )
            SELECT id, 'tvmaze', 'show', 'error', 1, 'unavailable', now(), now() + interval '9 days'
            FROM media_items
            WHERE media_type = 'show'
            ORDER BY id DESC
            LIMIT 1
            ON CONFLICT (media_id, source) DO UPDATE
            SET state = 'error', failures = 1, next_attempt_at = excluded.next_attempt_at
            RETURNING media_id, (SELECT title FROM media_items AS m WHERE m.id = media_id)
            """
        ).fetchone()
        assert row is not None
        conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            VALUES (%s, 'tvdb', 'show', '987654321')
            ON CONFLICT DO NOTHING
            """,
            row[:1],
        )
        yield conn, *row
        conn.execute("DELETE FROM media_external_ids WHERE external_id = '987654321'")
        conn.execute("DELETE FROM enrichment WHERE source = 'tvmaze'")
        conn.execute("DELETE FROM provider_states WHERE provider = 'tvmaze'")


def test_a_source_is_paused_asked_again_and_resumed(
    signed_in: Page, unanswered: tuple[psycopg.Connection, int, str]
):
    page, (conn, show, title) = signed_in, unanswered
    page.goto("/app/settings/sources")
    switch = page.get_by_role("switch", name="Use TVmaze")
    switch.press("Space")
    expect(switch).to_be_checked()

    page.goto("/app/settings/metadata")
    source = page.get_by_role("listitem").filter(has=page.get_by_text("TVmaze", exact=True))
    source.get_by_role("button", name="Pause TVmaze").click()
    expect(source).to_contain_text("Paused since")
    page.reload()
    expect(source).to_contain_text("Paused since")

    page.get_by_role("group", name="Source").get_by_text("TVmaze", exact=True).click()
    page.get_by_role("button", name=f"Ask again for {title}").click()
    expect(page.get_by_text(f"{title} is being fetched")).to_be_visible()

    source.get_by_role("button", name="Resume TVmaze").click()
    expect(source.get_by_role("button", name="Pause TVmaze")).to_be_visible()
    # The worker asks for it then, also without a run of its schedule: nothing there knows it.
    wait_until(
        lambda: (
            conn.execute(
                "SELECT state FROM enrichment WHERE media_id = %s AND source = 'tvmaze'", [show]
            ).fetchone()
            == ("not_found",)
        ),
        what="TVmaze is not asked",
    )
    page.goto("/app/settings/sources")
    switch.press("Space")
    expect(switch).not_to_be_checked()


@pytest.fixture
def unmatched(stack: Stack, signed_in: Page) -> Iterator[tuple[psycopg.Connection, int, str]]:
    """A film without a number of TMDB, which TMDB was asked for in vain."""
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        row = conn.execute(
            """
            INSERT INTO media_fetches (media_id, backfilled_at, failure, next_attempt_at)
            SELECT m.id, now(), 'not_there', now() + interval '30 days'
            FROM media_items AS m
            WHERE m.media_type = 'movie'
              AND NOT EXISTS (
                  SELECT FROM media_external_ids AS e WHERE e.media_id = m.id AND source = 'tmdb'
              )
            ORDER BY m.id
            LIMIT 1
            ON CONFLICT (media_id) DO UPDATE SET failure = 'not_there', backfilled_at = now()
            RETURNING media_id, (SELECT title FROM media_items WHERE id = media_id)
            """
        ).fetchone()
        assert row is not None
        yield conn, *row
        conn.execute("DELETE FROM media_external_ids WHERE external_id = '987654322'")
        conn.execute("DELETE FROM title_matches")
        conn.execute("DELETE FROM media_fetches WHERE media_id = %s", row[:1])


def test_a_title_is_matched_by_hand_and_the_match_is_undone_twice(
    signed_in: Page, unmatched: tuple[psycopg.Connection, int, str]
):
    page, (conn, film, title) = signed_in, unmatched
    matched = page.locator("#matched")

    def numbers() -> list[tuple[str]]:
        return conn.execute(
            "SELECT external_id FROM media_external_ids WHERE media_id = %s AND source = 'tmdb'",
            [film],
        ).fetchall()

    def match() -> None:
        page.goto("/app/settings/metadata")
        page.get_by_label("Search by name").fill(title)
        page.get_by_role("button", name=f"Match {title} by hand").click()
        page.get_by_label("Number or address at TMDB").fill(
            "https://www.themoviedb.org/movie/987654322"
        )
        page.get_by_role("button", name="Match", exact=True).click()
        expect(matched).to_contain_text(title)
        expect(matched).to_contain_text("TMDB 987654322 · matched today")
        assert numbers() == [("987654322",)]

    match()
    undo_of(page, f"{title} is matched").click()
    expect(matched).to_have_count(0)
    assert numbers() == []

    conn.execute("UPDATE media_fetches SET failure = 'not_there' WHERE media_id = %s", [film])
    match()
    page.reload()
    matched.get_by_role("button", name=f"Undo the match of {title}").click()
    expect(page.get_by_text(f"The match of {title} is undone")).to_be_visible()
    expect(matched).to_have_count(0)
    assert numbers() == []
