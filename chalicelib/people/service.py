"""Assemble the page of one person."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.service import CatalogService
from chalicelib.metadata.service.staleness import Refresher
from chalicelib.people import store
from chalicelib.people.errors import PersonNotFound
from chalicelib.people.models import CreditRow, PersonCredit, PersonDetail, PersonIds, PersonRow
from chalicelib.platform.db import Database

MAX_CREDITS = 200
MAX_BEST = 12


@dataclass(frozen=True, slots=True)
class PeopleService:
    db: Database
    catalog: CatalogService
    refresher: Refresher

    def page(self, user_id: UUID, person_id: int) -> PersonDetail:
        """
        The page of a person. Stale metadata is refreshed first, within a small time budget; see
        `Refresher`.

        Raises `PersonNotFound`.
        """
        person = self._get(person_id)
        refreshing = self.refresher.refresh_person_if_stale(person.id)
        # The row may be complete now, or have been merged into another.
        person = self._get(person_id)
        with self.db.read() as conn:
            rows = store.credits_of(conn, person_id=person.id, newest=MAX_CREDITS, best=MAX_BEST)
        cards = self.catalog.cards_by_id(user_id, [row.media_id for row in rows])
        return PersonDetail(
            id=person.id,
            name=person.name,
            biography=person.biography,
            born_on=person.born_on,
            died_on=person.died_on,
            birth_year=person.birth_year,
            death_year=person.death_year,
            birthplace=person.birthplace,
            known_for=person.known_for,
            profile_url=person.profile_url,
            profile_placeholder=person.profile_placeholder,
            external_ids=PersonIds(imdb=person.imdb_id, tmdb=person.tmdb_id),
            best=[cards[media_id] for media_id in best_known(rows) if media_id in cards],
            credits=[
                PersonCredit(
                    media=cards[row.media_id],
                    department=row.department,
                    job=row.job,
                    character=row.character,
                    year=row.year,
                    episode_count=row.episode_count,
                )
                for row in rows
                if row.line <= MAX_CREDITS and row.media_id in cards
            ],
            refreshing=refreshing,
        )

    def _get(self, person_id: int) -> PersonRow:
        """Raises `PersonNotFound`."""
        with self.db.read() as conn:
            person = store.get(conn, person_id=person_id)
        if person is None:
            raise PersonNotFound("There is no such person.")
        return person


def best_known(rows: list[CreditRow]) -> list[int]:
    """The titles a person is best known for."""
    ranked = {row.media_id: row.place for row in rows}
    return sorted(ranked, key=lambda media_id: ranked[media_id])[:MAX_BEST]
