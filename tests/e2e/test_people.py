"""Two users: an invitation, rights, and a password link."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PATIENCE_MS, Stack

NAME, EMAIL = "Brigitte", "brigitte@seen.example"
PASSWORD, NEW_PASSWORD = "correct battery horse", "another battery horse"


def link_in(page: Page, label: str | re.Pattern[str]) -> str:
    field = page.get_by_label(label)
    expect(field).to_have_value(re.compile("^http"))
    return field.input_value()


def test_a_user_is_invited_is_given_a_right_and_gets_a_new_password(
    signed_in: Page, browser: Browser, stack: Stack
):
    admin = signed_in
    admin.goto("/app/settings/people")
    admin.get_by_role("button", name="Create link").click()
    invitation = link_in(admin, "Invitation link")

    phone = browser.new_context(base_url=stack.url, viewport={"width": 390, "height": 844})
    guest = phone.new_page()
    guest.set_default_timeout(PATIENCE_MS)
    guest.goto(invitation)
    expect(guest.get_by_role("heading", name="You are invited")).to_be_visible()
    guest.get_by_label("Display name").fill(NAME)
    guest.get_by_label("Email").fill(EMAIL)
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Create account").click()
    expect(guest).to_have_url(re.compile("/app/dashboard"))

    # What is not allowed is not there; once allowed, it is.
    guest.goto("/app/library/review")
    expect(guest.get_by_text("may not change matches")).to_be_visible()
    expect(guest.get_by_role("button", name="Rescan")).to_have_count(0)
    admin.reload()
    admin.get_by_role("button", name=re.compile(f"^{NAME}")).click()
    with admin.expect_response(lambda answer: answer.request.method == "PATCH"):
        admin.get_by_role("group", name=NAME).get_by_text("Scan the library").click()
    guest.reload()
    expect(guest.get_by_role("button", name="Rescan")).to_be_visible()

    admin.get_by_role("button", name="Reset password").click()
    reset = link_in(admin, re.compile("^Link for a new password"))
    laptop = browser.new_context(base_url=stack.url)
    new = laptop.new_page()
    new.set_default_timeout(PATIENCE_MS)
    new.goto(reset)
    new.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    new.get_by_role("button", name="Save and sign in").click()
    expect(new).to_have_url(re.compile("/app/dashboard"))
    guest.reload()
    expect(guest).to_have_url(re.compile("/sign-in"))
    new.goto("/app/settings/account")
    expect(new.get_by_text("You are signed in on this one only.")).to_be_visible()

    admin.get_by_role("button", name=f"Remove {NAME}").click()
    admin.get_by_role("alertdialog").get_by_role("button", name="Remove", exact=True).click()
    expect(admin.get_by_text(f"{NAME} was removed.")).to_be_visible()
    new.reload()
    expect(new).to_have_url(re.compile("/sign-in"))
    phone.close()
    laptop.close()
