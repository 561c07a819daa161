"""A provider that fails: every page says so and stays full, and recovers when the provider does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Stack
from tests.services import FakeService
from tests.waiting import wait_until

TMDB_ID = 987_654_321
METROPOLIS = {"id": 19, "title": "Metropolis"}
FOUND = {"id": 987_654_320, "title": "The Paper Harbour", "release_date": "2010-07-15"}
EMPTY_PAGE = {"page": 1, "results": [], "total_pages": 0, "total_results": 0}


@dataclass(frozen=True)
class Film:
    """A film of the catalogue that TMDB can be asked for."""

    id: int
    title: str


@pytest.fixture
def film(stack: Stack, signed_in: Page) -> Iterator[Film]:
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        row = conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            SELECT id, 'tmdb', 'movie', %s
            FROM media_items AS m
            WHERE media_type = 'movie'
              AND NOT EXISTS (
                  SELECT FROM media_external_ids AS e WHERE e.media_id = m.id AND source = 'tmdb'
              )
            ORDER BY id
            LIMIT 1
            RETURNING media_id, (SELECT title FROM media_items WHERE id = media_id)
            """,
            [str(TMDB_ID)],
        ).fetchone()
        assert row is not None
        yield Film(*row)
        conn.execute("DELETE FROM provider_keys WHERE provider = 'tmdb'")
        conn.execute("DELETE FROM media_external_ids WHERE external_id = %s", [str(TMDB_ID)])
        conn.execute("DELETE FROM media_fetches WHERE media_id = %s", row[:1])
        conn.execute("DELETE FROM provider_states WHERE provider = 'tmdb'")


@pytest.fixture
def service(providers: FakeService) -> Iterator[FakeService]:
    yield providers
    providers.mode, providers.headers = None, {}
    providers.pages.clear()


def type_a_key(page: Page) -> Locator:
    """The row of TMDB, with a key in its form."""
    page.goto("/app/settings/sources")
    source = page.get_by_role("listitem").filter(has=page.get_by_text("TMDB", exact=True))
    source.get_by_role("button", name="Enter key").click()
    source.get_by_label("API key").fill("a-key")
    return source


def open_until(page: Page, film: Film, text: str) -> None:
    """Open the page of a film until it says so: processes know of a key or a rest in seconds."""

    def is_said() -> bool:
        page.goto(f"/app/movies/{film.id}")
        page.wait_for_load_state("networkidle")
        return page.get_by_text(text).is_visible()

    wait_until(is_said, what=f"the page does not say: {text}")


def test_every_way_to_fail_is_named_when_a_key_is_tested(signed_in: Page, service: FakeService):
    page = signed_in
    source = type_a_key(page)
    test = source.get_by_role("button", name="Test")

    for mode, text in {
        401: "this key is not accepted",
        429: "limit of requests is used up",
        500: "a problem of its own",
        "html": "Something else answered",
        "truncated": "Something else answered",
        "list": "Something else answered",
        "hang": "cannot be reached",
    }.items():
        service.mode = mode
        test.click()
        expect(source).to_contain_text(text)
        expect(test).to_be_enabled()

    service.mode = None
    service.serve("/tmdb/movie/19", METROPOLIS)
    test.click()
    expect(source).to_contain_text("Working. It knew Metropolis")


def test_pages_stay_full_while_a_provider_fails_and_recover_with_it(
    signed_in: Page, service: FakeService, film: Film
):
    page = signed_in
    service.mode = 401
    source = type_a_key(page)
    source.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The key for TMDB is saved")).to_be_visible()

    open_until(page, film, "TMDB cannot be asked at the moment")
    expect(page.get_by_role("heading", level=1, name=film.title)).to_be_visible()
    page.get_by_role("link", name="Open Metadata").click()

    expect(source).to_contain_text("Resting until")
    expect(source).to_contain_text("It does not accept the key. Replace it")

    page.goto("/app/search?q=paper%20harbour")
    outside = page.get_by_role("region", name="Not in the catalogue yet")
    outside.get_by_role("button", name="Search TMDB and IGDB").click()
    expect(outside).to_contain_text("TMDB does not answer. Try again in a minute.")

    service.mode = None
    service.serve("/tmdb/search/movie", {**EMPTY_PAGE, "results": [FOUND], "total_results": 1})
    service.serve("/tmdb/search/tv", EMPTY_PAGE)
    service.serve(f"/tmdb/movie/{TMDB_ID}", {"id": TMDB_ID, "title": film.title})
    service.serve("/tmdb/movie/19", METROPOLIS)  # what a test of the key asks for
    page.goto("/app/settings/sources")
    source.get_by_role("button", name="Test").click()
    expect(source).to_contain_text("Working")
    # The failure is no longer shown: a key that works ends the rest.
    expect(source).not_to_contain_text("does not accept the key")

    page.goto("/app/search?q=paper%20harbour")
    ask = outside.get_by_role("button", name=re.compile("Search TMDB|Try again"))
    found = outside.get_by_role("button", name=re.compile("The Paper Harbour"))

    def is_found() -> bool:
        """The state of a provider is known to every process within seconds."""
        ask.click()
        expect(outside).to_have_attribute("aria-busy", "false")
        return found.is_visible()

    wait_until(is_found, what="the search does not recover")

    open_until(page, film, "Facts and pictures from TMDB")
