"""Pages whose scripts do not arrive say so, and load when they are tried again."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

DIST = Path(__file__).parents[2] / "frontend" / "dist"
YEAR = "src/features/stats/StatsPage.tsx"
APP = "app"  # the script of the application itself, as build/chunks.ts names it


def test_a_page_without_its_script_loads_on_the_next_try(at_home: Page) -> None:
    page = at_home
    script = manifest()[YEAR]["file"]
    refused: list[str] = []

    # Before the link is pointed at, which loads the script ahead of the press.
    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    page.route(f"**/{script}", refuse)
    page.get_by_role("link", name="Your year", exact=True).filter(visible=True).click()

    expect(page.get_by_role("alert")).to_contain_text("This page did not load.")
    expect(page.get_by_role("link", name="Home", exact=True).filter(visible=True)).to_be_visible()
    assert refused

    page.unroute(f"**/{script}")
    page.get_by_role("button", name="Try again").click()

    # A heading when nothing was watched in it, a line above one otherwise.
    expect(page.get_by_role("main").get_by_text(re.compile("^Your year")).first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_application_that_did_not_arrive_is_there_once_the_server_answers(
    signed_in: Page,
) -> None:
    page = signed_in
    script = next(each["file"] for each in manifest().values() if each.get("name") == APP)
    page.route(f"**/{script}", lambda route: route.abort())
    page.route("**/health/live", lambda route: route.abort())

    page.goto("/app/dashboard")
    expect(page.get_by_role("alert")).to_contain_text("/seen/ did not load.")

    page.unroute(f"**/{script}")
    page.unroute("**/health/live")

    expect(page.get_by_role("navigation", name="Main").first).to_be_visible()


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DIST / ".vite" / "manifest.json").read_text())
    return found
