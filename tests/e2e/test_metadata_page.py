"""The sources of metadata for an administrator: switched on, paused, asked again and resumed."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Stack
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
