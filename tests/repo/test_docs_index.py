"""The pages that list others are complete."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_SLICES = {"http", "platform", "migrations", "providers", "wiring"}


def test_architecture_says_what_each_slice_owns():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    owned = set(
        re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)))
    )
    slices = {folder.parent.name for folder in (ROOT / "chalicelib").glob("*/__init__.py")}

    assert slices - NOT_SLICES - owned == set()


def test_the_index_of_the_documentation_links_every_page():
    docs = ROOT / "docs"
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", (docs / "README.md").read_text()))

    assert {page.name for page in docs.glob("*.md")} - {"README.md"} - linked == set()
