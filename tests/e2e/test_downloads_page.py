"""The downloads page, from a pasted link to a completed file."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.downloads.data import noise
from tests.downloads.swarm import Seed
from tests.e2e.conftest import EMAIL, KEEP_TOASTS, PASSWORD, PATIENCE_MS, Stack, undo_of
from tests.waiting import wait_stable, wait_until

WITHIN_MS = PATIENCE_MS
#: What is caught on its way takes more than a minute, for a machine that is busy.
SLOW_BYTES_PER_S = 60_000
#: axe's own copy among the frontend's packages.
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def seed(tmp_path: Path) -> Iterator[Seed]:
    """A seed with a configurable upload limit."""
    seed = Seed(tmp_path)
    yield seed
    seed.session.pause()


@pytest.fixture
def downloads(signed_in: Page) -> Page:
    """The page of a user with an empty list."""
    page = signed_in
    page.goto("/app/downloads")
    expect(
        page.get_by_role("heading", level=1, name=re.compile("downloading", re.IGNORECASE))
    ).to_be_visible()
    return page


def expect_removed(page: Page) -> None:
    """A card leaves at once: on a page that is closed by then the download would stay."""
    expect(
        page.get_by_text(re.compile("removed (from the list|with their files)|are removed"))
    ).to_be_visible()


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
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Start", exact=True).click()
    # The answer: the next link is not pasted into a dialog that leaves.
    refused = page.get_by_role("alert")
    expect(dialog.filter(has_not=refused)).to_have_count(0)


def close_sheet(page: Page) -> None:
    """What is added opens its panel beside the list."""
    sheet = page.get_by_role("complementary", name=re.compile("details$"))
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)


def test_a_link_is_inspected_and_only_selected_files_are_downloaded(
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
    dialog.get_by_role("radio", name="Videos only").check(force=True)
    dialog.get_by_role("checkbox", name="Extras").uncheck()
    expect(dialog.get_by_text("1.3 MB to download")).to_be_visible()
    dialog.get_by_role("button", name="Start", exact=True).click()

    arrived = card(page, "Harbour")
    expect(arrived.get_by_text(re.compile("In your library|Downloaded"))).to_be_visible(
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
    expect(job.get_by_text(re.compile("Downloading from 1 of"))).to_be_visible(timeout=WITHIN_MS)
    expect(bar).to_have_attribute("aria-valuenow", re.compile("^[1-9]"), timeout=WITHIN_MS)
    close_sheet(page)

    job.get_by_role("button", name=re.compile("^Pause")).click()
    expect(job.get_by_text("Paused. What is downloaded is kept")).to_be_visible(timeout=WITHIN_MS)
    stood_at = int(bar.get_attribute("aria-valuenow") or 0)

    job.get_by_role("button", name=re.compile("^Resume")).click()
    expect(job.get_by_text(re.compile("Downloading from"))).to_be_visible(timeout=WITHIN_MS)
    wait_until(lambda: int(bar.get_attribute("aria-valuenow") or 0) >= stood_at)

    details = job.get_by_role("button", name=re.compile("details$"))
    details.focus()
    page.keyboard.press("Space")
    expect(job.get_by_text("Paused. What is downloaded is kept")).to_be_visible(timeout=WITHIN_MS)
    expect(details).to_be_focused()
    page.keyboard.press("Delete")
    expect(job).to_have_count(0)
    expect_removed(page)


def test_cancelling_and_removing_are_undone(downloads: Page, seed: Seed) -> None:
    page = downloads
    seed.limit(SLOW_BYTES_PER_S)
    offer = seed.offer({"": noise(9_000_000, seed=5)}, name="Windmill.2001.mkv")
    add(page, offer.magnet)
    job = card(page, "Windmill")
    expect(job.get_by_text(re.compile("Downloading from"))).to_be_visible(timeout=WITHIN_MS)
    close_sheet(page)
    page.set_viewport_size({"width": 1500, "height": 900})

    job.get_by_role("button", name=re.compile("^Cancel")).click()
    expect(page.get_by_text("Windmill is cancelled")).to_be_visible()
    expect(job.get_by_text(re.compile("^Cancelled"))).to_be_visible()
    undo_of(page, "Windmill is cancelled").click()
    expect(job.get_by_role("progressbar")).to_be_visible(timeout=WITHIN_MS)
    expect(job).to_have_count(1)

    seed.limit(0)
    expect(job.get_by_text(re.compile("In your library|Downloaded"))).to_be_visible(
        timeout=WITHIN_MS
    )
    job.get_by_role("button", name=re.compile("details$")).focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Windmill is removed from the list")).to_be_visible()
    expect(job).to_have_count(0)
    undo_of(page, "Windmill is removed").click()
    expect(job).to_have_count(1)
    page.reload()
    expect(job).to_have_count(1)


def test_many_are_selected_and_paused_at_once(downloads: Page, seed: Seed) -> None:
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
    bar = page.get_by_role("toolbar", name="Selected downloads")
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
    expect_removed(page)


def test_the_panel_shows_activity_files_peers_and_source(downloads: Page, seed: Seed) -> None:
    page = downloads
    page.set_viewport_size({"width": 1400, "height": 900})
    seed.limit(SLOW_BYTES_PER_S)
    files = {"Ferry.2003.mkv": noise(20_000_000, seed=20), "notes.txt": b"n"}
    add(page, seed.offer(files, name="Ferry.2003").magnet)
    sheet = page.get_by_role("complementary", name=re.compile("Ferry"))
    expect(sheet.get_by_text("Waiting for its turn")).to_be_visible(timeout=WITHIN_MS)
    expect(sheet.get_by_role("img", name=re.compile("parts downloaded"))).to_be_visible(
        timeout=WITHIN_MS
    )

    sheet.get_by_role("tab", name="Files").click()
    expect(sheet.get_by_text("notes.txt")).to_be_visible(timeout=WITHIN_MS)
    sheet.get_by_role("checkbox", name="notes.txt").uncheck()
    expect(sheet.get_by_text(re.compile("1 of 2 files"))).to_be_visible(timeout=WITHIN_MS)
    sheet.get_by_role("tab", name=re.compile("Peers")).click()
    expect(sheet.get_by_text(re.compile("1 peer connected"))).to_be_visible(timeout=WITHIN_MS)
    sheet.get_by_role("tab", name="Source").click()
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as changed:
        sheet.get_by_role("switch", name="Sequential download").check(force=True)
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
    expect_removed(page)


def test_on_a_phone_a_finger_pauses_and_removes(browser: Browser, stack: Stack, seed: Seed) -> None:
    context = browser.new_context(
        base_url=stack.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(KEEP_TOASTS)
    page.goto("/sign-in?next=/app/downloads")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(
        page.get_by_role("heading", level=1, name=re.compile("downloading", re.IGNORECASE))
    ).to_be_visible()
    seed.limit(SLOW_BYTES_PER_S)
    add(page, seed.offer({"": noise(8_000_000, seed=30)}, name="Gondola.2004.mkv").magnet)
    job = card(page, "Gondola")
    expect(job.get_by_text(re.compile("Downloading from"))).to_be_visible(timeout=WITHIN_MS)

    draw(page, job, 160)
    expect(job.get_by_text(re.compile("^Paus"))).to_be_visible(timeout=WITHIN_MS)
    draw(page, job, -160)
    expect(job).to_have_count(0)
    expect(page.get_by_text("Gondola is removed from the list")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def draw(page: Page, job: Locator, by: int) -> None:
    """A finger that goes sideways over a card."""
    job.evaluate("(card) => card.scrollIntoView({ block: 'center', behavior: 'instant' })")
    wait_stable(lambda: str(job.bounding_box()))  # cards move to their places
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


def test_a_shared_link_is_inspected(downloads: Page, seed: Seed) -> None:
    page = downloads
    offer = seed.offer({"": noise(200_000, seed=40)}, name="Pier.2005.mkv")

    page.goto(f"/app/downloads?share_text={offer.magnet.replace('&', '%26')}")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=WITHIN_MS)

    expect(dialog.get_by_role("heading", name="Pier")).to_be_visible()
    expect(page).not_to_have_url(re.compile("share_text"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


DROP = """([files, kind]) => {
    const data = new DataTransfer();
    for (const [name, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name));
    const event = { dataTransfer: data, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent(kind, event));
}"""


def drag_over_and_drop(page: Page, files: dict[str, bytes]) -> None:
    """As from the file manager: the whole window says that it takes them."""
    told = [[name, list(data)] for name, data in files.items()]
    page.evaluate(DROP, [told, "dragover"])
    expect(page.get_by_text("Drop to download")).to_be_visible()
    page.evaluate(DROP, [told, "drop"])
    expect(page.get_by_text("Drop to download")).to_have_count(0)


def set_active_limit(page: Page, count: int) -> None:
    """The limit of all users, from the settings."""
    page.goto("/app/settings/downloads")
    field = page.get_by_label("Active downloads at once").first
    field.fill(str(count))
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as saved:
        field.press("Enter")
    assert saved.value.json()["mostActive"] == count
    page.goto("/app/downloads")


def waiting(page: Page) -> list[str]:
    """The queue as it is seen: by place, not by its order in the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-grip]")]
            .map((grip) => [grip.getBoundingClientRect(), grip.getAttribute("aria-label")])
            .toSorted(([a], [b]) => (Math.abs(a.y - b.y) < a.height ? a.x - b.x : a.y - b.y))
            .map(([, label]) => /^Move (\\w+)/.exec(label)[1])"""
    )


def test_the_queue_is_ordered_by_hand_and_by_key(downloads: Page, seed: Seed) -> None:
    page = downloads
    seed.limit(SLOW_BYTES_PER_S)
    set_active_limit(page, 1)
    names = ["Quay", "Raft", "Sail", "Tide"]
    offers = [
        seed.offer({"": noise(20_000_000, seed=50 + at)}, name=f"{name}.2006.mkv")
        for at, name in enumerate(names)
    ]

    drag_over_and_drop(
        page,
        {f"{each.info_hash}.torrent": each.torrent for each in offers} | {"no.torrent": b"nothing"},
    )
    expect(page.get_by_text("no.torrent is not a torrent file.")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Start all 4").click()
    expect(page.locator("[data-grip]")).to_have_count(3)
    close_sheet(page)
    wait_until(lambda: waiting(page) == ["Raft", "Sail", "Tide"])
    wait_stable(lambda: str(card(page, "Raft").bounding_box()))  # cards move to their places

    grip = page.get_by_role("button", name=re.compile("^Move Tide")).bounding_box()
    first = card(page, "Raft").bounding_box()
    assert grip is not None
    assert first is not None
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2, steps=5)
    with page.expect_response(re.compile("/queue$")) as moved:
        page.mouse.up()
    assert moved.value.ok
    wait_until(lambda: waiting(page) == ["Tide", "Raft", "Sail"])
    expect(card(page, "Tide").get_by_text("Next in the queue")).to_be_visible()

    grip_of_tide = page.get_by_role("button", name=re.compile("^Move Tide"))
    grip_of_tide.focus()
    with page.expect_response(re.compile("/queue$")):
        page.keyboard.press("ArrowRight")
    expect(card(page, "Tide").get_by_text("Number 2 in the queue")).to_be_visible()
    expect(grip_of_tide).to_be_focused()
    page.reload()
    expect(page.locator("[data-grip]")).to_have_count(3)
    wait_until(lambda: waiting(page) == ["Raft", "Tide", "Sail"])

    page.locator("body").press("Control+a")
    page.get_by_role("toolbar", name="Selected downloads").get_by_role(
        "button", name="Remove with files"
    ).click()
    expect(page.locator("[data-grip]")).to_have_count(0)
    expect_removed(page)
    set_active_limit(page, 3)


def test_limits_of_one_user_are_set_in_the_settings(downloads: Page, seed: Seed) -> None:
    page = downloads
    page.goto("/app/settings/downloads#user-limits")
    page.get_by_role("button", name=re.compile("in 30 days")).click()
    share = page.get_by_role("group", name="Limits of Lena")
    share.get_by_label("Downloads on the list").fill("0")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        page.keyboard.press("Enter")
    assert saved.value.json()["mostOpen"] == 0
    expect(page.get_by_text("own limits")).to_be_visible()

    page.goto("/app/downloads")
    expect(
        page.get_by_role("heading", level=1, name=re.compile("downloading", re.IGNORECASE))
    ).to_be_visible()
    add(page, seed.offer({"": noise(200_000, seed=60)}, name="Umber.2007.mkv").magnet)
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("as many as you may")
    page.keyboard.press("Escape")

    page.goto("/app/settings/downloads#user-limits")
    page.get_by_role("button", name=re.compile("in 30 days")).click()
    page.get_by_role("button", name="Use the default limits").click()
    expect(page.get_by_text("own limits")).to_have_count(0)


def test_a_category_is_added_renamed_and_its_deletion_undone(downloads: Page) -> None:
    page = downloads
    page.goto("/app/settings/downloads#categories")
    page.get_by_role("button", name="Add a category").click()
    folder = page.get_by_role("combobox", name="Folder")
    usual = folder.input_value()
    page.get_by_label("Name", exact=True).fill("Films")
    folder.fill("/etc")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Downloads may not go to this folder.")).to_be_visible()
    folder.fill(usual)
    page.get_by_role("button", name="Save").click()

    page.get_by_role("button", name="Edit Films").click()
    page.get_by_label("Name", exact=True).fill("Cinema")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Delete Cinema").click()
    expect(page.get_by_role("button", name="Edit Cinema")).to_have_count(0)
    undo_of(page, "Category Cinema is deleted").click()
    expect(page.get_by_role("button", name="Edit Cinema")).to_be_visible()

    page.get_by_role("button", name="Delete Cinema").click()
    expect(page.get_by_role("button", name="Edit Cinema")).to_have_count(0)


def test_the_keyboard_opens_the_panel_and_focus_returns(downloads: Page, seed: Seed) -> None:
    page = downloads
    page.set_viewport_size({"width": 1400, "height": 900})
    seed.limit(SLOW_BYTES_PER_S)
    add(page, seed.offer({"": noise(6_000_000, seed=70)}, name="Vessel.2008.mkv").magnet)
    job = card(page, "Vessel")
    expect(job.get_by_role("progressbar")).to_be_visible(timeout=WITHIN_MS)
    close_sheet(page)

    button = job.get_by_role("button", name=re.compile("details$"))
    button.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("complementary", name=re.compile("Vessel"))
    expect(sheet.get_by_role("tab", name="Activity")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(sheet.get_by_role("tab", name="Files")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(button).to_be_focused()

    page.keyboard.press("Shift+Delete")
    expect(job).to_have_count(0)
    expect_removed(page)


def test_without_the_server_or_a_worker_the_page_says_so_and_recovers(
    downloads: Page, seed: Seed, stack: Stack
) -> None:
    page = downloads
    seed.limit(SLOW_BYTES_PER_S)
    add(page, seed.offer({"": noise(30_000_000, seed=80)}, name="Wharf.2009.mkv").magnet)
    job = card(page, "Wharf")
    expect(job.get_by_text(re.compile("Downloading from"))).to_be_visible(timeout=WITHIN_MS)

    page.context.set_offline(True)
    expect(page.get_by_text("The server does not answer just now.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("The server does not answer just now.")).to_have_count(0)

    worker = int((stack.data / "run" / "worker.pid").read_text().split()[0])
    os.kill(worker, signal.SIGSTOP)
    try:
        expect(page.get_by_text("No worker is running, so nothing downloads.")).to_be_visible(
            timeout=WITHIN_MS
        )
        expect(job.get_by_text("No worker is running.")).to_be_visible()
    finally:
        os.kill(worker, signal.SIGCONT)
    expect(page.get_by_text("No worker is running, so nothing downloads.")).to_have_count(
        0, timeout=WITHIN_MS
    )
    close_sheet(page)
    job.get_by_role("button", name=re.compile("details$")).focus()
    page.keyboard.press("Shift+Delete")
    expect(job).to_have_count(0)
    expect_removed(page)


@pytest.fixture
def long_past(stack: Stack) -> Iterator[int]:
    """Years of downloads that have come to their end."""
    count = 2000
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        conn.execute(
            """
            INSERT INTO download_jobs
                (id, user_id, source_type, source, title, status, error_message, created_at,
                 updated_at, started_at, completed_at)
            SELECT gen_random_uuid(), (SELECT id FROM users WHERE email = %(email)s), 'http',
                   'https://example.org/' || n, 'Past ' || n,
                   CASE WHEN n %% 20 = 0 THEN 'failed' ELSE 'completed' END,
                   CASE WHEN n %% 20 = 0 THEN 'It is not there any more.' ELSE '' END,
                   at, at, at, CASE WHEN n %% 20 <> 0 THEN at END
            FROM generate_series(1, %(count)s) AS n,
                 LATERAL (SELECT now() - make_interval(hours => n + 30) AS at) AS moment
            """,
            {"email": EMAIL, "count": count},
        )
        conn.execute(
            """
            UPDATE download_progress AS p
            SET progress_percent = CASE j.status WHEN 'failed' THEN 40 ELSE 100 END,
                bytes_total = 1000000, bytes_downloaded = 1000000
            FROM download_jobs AS j
            WHERE j.id = p.job_id
              AND j.source LIKE 'https://example.org/%'
            """
        )
        yield count
        conn.execute("DELETE FROM download_jobs WHERE source LIKE 'https://example.org/%'")


def test_a_long_list_renders_a_few_cards_at_a_time(downloads: Page, long_past: int) -> None:
    page = downloads
    page.reload()
    past = page.get_by_role("article").filter(has_text="Past ")
    expect(past.first).to_be_visible()

    wait_until(
        lambda: page.evaluate(
            """() => {
                scrollTo(0, document.documentElement.scrollHeight);
                const cards = [...document.querySelectorAll("article")];
                return cards.some((card) => card.textContent.includes("Past 1999"));
            }"""
        ),
        within_s=90,
    )
    assert past.count() < long_past / 10
    assert page.evaluate("scrollY") > 10_000

    page.evaluate("scrollTo(0, 0)")
    page.get_by_label("Search downloads by title").fill("Past 1777")
    expect(page).to_have_url(re.compile("q=Past"))
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_label("Search downloads by title").fill("")
    page.get_by_role("button", name=re.compile("^Failed")).click()
    expect(past.first.get_by_text("It is not there any more.")).to_be_visible()


def test_an_idle_page_polls_cheaply_and_a_hidden_one_not_at_all(downloads: Page) -> None:
    page = downloads
    page.clock.install()
    page.reload()
    asked: list[str] = []
    answers: list[int] = []
    page.on(
        "request", lambda query: asked.append(query.url) if "/downloads?" in query.url else None
    )
    page.on(
        "response",
        lambda answer: answers.append(answer.status) if "/downloads?" in answer.url else None,
    )
    expect(
        page.get_by_role("heading", level=1, name=re.compile("downloading", re.IGNORECASE))
    ).to_be_visible()
    # The next request is planned when the answer to the one before has come.
    wait_until(lambda: page.clock.run_for(2_000) or 304 in answers)

    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    asked.clear()
    page.clock.run_for(120_000)
    assert asked == []
    with page.expect_response(re.compile("/downloads[?]")):
        page.evaluate(
            "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"
        )
        page.clock.run_for(100)
