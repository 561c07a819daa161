"""Two users: an invitation, rights, and a password link."""

import re
from contextlib import suppress

from playwright.sync_api import Browser, Error, Page, ViewportSize, expect

from tests.e2e.conftest import PATIENCE_MS, Stack, enter

NAME, EMAIL = "Brigitte", "brigitte@seen.example"
SECOND, SECOND_EMAIL = "Fritz", "fritz@seen.example"
PHONE: ViewportSize = {"width": 390, "height": 844}
PASSWORD, NEW_PASSWORD = "correct battery horse", "another battery horse"


def link_in(page: Page, label: str | re.Pattern[str]) -> str:
    field = page.get_by_label(label)
    expect(field).to_have_value(re.compile("^http"))
    return field.input_value()


def accept(guest: Page, invitation: str, name: str, email: str) -> None:
    """Create an account with an invitation."""
    guest.goto(invitation)
    expect(guest.get_by_role("heading", name="You are invited")).to_be_visible()
    guest.get_by_label("Display name").fill(name)
    guest.get_by_label("Email").fill(email)
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    enter(guest, "Create account")


def sign_in_as(page: Page, email: str) -> None:
    """By the form."""
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    enter(page, "Sign in")


def is_signed_out(page: Page) -> None:
    """It may notice by itself and leave for the form meanwhile, which ends the reload."""
    with suppress(Error):
        page.reload()
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_user_is_invited_is_given_a_right_and_gets_a_new_password(
    signed_in: Page, browser: Browser, stack: Stack
):
    admin = signed_in
    admin.goto("/app/settings/people")
    admin.get_by_role("button", name="Create link").click()
    invitation = link_in(admin, "Invitation link")

    phone = browser.new_context(base_url=stack.url, viewport=PHONE)
    guest = phone.new_page()
    guest.set_default_timeout(PATIENCE_MS)
    accept(guest, invitation, NAME, EMAIL)

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
    is_signed_out(guest)
    new.goto("/app/settings/account")
    expect(new.get_by_text("You are signed in on this one only.")).to_be_visible()

    admin.get_by_role("button", name=f"Remove {NAME}").click()
    admin.get_by_role("alertdialog").get_by_role("button", name="Remove", exact=True).click()
    expect(admin.get_by_text(f"{NAME} was removed.")).to_be_visible()
    is_signed_out(new)
    phone.close()
    laptop.close()


def test_a_second_administrator_ends_other_sessions_with_a_new_password_and_is_removed(
    signed_in: Page, browser: Browser, stack: Stack
):
    first = signed_in
    first.goto("/app/settings/people")
    first.get_by_label("Role", exact=True).select_option(label="As an administrator")
    first.get_by_role("button", name="Create link").click()
    invitation = link_in(first, "Invitation link")

    phone = browser.new_context(base_url=stack.url, viewport=PHONE, color_scheme="light")
    second = phone.new_page()
    second.set_default_timeout(PATIENCE_MS)
    accept(second, invitation, SECOND, SECOND_EMAIL)
    second.goto("/app/settings/people")
    expect(second.get_by_text("You · everything is allowed")).to_be_visible()

    laptop = browser.new_context(base_url=stack.url)
    other = laptop.new_page()
    other.set_default_timeout(PATIENCE_MS)
    sign_in_as(other, SECOND_EMAIL)

    # A new password, by keyboard: this device stays signed in, the others do not.
    second.goto("/app/settings/account#password")
    second.get_by_role("button", name="Change password").press("Enter")
    form = second.get_by_role("alertdialog").or_(second.get_by_role("dialog"))
    form.get_by_label("Your password").fill(PASSWORD)
    form.get_by_label("New password").fill(NEW_PASSWORD)
    second.keyboard.press("Enter")
    expect(second.get_by_text("Your other devices are signed out.").last).to_be_visible()
    expect(second.get_by_text(re.compile("^Changed"))).to_be_visible()  # without a reload
    is_signed_out(other)
    second.reload()
    expect(second.get_by_text("You are signed in on this one only.")).to_be_visible()

    # One administrator removes the other; the last one stays an administrator.
    first.reload()
    first.get_by_role("button", name=re.compile(f"^{SECOND}")).click()
    first.get_by_role("button", name=f"Remove {SECOND}").click()
    first.get_by_role("alertdialog").get_by_role("button", name="Remove", exact=True).click()
    expect(first.get_by_text(f"{SECOND} was removed.")).to_be_visible()
    is_signed_out(second)
    first.get_by_role("button", name=re.compile("^Lena")).click()
    mine = first.get_by_role("group", name="Lena", exact=True)
    expect(mine.get_by_role("button", name="Remove Lena")).to_have_count(0)
    mine.get_by_text("Member", exact=True).click()
    dialog = first.get_by_role("alertdialog")
    dialog.get_by_role("button", name="Become a member").click()
    expect(dialog.get_by_text("This server needs an administrator")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(mine.get_by_role("radio", name="Administrator")).to_be_checked()
    phone.close()
    laptop.close()
