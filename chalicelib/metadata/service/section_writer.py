"""Writes the discover sections that come from a provider."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.metadata.models import SectionUpdate
from chalicelib.metadata.store import sections
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class SectionService:
    db: Database
    clock: Clock

    def replace(self, section: SectionUpdate) -> None:
        """Replace a section atomically."""
        with self.db.transaction() as conn:
            sections.replace(conn, section=section, now=self.clock())

    def mark_stale(self, slugs: Sequence[str]) -> int:
        """Mark provider sections as stale; returns how many there are."""
        if not slugs:
            return 0
        with self.db.transaction() as conn:
            return sections.mark_stale(conn, slugs=slugs, now=self.clock())
