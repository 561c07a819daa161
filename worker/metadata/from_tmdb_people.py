"""Maps TMDB's people and credits to metadata updates. No I/O."""

from collections.abc import Iterable

from chalicelib.metadata.models import CreditUpdate, PersonUpdate
from chalicelib.providers.provider_result import ProviderResult
from chalicelib.providers.tmdb.appended_lists import CastMember, CrewMember
from chalicelib.providers.tmdb.images import image_url
from chalicelib.providers.tmdb.models import Person

MAX_CAST = 60
#: The crew jobs that are stored, the most important first.
HEADLINE_JOBS = (
    "Creator",
    "Director",
    "Screenplay",
    "Writer",
    "Teleplay",
    "Story",
    "Novel",
    "Characters",
    "Comic Book",
    "Book",
    "Original Music Composer",
    "Director of Photography",
    "Editor",
    "Producer",
    "Executive Producer",
    "Production Design",
    "Costume Design",
    "Casting",
)
FIRST_CREW_POSITION = 1000  # after the cast


def person_update(answer: ProviderResult[Person]) -> PersonUpdate:
    person = answer.value
    outside = person.external_ids.imdb if person.external_ids else None
    return PersonUpdate(
        tmdb_id=person.id,
        imdb_id=person.imdb_id or (outside if outside and outside.startswith("nm") else None),
        name=person.name,
        biography=person.biography,
        born_on=person.born_on,
        died_on=person.died_on,
        birthplace=person.birthplace,
        known_for=person.known_for_department,
        profile_url=image_url(person.profile_path),
        popularity=person.popularity,
    )


def credit_updates(
    cast: Iterable[CastMember] | None, crew: Iterable[CrewMember] | None
) -> tuple[CreditUpdate, ...] | None:
    if cast is None and crew is None:
        return None
    actors = [
        CreditUpdate(
            person=_member(one),
            department="Acting",
            job="Actor",
            character=one.character,
            position=place if one.position is None else one.position,
            episode_count=one.episode_count,
        )
        for place, one in enumerate(list(cast or ())[:MAX_CAST])
    ]
    headline_crew = sorted(
        (one for one in crew or () if one.job in HEADLINE_JOBS),
        key=lambda one: HEADLINE_JOBS.index(one.job),
    )
    crew_credits = [
        CreditUpdate(
            person=_member(one),
            department=one.department or "Crew",
            job=one.job,
            position=FIRST_CREW_POSITION + place,
            episode_count=one.episode_count,
        )
        for place, one in enumerate(headline_crew)
    ]
    return (*actors, *crew_credits)


def _member(one: CastMember | CrewMember) -> PersonUpdate:
    return PersonUpdate(
        tmdb_id=one.id,
        name=one.name,
        known_for=one.known_for_department,
        profile_url=image_url(one.profile_path),
        popularity=one.popularity,
    )
