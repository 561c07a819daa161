"""Discover shows every section there can be: what providers fill, and what the catalogue has."""

import json
from pathlib import Path

from chalicelib.discover.models import SECTION_RULES
from chalicelib.discover.service import MAX_SECTIONS

SHELVES = Path(__file__).parents[2] / "chalicelib/catalog/seed/sections.json"


def test_every_section_is_shown_with_keys_for_every_provider():
    own = {section["slug"] for section in json.loads(SHELVES.read_text())["sections"]}

    assert len({rule.slug for rule in SECTION_RULES} | own) <= MAX_SECTIONS
