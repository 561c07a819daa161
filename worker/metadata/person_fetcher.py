"""Fetches one person."""

from dataclasses import dataclass

from chalicelib.metadata.models import PersonIdentity
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.providers.tmdb import Tmdb
from worker.metadata.fetch_context import PROVIDER_UNAVAILABLE, FetchContext
from worker.metadata.from_tmdb_people import person_update


@dataclass(frozen=True, slots=True)
class PersonFetcher:
    context: FetchContext

    def fetch(self, person_id: int) -> int | None:
        """Fetch a person; returns their id, or None if the provider does not know them."""
        tmdb, people = self.context.providers.tmdb, self.context.people
        subject = people.get_identity(person_id)
        if subject is None or tmdb is None:
            return None
        try:
            tmdb_id = self._tmdb_id(tmdb, subject)
            answer = tmdb.person(tmdb_id)
        except PROVIDER_UNAVAILABLE:
            return None  # the next page view tries again
        except (UnknownToProvider, ProviderFailed):
            people.mark_checked(person_id)
            return None
        return people.write(person_id, person_update(answer))

    def _tmdb_id(self, tmdb: Tmdb, subject: PersonIdentity) -> int:
        """Raises `UnknownToProvider` or `ProviderFailed`."""
        if subject.tmdb_id is not None:
            return subject.tmdb_id
        if subject.imdb_id is None:
            raise UnknownToProvider("Neither TMDB's nor IMDb's number is known.")
        people = tmdb.find_imdb(subject.imdb_id).value.people
        if not people:
            raise UnknownToProvider("TMDB does not know this number of IMDb.")
        return people[0].id
