"""Made-up people whose taste is known, and how well recommendations find what they watch next."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from worker.recommendations.interaction_history import Catalogue, Interaction, Title

GENRES = 12


@dataclass(frozen=True)
class Tastes:
    """
    People who like a few genres, some titles more popular than others, and moods that drift.

    A person watches in runs: the next title is of the genre of the last one more often than not.
    """

    people: int
    titles: int
    seed: int
    mean_viewings: float = 30.0

    @cached_property
    def _titles(self) -> tuple[np.ndarray, np.ndarray]:
        """The genre and the popularity of each title."""
        random = np.random.default_rng(self.seed)
        return random.integers(0, GENRES, self.titles), random.pareto(1.5, self.titles) + 0.05

    @cached_property
    def catalogue(self) -> Catalogue:
        genre, _ = self._titles
        return Catalogue(
            [
                Title(
                    f"t{number}",
                    {f"genre:{genre[number]}": 1.0, f"decade:{195 + number % 8}": 1.0},
                )
                for number in range(self.titles)
            ]
        )

    @cached_property
    def viewings(self) -> Sequence[Interaction]:
        random = np.random.default_rng(self.seed + 1)
        genre, popularity = self._titles
        found = []
        for person in range(self.people):
            count = min(self.titles - 1, 8 + int(random.exponential(self.mean_viewings)))
            likes = random.dirichlet(np.full(GENRES, 0.3))
            # The Gumbel trick: the order of a draw without putting back.
            score = np.log(popularity * likes[genre] + 1e-9) + random.gumbel(size=self.titles)
            drawn = np.argsort(-score)[:count]
            moods = random.permutation(GENRES)
            order = np.argsort(moods[genre[drawn]] + random.normal(0, 1.0, count))
            found += [
                Interaction(f"p{person}", f"t{drawn[place]}", 1.0, moment)
                for moment, place in enumerate(order)
            ]
        return found

    def leave_last_out(self, last: int) -> tuple[list[Interaction], dict[str, set[str]]]:
        """The viewings without each person's last ones, and the titles of those."""
        by_person = defaultdict(list)
        for viewing in self.viewings:
            by_person[viewing.person].append(viewing)
        known = [viewing for rows in by_person.values() for viewing in rows[:-last]]
        return known, {
            person: {viewing.title for viewing in rows[-last:]}
            for person, rows in by_person.items()
        }


def popular_titles(viewings: Sequence[Interaction], n: int) -> dict[str, list[str]]:
    """Each person with the most watched titles that are new to the person."""
    order = [title for title, _ in Counter(viewing.title for viewing in viewings).most_common()]
    seen = defaultdict(set)
    for viewing in viewings:
        seen[viewing.person].add(viewing.title)
    return {
        person: [title for title in order if title not in titles][:n]
        for person, titles in seen.items()
    }


def ndcg(
    found: Mapping[str, Sequence[str]], held_out: Mapping[str, set[str]], n: int = 10
) -> float:
    """The mean normalised discounted cumulative gain of the first `n` titles."""
    gains = []
    for person, wanted in held_out.items():
        gain = sum(
            1 / math.log2(place + 2)
            for place, title in enumerate(found.get(person, [])[:n])
            if title in wanted
        )
        ideal = sum(1 / math.log2(place + 2) for place in range(min(n, len(wanted))))
        gains.append(gain / ideal)
    return sum(gains) / len(gains)
