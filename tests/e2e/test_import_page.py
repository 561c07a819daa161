"""Imports from other services: dry run, import, diary, undo."""

import re

from playwright.sync_api import Page, expect

from tests.history_imports import letterboxd_zip, table, trakt_movie, trakt_play, trakt_zip

TRAKT = trakt_zip(
    watched_history=[
        trakt_play(trakt_movie("Metropolis", 1927), "2019-05-04T18:30:00.000Z", id=1),
        trakt_play(trakt_movie("A Film Nobody Has", 2049), "2019-05-05T18:30:00.000Z", id=2),
    ],
    ratings_movies=[
        {"rated_at": "2019-05-04T19:00:00Z", "rating": 9, "movie": trakt_movie("Metropolis", 1927)}
    ],
)
ENTRY = {"Date": "2018-11-05", "Rating": 4.5, "Watched Date": "2018-11-04"}
LETTERBOXD = letterboxd_zip(
    diary=[
        {**ENTRY, "Name": "Nosferatu", "Year": 1922, "Letterboxd URI": "https://boxd.it/a1"},
        {
            **ENTRY,
            "Name": "Sherlock Jr.",
            "Year": 1924,
            "Letterboxd URI": "https://boxd.it/a2",
            "Tags": "silent",
        },
    ],
    lists={"Without a word": ["Sherlock Jr.", "Nosferatu"]},
)


def choose_file(page: Page, name: str, content: bytes) -> None:
    page.locator("[data-import-file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def test_exports_of_trakt_and_letterboxd_are_tried_imported_and_undone(signed_in: Page):
    page = signed_in
    page.goto("/app/settings/import")
    choose_file(page, "trakt.zip", TRAKT)

    # The dry run: nothing is written yet.
    expect(page.get_by_text("2 entries are new. Nothing was imported yet.")).to_be_visible()
    expect(page.get_by_text("1 new · 1 not found")).to_be_visible()
    expect(page.get_by_role("heading", name="Not found here")).to_be_visible()
    page.get_by_role("button", name="Import 2 entries").click()
    expect(page.get_by_text("Done: 2 entries imported.")).to_be_visible()

    page.get_by_role("button", name="Import another file").click()
    choose_file(page, "letterboxd.zip", LETTERBOXD)
    page.get_by_role("button", name="Import 7 entries").press("Enter")
    expect(page.get_by_text("Done: 7 entries imported.")).to_be_visible()
    expect(page.get_by_text("Trakt: trakt.zip")).to_be_visible()

    page.get_by_role("link", name="Open the diary").click()
    for title in ("Metropolis", "Nosferatu", "Sherlock Jr."):
        expect(page.get_by_role("link", name=re.compile(f"^{title}")).first).to_be_visible()

    page.goto("/app/collections")
    page.get_by_role("link", name=re.compile("^Without a word")).click()
    order = page.get_by_role("button", name=re.compile("^Move "))
    expect(order).to_have_count(2)
    expect(order.first).to_have_accessible_name(re.compile("^Move Sherlock Jr."))

    # The whole of Letterboxd is taken back, with its list; Trakt's stays.
    page.goto("/app/settings/import")
    page.get_by_role("button", name="Undo the import of letterboxd.zip").click()
    expect(page.get_by_text("7 entries undone")).to_be_visible()
    page.goto("/app/watched?view=diary")
    expect(page.get_by_role("link", name=re.compile("^Metropolis")).first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Nosferatu"))).to_have_count(0)

    page.goto("/app/collections")
    expect(page.get_by_role("heading", level=1, name="Collections")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Without a word"))).to_have_count(0)

    # The others of this run find the history as it was.
    page.goto("/app/settings/import")
    page.get_by_role("button", name="Undo the import of trakt.zip").click()
    expect(page.get_by_text("2 entries undone")).to_be_visible()


def test_an_uncertain_title_is_chosen_with_the_keyboard_on_a_phone(signed_in: Page):
    page = signed_in
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/app/settings/import")
    netflix = table({"Title": "Nosferatuu", "Date": "11/4/18"}).encode()
    choose_file(page, "NetflixViewingHistory.csv", netflix)
    expect(page.get_by_role("heading", name="Which one do you mean?")).to_be_visible()

    first = page.get_by_role("button", name=re.compile("Nosferatu.*1922"))
    first.focus()
    page.keyboard.press("1")

    expect(page.get_by_text("1 entry is new. Nothing was imported yet.")).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).first.click()
    expect(page.get_by_text("Drop the file of a service here")).to_be_visible()
