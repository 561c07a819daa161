"""Stores the metadata of people."""

from dataclasses import dataclass

from chalicelib.catalog.service.derived_data import refresh_names
from chalicelib.metadata.models import PersonIdentity, PersonUpdate
from chalicelib.metadata.service.row_mapping import person_row
from chalicelib.metadata.store import people
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class PersonWriter:
    db: Database
    cache: Cache
    clock: Clock

    def get_identity(self, person_id: int) -> PersonIdentity | None:
        with self.db.read() as conn:
            return people.get_identity(conn, person_id=person_id)

    def write(self, person_id: int, update: PersonUpdate) -> int:
        """Fill in a person; returns their id, which changes when two rows are merged."""
        now = self.clock()
        with self.db.transaction() as conn:
            if update.imdb_id and update.tmdb_id:
                person_id = people.merge_into(
                    conn, person_id=person_id, imdb_id=update.imdb_id, tmdb_id=update.tmdb_id
                )
            people.fill(conn, person_id=person_id, row=person_row(update), now=now)
            people.mark_checked(conn, person_id=person_id, now=now)
            refresh_names(conn, people_ids=[person_id])
            credited_titles = people.list_credited_titles(conn, person_id=person_id)
        self.cache.invalidate_titles(credited_titles)
        return person_id

    def mark_checked(self, person_id: int) -> None:
        with self.db.transaction() as conn:
            people.mark_checked(conn, person_id=person_id, now=self.clock())
