"""Ask about one person."""

from dataclasses import dataclass

from chalicelib.metadata.models import PersonSubject
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.providers.tmdb import Tmdb
from worker.metadata.asking import LEAVE_ALONE, Asking
from worker.metadata.from_tmdb import person_update


@dataclass(frozen=True, slots=True)
class PersonFetcher:
    asking: Asking

    def fetch(self, person_id: int) -> int | None:
        """Fill in somebody; their id, or None when nobody could say anything about them."""
        tmdb, enriching = self.asking.providers.tmdb, self.asking.enriching
        subject = enriching.person(person_id)
        if subject is None or tmdb is None:
            return None
        try:
            tmdb_id = self._tmdb_id(tmdb, subject)
            answer = tmdb.person(tmdb_id)
        except LEAVE_ALONE:
            return None  # asked again by the next visitor, once TMDB may be asked
        except (UnknownToProvider, ProviderFailed):
            enriching.person_checked(person_id)
            return None
        return enriching.write_person(person_id, person_update(answer))

    def _tmdb_id(self, tmdb: Tmdb, subject: PersonSubject) -> int:
        """Raises `UnknownToProvider` or `ProviderFailed`."""
        if subject.tmdb_id is not None:
            return subject.tmdb_id
        if subject.imdb_id is None:
            raise UnknownToProvider("Neither TMDB's nor IMDb's number is known.")
        people = tmdb.find_imdb(subject.imdb_id).value.people
        if not people:
            raise UnknownToProvider("TMDB does not know this number of IMDb.")
        return people[0].id
