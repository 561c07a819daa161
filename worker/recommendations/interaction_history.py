"""What people watched, and the titles there are, as arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


class Interaction(NamedTuple):
    """
    A person watched, rated or refused a title; `at` is in seconds, of any epoch.

    `weight` is about 1 for what was watched, more for what was loved, 0 for what says nothing, and
    negative for what was refused.
    """

    person: str
    title: str
    weight: float
    at: float


@dataclass(frozen=True, slots=True)
class Title:
    """
    A title that can be recommended.

    `features` have a weight each, such as 1 for `genre:Drama`. `appeal`, from 0 to 1, is what
    others think of it, and decides for people without a history. `similar` are ids of titles that
    a provider names beside it, the nearest first.
    """

    id: str
    features: Mapping[str, float] = field(default_factory=dict)
    appeal: float = 0.0
    similar: Sequence[str] = ()


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
    Interactions by person and moment.

    `person` and `title` are indexes into `people` and into the catalogue; `age` counts a person's
    later interactions, so the newest has 0.
    """

    people: Sequence[str]
    title_count: int
    person: Ints
    title: Ints
    age: Ints
    weight: Floats

    @classmethod
    def of(
        cls,
        interactions: Iterable[Interaction],
        catalogue: Catalogue,
        people: Iterable[str] = (),
    ) -> "History":
        """
        Interactions in any order; those of titles that are not in the catalogue are left out.

        `people` come first, also without interactions.
        """
        index = {title_id: position for position, title_id in enumerate(catalogue.ids)}
        numbers = {name: number for number, name in enumerate(people)}
        person, title, weight, at = [], [], [], []
        for interaction in interactions:
            number = numbers.setdefault(interaction.person, len(numbers))
            position = index.get(interaction.title)
            if position is None:
                continue
            person.append(number)
            title.append(position)
            weight.append(interaction.weight)
            at.append(interaction.at)
        return cls.of_arrays(
            list(numbers),
            len(catalogue.titles),
            person=np.asarray(person, np.int32),
            title=np.asarray(title, np.int32),
            weight=np.asarray(weight, np.float32),
            at=np.asarray(at, np.float64),
        )

    @classmethod
    def of_arrays(
        cls,
        people: Sequence[str],
        title_count: int,
        *,
        person: Ints,
        title: Ints,
        weight: Floats,
        at: npt.NDArray[np.float64],
    ) -> "History":
        """Interactions in any order; see the fields for what the arrays are."""
        order = np.lexsort((at, person))
        person = person[order]
        ends = np.cumsum(np.bincount(person, minlength=len(people)))
        return cls(
            people=people,
            title_count=title_count,
            person=person,
            title=title[order],
            age=(ends[person] - 1 - np.arange(len(person))).astype(np.int32),
            weight=weight[order],
        )

    def matrix(self, weight: Floats) -> sparse.csr_matrix:
        """People by titles; of a title watched several times the highest weight counts."""
        shape = (len(self.people), self.title_count)
        order = np.lexsort((-weight, self.title, self.person))
        person, title = self.person[order], self.title[order]
        first = np.ones(len(order), bool)
        first[1:] = (person[1:] != person[:-1]) | (title[1:] != title[:-1])
        return sparse.csr_matrix((weight[order][first], (person[first], title[first])), shape)
