"""A user chooses the language of titles, and sees them in it; another one does not."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Response, expect

from chalicelib.catalog.store import search_index
from tests.e2e.conftest import Stack, invited

NAME, EMAIL = "Greta", "greta@seen.example"
SYNOPSIS = "Ein Lokomotivführer hat zwei Lieben, und die eine ist aus Eisen."


@pytest.fixture
def general(stack: Stack) -> int:
    """A film with a translation, as the metadata of a provider bring one."""
    with psycopg.connect(stack.database_url) as conn:
        row = conn.execute(
            """
            INSERT INTO media_translations (media_id, language, title, overview, fetched_at)
            SELECT id, 'de', 'Der General', %s, now()
            FROM media_items
            WHERE title = 'The General'
            RETURNING media_id
            """,
            [SYNOPSIS],
        ).fetchone()
        assert row is not None
        search_index.refresh(conn, media_ids=[row[0]])
    return int(row[0])


@pytest.fixture
def greta(signed_in: Page, browser: Browser, stack: Stack) -> Iterator[Page]:
    """A second user, on a phone."""
    page = invited(
        signed_in,
        browser,
        stack,
        NAME,
        EMAIL,
        viewport={"width": 390, "height": 844},
        timezone_id="UTC",  # the server's default, so that the page has nothing to report
    )
    yield page
    page.context.close()


def is_choice(answer: Response) -> bool:
    return answer.url.endswith("/preferences") and answer.request.method == "PATCH"


def card_of(page: Page, typed: str, film: int) -> str:
    """The accessible name of a film's card in a search."""
    page.goto(f"/app/search?q={typed}")
    card = page.locator(f"main a[href='/app/movies/{film}']").first
    expect(card).to_be_visible()
    return card.get_attribute("aria-label") or card.inner_text()


def test_titles_are_in_the_language_of_who_reads_them(
    signed_in: Page, greta: Page, general: int
) -> None:
    lena = signed_in
    greta.goto("/app/settings/preferences")
    field = greta.get_by_label("Language of titles")
    expect(field).to_have_value("")
    with greta.expect_response(is_choice) as chosen:
        field.select_option(label="Deutsch")
    assert chosen.value.ok

    # Both find it by its German name.
    assert "Der General" in card_of(greta, "der+general", general)
    assert "The General" in card_of(lena, "der+general", general)

    for page, name in ((greta, "Der General"), (lena, "The General")):
        page.goto(f"/app/movies/{general}")
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(greta.get_by_text(SYNOPSIS)).to_be_visible()
    expect(lena.get_by_text(SYNOPSIS)).to_have_count(0)

    # It is kept, and given back.
    greta.goto("/app/settings/preferences")
    expect(field).to_have_value("de")
    with greta.expect_response(is_choice):
        field.select_option(label="As in the catalogue")
    assert "The General" in card_of(greta, "der+general", general)
