"""The calendar on a phone: a week, a month, and its feed in a calendar program."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Stack

PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Aired:
    """A followed show, with an episode on `day`."""

    title: str
    day: date


@pytest.fixture
def followed(stack: Stack, signed_in: Page) -> Iterator[Aired]:
    """A show that the signed-in user follows; its first episode airs today where the browser is."""
    day = date.fromisoformat(
        signed_in.evaluate(
            "() => { const d = new Date(); d.setMinutes(d.getMinutes() - d.getTimezoneOffset());"
            " return d.toISOString().slice(0, 10) }"
        )
    )
    with psycopg.connect(stack.database_url, autocommit=True) as conn:
        row = conn.execute(
            """
            SELECT e.id, m.id, m.title, e.air_date
            FROM show_episodes AS e
            JOIN media_items AS m ON m.id = e.media_id
            WHERE e.season_number = 1 AND e.episode_number = 1
            ORDER BY m.id
            LIMIT 1
            """
        ).fetchone()
        assert row is not None
        episode, show, title, aired = row
        conn.execute("UPDATE show_episodes SET air_date = %s WHERE id = %s", [day, episode])
        conn.execute(
            """
            INSERT INTO user_follows (user_id, media_id, state, updated_at)
            SELECT id, %s, 'follow', now() FROM users WHERE email = 'lena@seen.example'
            ON CONFLICT DO NOTHING
            """,
            [show],
        )
        yield Aired(title, day)
        conn.execute("DELETE FROM user_follows WHERE media_id = %s", [show])
        conn.execute("UPDATE show_episodes SET air_date = %s WHERE id = %s", [aired, episode])
        conn.execute("DELETE FROM calendar_feeds")


def expect_no_wider_than_the_phone(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def day_text(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def test_on_a_phone_a_week_and_a_month_show_what_airs(signed_in: Page, followed: Aired):
    page = signed_in
    page.set_viewport_size(PHONE)
    page.goto("/app/calendar?only=mine")
    today = page.get_by_role("region", name=re.compile(day_text(followed.day)))
    release = today.get_by_role("button", name=re.compile(re.escape(followed.title)))

    expect(release).to_be_visible()
    expect_no_wider_than_the_phone(page)
    assert release.bounding_box()["y"] < PHONE["height"] / 2  # releases come first

    page.get_by_role("button", name="Filters").click()
    filters = page.get_by_role("dialog", name="Filters")
    filters.get_by_role("radiogroup", name="Releases").get_by_text("Games", exact=True).click()
    expect(today).to_have_count(0)
    filters.get_by_role("button", name="Any genre").click()
    page.get_by_role("menuitemradio", name="Drama").click()
    expect(page).to_have_url(re.compile("show=game.*genre=drama"))
    filters.get_by_role("button", name="Clear all").click()
    expect(page).to_have_url(re.compile("/app/calendar$"))
    filters.get_by_role("button", name="Mine", exact=True).click()
    expect(page).to_have_url(re.compile("only=mine"))
    filters.get_by_role("button", name="Show releases").click()
    expect(filters).to_have_count(0)

    release.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name=followed.title)).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)

    page.get_by_role("radiogroup", name="View").get_by_text("Month", exact=True).click()
    expect(page).to_have_url(re.compile("view=month"))
    expect_no_wider_than_the_phone(page)
    page.get_by_role("button", name=re.compile(rf"^{day_text(followed.day)}, \d+ release")).click()

    # A press on a day leads to the days from it on.
    expect(page).not_to_have_url(re.compile("view=month"))
    expect(release).to_be_visible()


def test_a_calendar_program_reads_the_feed_until_it_is_withdrawn(signed_in: Page, followed: Aired):
    page = signed_in
    page.goto("/app/calendar?only=mine")
    page.get_by_role("button", name="Subscribe").click()
    sheet = page.get_by_role("dialog", name="Subscribe")
    sheet.get_by_role("button", name="Make an address").click()
    address = sheet.get_by_label("Calendar address")
    expect(address).to_have_value(re.compile(r"/api/v1/calendar/feeds/.*\.ics"))
    url = address.input_value()

    with urllib.request.urlopen(url) as answer:  # noqa: S310  # of the product
        events = IcsCalendarStream.calendar_from_ics(answer.read().decode()).events

    found = [event for event in events if event.summary.startswith(f"{followed.title} S1 E1")]
    assert len(found) == 1
    start = found[0].dtstart
    moment = (
        start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time(), UTC)
    )
    assert abs(moment.date() - followed.day) <= timedelta(days=1)

    page.goto("/app/calendar")
    page.get_by_role("button", name="Subscribe").click()
    sheet.get_by_role("button", name="Withdraw it").click()
    expect(sheet.get_by_role("button", name="Make an address")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url)  # noqa: S310
    assert refused.value.code == 404
    refused.value.close()
