"""A review and a tag of a title: written, seen, found by the tag, and undone."""

import re

from playwright.sync_api import Page, expect

REVIEW = "The machine eats them.\nAnd the robot smiles."


def test_a_review_and_a_tag_are_written_and_undone(signed_in: Page) -> None:
    page = signed_in
    page.goto("/app/search?q=metropolis")
    page.get_by_role("link", name=re.compile("^Metropolis")).first.click()
    notes = page.get_by_role("region", name="Your notes")
    notes.get_by_role("button", name="Add notes and tags").click()
    form = page.get_by_role("dialog", name="Notes and tags")
    form.get_by_label("Tags", exact=True).fill("Silent films")
    page.keyboard.press("Enter")
    expect(form.get_by_role("button", name="Remove the tag Silent films")).to_be_visible()
    form.get_by_label("Review").fill(REVIEW)
    form.get_by_text("It gives something away").click()
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(notes.get_by_role("link", name="Silent films")).to_be_visible()
    notes.get_by_role("button", name="Show it").click()
    expect(notes.get_by_text("And the robot smiles.")).to_be_visible()

    page.get_by_role("button", name="Undo").click()
    expect(notes.get_by_role("button", name="Add notes and tags")).to_be_visible()
    expect(notes.get_by_role("link", name="Silent films")).to_have_count(0)
