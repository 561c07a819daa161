"""The downloads page as a person works with it, from a pasted link to an arrived file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.downloads import Seed, noise
from tests.e2e.conftest import EMAIL, PASSWORD, Stack

WITHIN_MS = 45_000
SLOW_BYTES_PER_S = 250_000
#: axe's own copy among the frontend's packages.
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def seed(tmp_path: Path) -> Iterator[Seed]:
    """Somebody who has files, and gives them as fast as it goes unless told otherwise."""
    seed = Seed(tmp_path)
    yield seed
    seed.session.pause()


@pytest.fixture
def downloads(signed_in: Page) -> Page:
    """The page, for somebody whose list is empty."""
    page = signed_in
    page.goto("/app/downloads")
    expect(page.get_by_role("heading", level=1, name=re.compile("on the way"))).to_be_visible()
    return page


def paste(page: Page, text: str) -> None:
    """Anywhere on the page, as from the clipboard."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.body.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true })
            );
        }""",
        text,
    )


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article").filter(has_text=name)


def add(page: Page, magnet: str) -> None:
    paste(page, magnet)
    page.get_by_role("dialog").get_by_role("button", name="Start", exact=True).click(
        timeout=WITHIN_MS
    )


def close_sheet(page: Page) -> None:
    close = page.get_by_role("button", name="Close").last
    if close.is_visible():
        close.click()


def test_a_link_is_looked_into_and_only_what_is_wanted_comes(
    downloads: Page, seed: Seed, stack: Stack
) -> None:
    page = downloads
    files = {
        "Season 1/Harbour.S01E01.mkv": noise(700_000),
        "Season 1/Harbour.S01E02.mkv": noise(600_000, seed=2),
        "Extras/making of.mp4": noise(300_000, seed=3),
        "read me.txt": b"hello",
    }
    offer = seed.offer(files, name="Harbour.S01")

    paste(page, offer.magnet)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("4 files")).to_be_visible(timeout=WITHIN_MS)
    dialog.get_by_role("radio", name="Only films").check(force=True)
    dialog.get_by_role("checkbox", name="Extras").uncheck()
    expect(dialog.get_by_text("1.3 MB to come")).to_be_visible()
    dialog.get_by_role("button", name="Start", exact=True).click()

    arrived = card(page, "Harbour")
    expect(arrived.get_by_text(re.compile("In your library|All here"))).to_be_visible(
        timeout=WITHIN_MS
    )
    here = {path.name for path in (stack.data / "downloads").rglob("*") if path.is_file()}
    assert {"Harbour.S01E01.mkv", "Harbour.S01E02.mkv"} <= here
    assert not {"making of.mp4", "read me.txt"} & here


def test_progress_is_seen_and_pausing_stops_it(downloads: Page, seed: Seed) -> None:
    page = downloads
    seed.limit(SLOW_BYTES_PER_S)
    offer = seed.offer({"": noise(12_000_000, seed=4)}, name="Lighthouse.1999.mkv")

    add(page, offer.magnet)
    job = card(page, "Lighthouse")
    bar = job.get_by_role("progressbar")
    expect(job.get_by_text(re.compile("Coming from 1 of"))).to_be_visible(timeout=WITHIN_MS)
    expect(bar).to_have_attribute("aria-valuenow", re.compile("^[1-9]"), timeout=WITHIN_MS)
    close_sheet(page)

    job.get_by_role("button", name=re.compile("^Pause")).click()
    expect(job.get_by_text("Paused. It keeps what is here")).to_be_visible(timeout=WITHIN_MS)
    stood_at = int(bar.get_attribute("aria-valuenow") or 0)

    job.get_by_role("button", name=re.compile("^Resume")).click()
    expect(job.get_by_text(re.compile("Coming from"))).to_be_visible(timeout=WITHIN_MS)
    assert int(bar.get_attribute("aria-valuenow") or 0) >= stood_at

    job.get_by_role("button", name=re.compile("details$")).focus()
    page.keyboard.press("Space")
    expect(job.get_by_text("Paused. It keeps what is here")).to_be_visible(timeout=WITHIN_MS)
    page.keyboard.press("Delete")
    expect(job).to_have_count(0)


def test_cancelling_and_removing_are_taken_back(downloads: Page, seed: Seed) -> None:
    page = downloads
    seed.limit(SLOW_BYTES_PER_S)
    offer = seed.offer({"": noise(9_000_000, seed=5)}, name="Windmill.2001.mkv")
    add(page, offer.magnet)
    job = card(page, "Windmill")
    expect(job.get_by_text(re.compile("Coming from"))).to_be_visible(timeout=WITHIN_MS)
    close_sheet(page)
    page.set_viewport_size({"width": 1500, "height": 900})

    job.get_by_role("button", name=re.compile("^Cancel")).click()
    expect(page.get_by_text("Windmill is cancelled")).to_be_visible()
    expect(job.get_by_text(re.compile("^Cancelled"))).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(job.get_by_role("progressbar")).to_be_visible(timeout=WITHIN_MS)
    expect(job).to_have_count(1)

    seed.limit(0)
    expect(job.get_by_text(re.compile("In your library|All here"))).to_be_visible(timeout=WITHIN_MS)
    job.get_by_role("button", name=re.compile("details$")).focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Windmill is off the list")).to_be_visible()
    expect(job).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    expect(job).to_have_count(1)
    page.reload()
    expect(job).to_have_count(1)


def test_many_are_chosen_and_paused_at_once(downloads: Page, seed: Seed) -> None:
    page = downloads
    seed.limit(SLOW_BYTES_PER_S)
    names = ["Anchor.2001.mkv", "Beacon.2002.mkv"]
    for number, name in enumerate(names):
        add(page, seed.offer({"": noise(8_000_000, seed=10 + number)}, name=name).magnet)
        expect(card(page, name[:6])).to_be_visible(timeout=WITHIN_MS)
    close_sheet(page)

    card(page, "Anchor").get_by_role("button", name=re.compile("details$")).focus()
    page.keyboard.press("x")
    card(page, "Beacon").get_by_role("button", name=re.compile("details$")).click(
        modifiers=["Shift"]
    )
    bar = page.get_by_role("toolbar", name="Chosen downloads")
    expect(bar).to_contain_text("2")
    bar.get_by_role("button", name="Pause").click()

    for name in names:
        expect(card(page, name[:6]).get_by_text(re.compile("^Paus"))).to_be_visible(
            timeout=WITHIN_MS
        )
    expect(bar).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Paused")).click()
    expect(page).to_have_url(re.compile("state=paused"))
    expect(page.get_by_role("article")).to_have_count(2)
    page.locator("body").press("Control+a")
    bar.get_by_role("button", name="Remove with files").click()
    expect(page.get_by_role("article")).to_have_count(0)


def test_the_sheet_tells_story_files_people_and_source(downloads: Page, seed: Seed) -> None:
    page = downloads
    page.set_viewport_size({"width": 1400, "height": 900})
    seed.limit(SLOW_BYTES_PER_S)
    files = {"Ferry.2003.mkv": noise(6_000_000, seed=20), "notes.txt": b"n"}
    add(page, seed.offer(files, name="Ferry.2003").magnet)
    sheet = page.get_by_role("complementary", name=re.compile("Ferry"))
    expect(sheet.get_by_text("Waiting for its turn")).to_be_visible(timeout=WITHIN_MS)
    expect(sheet.get_by_role("img", name=re.compile("parts here"))).to_be_visible(timeout=WITHIN_MS)

    sheet.get_by_role("tab", name="Files").click()
    expect(sheet.get_by_text("notes.txt")).to_be_visible(timeout=WITHIN_MS)
    sheet.get_by_role("checkbox", name="notes.txt").uncheck()
    expect(sheet.get_by_text(re.compile("1 of 2 files"))).to_be_visible(timeout=WITHIN_MS)
    sheet.get_by_role("tab", name=re.compile("People")).click()
    expect(sheet.get_by_text(re.compile("1 person connected"))).to_be_visible(timeout=WITHIN_MS)
    sheet.get_by_role("tab", name="Source").click()
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as changed:
        sheet.get_by_role("switch", name="In order").check(force=True)
    assert changed.value.json()["options"]["isSequential"] is True

    page.evaluate(AXE.read_text())  # the page's own rules let no other script in
    found = page.evaluate(
        """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
            .filter((each) => ["serious", "critical"].includes(each.impact))
            .map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(" ")}`)"""
    )
    assert found == []
    sheet.get_by_role("button", name="Remove").click()
    expect(card(page, "Ferry")).to_have_count(0)


def test_on_a_phone_a_finger_pauses_and_removes(browser: Browser, stack: Stack, seed: Seed) -> None:
    context = browser.new_context(
        base_url=stack.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto("/sign-in?next=/app/downloads")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=re.compile("on the way"))).to_be_visible()
    seed.limit(SLOW_BYTES_PER_S)
    add(page, seed.offer({"": noise(8_000_000, seed=30)}, name="Gondola.2004.mkv").magnet)
    job = card(page, "Gondola")
    expect(job.get_by_text(re.compile("Coming from"))).to_be_visible(timeout=WITHIN_MS)

    draw(page, job, 160)
    expect(job.get_by_text(re.compile("^Paus"))).to_be_visible(timeout=WITHIN_MS)
    draw(page, job, -160)
    expect(job).to_have_count(0)
    expect(page.get_by_text("Gondola is off the list")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def draw(page: Page, job: Locator, by: int) -> None:
    """A finger that goes sideways over a card."""
    job.evaluate("(card) => card.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = job.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 20
    touch = page.context.new_cdp_session(page)
    point = [{"x": x, "y": y}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": point})
    for step in range(1, 9):
        point = [{"x": x + by * step / 8, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": point})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def test_what_another_program_shares_is_looked_into(downloads: Page, seed: Seed) -> None:
    page = downloads
    offer = seed.offer({"": noise(200_000, seed=40)}, name="Pier.2005.mkv")

    page.goto(f"/app/downloads?share_text={offer.magnet.replace('&', '%26')}")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=WITHIN_MS)

    expect(dialog.get_by_role("heading", name="Pier")).to_be_visible()
    expect(page).not_to_have_url(re.compile("share_text"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
