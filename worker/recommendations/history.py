"""What people watched, and the titles there are, as arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

#: A rating of at most this share of the highest one says that a title was not liked.
DISLIKED = 0.4
#: A title that was not liked still says what a person watches, but less.
DISLIKED_WEIGHT = 0.5


class Interaction(NamedTuple):
    """A person watched or rated a title; `at` is in seconds, of any epoch."""

    person: str
    title: str
    rating: float | None
    at: float


@dataclass(frozen=True, slots=True)
class Title:
    """A title that can be recommended."""

    id: str
    genres: tuple[str, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Titles in the order in which equal ones are recommended."""

    titles: Sequence[Title]

    @property
    def ids(self) -> list[str]:
        return [title.id for title in self.titles]


@dataclass(frozen=True, slots=True)
class History:
    """
    Viewings by person and moment.

    `person` and `title` are indexes into `people` and into the catalogue; `age` counts a person's
    later viewings, so the newest has 0; `weight` is between 0 and 1.
    """

    people: Sequence[str]
    title_count: int
    person: Ints
    title: Ints
    age: Ints
    weight: Floats

    @classmethod
    def of(cls, viewings: Iterable[Interaction], catalogue: Catalogue) -> "History":
        """Viewings in any order; those of titles that are not in the catalogue are left out."""
        index = {title_id: position for position, title_id in enumerate(catalogue.ids)}
        people: dict[str, int] = {}
        person, title, rating, at = [], [], [], []
        for viewing in viewings:
            number = people.setdefault(viewing.person, len(people))
            position = index.get(viewing.title)
            if position is None:
                continue
            person.append(number)
            title.append(position)
            rating.append(np.nan if viewing.rating is None else viewing.rating)
            at.append(viewing.at)
        persons = np.asarray(person, np.int32)
        order = np.lexsort((np.asarray(at, np.float64), persons))
        persons = persons[order]
        ends = np.cumsum(np.bincount(persons, minlength=len(people)))
        ratings = np.asarray(rating, np.float32)[order]
        highest = np.nanmax(ratings) if np.isfinite(ratings).any() else 0.0
        disliked = ratings <= DISLIKED * highest  # false where there is no rating
        return cls(
            people=list(people),
            title_count=len(catalogue.titles),
            person=persons,
            title=np.asarray(title, np.int32)[order],
            age=(ends[persons] - 1 - np.arange(len(persons))).astype(np.int32),
            weight=np.where(disliked, DISLIKED_WEIGHT, 1.0).astype(np.float32),
        )

    def matrix(self, weight: Floats) -> sparse.csr_matrix:
        """People by titles; of a title watched several times the highest weight counts."""
        shape = (len(self.people), self.title_count)
        order = np.lexsort((-weight, self.title, self.person))
        person, title = self.person[order], self.title[order]
        first = np.ones(len(order), bool)
        first[1:] = (person[1:] != person[:-1]) | (title[1:] != title[:-1])
        return sparse.csr_matrix((weight[order][first], (person[first], title[first])), shape)
