"""Stores which films belong to one franchise."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.metadata.models import LinkUpdate, Provider
from chalicelib.metadata.store import related_rows, title_identity
from chalicelib.metadata.store.json_rows import Row
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class FranchiseWriter:
    db: Database
    cache: Cache

    def link(self, provider: Provider, parts: Sequence[LinkUpdate], *, is_whole: bool) -> None:
        """
        Link the titles of a franchise with each other, as far as the catalogue has them by id.

        `is_whole`: the list is complete, so that other franchise links of them are deleted.
        """
        rows: list[Row] = [
            {
                "source": provider,
                "media_type": part.media_type,
                "external_id": part.external_id,
                "position": position,
            }
            for position, part in enumerate(parts)
        ]
        with self.db.transaction() as conn:
            related_rows.link_franchise(conn, rows=rows, is_whole=is_whole)
        ids = {(part.external_id, part.media_type) for part in parts}
        with self.db.read() as conn:
            known = title_identity.find_by_provider_ids(conn, source=provider, ids=ids)
        self.cache.invalidate_titles(set(known.values()))

    def remove(self, media_ids: Sequence[int]) -> None:
        """Delete the franchise links of these titles."""
        if media_ids:
            with self.db.transaction() as conn:
                changed = related_rows.remove_from_franchises(conn, media_ids=media_ids)
            self.cache.invalidate_titles(changed)
