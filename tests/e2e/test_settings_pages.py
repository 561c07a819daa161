"""The settings and the first steps, walked through like a person does."""

import re
from pathlib import Path

import psycopg
from playwright.sync_api import Page, Response, expect

from tests.e2e.conftest import Stack

#: Metadata is opened once it has something to show: its counts are cached.
SECTIONS = (
    "Account",
    "Appearance",
    "Preferences",
    "Playing",
    "Languages and subtitles",
    "Your devices",
    "Keyboard shortcuts",
    "Import",
    "Other players",
    "Your data",
    "People",
    "Library folders",
    "Sources and keys",
    "Downloads",
    "Health and about",
)
PHONE = {"width": 390, "height": 844}


def is_saved(answer: Response) -> bool:
    return answer.url.endswith("/preferences") and answer.request.method == "PATCH"


def test_every_section_has_an_address_and_settings_are_kept(
    signed_in: Page, stack: Stack, tmp_path: Path
) -> None:
    page = signed_in
    page.goto("/app/settings")
    sections = page.get_by_role("navigation", name="Settings")
    for name in SECTIONS:
        sections.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()

    # The last section of the list is in view when its address is opened.
    page.goto("/app/settings/about")
    last = sections.get_by_role("link", name=SECTIONS[-1])
    expect(last).to_be_in_viewport(ratio=1)

    # Health: everything of the running stack is well.
    expect(page.get_by_text("Everything is well.")).to_be_visible()

    # A preference is kept by the server.
    page.goto("/app/settings/preferences")
    with page.expect_response(is_saved) as saved:
        page.get_by_role("switch", name="Hide spoilers").press("Space")
    assert saved.value.ok
    page.reload()
    expect(page.get_by_role("switch", name="Hide spoilers")).to_be_checked()
    with page.expect_response(is_saved):
        page.get_by_role("switch", name="Hide spoilers").press("Space")

    # A key is entered, in use, not shown, and removed.
    page.goto("/app/settings/sources")
    omdb = page.get_by_role("listitem").filter(has_text="OMDb").first
    omdb.get_by_role("button", name="Enter key").click()
    omdb.get_by_label("API key").fill("a-key-of-nobody")
    omdb.get_by_role("button", name="Save").click()
    remove = page.get_by_role("button", name="Remove the key for OMDb")
    expect(remove).to_be_visible()
    assert "a-key-of-nobody" not in page.content()

    _steer_omdb(page, stack)
    page.goto("/app/settings/sources")
    remove.click()
    expect(omdb.get_by_role("button", name="Enter key")).to_be_visible()

    # A folder is refused with the reason, added, scanned, and removed.
    films = tmp_path / "more films"
    films.mkdir()
    page.goto("/app/settings/library")
    page.get_by_role("button", name="Add a folder, or a whole disk").click()
    field = page.get_by_label("Folder on the server")
    field.fill("/no/such/folder")
    page.get_by_role("button", name="Add this folder").click()
    expect(page.get_by_text("There is no such folder on the server.")).to_be_visible()
    field.fill(str(films))
    page.get_by_role("button", name="Add this folder").click()
    line = page.get_by_role("listitem").filter(has_text=str(films)).first
    expect(line.get_by_text(re.compile("^Scanned "))).to_be_visible()
    line.get_by_role("button", name=f"Remove {films}").click()
    expect(page.get_by_role("button", name=f"Remove {films}")).to_have_count(0)
    assert films.is_dir()


def _steer_omdb(page: Page, stack: Stack) -> None:
    """A source is paused, asked again for what it could not answer, and resumed."""
    with psycopg.connect(stack.database_url) as conn:
        conn.execute(
            """
            INSERT INTO enrichment (media_id, source, kind, state, attempted_at)
            SELECT id, 'omdb', media_type, 'error', now()
            FROM media_items
            WHERE media_type = 'movie'
            ORDER BY id
            LIMIT 1
            """
        )
    page.goto("/app/settings/metadata")
    page.get_by_role("button", name="Pause OMDb").click()
    resume = page.get_by_role("button", name="Resume OMDb")
    expect(resume).to_be_visible()
    expect(page.get_by_text(re.compile("^Paused since "))).to_be_visible()
    page.get_by_role("group", name="Source").get_by_role("button", name="OMDb").click()
    row = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Ask again for "))
    expect(row.first).to_be_visible()  # without a network there may be others
    page.get_by_role("button", name="Ask OMDb again").click()
    expect(page.get_by_text(re.compile("OMDb is asked again for .* title"))).to_be_visible()
    resume.click()
    expect(page.get_by_role("button", name="Pause OMDb")).to_be_visible()


def test_the_first_steps_lead_to_the_start_page(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/welcome")
    expect(page.get_by_role("heading", level=1, name="Where are your films?")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1, name="Keys for posters")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Make a link for one person").click()
    expect(page.get_by_label("Invitation link")).to_have_value(re.compile("^http"))
    page.get_by_role("button", name="Finish").click()
    expect(page).to_have_url(re.compile("/app/dashboard"))
    expect(page.get_by_role("heading", name="First steps")).to_have_count(0)


def test_on_a_phone_the_list_is_a_page_of_its_own(signed_in: Page) -> None:
    page = signed_in
    page.set_viewport_size(PHONE)
    page.goto("/app/settings")

    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Playing").click()
    expect(page.get_by_role("heading", level=1, name="Playing")).to_be_visible()
    page.get_by_role("link", name="Settings", exact=True).first.click()

    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()


def test_new_downloads_go_to_another_folder(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    disk = tmp_path / "disk"
    disk.mkdir()
    page.goto("/app/settings/downloads")
    page.get_by_role("button", name="Change folder").click()
    sheet = page.get_by_role("dialog", name="Download folder")
    field = sheet.get_by_label("Folder on the server")
    usual = field.input_value()
    assert usual.startswith("/")

    # A folder is refused with the reason.
    field.fill(str(tmp_path / "missing"))
    sheet.get_by_role("button", name="Test").click()
    expect(sheet.get_by_text("There is no such folder on the server.")).to_be_visible()
    expect(sheet.get_by_role("button", name="Use this folder")).to_be_disabled()

    # Another one is tested, chosen, and shown.
    field.fill(str(disk))
    sheet.get_by_role("button", name="Test").click()
    expect(sheet.get_by_role("status")).to_contain_text("It can be written")
    sheet.get_by_role("button", name="Use this folder").click()
    expect(sheet).to_have_count(0)
    page.reload()
    expect(page.get_by_text(str(disk), exact=True)).to_be_visible()

    # The usual one is chosen again.
    page.get_by_role("button", name="Change folder").click()
    field.fill(usual)
    sheet.get_by_role("button", name="Use this folder").click()
    expect(sheet).to_have_count(0)
    expect(page.get_by_text(usual, exact=True)).to_be_visible()
