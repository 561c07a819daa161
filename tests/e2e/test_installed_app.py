"""The app as one that is installed: its service worker, and the page without a connection."""

import re

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import EMAIL, PASSWORD, PATIENCE_MS, Stack
from tests.waiting import wait_until


def test_without_a_connection_a_page_says_so_and_comes_back(
    signed_in: object, browser: Browser, stack: Stack
) -> None:
    """The account is there after `signed_in`; that page itself has no service worker."""
    context = browser.new_context(base_url=stack.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/sign-in")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/app/dashboard"))
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="You are not connected")).to_be_visible()
    kept = page.evaluate(
        """async () => {
            const names = await caches.keys();
            const all = await Promise.all(names.map(async (name) =>
                (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)
            ));
            return all.flat();
        }"""
    )
    assert "/offline.html" in kept
    assert [path for path in kept if re.match("/(api|stream|seen-media)/", path)] == []

    context.set_offline(False)
    expect(page.get_by_role("navigation", name="Main").first).to_be_visible()
    page.goto("/app/settings/account")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page).to_have_url(re.compile("/sign-in"))
    wait_until(lambda: page.evaluate("() => caches.keys()") == [])
    context.close()
